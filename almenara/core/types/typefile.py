"""A file of types: one YAML document or several, all of them loaded or none.

An app may read a format of its own: its `READERS` give the documents of a file, or None where it is
not theirs.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from almenara.core.parties.actor import Actor
from almenara.core.types import heads, services
from almenara.core.types.models import TypeVersion
from almenara.formats import yamltext
from almenara.formats.refusal import Unreadable

READERS: list[Callable[[bytes], list[Any] | None]] = []


def load(actor: Actor, raw: bytes) -> list[TypeVersion]:
    """Load every document of the file; with several, a place begins with the document's number."""
    read = (found for reader in READERS if (found := reader(raw)) is not None)
    documents = next(read, None) or yamltext.documents(raw)
    if not documents:
        raise Unreadable([], _("El archivo no tiene ningún documento."))
    with transaction.atomic():
        return [_load(actor, number, one, len(documents)) for number, one in enumerate(documents)]


def text(version: TypeVersion) -> str:
    """A version as YAML, in the order of its shape, as `load` reads it."""
    return yamltext.written(heads.typed(version.document).document)


def answer(versions: list[TypeVersion]) -> dict[str, Any]:
    """What `--json` prints: the type, or `types` when the file has several."""
    found = [_described(version) for version in versions]
    return found[0] if len(found) == 1 else {"types": found}


def sentence(version: TypeVersion) -> str:
    """What a person reads."""
    said = f"{version.type} {version.slug} v{version.version}: {version.stage}"
    if version.missing:
        return f"{said}; falta: {', '.join(version.missing)}"
    return f"{said}; espera a una segunda persona" if version.stage == "draft" else said


def _load(actor: Actor, number: int, document: Any, count: int) -> TypeVersion:
    try:
        return services.load(actor, document)
    except Unreadable as refusal:
        raise (refusal.under(number) if count > 1 else refusal) from None


def _described(version: TypeVersion) -> dict[str, Any]:
    return {
        "type": version.type,
        "slug": version.slug,
        "version": version.version,
        "stage": version.stage,
        "missing": version.missing,
    }
