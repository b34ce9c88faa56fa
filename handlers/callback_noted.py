"""代填回访：报事人发不了私信、退了群，工作者打电话或上门问了，替他们记下。"""

from dataclasses import replace
from typing import Annotated

from community.callbacks import (
    WAITING,
    AnswerSource,
    Callback,
    CallChannel,
    Means,
    Noted,
    Rating,
)
from community.case_errors import IllegalMove
from community.case_states import State
from community.cases import Case
from community.effects import Effects, Record
from community.people import WORKERS, Person, Role
from community.promises import to_be_asked
from community.reach import can_be_called_back
from community.records import Records
from community.wording import Text
from handlers.kit.callbacks import answered, callback_of, consequences, in_words, unasked
from handlers.kit.commands import AT_WORK, Key
from handlers.kit.router import Asked, Chapter, Router

router = Router(noun="回访", about="替报事人记回访", chapter=Chapter.CASES)

NOTED = Text("callback.noted", "{code} {whose}回访已记：{rating}。")
WHOSE = Text("callback.whose", "{name}的")


@router.command(
    "",
    about="替报事人记回访结果",
    roles=WORKERS | {Role.SOCIAL_WORKER},
    where=AT_WORK,
)
def on_behalf(
    asked: Asked,
    records: Records,
    case: Annotated[Case, "案号"],
    grade: Annotated[Noted, "满意|基本满意|不满意|无法联系"],
    means: Annotated[Means, "电话|上门"],
    reporter: Annotated[Person | None, Key("报事人", "@人")] = None,
    reason: Annotated[str, Key("理由", "哪里不满意")] = "",
) -> Effects:
    """A worker asked somebody who cannot be written to. By the handler, it is not independent."""
    callback = _meant(case, reporter, asked, records)
    rating = Rating.UNREACHABLE if grade is Noted.UNREACHABLE else Rating(grade.value)
    heard = in_words(
        answered(callback, case, rating, asked), reason, AnswerSource.ON_BEHALF, CallChannel(means)
    )
    heard = replace(heard, reason=reason)
    may_be_named = asked.is_private or case.is_public
    whose = WHOSE(name=records.get(Person, callback.person).name) if may_be_named else ""
    return (
        Record(heard),
        *unasked(callback),
        *consequences(heard, case, asked, records),
        asked.reply(NOTED(code=case.code, whose=whose, rating=grade)),
    )


def _meant(case: Case, reporter: Person | None, asked: Asked, records: Records) -> Callback:
    """Whose it is: whoever was named, who cannot be written to, or the first still to be heard.

    Raises IllegalMove if nobody is.
    """
    if case.state is not State.CALLING_BACK:
        raise IllegalMove(case.code, case.state, "代填回访")
    people = to_be_asked(case) if reporter is None else (reporter.code,)
    named = [one for one in people if one in to_be_asked(case)]
    open_ones = [
        one
        for one in (callback_of(case, person, asked.at, records) for person in named)
        if one.rating in WAITING
    ]
    if not open_ones:
        raise IllegalMove(case.code, case.state, "代填回访")
    unreachable = (
        one for one in open_ones if not can_be_called_back(records.get(Person, one.person))
    )
    return next(unreachable, open_ones[0])
