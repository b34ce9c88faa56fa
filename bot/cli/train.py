"""train: make the ear's model anew, from the corpus and from what workers taught."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from io import BytesIO
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from bot.cli import console, opening
from bot.ears import NAME, ear_in
from bot.settings import Settings
from community.lessons import taught
from community.people import Community
from nlp import corpus
from nlp.corpus import Line
from nlp.corpus.conversations import conversations
from nlp.ear import SHIPPED, Ear
from nlp.guess import COMPLAINT
from nlp.sentence import prepare
from nlp.span_model import SHIPPED as SHIPPED_SLOTS
from nlp.span_model import write
from nlp.thread_weights import SHIPPED as SHIPPED_THREADS
from nlp.thread_weights import dumped
from nlp.training.ear import train
from nlp.training.slots import SlotLine, train_slots
from nlp.training.threads import train_threads
from storage.schema_version import HEAD, version
from storage.store import Store

_HAND = "lessons"
# One correction stands for many messages like it that nobody has written down.
_WEIGHT_OF_LESSON = 20.0


def from_lessons(settings: Settings) -> None:
    """Train on the corpus and on what workers taught; keep it in the data folder. Raises Fatal."""
    folder = settings.storage.folder
    before = ear_in(folder)
    lines = corpus.lines()
    lessons = _lessons(settings, lines)
    console.say(f"语料 {len(lines)} 句，纠正 {len(lessons)} 句，学习中，约一分钟。")
    model = train((*lines, *lessons))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(folder / NAME, model.dumped())
    after = Ear(model)
    if lessons:
        console.put(
            f"纠正过的 {len(lessons)} 句：原来听对 {_right(before, lessons)} 句，"
            f"现在听对 {_right(after, lessons)} 句。"
        )
    console.put(f"学好了，记在 {folder / NAME}。重新启动小格后生效；删掉它就回到原来的耳朵。")


def shipped() -> None:
    """Train on the corpus alone, and replace the models that come with the program."""
    lines = corpus.lines()
    console.say(f"语料 {len(lines)} 句，学习中，约一分钟。")
    model = train(lines)
    _write(SHIPPED, model.dumped())
    weights = train_threads(conversations(), Ear(model))
    _write(SHIPPED_THREADS, dumped(weights).encode())
    marked = (SlotLine(line.text, line.intent, line.slots) for line in lines)
    file = BytesIO()
    write(train_slots(marked), file)
    _write(SHIPPED_SLOTS, file.getvalue())
    console.put(f"学好了：{SHIPPED.name}、{SHIPPED_THREADS.name}、{SHIPPED_SLOTS.name}。")


def _lessons(settings: Settings, lines: Sequence[Line]) -> Sequence[Line]:
    """What was taught in every community of the database, if there is one. Raises Fatal."""
    if settings.database_file is not None and not settings.database_file.exists():
        return ()
    categories = _categories(lines)
    try:
        with closing(Store(settings.database_url, opening.calendar(settings))) as store:
            with store.reader.connect() as connection:
                found = version(connection)
            return tuple(_taught(store, categories)) if found == HEAD else ()
    except DBAPIError as error:
        raise opening.locked_or_broken(settings, error) from None


def _taught(store: Store, categories: Mapping[str, str]) -> Iterator[Line]:
    with store.reading() as records:
        for community in records.find(Community):
            for number, one in enumerate(taught(records, community.code), 1):
                yield Line(
                    id=f"{community.code}-{number}",
                    text=one.text,
                    intent=one.intent,
                    cat=one.cat,
                    category=categories.get(one.cat, ""),
                    hand=_HAND,
                    weight=_WEIGHT_OF_LESSON,
                )


def _categories(lines: Sequence[Line]) -> Mapping[str, str]:
    """The category in which most complaints of each cat are."""
    pairs = Counter((line.cat, line.category) for line in lines if line.cat)
    return {cat: category for (cat, category), _ in reversed(pairs.most_common())}


def _right(ear: Ear, lessons: Sequence[Line]) -> int:
    heard = (ear(prepare(line.text)) for line in lessons)
    return sum(
        guess.intent == line.intent and (line.intent != COMPLAINT or guess.cat == line.cat)
        for guess, line in zip(heard, lessons, strict=True)
    )


def _write(file: Path, data: bytes) -> None:
    """All of it or nothing."""
    fresh = file.with_suffix(".new")
    fresh.write_bytes(data)
    fresh.replace(file)
