"""Figures as people write them: 1.234,56 or 1,234.56, declared by the whole file, never by a line.

What could be either is read with a point, as SDMX writes. Where more cells can only have a comma
the file has one, and each cell that cannot be so is a fault.
"""

import re
from collections.abc import Iterable

from almenara.formats.amounts import Form
from almenara.formats.refusal import Said
from almenara.formats.refusal import Said as _
from almenara.formats.tables.model import Date, Number, Percent

_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,17})?(?:[eE][-+]?\d{1,2})?", re.ASCII)
_SPACES = " \u00a0\u202f'"
_GROUPS = re.compile(f"[{_SPACES}]")
_LONGEST = 40


def _shape(decimal: str, group: str) -> re.Pattern[str]:
    grouped = rf"[0-9]{{1,3}}(?P<group>[{group}{_SPACES}])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*"
    return re.compile(rf"[-−]?(?:{grouped}|[0-9]+)(?:[{decimal}][0-9]+)?")


_SHAPES = {Form.POINT: _shape(".", ","), Form.COMMA: _shape(",", ".")}
_EXAMPLES = {Form.POINT: "1,234.56", Form.COMMA: "1.234,56"}
_OTHER = {Form.POINT: Form.COMMA, Form.COMMA: Form.POINT}


def form(texts: Iterable[str]) -> Form:
    """Which sign divides units from the rest in this file."""
    lead = 0
    for text in texts:
        if text and not text.isdecimal() and not isinstance(text, Number | Date):
            point, comma = (bool(shape.fullmatch(text)) for shape in _SHAPES.values())
            lead += comma - point
    return Form.COMMA if lead > 0 else Form.POINT


def read(text: str, written: Form) -> float | Said | None:
    """The figure in a cell; None = nobody wrote one; words where it is none."""
    if not text:
        return None
    if isinstance(text, Percent):
        return _("Excel guarda {text} y muestra un porcentaje; dé a la celda formato de número y "
                 "escriba la cifra.", text=text[:_LONGEST])  # fmt: skip
    if isinstance(text, Number) or (written is Form.POINT and _PLAIN.fullmatch(text)):
        return float(text)
    if isinstance(text, Date):
        return _("La celda es una fecha ({text}) y no una cifra.", text=text[:_LONGEST])
    if len(text) > _LONGEST or not _SHAPES[written].fullmatch(text):
        return _no_figure(text[:_LONGEST], written)
    bare = _GROUPS.sub("", text).replace("−", "-")
    if written is Form.POINT:
        return float(bare.replace(",", ""))
    return float(bare.replace(".", "").replace(",", "."))


def _no_figure(text: str, written: Form) -> Said:
    if _SHAPES[_OTHER[written]].fullmatch(text):
        return _(
            "«{text}»: este archivo escribe sus cifras como {example}; escriba todas igual.",
            text=text,
            example=_EXAMPLES[written],
        )
    return _(
        "«{text}» no es una cifra. Sin dato, deje la celda vacía; si no hubo casos, escriba 0.",
        text=text,
    )
