"""图片与语音：图片等它的文字，语音等人来听，撤回的话一字不留。"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from community.activities import ON, Activity, ActivityState, Signup, SignupState
from community.audit import Audit, Result
from community.callbacks import Callback
from community.case_states import OPEN, POOL, State
from community.cases import Case, CaseEvent, EventKind, Source
from community.chains import Chain
from community.effects import Effects, Erase, Record
from community.intake import own_latest
from community.messages import Kind, Message, MessageState
from community.people import Person, Phone, Role, RoomKind
from community.photos import AFTER_REPORT
from community.reach import staff, tell
from community.records import Change, Records
from community.refs import PersonId
from community.snapshots import own_snapshot, spoken_of_lately
from community.voice import spoken_about, without_words
from community.wording import Text
from handlers.kit.places_taken import COUNTED, given_up
from handlers.kit.router import Due, Heard, Router
from handlers.kit.tidying import tidied_up
from handlers.kit.withdrawing import joining_recalled, opening_recalled

router = Router(noun="图片语音", about="图片、语音与撤回")

VOICE = Text("media.voice", "收到您的语音，网格员听过后办理；急事请打字或打电话。")
VOICE_NEWS = Text("media.voice_news", "有一条语音待听写，编号 {code}。")

# What a list is called when its title has been taken back.
UNTITLED = "接龙"


@router.arrived(Kind.IMAGE)
def picture(heard: Heard, records: Records) -> Effects:
    """A picture after its words belongs to their case; else it waits for its words."""
    message = replace(heard.message, code=records.next_ref(Message))
    lately = heard.at - AFTER_REPORT
    event = spoken_of_lately(records, message, lately)
    tidy = own_snapshot(records, message.sender, message.room, heard.at)
    if event and tidy and (event.case, event.kind) == (tidy.code, EventKind.PROGRESS):
        return tidied_up(tidy, (message,), heard, records)
    own = own_latest(records, message.sender, message.room, lately)
    case = own or (records.get(Case, event.case) if event else None)
    if case is None or case.state not in OPEN | POOL:
        return (Record(message),)
    shown = replace(case, photos=tuple(dict.fromkeys((*case.photos, message.file))))
    shown = replace(shown, source=Source.SNAPSHOT if own else case.source)
    return (Record(shown), Record(replace(message, state=MessageState.DEALT_WITH)))


@router.due("图片无主")
def unclaimed(due: Due, records: Records) -> Effects:
    """No words have claimed it in time: somebody has to look at it. What a file says is let go."""
    message = records.get(Message, due.subject)
    if message.state is not MessageState.NORMAL:
        return ()
    waiting = Record(replace(message, text="", state=MessageState.FOR_A_PERSON))
    return (waiting, Erase(message.cause)) if message.text else (waiting,)


@router.arrived(Kind.FILE)
def paper(heard: Heard, records: Records) -> Effects:
    """A file waits for the command that needs it; what it says is read from staff only."""
    if heard.room is not None and heard.room.kind is RoomKind.WORK:
        return ()
    text = heard.message.text if heard.is_private and heard.speaker.is_staff else ""
    return (Record(replace(heard.message, code=records.next_ref(Message), text=text)),)


@router.arrived(Kind.VOICE)
def voice(heard: Heard, records: Records) -> Effects:
    """Voice waits for a listener; in a work group they listen themselves."""
    if heard.room is not None and heard.room.kind is RoomKind.WORK:
        return ()
    code = records.next_ref(Message)
    message = replace(heard.message, code=code, state=MessageState.FOR_A_PERSON)
    grid = staff(records, heard.community, (Role.GRID_WORKER,))
    told = tell(grid, VOICE_NEWS(code=code))
    return (Record(message), *told, *((heard.reply(VOICE()),) if heard.is_private else ()))


@router.arrived(Kind.RECALL)
def recall(heard: Heard, records: Records) -> Effects:
    """The words are deleted everywhere; what nobody has begun to do is not done.

    Words that brought nothing about yet may still wait to be heard: they are erased too.
    """
    cause = heard.message.about
    if not cause:
        return (Record(_not_located(heard, records)),)
    opened = records.find(Case, message=cause)
    said = records.find(CaseEvent, message=cause)
    kept = records.find(Message, cause=cause)
    silenced = [one for change in records.changes(cause) if (one := _silenced(change))]
    if not (opened or said or kept or silenced or records.changes(cause)):
        return (Record(_not_located(heard, records)), Erase(cause))
    effects: Effects = tuple(
        Record(replace(one, text="", state=MessageState.DELETED)) for one in kept
    )
    effects += tuple(Record(one) for one in silenced)
    effects += tuple(one for event in said for one in _unsaid(event, heard, records))
    effects += tuple(Record(one) for one in _not_in_hand(cause, said, records))
    for case in opened:
        effects += opening_recalled(case, heard, records)
    effects += _number_recalled(kept, records)
    effects += _not_meant(cause, heard, records)
    for message in kept:
        effects += _unwritten(message, records)
    return (*effects, Erase(cause))


def _unsaid(event: CaseEvent, heard: Heard, records: Records) -> Effects:
    """Who joined a case with those words leaves it again."""
    if event.kind is EventKind.JOINED:
        return joining_recalled(event, heard, records)
    return (Record(replace(event, text="")),)


def _unwritten(message: Message, records: Records) -> Effects:
    """Voice that was put into words is taken out of the case that they were added to."""
    if message.kind is not Kind.VOICE or not message.text:
        return ()
    case = spoken_about(message, records)
    if case is None or case.message == message.cause:  # which is put away as a whole
        return (Erase(message.about),)
    return (Record(without_words(case, message.text)), Erase(message.about))


def _number_recalled(kept: Sequence[Message], records: Records) -> Effects:
    """A phone number that came with those words is not kept either."""
    told = {one.at: records.get(Person, one.sender) for one in kept if one.redacted}
    return tuple(
        Record(replace(person, phone=Phone.DELETED))
        for at, person in told.items()
        if person.phone is Phone.ENCRYPTED and person.phone_at == at
    )


def _silenced(change: Change) -> Callback | Case | Chain | None:
    """What else holds the words, without them; None if it holds none."""
    match change.now:
        case Callback() as callback if change.standing & {"text", "reason"}:
            return replace(callback, text="", reason="")
        case Case() as case if "note" in change.standing:
            return replace(case, note="")
        case Chain() as chain if change.was is None:
            return replace(chain, title=UNTITLED)
    return None


def _not_in_hand(cause: str, said: Sequence[CaseEvent], records: Records) -> Iterable[Case]:
    """Cases that nobody has in hand after all, if only these words had said so."""
    told = {one.case for one in said if one.kind is EventKind.PROGRESS}
    for change in records.changes(cause):
        now, was = change.now, change.was
        if not isinstance(now, Case) or not isinstance(was, Case) or change.overtaken:
            continue
        in_hand = now.state is State.UNDERWAY
        if in_hand and now.code in told and was.handler != now.handler:
            yield was


def _not_meant(cause: str, heard: Heard, records: Records) -> Effects:
    """Who takes back that they come does not come; a call nobody has answered is called off."""
    effects: Effects = ()
    for change in records.changes(cause):
        match change.now:
            case Signup(state=SignupState.IN | SignupState.WAITING) as own if change.was is None:
                effects += given_up(own, records, heard.at)
            case Activity() as call if change.was is None and call.state in ON:
                if not records.find(Signup, activity=call.code, state=COUNTED, limit=1):
                    effects += (Record(replace(call, state=ActivityState.CANCELLED)),)
    return effects


def _not_located(heard: Heard, records: Records) -> Audit:
    return Audit(
        code=records.next_ref(Audit),
        community=heard.community,
        at=heard.at,
        who=PersonId(heard.speaker.code),
        action="撤回",
        result=Result.NOT_LOCATED,
        cause=heard.message.cause,
    )
