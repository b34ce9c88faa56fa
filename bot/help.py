"""/帮助: what this person may do, from the declarations; and what a mistyped word meant."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher

from community.desk import is_handler
from community.people import HANDLERS, Person
from community.wording import Text, Words, lines
from handlers.kit.commands import Command
from handlers.kit.router import Router

SAY = Text("help.say", "直接说：{example}")
NOUN = Text("help.noun", "{noun}：{names}")
OTHERS = Text("help.others", "另有：{names}")
USAGE = Text("help.usage", "{usage} — {about}")
MORE = Text("help.more", "发 /帮助 名称 看用法，如：/帮助 {noun}")

# Of which nouns an example shows best what one may simply say, the most wanted first.
_SHOWN = ("诉求", "咨询", "活动", "隐私")

_ALIKE = 0.75


def shown(
    routers: Sequence[Router], person: Person, community: str, asked: str = ""
) -> Words | None:
    """One line a noun, and one for those of a single command.

    `asked` may name a noun or a command: then one usage line a command.
    None if nothing that this person may do is called that.
    """
    nouns = _by_noun(routers, person, community)
    if asked:
        mine = [command for commands in nouns.values() for command in commands]
        said = tuple(asked.removeprefix("/").split())
        found = nouns.get(asked) or [command for command in mine if said in command.spoken]
        return lines(USAGE(usage=c.usage, about=c.about) for c in found) if found else None
    examples = [SAY(example=example) for example in _spoken(routers)]
    if not nouns:
        return lines(examples)
    return lines((*examples, *_listed(nouns), MORE(noun=next(iter(nouns)))))


def _listed(nouns: Mapping[str, Sequence[Command]]) -> Iterator[Words]:
    for noun, commands in nouns.items():
        if len(commands) > 1:
            yield NOUN(noun=noun, names=" ".join(one.name for one in commands))
    single = [commands[0].name for commands in nouns.values() if len(commands) == 1]
    if single:
        yield OTHERS(names=" ".join(single))


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


def _by_noun(
    routers: Sequence[Router], person: Person, community: str
) -> dict[str, list[Command]]:
    """Commands that this person may give, by noun, in the order of the files."""
    nouns: dict[str, list[Command]] = {}
    for router in routers:
        for command in router.commands.values():
            if command.may(person, community) or _theirs(command, person, community):
                nouns.setdefault(router.noun, []).append(command)
    return nouns


def _theirs(command: Command, person: Person, community: str) -> bool:
    """True if they may give it for what is in their hands."""
    return command.own is is_handler and person.is_any(HANDLERS, community)


def _spoken(routers: Sequence[Router]) -> list[str]:
    """One thing to say for each noun that is shown."""
    first = {router.noun: router.intents[0] for router in routers if router.intents}
    found = [first[noun] for noun in _SHOWN if noun in first]
    return [intent.examples[0].split("\n")[0] for intent in found if intent.examples]
