"""What is asked besides hearing: by the timekeeper, the relay, digests, figures and pages."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import partial

from bench import street
from bot.runtime import Runtime
from community import intake
from community.cases import Case
from community.categories import Cat
from community.messages import Chat
from community.metrics import METRICS
from community.people import Person
from community.periods import Period
from community.places import Place
from community.promises import promised
from community.records import Between
from community.refs import PersonId, Ref
from handlers.kit.router import Due
from storage import inbox, jobs, outbox, queries, questions, sends
from storage.records import SqlRecords

Question = Callable[[SqlRecords], object]
_NOW = street.NOW + timedelta(hours=1)
_HERE = street.community(1)
_ROOM = Chat(street.room(1))
_EPOCHS = {street.CHANNEL: 1}


def asked(runtime: Runtime) -> Mapping[str, Question]:
    """Questions by name. Each is to be asked in a transaction that is rolled back."""
    dispatcher = runtime.pipeline.dispatcher
    daily = {
        f"daily {kind}": partial(_daily, dispatcher.job, kind)
        for kind, wake in dispatcher.due.items()
        if wake.daily is not None
    }
    days = Period(_NOW - timedelta(days=4), _NOW)
    figures = {
        f"figure {name}": partial(_figure, figure, days) for name, figure in METRICS.items()
    }
    return {**_HEARING, **_WORKING, **_SHOWING, **daily, **figures}


def _daily(job: Callable[[Due, SqlRecords], object], kind: str, records: SqlRecords) -> object:
    return job(Due(kind=kind, subject=_HERE, community=_HERE, at=_NOW, now=_NOW), records)


def _figure(
    figure: Callable[[SqlRecords, str, Period], object], week: Period, records: SqlRecords
) -> object:
    return figure(records, _HERE, week)


def _new_case(records: SqlRecords) -> Case:
    """One that somebody would report now, about a lift that has been reported before."""
    case = Case(
        code=Ref("C0"),
        community=_HERE,
        at=_NOW,
        accepted_at=_NOW,
        cat=Cat.LIFT,
        place=Place(street.ESTATE, "7栋", "1单元"),
        reporters=(PersonId(street.resident(7, 1)),),
    )
    return promised(replace(case), records.calendar, _NOW)


_HEARING: Mapping[str, Question] = {
    "a person by their address": lambda r: r.find(
        Person, channel=street.CHANNEL, address=street.resident(5, 1)
    ),
    "a case by its code": lambda r: r.get(Case, "C1"),
    "the last case of a room": lambda r: r.find(
        Case,
        room=_ROOM.id,
        accepted_at=Between(_NOW - timedelta(minutes=10)),
        newest=True,
        limit=1,
    ),
    "cases of the same kind near": lambda r: intake.same_kind_near(_new_case(r), r, _NOW),
    "where I was before": lambda r: intake.own_place(r, _new_case(r)),
    "a message seen before": lambda r: inbox.state_of(
        r.connection, f"{street.CHANNEL}:1000000003000000019"
    ),
}
_WORKING: Mapping[str, Question] = {
    "messages to try again": lambda r: inbox.waiting(r.connection, _NOW),
    "when to try a message": lambda r: inbox.next_time(r.connection),
    "due jobs": lambda r: jobs.ripe(r.connection, _NOW, jobs.ripe_in(r.connection, _NOW)),
    "when a job is due": lambda r: jobs.next_time(r.connection),
    "a message to say": lambda r: outbox.claim(r.connection, _NOW, _EPOCHS),
    "when to say one": lambda r: outbox.next_time(r.connection),
    "what is too late to say": lambda r: sends.too_late(r.connection, _NOW),
    "what was interrupted": lambda r: sends.doubt_interrupted(
        r.connection, street.CHANNEL, 2, _NOW
    ),
    "what is in doubt": lambda r: outbox.to_be_asked(r.connection, _NOW, _EPOCHS),
    "what was said today": lambda r: sends.said_since(
        r.connection, street.CHANNEL, _NOW - timedelta(days=1)
    ),
    "what may be tried again": lambda r: sends.release_refused(r.connection, street.CHANNEL, _NOW),
    "what may be an echo": lambda r: outbox.said_or_doubtful(
        r.connection, _ROOM, _NOW - timedelta(minutes=10)
    ),
    "questions nobody answered": lambda r: questions.forget_expired(r.connection, _NOW),
}
_SHOWING: Mapping[str, Question] = {
    "how many wait to be said": lambda r: r.unsent(_HERE),
    "the last things said in a room": lambda r: queries.sayings(r, _ROOM, 50),
    "what waits in every chat": queries.still_to_say,
    "promises of a community": lambda r: queries.waiting_jobs(r, _HERE),
    "how often we were started": queries.lives,
    "demo: every chat": queries.voices,
    "demo: the last moment": queries.last_moment,
}
