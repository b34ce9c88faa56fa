"""代报：帮别人报事的人说，办好后回访谁。"""

from dataclasses import replace

from community.case_states import VOID
from community.cases import Case
from community.effects import Effects, Record
from community.intake import WHOM
from community.people import Person
from community.reach import shown_name
from community.records import Records
from community.wording import Text
from handlers.kit.router import Answered, Router
from nlp.choices import Question
from nlp.proxies import read_whom

router = Router(noun="代报", about="帮别人报的事回访谁")

TO_CALL_BACK = Question(WHOM, read_whom)

NOTED = Text("proxy.noted", "好的，{code} 办好后回访{name}。")
YOU = Text("proxy.you", "您")


@router.answer(TO_CALL_BACK)
def whom(answered: Answered[str], records: Records) -> Effects:
    """Them or the one they reported for, by number, by a word or by name."""
    case = records.get(Case, answered.subject)
    if case.state in VOID or not case.proxy:
        return ()
    other = records.get(Person, case.beneficiary)
    said = answered.answer
    if said == "1":
        words = NOTED(code=case.code, name=YOU())
        return (Record(replace(case, callback_to=answered.speaker.code)), answered.reply(words))
    if said == "2" or other.name in said:
        words = NOTED(code=case.code, name=shown_name(other.name))
        return (Record(replace(case, callback_to=other.code)), answered.reply(words))
    return ()
