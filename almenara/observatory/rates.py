"""Rates of counts by population, and rates that ages of different peoples do not distort.

Directly standardised by a named population; intervals after Fay and Feuer 1997, *Statistics in
Medicine* 16:791-801, which are exact (Garwood 1936) where there is one stratum. Rates are never
added: a rate of a larger group is made of its counts and its population.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

PER, LEVEL = 100_000.0, 0.95
Band = tuple[int, int | None]  # first and last age of a stratum; None = and more


@dataclass(frozen=True)
class Standard:
    """A population by ages of five years: its name, where it is from, people from 0, 5, 10 …"""

    name: str
    source: str
    people: tuple[int, ...]


# Of a million people, to the oldest band that the source gives.
STANDARDS: Mapping[str, Standard] = {
    "who-2000-2025": Standard(
        "WHO 2000-2025",
        "Ahmad et al. 2001, GPE Discussion Paper 31, World Health Organization",
        (88_569, 86_870, 85_970, 84_670, 82_171, 79_272, 76_073, 71_475, 65_877, 60_379, 53_681,
         45_484, 37_187, 29_590, 22_092, 15_195, 9_097, 4_398, 1_500, 400, 50),
    ),
    "segi-1966": Standard(
        "Segi (World) 1966",
        "Doll, Payne and Waterhouse 1966, Cancer Incidence in Five Continents I",
        (120_000, 100_000, 90_000, 90_000, 80_000, 80_000, 60_000, 60_000, 60_000, 60_000, 50_000,
         40_000, 40_000, 30_000, 20_000, 10_000, 5_000, 5_000),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Rate:
    """A rate and its interval, each of so many people; `standard` is "" for a crude one."""

    value: float
    lower: float
    upper: float
    standard: str = ""


def crude(count: float, population: float) -> Rate:
    """Count by population, with its exact interval."""
    return _rate(np.array([count]), np.array([PER / _people([population])[0]]), LEVEL)


def standardised(
    counts: ArrayLike, population: ArrayLike, bands: Sequence[Band], standard: Standard,
    per: float = PER, level: float = LEVEL,
) -> Rate:  # fmt: skip
    """What the rate would be if the ages were those of the standard; one count a band."""
    found, people = np.asarray(counts, dtype=np.float64), _people(population)
    if not len(found) == len(people) == len(bands):
        raise Unreadable(["bands"], _("Cada grupo de edad necesita su número y su población."))
    return _rate(found, weights(standard, bands) / people * per, level, standard.name)


def weights(standard: Standard, bands: Sequence[Band]) -> np.ndarray:
    """The share of each band in the standard; bands must cover all ages once, in order."""
    ends = [after for _first, after in bands]
    follows = all(b[0] == (a[1] if a[1] is not None else -9) + 1 for a, b in pairwise(bands))
    if not bands or bands[0][0] != 0 or ends[-1] is not None or not follows:
        raise Unreadable(["bands"], _("Los grupos de edad deben cubrir todas las edades una vez."))
    if any(first % 5 for first, _last in bands):
        raise Unreadable(["bands"], _("La población estándar está por grupos de cinco años."))
    starts = [first // 5 for first, _last in bands]
    if starts[-1] >= len(standard.people):
        raise Unreadable(["bands"], _("La población estándar no distingue edades tan altas."))
    return np.add.reduceat(np.array(standard.people, dtype=np.float64), starts) / sum(
        standard.people
    )


def _people(population: ArrayLike) -> np.ndarray:
    people = np.asarray(population, dtype=np.float64)
    if not (np.isfinite(people) & (people > 0)).all():
        raise Unreadable(["population"], _("Sin población no hay tasa."))
    return people


def _rate(counts: np.ndarray, weight: np.ndarray, level: float, standard: str = "") -> Rate:
    """The weighted sum of counts with its gamma interval (Fay and Feuer, formulas 3 to 5)."""
    if not (np.isfinite(counts) & (counts >= 0)).all():
        raise Unreadable(["counts"], _("Un número de casos no puede ser negativo ni faltar."))
    value, variance = float(counts @ weight), float(counts @ weight**2)
    tail, most = (1 - level) / 2, float(weight.max())
    lower = _gamma(tail, value, variance) if value > 0 else 0.0
    return Rate(value, lower, _gamma(1 - tail, value + most, variance + most**2), standard)


def _gamma(probability: float, mean: float, variance: float) -> float:
    """A quantile of the gamma distribution with this mean and variance."""
    return variance / mean * float(special.gammaincinv(mean**2 / variance, probability))
