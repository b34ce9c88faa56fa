"""The house keeps its shape: what is a value stays one, files and functions stay small."""

import ast
import dataclasses
import inspect
import pkgutil
import subprocess
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

import community
import nlp
from bot.refusals import refuse
from bot.replay.fields import attribute
from bot.replay.words import vocabulary
from community.case_errors import CaseError
from community.errors import CommunityError, NothingToUndo
from community.messages import Kind
from storage.schema import KINDS

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "nlp", "storage", "community", "web", "bench")
LONGEST_FILE, LONGEST_FUNCTION = 300, 30


def tracked(*patterns):
    out = subprocess.run(
        ["git", "ls-files", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if out.returncode or not out.stdout:
        pytest.skip("not a git checkout")
    return [ROOT / line for line in out.stdout.splitlines() if (ROOT / line).is_file()]


def modules(package):
    yield package
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        yield import_module(found.name)


def classes(*packages):
    for package in packages:
        for module in modules(package):
            for _, kind in inspect.getmembers(module, inspect.isclass):
                if kind.__module__ == module.__name__:
                    yield kind


VALUES = [kind for kind in classes(community, nlp) if dataclasses.is_dataclass(kind)]


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: kind.__qualname__)
def test_values_are_frozen_and_slotted(kind):
    assert kind.__dataclass_params__.frozen
    assert "__slots__" in vars(kind)


def python_files():
    every = (path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")))
    return [path for path in every if "migrations" not in path.parts]


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_are_small(path):
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    assert len(text.splitlines()) <= LONGEST_FILE
    assert [f.name for f in functions if f.end_lineno - f.lineno >= LONGEST_FUNCTION] == []
    assert ast.get_docstring(tree), "a file says in one sentence what it is"


ERRORS = [
    kind
    for kind in classes(community)
    if issubclass(kind, CommunityError) and kind not in (CommunityError, CaseError)
]


@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_every_refusal_has_a_reason_and_words(kind):
    takes = kind.__init__.__code__.co_varnames[1:] if "__init__" in vars(kind) else ("usage",)
    several = {"roles", "where", "people", "near"}
    fields = [("甲",) if name in several else "甲" for name in takes]
    refused = kind(*([] if kind is NothingToUndo else fields))

    assert refused.reason in vocabulary().reasons
    assert refuse(refused).render()


def closed_sets():
    for name in sorted(KINDS.keys() & vocabulary().types.keys()):
        hints = get_type_hints(KINDS[name])
        for key, word in vocabulary().types[name].items():
            hint = hints.get(attribute(key))
            members = [one for one in (hint, *get_args(hint)) if inspect.isclass(one)]
            for one in members:
                if word.values and issubclass(one, StrEnum):
                    yield pytest.param(word.values, one, id=f"{name}.{key}")


# What arrives is of more kinds than what is kept.
@pytest.mark.parametrize(("values", "members"), list(closed_sets()))
def test_words_of_closed_sets_are_those_of_the_vocabulary(values, members):
    extra = {"入群", "退群", "撤回", "编辑"} if members is Kind else set()

    assert {str(member) for member in members} - extra <= values
