import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.errors import Misused, NotARef
from community.refs import number, read_ref, read_refs


@pytest.mark.parametrize("said", ["C9", "#c9", "＃Ｃ９", "c-9", "9号", "9", "⑨", " c9 "])
def test_all_these_say_c9(said):
    assert read_ref(said, "C") == "C9"


@pytest.mark.parametrize("said", ["", "九号楼", "C", "楼上", "A9", "C1234567890", "C9C9"])
def test_these_say_nothing(said):
    with pytest.raises(NotARef):
        read_ref(said, "C")


@pytest.mark.parametrize(
    ("said", "refs"),
    [
        ("c3、c5-c7", ("C3", "C5", "C6", "C7")),
        ("#C1,#C2", ("C1", "C2")),
        ("C1，C1", ("C1",)),
        ("5至7", ("C5", "C6", "C7")),
    ],
)
def test_lists_and_ranges(said, refs):
    assert read_refs(said, "C") == refs


@pytest.mark.parametrize("said", ["c7-c5", "c1-c99999", "c1,,c2", "c1-"])
def test_these_are_no_lists(said):
    with pytest.raises(NotARef):
        read_refs(said, "C")


def test_c2_comes_before_c10():
    assert sorted(["C10", "C2"], key=number) == ["C2", "C10"]


@given(st.text(max_size=60))
def test_whatever_is_said_is_a_ref_or_a_refusal(said):
    for read in (read_ref, read_refs):
        try:
            read(said, "C")
        except Misused:
            continue
