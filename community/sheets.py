"""Tables as files: CSV read from what people send, and written so that no cell is a formula.

A file is UTF-8, with or without a byte order mark; what a Chinese spreadsheet saves by itself
(GB18030, UTF-16) is understood too.
"""

import csv
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from community.errors import EmptySheet, MissingColumns, UnreadableSheet

LARGEST = 4_000_000  # bytes: far more than 10,000 rows
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")


def decoded(content: bytes) -> str:
    """The text of a file; empty if it is none, or more than anybody would write."""
    if len(content) > LARGEST:
        return ""
    encodings = ["utf-8-sig", "gb18030"]
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encodings = ["utf-16"]
    elif b"\0" in content:  # a workbook, a picture
        return ""
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text.replace("\r\n", "\n").replace("\r", "\n")
    return ""


def encoded(text: str) -> bytes:
    """The bytes of a file: with the mark by which spreadsheets know that it is UTF-8."""
    return text.encode("utf-8-sig")


def rows(name: str, text: str, columns: Sequence[str]) -> Sequence[Mapping[str, str]]:
    """The rows of a table, by the names of the columns; empty ones left out.

    `name` is what the file is called. Raises UnreadableSheet, MissingColumns, EmptySheet.
    """
    try:
        lines = [[_cell(one) for one in line] for line in csv.reader(StringIO(text))]
    except csv.Error:
        raise UnreadableSheet(name) from None
    head, *body = [line for line in lines if any(line)] or [[]]
    if not head:
        raise UnreadableSheet(name)
    missing = [column for column in columns if column not in head]
    if missing:
        raise MissingColumns("、".join(missing))
    if not body:
        raise EmptySheet(name)
    return [dict(zip(head, (*line, *[""] * len(head)), strict=False)) for line in body]


def written(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    """A table as the text of a file."""
    out = StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(
        [_harmless(cell) for cell in line] for line in (head, *body)
    )
    return out.getvalue()


def _cell(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _harmless(cell: str) -> str:
    """What a spreadsheet would take for a formula, as text."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
