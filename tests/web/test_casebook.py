"""What the cards of the board tell, and to whom."""

from dataclasses import replace

import pytest

from community.cases import Case, CaseEvent, CaseKind, EventKind, Visibility
from community.categories import Cat
from community.messages import Chat
from community.people import Community, Person, Role
from community.refs import PersonId, Ref
from tests.kit.town import MONDAY_NINE
from web.casebook import _card, _of_event
from web.scene import Scene, View

HOME = Community(code="信江", at=MONDAY_NINE, estate="蔚蓝香廷")
QUARREL = Case(
    code=Ref("C1"),
    community=HOME.code,
    at=MONDAY_NINE,
    accepted_at=MONDAY_NINE,
    kind=CaseKind.CONFLICT,
    cat=Cat.NOISE,
    visibility=Visibility.RESTRICTED,
    reporters=(PersonId("阿玲"),),
    handler=PersonId("老胡"),
    detail="楼上502半夜剁骨头",
)


def seen_by(name: str, *roles: Role) -> Scene:
    """The page on the phone of that person."""
    person = Person(code=PersonId(name), community=HOME.code, at=MONDAY_NINE, name=name)
    return Scene(
        community=HOME,
        rooms={},
        people={},
        chat=Chat(name, private=True),
        speaker=replace(person, role=roles or (Role.RESIDENT,)),
        view=View.BOARD,
        now=MONDAY_NINE,
        faces={},
    )


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_of_event_is_told(kind: EventKind) -> None:
    event = CaseEvent(
        code=Ref("CE1"), community=HOME.code, at=MONDAY_NINE, case=QUARREL.code, kind=kind
    )

    assert _of_event(seen_by("阿玲"), event)


@pytest.mark.parametrize(
    ("scene", "is_told"),
    [
        (seen_by("阿玲"), True),
        (seen_by("老胡", Role.MEDIATOR), True),
        (seen_by("汪莉", Role.GRID_WORKER), True),
        (seen_by("大军"), False),
        (seen_by("赵叔", Role.MEDIATOR), False),
    ],
)
def test_a_quarrel_is_told_to_those_alone_who_have_to_do_with_it(
    scene: Scene, *, is_told: bool
) -> None:
    card = _card(scene, QUARREL, (), (), ())

    assert ("502" in str(card)) is is_told
    assert (card.secret == "") is is_told
