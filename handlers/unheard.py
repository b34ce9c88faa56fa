"""漏听：引用一句没听出来的话，按刚听到的诉求登记；小格照着学。"""

from dataclasses import replace
from datetime import timedelta
from typing import Annotated

from community.case_errors import AlreadyHeard, LeftAlone
from community.case_states import POOL, VOID
from community.cases import Case
from community.categories import Cat
from community.effects import Effects, Record
from community.errors import Misused, NotHere
from community.intake import same_kind_near, same_matter
from community.lessons import Meant, meaning_of
from community.people import WORKERS, Membership, Person, RoomKind
from community.reach import can_be_told
from community.records import Between, Records
from community.wording import Text
from handlers.kit.admission import admit, admit_quietly, case_of
from handlers.kit.commands import Key, Venue
from handlers.kit.rereading import of_nobody, reread
from handlers.kit.router import Asked, Chapter, Heard, Router, Said
from handlers.kit.teaching import learned, lesson_of
from nlp.intents import Meaning
from nlp.matters import Matter
from nlp.normalise import normalise
from nlp.sentence import Quotation, quotation

router = Router(noun="学习", about="把漏听的话登记成诉求", chapter=Chapter.LEARNING)

HEARD = Text("unheard.heard", "已按诉求登记 {code}（{cat}，{state}）。{who}{lesson}")
OF_NOBODY = Text("unheard.of_nobody", "没认出是谁说的，请另外告诉报事人。")

_USAGE = "先引用那句话，再发 /是诉求；或发 /是诉求 原话。后面可加：类别 照明"
_HEARD_WITHIN = timedelta(days=30)
# What was heard and put away may be heard again.
_NO_CASE = VOID - POOL


@router.command("是诉求", about="引用漏听的那句话发，按诉求登记", roles=WORKERS, quoting=True)
def insist(
    asked: Asked,
    records: Records,
    words: Annotated[str, "原话"] = "",
    cat: Annotated[Cat | None, Key("类别", "类别")] = None,
) -> Effects:
    """What was ignored is a 诉求: it is taken in as if it were heard now."""
    quoted = _quoted(asked, words)
    _refuse_what_was_heard(quoted.words, asked, records)
    reporter = _reporter(quoted.nick, asked, records)
    said = _as_said(quoted, reporter, cat, asked)
    case = case_of(said, said.what, records)
    near = same_kind_near(case, records, asked.at)
    known = same_matter(case, near, asked.at)
    if known is not None and (reporter is None or reporter.code in known.reporters):
        raise AlreadyHeard(known.code, known.state)
    if reporter is None or (said.is_private and not can_be_told(reporter)):
        case = replace(case, reporters=(reporter.code,) if reporter else ())
        effects = admit_quietly(case, records, asked.at)
    else:
        effects = admit(said, said.what, records)
    kept = next(e.thing for e in effects if isinstance(e, Record) and isinstance(e.thing, Case))
    return (*effects, *_learned(replace(case, code=kept.code), kept, reporter, asked, records))


def _quoted(asked: Asked, words: str) -> Quotation:
    """The words meant: those the message quotes, or those given. Raises Misused."""
    before = quotation(asked.message.text)
    if not asked.community:  # an admin in private: of which community would it be?
        raise NotHere("/是诉求", (Venue.RESIDENTS, Venue.WORK))
    if before is not None and not words:
        return before
    if before is None and words:
        return quotation(words) or Quotation("", words, "")
    raise Misused(_USAGE)


def _refuse_what_was_heard(words: str, asked: Asked, records: Records) -> None:
    """Raises AlreadyHeard if a case holds these very words."""
    lately = Between(asked.at - _HEARD_WITHIN)
    for case in records.find(Case, community=asked.community, accepted_at=lately, newest=True):
        if case.state not in _NO_CASE and normalise(case.detail) == normalise(words):
            raise AlreadyHeard(case.code, case.state)


def _reporter(nick: str, asked: Asked, records: Records) -> Person | None:
    """Who is called so, if only one person is: a name alone is no proof. Raises LeftAlone."""
    if not nick:
        return None
    people = records.find(Person, community=asked.community, nick=nick)
    members = records.find(Membership, community=asked.community, nick=nick)
    codes = {*(one.code for one in people), *(one.person for one in members)}
    if len(codes) != 1:
        return None
    person = records.get(Person, codes.pop())
    if person.muted:
        raise LeftAlone(person.nick)
    return person


def _as_said(
    quoted: Quotation, reporter: Person | None, cat: Cat | None, asked: Asked
) -> Said[Matter]:
    """The words as their speaker would have said them now: in their group, or to us."""
    speaker = reporter or asked.speaker
    in_group = asked.room is not None and asked.room.kind is RoomKind.RESIDENTS
    room = asked.room if in_group else None
    message = replace(
        asked.message,
        room=room.code if room else "",
        sender=speaker.code,
        nick=quoted.nick,
        text=quoted.words,
        mentioned=False,
    )
    heard = Heard(message=message, speaker=speaker, room=room, at=asked.at)
    said = reread(heard, asked.neighbourhood)
    matter = replace(said.what, also=(), cat=cat or said.what.cat)
    if reporter is None:  # whose home, and what they said before, nobody knows
        matter = of_nobody(matter)
    return replace(said, meaning=Meaning("matter", 1.0, matter))


def _learned(
    case: Case, kept: Case, reporter: Person | None, asked: Asked, records: Records
) -> Effects:
    """The lesson, where its words may be kept, and the answer to the worker, in no group."""
    lesson = lesson_of(case, asked, records, meaning_of(case), case.cat)
    words = HEARD(
        code=kept.code,
        cat=kept.cat,
        state=kept.state,
        who="" if reporter else OF_NOBODY(),
        lesson=learned(lesson),
    )
    if lesson is None:
        return (asked.reply_quietly(words),)
    lesson = replace(lesson, thought=Meant.CHAT, thought_cat=None)
    return (Record(lesson), asked.reply_quietly(words))
