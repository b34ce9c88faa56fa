"""帮别人报的事：记下是帮谁，私信问一句办好后回访谁。

No handler, but what is done when somebody reports for somebody else.
"""

from community.cases import Case, Visibility
from community.effects import Ask, Effects, Record, Say
from community.intake import ANSWER_WHOM_WITHIN, WHOM
from community.people import Person
from community.reach import can_be_told, private, shown_name
from community.records import Records
from community.refs import NOBODY, PersonId
from community.wording import Text, lines
from handlers.kit.router import Heard

WHOM_TO_CALL = Text(
    "proxy.whom", "您替{name}报的 {code}，办好后回访谁？回 1 回访您，回 2 回访{name}。"
)


def beneficiary(name: str, heard: Heard, records: Records) -> PersonId:
    """Who is called so in the community, if one person is; else somebody we do not know yet."""
    if not name:
        return NOBODY
    community = heard.community
    called = (
        *records.find(Person, community=community, nick=name),
        *records.find(Person, community=community, name=name),
    )
    found = {one.code for one in called}
    if found == {heard.speaker.code}:
        return NOBODY
    if len(found) == 1:
        return found.pop()
    taken = records.find(Person, code=PersonId(name))
    return PersonId(f"{community}:{name}" if taken else name)


def with_proxy(receipt: Say, case: Case, heard: Heard, records: Records) -> Effects:
    """The receipt; who reports for somebody else is asked whom to call back, in private."""
    if not case.proxy:
        return (receipt,)
    known = records.find(Person, code=case.beneficiary)
    person = known[0] if known else _newcomer(case, heard)
    kept: Effects = () if known else (Record(person),)
    if case.visibility is Visibility.SPECIALIST or not can_be_told(heard.speaker):
        return (receipt, *kept)
    words = WHOM_TO_CALL(name=shown_name(person.name), code=case.code)
    if heard.is_private:
        words = lines((receipt.words, words))
    question = Ask(
        to=private(heard.speaker),
        person=heard.speaker.code,
        words=words,
        question=WHOM,
        subject=case.code,
        until=heard.at + ANSWER_WHOM_WITHIN,
        payload={"case": case.code},
    )
    return (*kept, question) if heard.is_private else (receipt, *kept, question)


def _newcomer(case: Case, heard: Heard) -> Person:
    """Somebody of whom we know only what a neighbour calls them: workers reach them, not we."""
    name = case.beneficiary.removeprefix(f"{case.community}:")
    return Person(
        code=case.beneficiary,
        community=case.community,
        at=heard.at,
        name=name,
        nick=name,
        friend=False,
        in_room=False,
    )
