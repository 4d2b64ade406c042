"""Which figures may stand in one line, or beside one another, and why others may not.

Never in one line: two sources of one State, a figure that States delivered and one taken over from
a public source (R8), and what lies on the two sides of a change of method, definition or coverage.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from almenara.formats.refusal import Said
from almenara.formats.refusal import Said as _
from almenara.observatory.cells import Cell

BREAK = "B"
METHOD, SOURCE, COVERAGE, DEFINITION = "method", "source", "coverage", "definition"
_WORDS = {
    METHOD: _("El método cambió"),
    SOURCE: _("La fuente es otra"),
    COVERAGE: _("La cobertura es otra"),
    DEFINITION: _("La definición es otra"),
}
_ATTRIBUTES = {"SOURCE": SOURCE, "COVERAGE": COVERAGE, "DEFINITION": DEFINITION}


@dataclass(frozen=True)
class Cut:
    """Before this period a series cannot be read on; `note` is what its source says of it."""

    period: str
    reason: str
    note: str = ""

    @property
    def words(self) -> Said:
        return _WORDS[self.reason]


@dataclass(frozen=True)
class Standing:
    """What a series stands for, as far as it decides with which others it may be compared."""

    flow: str
    version: str
    area: str
    unit: str
    source: str
    is_external: bool
    standard: str = ""


def cuts(cells: Iterable[Cell]) -> Iterator[Cut]:
    """Where one series, in the order of time, stops being comparable with what lies before."""
    for before, after in pairwise(cell for cell in cells if cell.value is not None):
        if after.status == BREAK or after.attributes.get("BREAK"):
            yield Cut(after.period, METHOD, after.attributes.get("BREAK", ""))
        for name, reason in _ATTRIBUTES.items():
            if before.attributes.get(name, "") != after.attributes.get(name, ""):
                yield Cut(after.period, reason, after.attributes.get(name, ""))


def newest_stretch(cells: Iterable[Cell]) -> list[Cell]:
    """The cells after the last cut."""
    known = [cell for cell in cells if cell.value is not None]
    last = max((cut.period for cut in cuts(known)), default="")
    return [cell for cell in known if cell.period >= last]


def why_not(one: Standing, other: Standing) -> list[Said]:
    """Why two series may not be compared; nothing = they may."""
    found = []
    if one.unit != other.unit:
        found.append(
            _("Sus unidades son distintas: {one} y {other}.", one=one.unit, other=other.unit)
        )
    if one.is_external != other.is_external:
        found.append(_("Una la entregaron los Estados, la otra se tomó de una fuente pública."))
    if one.area == other.area and one.source != other.source:
        found.append(_("Son dos fuentes de un mismo lugar."))
    if one.flow != other.flow:
        found.append(_("Cuentan cosas distintas."))
    elif one.version != other.version:
        found.append(_("Las definiciones son de versiones distintas."))
    if one.standard != other.standard:
        found.append(_("Una está ajustada por edad de otra manera que la otra."))
    return found
