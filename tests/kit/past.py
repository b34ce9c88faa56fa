"""A past made of a list: what handlers may ask of it, without a database."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from community.calendar import Calendar
from community.errors import NotFound
from community.places import Place
from community.records import Between, Has, Not, OneOf, Under
from community.refs import Ref, number


class Past:
    """Implements community.records.Records over `things`."""

    def __init__(self, *things, calendar=None):
        self.things = list(things)
        self.calendar = calendar or Calendar()
        self.given = Counter()

    def get(self, kind, code, community=""):
        found = self.find(kind, code=code, **({"community": community} if community else {}))
        if not found:
            raise NotFound(code)
        return found[0]

    def find(self, kind, /, *, newest=False, limit=None, **where):
        found = [
            one
            for one in self.things
            if type(one) is kind and all(meets(getattr(one, n), w) for n, w in where.items())
        ]
        found.sort(key=lambda one: (one.at, len(one.code), one.code), reverse=newest)
        return tuple(found[:limit])

    def next_ref(self, kind):
        kept = [number(one.code) for one in self.things if type(one) is kind]
        self.given[kind] += 1
        return Ref(f"{kind.letter}{max(kept, default=0) + self.given[kind]}")

    def last_run(self, kind, subject):
        return None

    def changes(self, cause):
        return ()

    def history(self, thing):
        return ()

    def standstill(self, start, end):
        return timedelta()

    def caught_up(self, community, start, end):
        return 0

    def dropped(self, community, start, end):
        return 0

    def not_made(self, community, start, end):
        return ()

    def unsent(self, community):
        return 0, 0


def meets(actual, wanted) -> bool:
    """True if a field is as a question wants it."""
    match wanted:
        case OneOf(values):
            return actual in values
        case Not(value):
            return actual != value
        case Between():
            return (
                actual is not None
                and (wanted.start is None or actual >= wanted.start)
                and (wanted.end is None or actual < wanted.end)
            )
        case Has(value):
            return value in actual
        case Under(place):
            return isinstance(actual, Place) and actual.node == place.node
    return actual == wanted


def records_of(effects) -> list:
    """What effects record, in order."""
    return [effect.thing for effect in effects if hasattr(effect, "thing")]


def said(effects) -> list[tuple[str, str]]:
    """What effects say: the chat's id and the words."""
    return [(e.to.id, e.words.render()) for e in effects if hasattr(e, "words")]


def only(things: Iterable):
    """The one there is."""
    (one,) = things
    return one
