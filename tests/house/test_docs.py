"""The documents are true: code blocks with a path run, paths that are named exist."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from handlers import routers

ROOT = Path(__file__).parents[2]
ROOMS = ("bot", "handlers", "nlp", "storage", "community", "web", "docs")
BLOCK = re.compile(r"^(`{3,4})\w+ (\S+)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"`([a-z_]+(?:/[\w.-]+)*/?)`")
DOCS = sorted(
    path.relative_to(ROOT)
    for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))
    if path.name not in {"vocabulary.md", "scenarios.md", "CHANGELOG.md"}
)


@pytest.fixture
def copy(tmp_path):
    ignored = shutil.ignore_patterns("__pycache__")
    for room in ROOMS:
        shutil.copytree(ROOT / room, tmp_path / room, ignore=ignored)
    conversations = tmp_path / "tests" / "conversations"
    conversations.mkdir(parents=True)
    shutil.copy(ROOT / "tests/conversations/world.md", conversations)
    return tmp_path


@pytest.mark.slow
def test_what_adding_shows_can_be_added(copy):
    blocks = BLOCK.findall((ROOT / "docs/adding.md").read_text(encoding="utf-8"))
    for _, path, code in blocks:
        target = copy / path
        assert not target.exists(), f"{path} is there already"
        target.write_text(code, encoding="utf-8")
    scenarios = [path for _, path, _ in blocks if path.endswith(".md")]
    done = subprocess.run(
        [sys.executable, "-m", "bot", "replay", *scenarios],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )

    assert scenarios
    assert done.stdout.endswith(" passed, 0 failed\n"), done.stdout + done.stderr


@pytest.mark.parametrize("path", DOCS, ids=str)
def test_files_that_documents_name_exist(path):
    text = BLOCK.sub("", (ROOT / path).read_text(encoding="utf-8"))
    made_later = ("data/", "files/")  # by running it
    named = {n for n in NAMED.findall(text) if "/" in n and not n.startswith(made_later)}

    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("path", DOCS, ids=str)
def test_links_lead_somewhere(path):
    text = BLOCK.sub("", (ROOT / path).read_text(encoding="utf-8"))
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text) + re.findall(r'src="([^"]+)"', text)
    local = [target for target in targets if "://" not in target]

    assert [t for t in local if not ((ROOT / path).parent / t).exists()] == []


HANDBOOK = (ROOT / "docs/handbook.zh-CN.md").read_text(encoding="utf-8")
# Not of cases: activities and 接龙 have no handbook yet.
ELSEWHERE = {"活动", "志愿", "接龙"}


def test_the_handbook_names_every_command_of_the_case_loop_and_no_other():
    commands = {
        command.name: router.noun for router in routers() for command in router.commands.values()
    }
    said = re.findall(r"`(/[^`]+)`", HANDBOOK)
    known = (*commands, "/帮助")

    assert [line for line in said if not line.startswith(known)] == []
    unsaid = {name for name in commands if not any(line.startswith(name) for line in said)}
    assert {name for name in unsaid if commands[name] not in ELSEWHERE} == set()
