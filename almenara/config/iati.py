"""`almenara iati check FILE|FOLDER`: needs no database and no installation.

Exit 0 valid, 1 not, 2 unreadable; the document of `--json` is the same in all three.
"""

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from almenara.config.env import Env
from almenara.config.refusal import Refusal
from almenara.formats.iati import checking, document
from almenara.formats.iati.checking import Verdict
from almenara.formats.refusal import Unreadable


def main(here: Env, argv: list[str]) -> int:
    """Judges a file, or every .xml of a folder, by schema and ruleset of IATI 2.03."""
    parser = argparse.ArgumentParser("almenara iati")
    actions = parser.add_subparsers(required=True)
    actions.add_parser("export", help="un plan como IATI 2.03; necesita la base de datos")
    check = actions.add_parser("check", help="comprueba un archivo o una carpeta; no necesita nada")
    check.add_argument("path", type=Path, help="un archivo, o una carpeta con archivos .xml")
    check.add_argument("--json", action="store_true")
    asked = parser.parse_args(argv)
    now, folder = datetime.now(UTC), _schemas(here)
    if not asked.path.is_dir():
        verdict = _judged(asked.path, now, folder)
        _tell(verdict.document() if asked.json else _lines(asked.path.name, verdict))
        return verdict.code
    verdicts = {_name(file, asked.path): _judged(file, now, folder) for file in _xml(asked.path)}
    if asked.json:
        found = [{"file": name} | verdict.document() for name, verdict in verdicts.items()]
        _tell({"files": found})
    else:
        _tell("\n".join(_lines(name, verdict) for name, verdict in verdicts.items()))
    return max((verdict.code for verdict in verdicts.values()), default=2)


def _schemas(here: Env) -> Path | None:
    """The folder with newer schemas, if one is set."""
    folder = Path(here.iati_schemas) if here.iati_schemas else None
    if folder and not folder.is_dir():
        raise Refusal(f"ALMENARA_IATI_SCHEMAS no es una carpeta: {folder}.", 2)
    return folder


def _xml(folder: Path) -> list[Path]:
    found = (path for path in folder.rglob("*") if path.suffix.lower() == ".xml")
    return sorted(path for path in found if not path.is_dir())


def _name(file: Path, folder: Path) -> str:
    """The name within the folder, in letters that can be printed."""
    return file.relative_to(folder).as_posix().encode(errors="replace").decode()


def _judged(file: Path, now: datetime, folder: Path | None) -> Verdict:
    try:
        return checking.check(document.open_file(file), now, folder)
    except Unreadable as refusal:
        return checking.unreadable(refusal)


def _lines(name: str, verdict: Verdict) -> str:
    """The verdict for people: a line for the file, one for each thing found."""
    said = [f"{'✓' if verdict.is_valid else '✗'} {name}"]
    said += [f"  línea {line}: {message}" for line, message in verdict.schema]
    said += [f"  {f.severity} {f.rule}, {f.where}: {f.message}" for f in verdict.rules]
    return "\n".join(said)


def _tell(said: object) -> None:
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    sys.stdout.write(f"{text}\n")
