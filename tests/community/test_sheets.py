import csv
from io import StringIO

import pytest

from community.errors import BadRows, EmptySheet, MissingColumns, UnreadableSheet
from community.hotline import COLUMNS, calls_of
from community.periods import read_month
from community.sheets import LARGEST, decoded, encoded, rows, written
from tests.kit.town import MONDAY_NINE

HEAD = "日期,小区,地点,类别,内容\n"
ROW = "2025-11-05,蔚蓝香廷,5栋,漏水,顶楼渗水\n"
NOVEMBER = read_month("2025-11", MONDAY_NINE)


def read(text):
    return rows("清单.csv", text, COLUMNS)


def node(estate, place):
    return f"{estate}{place}"


@pytest.mark.parametrize(
    "content",
    [
        (HEAD + ROW).encode(),
        (HEAD + ROW).encode("utf-8-sig"),
        (HEAD + ROW).encode("gb18030"),
        (HEAD + ROW).encode("utf-16"),
        (HEAD + ROW).replace("\n", "\r\n").encode(),
        (HEAD + ROW).replace("\n", "\r").encode(),
    ],
)
def test_what_chinese_spreadsheets_save_is_read(content):
    assert read(decoded(content))[0]["地点"] == "5栋"


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04\0\0", b"\xff\xff\xff", b"a" * (LARGEST + 1)]
)
def test_what_is_no_text_has_no_text(content):
    assert decoded(content) == ""


def test_columns_stand_in_any_order_and_cells_hold_lines_and_quotes():
    text = (
        '内容,类别 ,地点,小区,日期,电话\n"一行\n""二""行",漏水,５栋,蔚蓝香廷,2025-11-05,\n\n,,,\n'
    )

    assert read(text) == [
        {
            "内容": '一行\n"二"行',
            "类别": "漏水",
            "地点": "5栋",
            "小区": "蔚蓝香廷",
            "日期": "2025-11-05",
            "电话": "",
        }
    ]


def test_a_short_row_lacks_its_last_cells():
    assert read(HEAD + "2025-11-05,蔚蓝香廷\n")[0]["内容"] == ""


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", UnreadableSheet),
        ("\n\n", UnreadableSheet),
        ('"' + "x" * 200_000, UnreadableSheet),
        ("随便一句话", MissingColumns),
        ("日期,小区,内容\n1,2,3\n", MissingColumns),
        (HEAD, EmptySheet),
        (HEAD + ",,,,\n", EmptySheet),
    ],
)
def test_a_table_that_cannot_be_used_says_why(text, error):
    with pytest.raises(error):
        read(text)


@pytest.mark.parametrize(
    "day", ["", "十一月五日", "2025-10-31", "2025-11-31", "2025-11", "5/11/2025"]
)
def test_one_row_without_a_day_of_the_month_spoils_the_list(day):
    table = read(HEAD + ROW + f"{day},蔚蓝香廷,5栋,漏水,x\n")

    with pytest.raises(BadRows) as refused:
        calls_of(table, NOVEMBER, node)
    assert refused.value.numbers == "3"


@pytest.mark.parametrize("day", ["2025-11-05", "2025/11/5", "2025.11.05", "2025-11-05 08:30"])
def test_days_as_people_write_them(day):
    assert calls_of(read(HEAD + ROW.replace("2025-11-05", day)), NOVEMBER, node)[0].day.day == 5


def test_ten_thousand_rows_are_read():
    calls = calls_of(read(HEAD + ROW * 10_000), NOVEMBER, node)

    assert len(calls) == 10_000


@pytest.mark.parametrize(
    "cell", ['=HYPERLINK("x")', "+1", "-1", "@SUM(1)", "＝1+1", "\t=1", "\r=1", "=1,=2", '"=1']
)
def test_no_cell_is_written_as_a_formula(cell):
    text = written(("=头",), [(cell, "好\n好")])
    cells = [cell for row in csv.reader(StringIO(text, newline="")) for cell in row]

    assert not [one for one in cells if one[0] in "=+-@＝\t\r"]
    assert cells[1].removeprefix("'") == cell
    assert cells[2] == "好\n好"


def test_what_is_written_is_read_again():
    assert decoded(encoded(written(COLUMNS, [("1", "2", "3", "4", "五")]))).endswith('"五"\n')
