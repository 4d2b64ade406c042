"""The words of the pages: Spanish in the source, the other languages in `locale/`.

`python tools/messages.py extract` writes every msgid of the code into the three catalogues, or into
those of the languages that are named (needs Debian's gettext); `missing LANGUAGE` prints what is
not translated as JSON {msgid: ""}; `fill LANGUAGE FILE.json` puts translations in, and refuses one
that loses a placeholder.
"""

import contextlib
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands.makemessages import Command

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("en", "pt", "fr")
IGNORED = ("var/*", ".venv/*", "node_modules/*", "bench/*", "tests/*", "*/tests/*", "tools/*")
HOLES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|</?\w+[^>]*>")


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(path(language)))


def path(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def extract(languages: Sequence[str] = LANGUAGES) -> None:
    """Django's own extraction, without places and dates, so that a diff shows words only.

    It reads files and asks no app: none is loaded.
    """
    for language in languages:
        path(language).parent.mkdir(parents=True, exist_ok=True)
    settings.configure(LOCALE_PATHS=[ROOT / "locale"])
    with contextlib.chdir(ROOT):
        form = {"no_location": True, "no_obsolete": True, "no_wrap": True}
        call_command(Command(), locale=languages, ignore_patterns=list(IGNORED), **form)
    for language in languages:
        _steady(language)


def _steady(language: str) -> None:
    """No date of making, no guesses: a fuzzy entry is an untranslated one."""
    found = catalogue(language)
    found.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": "nplurals=2; plural=(n > 1);"
        if language in ("pt", "fr")
        else "nplurals=2; plural=(n != 1);",
    }
    for entry in found:
        if entry.fuzzy:
            entry.msgstr, entry.flags = "", [flag for flag in entry.flags if flag != "fuzzy"]
            entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
            entry.previous_msgid = entry.previous_msgid_plural = None
    found.sort(key=lambda entry: (entry.msgctxt or "", entry.msgid))
    found.save()


def missing(language: str) -> dict[str, object]:
    """What has no translation; a plural is {msgid: ["", ""]}."""
    waiting = [entry for entry in catalogue(language) if not entry.translated()]
    return {e.msgid: ["", ""] if e.msgid_plural else "" for e in waiting}


def fill(language: str, words: dict[str, object]) -> list[str]:
    """Put translations in; those refused, because a placeholder was lost."""
    found, refused = catalogue(language), []
    by_id = {entry.msgid: entry for entry in found}
    for msgid, said in words.items():
        entry = by_id.get(msgid)
        forms = said if isinstance(said, list) else [said]
        if entry is None or not all(forms):
            continue
        if holes(forms[-1]) != holes(entry.msgid_plural or msgid):
            refused.append(msgid)
        elif entry.msgid_plural:
            entry.msgstr_plural = dict(enumerate(map(str, forms)))
        else:
            entry.msgstr = _ends_like(msgid, str(forms[0]))
    found.save()
    return refused


def holes(text: object) -> list[str]:
    return sorted(HOLES.findall(str(text)))


def _ends_like(msgid: str, said: str) -> str:
    """Leading and trailing line ends as in the msgid: gettext asks for it."""
    lead = "\n" * (len(msgid) - len(msgid.lstrip("\n")))
    tail = "\n" * (len(msgid) - len(msgid.rstrip("\n")))
    return f"{lead}{said.strip(chr(10))}{tail}"


def main(arguments: list[str]) -> int:
    match arguments:
        case ["extract", *languages]:
            extract(languages or LANGUAGES)
        case ["missing", language]:
            print(json.dumps(missing(language), ensure_ascii=False, indent=1))
        case ["fill", language, file]:
            refused = fill(language, json.loads(Path(file).read_text(encoding="utf-8")))
            print("\n".join(refused), file=sys.stderr)
            return bool(refused)
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
