"""Scenario and world files, read as docs/scenarios.md says; what it does not say is an error."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise, takewhile
from pathlib import Path

from bot.replay.errors import ScenarioError
from bot.replay.script import (
    Assertion,
    Attachment,
    Block,
    Event,
    Field,
    Given,
    Moment,
    Scenario,
    Sign,
    Where,
)
from community.calendar import ZONE

_NAME = r"[^\s:<>{};=|,#@~]+"
_HEADING = re.compile(r"### ([A-Z][0-9]{2}[a-z]?) (.+)")
_HEADER = re.compile(r"- ([^:：]+): (.*)")
_SCRIPT = re.compile(r"\s*(?:`{3,}|~{3,})\s*script\s*", re.IGNORECASE)
_KEYS = frozenset({"社区", "种子", "独有", "考点", "变异"})
_TIME = r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}|\+[0-9]+[mhd])"
_EVENT = re.compile(
    rf"@(?P<time>{_TIME}) (?:(?P<system>SYS)|(?P<private>DM) |(?P<room>[GW][0-9]) )"
    rf"(?:(?P<actor>{_NAME})(?:<(?P<nick>[^>]+)>)?(?: \{{(?P<name>[^}}\s]+)\}})?)?: (?P<body>.*)",
    re.DOTALL,
)
_GIVEN = re.compile(r"given ([A-Z][A-Za-z]*)(?:\*([0-9]+)|#(\S+))?(?: (.*))?")
_FIELD = re.compile(r"([a-z][a-z0-9_]*)(!=|=|~)(.*)", re.DOTALL)
_ASSERTION = re.compile(r"=> ([A-Z]+)(?: (.*))?")
_KINDS = "图片|语音|链接|小程序|红包|表情|文件|长文|撤回|风暴"
_ATTACHMENT = re.compile(
    rf"\[({_KINDS})(?: ((?:[^\[\]]|\[[^\[\]]*\])*))?\]$"
)  # words may hold [捂脸]
# What was meant as an attachment: one not closed, not at the end, or of no kind. [捂脸] is text.
_MEANT = re.compile(rf"\[(?:{_KINDS})(?: .*|$)|\[[^\W\d]+ [^\[\]]*\]$")
WORDS = frozenset(
    {
        *("REC", "NOREC", "COUNT", "DUE", "SAY", "DM", "QUIET", "NODM", "OK", "DENY", "HOLD"),
        *("JOB", "NOJOB", "DIGEST", "LEDGER", "METRIC", "EXPORT", "STORE"),
    }
)
NAMELESS = "?"  # the id of what should have been a scenario
Lines = Sequence[tuple[int, str]]


def read_scenarios(path: Path) -> Iterator[Scenario]:
    """Every scenario of a file, in order; one that cannot be read carries its fault.

    What nobody would play is a fault too: a script outside a scenario, a file without one.
    """
    lines = _numbered(path)
    sections = _sections(lines)
    inside = {number for _, _, body in sections for number, _ in body}
    strays = [n for n, text in lines if _SCRIPT.fullmatch(text) and n not in inside]
    found = [_scenario(number, heading, body) for number, heading, body in sections]
    found += [_nameless(number, "a script outside a scenario") for number in strays]
    if not found:
        yield _nameless(1, "no scenario in this file")
    yield from sorted(found, key=lambda one: one.line)


def read_world(path: Path) -> tuple[Given, ...]:
    """The given lines of a world file's one block. Raises ScenarioError."""
    lines = _numbered(path)
    block = _block(lines, "world", 1)
    return tuple(_given(number, text) for number, text in block if _counts(text))


def _numbered(path: Path) -> Lines:
    """The lines from 1 on; Windows may have put a mark of its own before the first."""
    return list(enumerate(path.read_text(encoding="utf-8-sig").split("\n"), 1))


def _sections(lines: Lines) -> Sequence[tuple[int, re.Match[str], Lines]]:
    """Each scenario's line, heading and body."""
    fenced, starts = False, []
    for index, (_, text) in enumerate(lines):
        fenced ^= text.startswith("```")
        if not fenced and re.match(r"#{2,3} ", text):
            starts.append(index)
    parts = [
        (*lines[start], lines[start + 1 : end]) for start, end in pairwise((*starts, len(lines)))
    ]
    headings = [(number, _HEADING.fullmatch(text), body) for number, text, body in parts]
    return [(number, heading, body) for number, heading, body in headings if heading is not None]


def _nameless(line: int, what: str) -> Scenario:
    return Scenario(NAMELESS, "", line, "", (), (), ScenarioError(line, what))


def _scenario(line: int, heading: re.Match[str], body: Lines) -> Scenario:
    try:
        community = _community(line, body)
        givens, blocks = _script(_block(body, "script", line))
    except ScenarioError as fault:
        return Scenario(heading[1], heading[2], line, "", (), (), fault)
    return Scenario(heading[1], heading[2], line, community, givens, blocks)


def _community(line: int, body: Lines) -> str:
    headers: dict[str, str] = {}
    for number, text in takewhile(lambda one: not one[1].startswith("```"), body):
        found = _HEADER.fullmatch(text)
        if found is None:
            continue
        if found[1] not in _KEYS:
            raise ScenarioError(number, f"unknown header {found[1]}")
        if found[1] in headers:
            raise ScenarioError(number, f"a second {found[1]}")
        headers[found[1]] = found[2].strip()
    if not headers.get("社区"):
        raise ScenarioError(line, "no 社区")
    return headers["社区"]


def _block(lines: Lines, language: str, line: int) -> Lines:
    """The lines inside the one fenced block of that language."""
    opened = [i for i, (_, text) in enumerate(lines) if text.strip() == f"```{language}"]
    if len(opened) != 1:
        raise ScenarioError(line, f"{len(opened)} {language} blocks, there must be one")
    start = opened[0] + 1
    for end in range(start, len(lines)):
        if lines[end][1].startswith("```"):
            return lines[start:end]
    raise ScenarioError(lines[opened[0]][0], "the block is not closed")


def _counts(text: str) -> bool:
    return bool(text.strip()) and not text.lstrip().startswith("//")


def _script(lines: Lines) -> tuple[tuple[Given, ...], tuple[Block, ...]]:
    givens: list[Given] = []
    blocks: list[tuple[Event, list[Assertion]]] = []
    for number, text in lines:
        if not _counts(text):
            continue
        if text.startswith("given "):
            if blocks:
                raise ScenarioError(number, "a given after the first event")
            givens.append(_given(number, text))
        elif text.startswith("@"):
            blocks.append((_event(number, text), []))
        elif text.startswith("=>"):
            if not blocks:
                raise ScenarioError(number, "an assertion before the first event")
            blocks[-1][1].append(_assertion(number, text))
        else:
            raise ScenarioError(number, f"cannot read {text}")
    if not blocks:
        raise ScenarioError(lines[0][0] if lines else 1, "no event")
    return tuple(givens), tuple(Block(event, tuple(some)) for event, some in blocks)


def _given(number: int, text: str) -> Given:
    found = _GIVEN.fullmatch(text.strip())
    if found is None:
        raise ScenarioError(number, f"cannot read {text}")
    kind, count, key, rest = found.groups()
    return Given(number, kind, key or "", int(count or 1), read_fields(number, rest or ""))


def _event(number: int, text: str) -> Event:
    found = _EVENT.fullmatch(text.rstrip())
    if found is None or bool(found["system"]) == bool(found["actor"]):
        raise ScenarioError(number, f"cannot read {text}")
    where = Where.SYSTEM if found["system"] else Where.PRIVATE if found["private"] else Where.ROOM
    body, attachments = found["body"], tuple[Attachment, ...]()
    if where is not Where.SYSTEM:
        body, attachments = _attachments(number, body.replace("\\n", "\n"))
    return Event(
        line=number,
        moment=_moment(number, found["time"]),
        where=where,
        room=found["room"] or "",
        actor=found["actor"] or "",
        nick=found["nick"] or "",
        name=found["name"] or "",
        text=body,
        attachments=attachments,
    )


def _attachments(number: int, body: str) -> tuple[str, tuple[Attachment, ...]]:
    """The text, and the attachments behind it in order. Raises ScenarioError."""
    text, found = body, []
    while (last := _ATTACHMENT.search(text.rstrip())) is not None:
        found.append(Attachment(last[1], (last[2] or "").strip()))
        text = text.rstrip()[: last.start()]
    meant = _MEANT.search(text.rstrip())
    if meant is not None:
        raise ScenarioError(number, f"not an attachment: {meant[0]}")
    return text.rstrip() if found else text, tuple(reversed(found))


def _moment(number: int, text: str) -> Moment:
    if text.startswith("+"):
        unit = {"m": "minutes", "h": "hours", "d": "days"}[text[-1]]
        return Moment(None, timedelta(**{unit: int(text[1:-1])}))
    return Moment(read_time(number, text), timedelta())


def read_time(number: int, text: str) -> datetime:
    """ "2025-07-10 09:00". Raises ScenarioError."""
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
    except ValueError:
        raise ScenarioError(number, f"not a time: {text}") from None


def _assertion(number: int, text: str) -> Assertion:
    found = _ASSERTION.fullmatch(text.rstrip())
    if found is None or found[1] not in WORDS:
        raise ScenarioError(number, f"cannot read {text}")
    return Assertion(number, found[1], (found[2] or "").strip())


def read_fields(number: int, text: str) -> tuple[Field, ...]:
    """ "k=v; k~v; k!=v". Raises ScenarioError."""
    return tuple(_field(number, part.strip()) for part in text.split(";") if part.strip())


def _field(number: int, part: str) -> Field:
    found = _FIELD.fullmatch(part)
    if found is None:
        raise ScenarioError(number, f"not a field: {part}")
    return Field(found[1], Sign(found[2]), found[3].strip())
