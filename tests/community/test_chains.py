from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from community.calendar import ZONE
from community.chains import Chain, confirmed, opened, received, without

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=ZONE)


def chain(*entries):
    return opened(
        Chain(code="J1", community="富景", at=NOON, title="托管", host="唐副", entries=entries)
    )


def test_the_sender_adds_their_own_line():
    change = received(chain("梁妈"), "覃爸", ("梁妈", "覃爸"))

    assert change.chain.entries == ("梁妈", "覃爸")
    assert not change.rejoined and not change.missing


def test_an_old_copy_loses_nobody():
    now = received(chain("梁妈"), "覃爸", ("梁妈", "覃爸")).chain
    change = received(now, "陆叔", ("梁妈", "陆叔"))

    assert change.chain.entries == ("梁妈", "覃爸", "陆叔")
    assert change.rejoined and change.chain.fork == 1


def test_lines_of_others_cannot_be_dropped():
    change = received(chain("梁妈", "覃爸", "陆叔"), "老廖", ("陆叔",))

    assert change.chain.entries == ("梁妈", "覃爸", "陆叔")
    assert change.missing == 2 and change.chain.suspicious == 1


def test_who_drops_others_is_still_heard_about_themselves():
    change = received(chain("梁妈", "覃爸"), "老廖", ("老廖",))

    assert change.chain.entries == ("梁妈", "覃爸", "老廖")
    assert change.missing == 2


def test_the_sender_takes_off_their_own_line():
    assert received(chain("梁妈", "覃爸"), "覃爸", ("梁妈",)).chain.entries == ("梁妈",)


def test_a_line_for_somebody_else_waits_for_them():
    change = received(chain("梁妈"), "老廖", ("梁妈", "覃爸"))

    assert change.chain.entries == ("梁妈",) and change.chain.pending == ("覃爸",)
    assert change.entered == ("覃爸",)
    assert confirmed(change.chain, "覃爸").entries == ("梁妈", "覃爸")
    assert without(change.chain, "覃爸").pending == ()


def test_who_was_proposed_and_then_signs_up_is_on_the_list_once():
    waiting = received(chain("梁妈"), "老廖", ("梁妈", "覃爸")).chain
    change = received(waiting, "覃爸", ("梁妈", "覃爸"))

    assert change.chain.entries == ("梁妈", "覃爸") and change.chain.pending == ()


def test_the_host_may_list_others():
    assert received(chain("梁妈"), "唐副", ("梁妈", "覃爸")).chain.entries == ("梁妈", "覃爸")


NAMES = st.sampled_from(["唐副", "梁妈", "覃爸", "陆叔", "老廖"])
VERSIONS = st.lists(
    st.tuples(NAMES, st.lists(NAMES, max_size=5, unique=True).map(tuple)), max_size=12
)


@given(VERSIONS)
def test_nobody_but_oneself_and_the_host_takes_anyone_off(versions):
    now = chain("梁妈")
    for sender, listed in versions:
        before = set(now.entries)
        now = received(now, sender, listed).chain

        assert before - set(now.entries) <= {sender}
        assert set(now.entries) - before <= ({sender} if sender != "唐副" else set(listed))
        assert len(set(now.entries)) == len(now.entries)
        assert not set(now.entries) & set(now.pending)
