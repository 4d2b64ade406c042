"""Every word of the pages exists in four languages."""

import json
import re
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parent.parent
LANGUAGES = ("en", "pt", "fr")
SAME = ROOT / "locale" / "same.json"
HOLES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def entries(language):
    return polib.pofile(str(ROOT / "locale" / language / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_untranslated(language):
    missing = [entry.msgid for entry in entries(language) if not entry.translated()]
    assert not missing, missing[:20]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_equals_the_spanish_but_what_is_listed(language):
    listed = set(json.loads(SAME.read_text())[language])
    same = {e.msgid for e in entries(language) if e.msgid == e.msgstr and re.search(r"\w", e.msgid)}
    assert same <= listed, sorted(same - listed)[:20]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_placeholder_is_lost(language):
    for entry in entries(language):
        said = entry.msgstr_plural[1] if entry.msgid_plural else entry.msgstr
        whole = entry.msgid_plural or entry.msgid
        assert sorted(HOLES.findall(said)) == sorted(HOLES.findall(whole)), entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_that_is_joined_to_another_keeps_its_space(language):
    for entry in entries(language):
        said = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        for one in filter(None, said):
            assert one[0].isspace() or entry.msgid[:1] != " ", entry.msgid
            assert one[-1].isspace() or entry.msgid[-1:] != " ", entry.msgid


def test_every_word_of_the_code_is_in_the_catalogues(tmp_path):
    """Needs Debian's gettext, which `make ci` installs."""
    if subprocess.run(["which", "xgettext"], capture_output=True, check=False).returncode:
        pytest.skip("gettext is not installed: `make ci` installs it and runs this test")
    before = {entry.msgid for entry in entries("en")}
    copy = tmp_path / "copy"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(copy)], check=True)
    subprocess.run([sys.executable, "tools/messages.py", "extract", "en"], cwd=copy, check=True,
                   capture_output=True)  # fmt: skip
    after = {e.msgid for e in polib.pofile(str(copy / "locale/en/LC_MESSAGES/django.po"))}
    assert after == before, sorted(after - before)[:20]


def test_what_a_reader_is_refused_with_is_said_in_their_language():
    """A shape refuses with words of the catalogue: they stand beside the field, on any page."""
    shapes = [*ROOT.glob("almenara/*/drafts.py"), *ROOT.glob("almenara/core/*/heads.py")]
    for name in ("kinds", "topics", "frameworks", "charters"):
        shapes += ROOT.glob(f"almenara/*/{name}.py")
    plain = re.compile(r'raise ValueError\(f?"')
    assert [str(one) for one in shapes if plain.search(one.read_text())] == []
