"""The questions of a message kind, and its answers as facts to read."""

from collections.abc import Mapping
from typing import Any

from almenara.core.forms import drawing
from almenara.core.forms.schema import Field
from almenara.exchange.kinds import KindShape
from almenara.exchange.models import Kind


def questions(kind: Kind) -> list[Field]:
    """What the kind asks besides title and text."""
    return KindShape.model_validate(kind.document).fields


def asks_for_states(kind: Kind) -> bool:
    """Must the names of the States be known to show its answers?"""
    asked = [*kind.document.get("fields", []), *kind.document.get("persons", [])]
    return any(field["type"] == "state" for field in asked)


def facts(
    kind: Kind, values: Mapping[str, Any], states: Mapping[str, str], files: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The answers as label and value, in the kind's order; a document as a link."""
    return drawing.facts(questions(kind), values, states, files)
