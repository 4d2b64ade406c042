"""The papers say what is: links lead somewhere; commands, settings and lives are all told."""

import re
from itertools import chain
from pathlib import Path

import pytest

from almenara.config import command, env
from tools import pages

ROOT = Path(__file__).parent.parent
PAPERS = sorted(chain(ROOT.glob("*.md"), ROOT.glob("docs/**/*.md"), ROOT.glob("almenara/**/*.md")))
OPERATIONS = (ROOT / "docs/operations.md").read_text("utf-8")
COMMANDS = {path.stem for path in ROOT.glob("almenara/config/management/commands/[a-z]*.py")}


def anchors(paper: Path) -> set[str]:
    heads = re.findall(r"^#+ (.*)$", paper.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("paper", PAPERS, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(paper):
    for link in re.findall(r"\]\(([^)\s]+)\)", paper.read_text("utf-8")):
        if re.match(r"\w+:", link):
            continue
        place, _, anchor = link.partition("#")
        target = paper.parent / place if place else paper
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("name", sorted(COMMANDS | command.WITHOUT_DJANGO.keys()))
def test_every_command_is_told_to_who_operates(name):
    assert re.search(rf"almenara {name}\b", OPERATIONS)


@pytest.mark.parametrize("name", sorted(env.NAMES))
def test_every_setting_is_told_to_who_operates(name):
    assert f"`{name}`" in OPERATIONS


def test_every_life_is_drawn_as_it_is():
    text = pages.PAGE.read_text("utf-8")
    assert pages.with_machines(text) == text
