"""What becomes of a report when a version of it is activated: nothing but that it can be built."""

from typing import Any
from urllib.parse import parse_qsl

from django.utils.translation import gettext as _

from almenara.core.types.models import TypeVersion
from almenara.formats.papers import markdown
from almenara.formats.refusal import Unreadable
from almenara.reports.drafts import ReportShape
from almenara.reports.measures import MEASURES, checked
from almenara.reports.tables import TABLES


def apply(version: TypeVersion) -> None:
    """Its measures and tables are there, and have the parameters that they need."""
    shape = ReportShape.model_validate(version.document)
    faults: list[tuple[list[str | int], str]] = []
    for kind, argument in markdown.tokens(shape.body.es):
        name, _mark, query = argument.partition("?")
        loc: list[str | int] = ["body", "es", argument]
        if kind == "table" and name not in TABLES:
            faults.append((loc, _("Tabla desconocida.")))
        elif kind == "figure" and name not in MEASURES:
            faults.append((loc, _("Medida desconocida.")))
        elif kind == "figure":
            faults += _missing(name, dict(parse_qsl(query)), loc)
    if faults:
        raise Unreadable.many(faults)


def _missing(name: str, asked: dict[str, str], loc: list[str | int]) -> list[Any]:
    try:
        checked(MEASURES[name], asked)
    except Unreadable as refusal:
        return refusal.under(*loc).errors
    return []
