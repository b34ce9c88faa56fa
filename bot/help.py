"""/帮助: what this person may do, from the declarations; and what a mistyped word meant."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from community.people import HANDLERS, Person
from community.wording import Text, Words, lines
from handlers.kit.commands import Command
from handlers.kit.router import Chapter, Router

SAY = Text("help.say", "直接说：{example}")
CHAPTER = Text("help.chapter", "{chapter}：{names}")
USAGE = Text("help.usage", "{usage} — {about}")
MORE = Text("help.more", "发 /帮助 名称 看用法，如：/帮助 {chapter}")

_ALIKE = 0.75


def shown(
    routers: Sequence[Router], person: Person, community: str, asked: str = ""
) -> Words | None:
    """One line a chapter. `asked` may name one, a noun or a command: then a usage line a command.

    None if nothing that this person may do is called that.
    """
    mine = [
        (router, command)
        for router in routers
        for command in router.commands.values()
        if command.may(person, community) or _is_theirs(router, command, person, community)
    ]
    if asked:
        said = tuple(asked.removeprefix("/").split())
        found = (
            [c for _, c in mine if c.noun == asked]
            or [c for router, c in mine if router.chapter == asked]
            or [c for _, c in mine if said in c.spoken]
        )
        return lines(USAGE(usage=c.usage, about=c.about) for c in found) if found else None
    examples = [SAY(example=example) for example in _spoken(routers)]
    listed = {
        chapter: [command.name for router, command in mine if router.chapter is chapter]
        for chapter in Chapter
    }
    told = [CHAPTER(chapter=one, names=" ".join(names)) for one, names in listed.items() if names]
    more = next((one for one, names in listed.items() if names), None)
    return lines((*examples, *told, *((MORE(chapter=more),) if more else ())))


def _is_theirs(router: Router, command: Command, person: Person, community: str) -> bool:
    """True if they may give it for cases that are in their hands."""
    is_of_cases = router.chapter in (Chapter.CASES, Chapter.MEDIATION)
    return command.own is not None and is_of_cases and person.is_any(HANDLERS, community)


def near(said: str, commands: Iterable[Command]) -> tuple[str, ...]:
    """Commands that sound like what was said: Chinese slips are homophones."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 (slow to import, and seldom needed)

    def sound(word: str) -> str:
        return "".join(lazy_pinyin(word))

    heard = sound(said)
    likeness = {c.name: _likeness(heard, sound(c.name.lstrip("/"))) for c in commands}
    best = max(likeness.values(), default=0.0)
    return tuple(sorted({name for name, score in likeness.items() if score == best >= _ALIKE}))[:3]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


def _spoken(routers: Sequence[Router]) -> list[str]:
    """One thing to say for each noun that invites it."""
    first = (router.intents[0] for router in routers if router.invites)
    return [intent.examples[0].split("\n")[0] for intent in first if intent.examples]
