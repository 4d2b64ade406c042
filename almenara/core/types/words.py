"""The words of every type's head, and how durations are said."""

import re
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from almenara.core.languages import in_page_language
from almenara.core.parties.actor import Actor
from almenara.core.types import heads, queries
from almenara.core.types.leaves import Leaf

LASTING = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?)?"
)
ISO = _("En ISO 8601: PT30M son treinta minutos, P90D noventa días, P4M cuatro meses.")
WORDS: dict[str, tuple[Any, Any]] = {
    "slug": (_("Nombre corto en la dirección"), _("Minúsculas, cifras y guiones; no se cambia.")),
    "names": (_("Nombre"), ""),
    "purpose": (_("Para qué"), ""),
    "legal_basis": (_("Base jurídica"), ""),
    "data_classes": (
        _("Clases de datos"),
        _("Con una clase sensible, lo aprueba una segunda persona."),
    ),
    "audience": (_("Quién lo ve"), ""),
    "retention": (_("Se guarda"), ISO),
    "responsible": (_("Unidad responsable"), ""),
}
SECTIONS = (
    (_("Cómo se llama"), ("slug", "names", "short")),
    (
        _("Para qué, con qué base y quién responde"),
        ("purpose", "legal_basis", "data_classes", "audience", "retention", "responsible"),
    ),
)


def _classes(viewer: Actor) -> list[tuple[str, str]]:
    return [
        (one["code"], f"{named(one['names'])} ({_('sensible')})" if one["sensitive"]
         else named(one["names"]))
        for one in heads.classes(sorted(heads.KNOWN))
    ]  # fmt: skip


def units(viewer: Actor) -> list[tuple[str, str]]:
    """The units of today, by their code."""
    found = queries.units(viewer, timezone.localdate())
    return [(one.code, f"{one.name} ({one.code})") for one in found]


CHOICES: dict[str, heads.Choices] = {"data_classes": _classes, "responsible": units}
YES, NO = _("sí"), _("no")


def label(spec: heads.Spec, name: str) -> tuple[Any, Any]:
    """Label and hint of a place of a type."""
    place = name.replace("-", ".")
    return spec.words.get(place) or WORDS[place]


def choices(viewer: Actor, spec: heads.Spec, leaf: Leaf, name: str) -> list[tuple[str, Any]] | None:
    """What may stand there: the shape's own words, or what its app offers this person."""
    place = name.replace("-", ".")
    known = spec.choices.get(place) or CHOICES.get(place)
    if callable(known):
        return list(known(viewer))
    return [(one, (known or {}).get(one, one)) for one in leaf.choices] or None


def named(names: Any) -> str:
    """In the reader's language, else in Spanish; a plain text as it is."""
    if not isinstance(names, dict):
        return str(names or "")
    return str(in_page_language(names))


def lasting(text: str) -> str:
    """«24 meses» for P24M; what is no plain duration as it is written."""
    found = LASTING.fullmatch(text)
    if not text or not found:
        return text
    years, months, weeks, days, hours, minutes = (int(n or 0) for n in found.groups())
    said = [
        ngettext("%d año", "%d años", years) % years if years else "",
        ngettext("%d mes", "%d meses", months) % months if months else "",
        ngettext("%d semana", "%d semanas", weeks) % weeks if weeks else "",
        ngettext("%d día", "%d días", days) % days if days else "",
        ngettext("%d hora", "%d horas", hours) % hours if hours else "",
        ngettext("%d minuto", "%d minutos", minutes) % minutes if minutes else "",
    ]
    return ", ".join(filter(None, said))
