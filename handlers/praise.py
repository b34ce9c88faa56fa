"""群里的好话：报事人在群里说那件事修好了，就算回访满意，不再另问；群里不出声。"""

from community.callbacks import WAITING, AnswerSource, CallChannel, Rating
from community.case_states import State
from community.cases import Case
from community.effects import Effects, Record
from community.people import Mode
from community.promises import to_be_asked
from community.records import Has, Records
from handlers.kit.callbacks import answered, callback_of, consequences, in_words, unasked
from handlers.kit.casework import place_of
from handlers.kit.router import Router, Said
from nlp.intents import Intent
from nlp.matters import lexicon
from nlp.praise import Praise, read_praise

router = Router(noun="好评", about="报事人在群里说修好了")

PRAISE = Intent(
    name="praise",
    examples=("8栋的路灯亮了，谢谢师傅",),
    reader=read_praise,
    lexicon=lexicon(),
)


@router.said(PRAISE)
def heard(said: Said[Praise], records: Records) -> Effects:
    """Of what the speaker reported and is to be called back about; the group hears nothing."""
    if said.room is None or said.room.mode is Mode.LISTEN_ONLY:
        return ()
    person = said.speaker.code
    cases = records.find(
        Case,
        community=said.community,
        state=State.CALLING_BACK,
        reporters=Has(person),
        newest=True,
    )
    meant = [case for case in cases if _is_meant(case, said.what) and person in to_be_asked(case)]
    if len(meant) != 1:
        return ()
    callback = callback_of(meant[0], person, said.at, records)
    if callback.rating not in WAITING:
        return ()
    happy = answered(callback, meant[0], Rating.SATISFIED, said)
    happy = in_words(happy, said.message.text, AnswerSource.IN_GROUP, CallChannel.GROUP)
    return (Record(happy), *unasked(happy), *consequences(happy, meant[0], said, records))


def _is_meant(case: Case, praise: Praise) -> bool:
    """True if it is of that kind, and nothing known of the place contradicts."""
    place = place_of(praise.where)
    somewhere_else = place and case.place and not case.place.agrees(place)
    return case.cat in praise.cats and not somewhere_else
