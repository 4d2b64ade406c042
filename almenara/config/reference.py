"""What every installation begins with: facts about the parties, and the types of every app."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection

from almenara.config import contents
from almenara.core import parties
from almenara.core.access.context import system_work
from almenara.core.identity import reference
from almenara.core.parties.actor import SYSTEM
from almenara.core.types import queries, services
from almenara.formats import yamltext
from almenara.formats.refusal import Unreadable

FACTS = Path(parties.__file__).parent / "reference"
FILES = {
    "states": "states.yaml",
    "observers": "observers.yaml",
    "units": "units.yaml",
    "organisations": "subregional.yaml",
}


@dataclass
class Report:
    """How many rows and types are new or otherwise, and which rows no file names any more."""

    fresh: int = 0
    changed: int = 0
    types: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)


def prepare() -> None:
    """Tables and reference data, as the owner; files that were loaded once are not read again.

    Which ones is noted in the database itself (`contents`).
    """
    made_of = contents.digest()
    with connection.cursor() as cursor:
        cursor.execute(contents.NOTED)
        if cursor.fetchone() != (made_of,):
            call_command("migrate", interactive=False, verbosity=0)
            call_command("reference")
            cursor.execute(contents.NOTE.format(made_of))


def load_all() -> Report:
    """Facts, then networks, then what is used in them; what is there already is left alone."""
    report = Report()
    for kind, name in FILES.items():
        load_facts(kind, _document(FACTS / name), report)
    load_types([_document(path) for path in type_files()], report)
    return report


def load_files(paths: Iterable[Path]) -> Report:
    """Files of facts from elsewhere: a later chart of units, say; what a file is, its key says."""
    report = Report()
    for path in paths:
        document = _document(path)
        kind = next((k for k in FILES if isinstance(document, dict) and k in document), "")
        load_facts(kind, document, report)
    return report


def load_facts(kind: str, document: Any, report: Report) -> None:
    """One file of facts: an act only when it says something new."""
    with system_work():
        found = reference.difference(SYSTEM, kind, document)
    if not found.is_empty:
        found = reference.load(SYSTEM, kind, document)
    report.fresh += len(found.fresh)
    report.changed += len(found.changed)
    report.vanished += found.vanished


def load_types(documents: Sequence[Any], report: Report) -> None:
    """Types in this order: an act only for a version that is not there yet."""
    with system_work():
        known = [queries.same(SYSTEM, document) for document in documents]
    for document, version in zip(documents, known, strict=True):
        kept = version or services.load(SYSTEM, document)
        if version is None:
            report.types.append(f"{kept.type}:{kept.slug}")
        if kept.stage == "draft":
            report.drafts.append(f"{kept.type}:{kept.slug}")


def type_files() -> Iterator[Path]:
    """The files of types, those of lower floors first: the order of the installed apps."""
    for app in apps.get_app_configs():
        if app.name.startswith("almenara."):
            yield from sorted((Path(app.path) / "types").glob("*.yaml"))


def _document(path: Path) -> Any:
    try:
        return yamltext.document(path.read_bytes())
    except Unreadable as refusal:
        raise refusal.under(path.name) from None
