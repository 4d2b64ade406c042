"""The four words of the mandate as a score: objective, reliable, timely and comparable figures.

Each is a share of 100 with what it is made of, so that a State sees what to do; none is a rank.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from almenara.formats.refusal import Said
from almenara.formats.refusal import Said as _

LATE = 90  # days after which a delivery is not timely at all


@dataclass(frozen=True)
class Facts:
    """What is known of a delivery.

    cells: with a figure. coded, noted: dimensions that a map translates, and those whose map says
    what it covers. exact: share of the cells whose codes mean exactly the common ones. errors,
    warnings: findings without answer. changed: cells that the vintage before had otherwise, of
    `both`. late: days after the agreed day, None = no calendar. breaks: cells marked as a break.
    """

    cells: int
    coded: int = 0
    noted: int = 0
    exact: float = 1.0
    errors: int = 0
    warnings: int = 0
    changed: int = 0
    both: int = 0
    late: int | None = None
    breaks: int = 0


@dataclass(frozen=True)
class Score:
    """0 to 100, None = nothing to judge by; and why."""

    value: int | None
    why: tuple[Said, ...] = ()


def quality(facts: Facts) -> dict[str, Score]:
    """The four scores, in the order of the mandate."""
    return {
        "objective": _objective(facts),
        "reliable": _reliable(facts),
        "timely": _timely(facts),
        "comparable": _comparable(facts),
    }


def document(scores: Mapping[str, Score]) -> dict[str, Any]:
    """As it is kept: each word with its value and its reasons, to be said in any language."""
    return {
        name: {
            "value": one.value, "why": [[said.template, said.values] for said in one.why]
        }
        for name, one in scores.items()
    }  # fmt: skip


def told(reasons: Iterable[tuple[str, dict[str, object]]]) -> list[Said]:
    """What was kept of the reasons."""
    return [Said(template, **values) for template, values in reasons]


def _share(part: float, whole: float) -> int:
    return max(0, min(100, round(100 * part / whole))) if whole else 0


def _objective(facts: Facts) -> Score:
    """Is it documented how the State's codes became the common ones?"""
    if not facts.cells:
        return Score(None, (_("No hay cifras que valorar."),))
    if not facts.coded:
        return Score(100, (_("Usa los códigos comunes; no hace falta tabla de equivalencias."),))
    said = _("{noted} de {coded} tablas de equivalencias dicen qué cubren.",
             noted=facts.noted, coded=facts.coded)  # fmt: skip
    return Score(_share(facts.noted, facts.coded), (said,))


def _reliable(facts: Facts) -> Score:
    """Open findings weigh by the cell, an error three times; so do revisions."""
    if not facts.cells:
        return Score(None, (_("No hay cifras que valorar."),))
    open_ones = 3 * facts.errors + facts.warnings
    revised = facts.changed / facts.both if facts.both else 0
    why = [_("{errors} errores y {warnings} avisos sin respuesta.",
             errors=facts.errors, warnings=facts.warnings)]  # fmt: skip
    if facts.both:
        why.append(_("Cambiaron {changed} de {both} cifras ya entregadas.",
                     changed=facts.changed, both=facts.both))  # fmt: skip
    lost = min(1.0, 10 * open_ones / facts.cells) + min(0.5, revised)
    return Score(_share(1 - min(1.0, lost), 1), tuple(why))


def _timely(facts: Facts) -> Score:
    if not facts.cells:
        return Score(None, (_("No hay cifras que valorar."),))
    if facts.late is None:
        return Score(None, (_("No hay un calendario acordado."),))
    if facts.late <= 0:
        return Score(100, (_("Llegó a tiempo."),))
    return Score(_share(LATE - facts.late, LATE), (_("Llegó {late} días tarde.", late=facts.late),))


def _comparable(facts: Facts) -> Score:
    if not facts.cells:
        return Score(None, (_("No hay cifras que valorar."),))
    share = round(100 * facts.exact)
    why = [_("El {share} % de las cifras usa códigos exactos.", share=share)]
    if facts.breaks:
        why.append(_("{breaks} cifras marcan una ruptura de la serie.", breaks=facts.breaks))
    return Score(_share(facts.exact * (1 - facts.breaks / facts.cells / 2), 1), tuple(why))
