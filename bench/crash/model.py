"""What must be true when all is quiet, however often everything died. Values in, findings out.

The neighbours know what they said and what it had to bring about; the gateway knows what was
acknowledged and what was said; the database says what became of it. Where the three disagree,
something was lost, was done twice, or was said in the wrong order.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from community.speech import FOLDED, Manner
from storage.inbox import MOST_ATTEMPTS
from storage.plumbing import InboxState, JobState, OutboxState

REPLY = "reply"  # what a told message may bring about besides records: one answer


class Count(StrEnum):
    """What a finding counts as. What is in doubt, or came too late, is shown, and no fault."""

    LOST = "lost"
    DOUBLE = "double"
    OUT_OF_ORDER = "out_of_order"
    DOUBTFUL = "doubtful"
    GIVEN_UP = "given_up"


FAULTS = frozenset({Count.LOST, Count.DOUBLE, Count.OUT_OF_ORDER})


@dataclass(frozen=True, slots=True)
class Finding:
    """`name` is the cause, key or id it is about."""

    count: Count
    what: str
    name: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a neighbour said, and what comes of it: a record of kind `brings`, or a REPLY.

    `must`: one does come of it; else one may. What is said again is of one `matter`, and one
    comes of all of it together. `deadly`: it kills whoever reads it.
    """

    cause: str
    brings: str = ""
    must: bool = True
    deadly: bool = False
    matter: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One send as the gateway took it: the rows it was for, and the words."""

    ids: tuple[int, ...]
    account: str
    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Received:
    cause: str
    state: str
    attempts: int
    error: str = ""


@dataclass(frozen=True, slots=True)
class Queued:
    """A row of the outbox."""

    id: int
    cause: str
    chat: str
    private: bool
    text: str
    manner: str
    state: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """A row of the jobs. `deadly`: it kills whoever runs it."""

    key: str
    kind: str
    state: str
    next_try: datetime
    deadly: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A row of the journal: `made` if the record was new."""

    cause: str
    kind: str
    code: str
    made: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """A record, and what there may be only one of its kind for."""

    kind: str
    code: str
    only: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Everything that is known at `at`. `acknowledged` are causes, `said` is in order."""

    at: datetime
    told: Sequence[Told]
    acknowledged: frozenset[str]
    said: Sequence[Said]
    inbox: Sequence[Received]
    outbox: Sequence[Queued]
    jobs: Sequence[Promise]
    journal: Sequence[Change]
    records: Sequence[Kept]


def judge(evidence: Evidence) -> tuple[Finding, ...]:
    """Everything that is not as it must be, and everything in doubt."""
    return (
        *_heard(evidence),
        *_handled(evidence),
        *_kept_once(evidence),
        *_ran(evidence),
        *_settled(evidence),
        *_said(evidence),
        *_ordered(evidence),
    )


def _heard(evidence: Evidence) -> Iterator[Finding]:
    """What was told was acknowledged, and what was acknowledged is in the inbox and over."""
    rows = {row.cause: row for row in evidence.inbox}
    for told in evidence.told:
        row = rows.get(told.cause)
        if told.cause not in evidence.acknowledged:
            yield Finding(Count.LOST, "never acknowledged", told.cause)
        elif row is None:
            yield Finding(Count.LOST, "acknowledged and not kept", told.cause)
        elif told.deadly:
            if (row.state, row.attempts) != (InboxState.FAILED, MOST_ATTEMPTS):
                yield Finding(Count.LOST, "deadly and not set aside", told.cause)
        elif row.state != InboxState.DONE:
            yield Finding(Count.LOST, f"not handled: {row.state} {row.error}".strip(), told.cause)


def _handled(evidence: Evidence) -> Iterator[Finding]:
    """Each matter brought about what it had to, once. What is not over is not missed here."""
    done = {row.cause for row in evidence.inbox if row.state == InboxState.DONE}
    brought = _brought(evidence)
    matters = defaultdict(list)
    for told in evidence.told:
        if told.brings:
            matters[told.matter or told.cause, told.brings].append(told)
    for (matter, kind), all_told in matters.items():
        found = sum(brought[told.cause, kind] for told in all_told)
        if not found and all(told.must and told.cause in done for told in all_told):
            yield Finding(Count.LOST, f"handled without {kind}", matter)
        if found > 1:
            yield Finding(Count.DOUBLE, f"{found} × {kind}", matter)


def _brought(evidence: Evidence) -> Counter[tuple[str, str]]:
    """By cause and kind: how many records it made or changed, and how many answers it gave."""
    changed = {(one.cause, one.kind, one.code) for one in evidence.journal}
    found = Counter((cause, kind) for cause, kind, _ in changed)
    found.update((row.cause, REPLY) for row in evidence.outbox if not row.private)
    return found


def _kept_once(evidence: Evidence) -> Iterator[Finding]:
    """Of what there may be only one, there is one: a place for each person, a case a message."""
    counted = Counter((one.kind, one.only) for one in evidence.records)
    for (kind, only), found in counted.items():
        if found > 1:
            yield Finding(Count.DOUBLE, f"{found} × {kind}", "/".join(only))
    made = Counter((one.kind, one.code) for one in evidence.journal if one.made)
    for (kind, code), times in made.items():
        if times > 1:
            yield Finding(Count.DOUBLE, f"{kind} made {times} times", code)


# A job of that kind that was done has changed such a record, or has said something.
_LEAVES: Mapping[str, str] = {
    "回访": "Callback",
    "补充截止": "Case",
    "报名回执": "Activity",
    "响应到期": REPLY,
}
_OVER_AND_DEADLY = frozenset({JobState.FAILED, JobState.CANCELLED})
_RAN = frozenset({JobState.DONE, JobState.DROPPED})


def _ran(evidence: Evidence) -> Iterator[Finding]:
    """What is due ran; who ran left its mark; who did not run left none."""
    marks = defaultdict(set)
    for change in evidence.journal:
        marks[change.cause].add(change.kind)
    for row in evidence.outbox:
        marks[row.cause].add(REPLY)
    for job in evidence.jobs:
        left = marks[f"job:{job.key}"]
        if job.state == JobState.WAITING and job.next_try <= evidence.at:
            yield Finding(Count.LOST, "due and not run", job.key)
        if job.deadly and job.state not in _OVER_AND_DEADLY:
            yield Finding(Count.LOST, "deadly and not given up", job.key)
        if job.state == JobState.FAILED and not job.deadly:
            yield Finding(Count.LOST, "failed", job.key)
        if job.state == JobState.DONE and _LEAVES.get(job.kind, "") not in {"", *left}:
            yield Finding(Count.LOST, "run without effect", job.key)
        if left and job.state not in _RAN:
            yield Finding(Count.DOUBLE, f"ran, and is {job.state}", job.key)


_TOO_LATE = "too late"  # as bot/relay.py says it; an admin was told
_OVER = frozenset({OutboxState.SENT, OutboxState.DOUBTFUL})


def _settled(evidence: Evidence) -> Iterator[Finding]:
    """Every row was said, or is shown as in doubt."""
    said = {id for one in evidence.said for id in one.ids}
    for row in evidence.outbox:
        if (row.state, row.error) == (OutboxState.GIVEN_UP, _TOO_LATE):
            yield Finding(Count.GIVEN_UP, "nobody should hear it any more", str(row.id))
        elif row.state not in _OVER:
            yield Finding(Count.LOST, f"not settled: {row.state}", str(row.id))
        elif row.state == OutboxState.DOUBTFUL:
            yield Finding(Count.DOUBTFUL, "in doubt", str(row.id))
        elif row.id not in said:
            yield Finding(Count.LOST, "never reached the gateway", str(row.id))


def _said(evidence: Evidence) -> Iterator[Finding]:
    """Each row was said once, in its own words; nothing was said that is in no row."""
    rows = {row.id: row for row in evidence.outbox}
    times = Counter(id for one in evidence.said for id in one.ids)
    for id, said in times.items():
        if said > 1:
            yield Finding(Count.DOUBLE, f"said {said} times", str(id))
    for one in evidence.said:
        words = "\n".join(rows[id].text for id in one.ids if id in rows)
        if not one.ids or words != one.text:
            yield Finding(Count.DOUBLE, "said, and in no row", str(one.ids))


def _ordered(evidence: Evidence) -> Iterator[Finding]:
    """In each chat, first sends are in order, but danger may overtake and receipts may fold."""
    first: dict[int, int] = {}
    for position, one in enumerate(evidence.said):
        for id in one.ids:
            first.setdefault(id, position)
    chats = defaultdict(list)
    for row in evidence.outbox:
        if row.id in first and row.manner != Manner.URGENT:
            chats[row.chat, row.private].append(row)
    for rows in chats.values():
        rows.sort(key=lambda row: row.id)
        yield from _overtaken(rows, first)


def _overtaken(rows: Sequence[Queued], first: Mapping[int, int]) -> Iterator[Finding]:
    """What was said before something that had been queued earlier."""
    latest = latest_plain = -1
    for row in rows:
        is_folded = not row.private and row.manner in FOLDED
        if first[row.id] < (latest if is_folded else latest_plain):
            yield Finding(Count.OUT_OF_ORDER, "overtook", str(row.id))
        latest = max(latest, first[row.id])
        if not is_folded:
            latest_plain = max(latest_plain, first[row.id])
