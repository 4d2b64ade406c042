"""Percentages that add up to exactly 100, by the method of the largest remainder."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal
from typing import Any, TypeVar

from almenara.formats.iati.records import Activity
from almenara.formats.refusal import Loc, Unreadable
from almenara.formats.refusal import Said as _

Part = TypeVar("Part", bound=Any)
WHOLE, STEP = Decimal(100), Decimal("0.01")


def percentages(weights: Sequence[Decimal]) -> list[Decimal]:
    """The share of each weight in hundredths of a percent; of equal remainders the first wins."""
    total = sum(weights, Decimal())
    if total <= 0 or min(weights) < 0:
        raise ValueError("weights are not negative and not all zero")
    exact = [weight * WHOLE / total for weight in weights]
    floors = [value.quantize(STEP, ROUND_FLOOR) for value in exact]
    missing = int((WHOLE - sum(floors, Decimal())) / STEP)
    by_remainder = sorted(range(len(exact)), key=lambda at: floors[at] - exact[at])
    for at in by_remainder[:missing]:
        floors[at] += STEP
    return floors


def whole(activity: Activity, loc: Loc) -> Activity:
    """The activity with the shares of its sectors and recipients made to add up to 100.

    Only what rounding explains is mended (33.33 three times); any other sum is refused.
    """
    regions, sectors = activity.regions, _by_vocabulary(activity.sectors, [*loc, "sector"])
    if not activity.countries:
        regions = _by_vocabulary(regions, [*loc, "recipient-region"])
        return replace(activity, regions=regions, sectors=sectors)
    if len(set(map(_vocabulary, regions))) > 1:  # the ruleset judges: each adds to the countries
        return replace(activity, sectors=sectors)
    both = _mended([*activity.countries, *regions], [*loc, "recipient-country"])
    count = len(activity.countries)
    return replace(
        activity, countries=tuple(both[:count]), regions=tuple(both[count:]), sectors=sectors
    )


def _by_vocabulary(parts: tuple[Part, ...], loc: Loc) -> tuple[Part, ...]:
    """Each vocabulary is a whole of its own; the parts keep their order."""
    mended = list(parts)
    for vocabulary in dict.fromkeys(map(_vocabulary, parts)):
        places = [at for at, part in enumerate(parts) if _vocabulary(part) == vocabulary]
        for at, part in zip(places, _mended([parts[at] for at in places], loc), strict=True):
            mended[at] = part
    return tuple(mended)


def _vocabulary(part: Any) -> str:
    return part.vocabulary or "1"


def _mended(parts: list[Any], loc: Loc) -> list[Any]:
    """The parts with exact shares; parts without shares stay, and the ruleset judges them."""
    given = [part.percentage for part in parts if part.percentage is not None]
    if len(parts) < 2 or len(given) < len(parts) or sum(given) == WHOLE:
        return parts
    if abs(sum(given) - WHOLE) > STEP / 2 * len(parts) or min(given) < 0:
        raise Unreadable(loc, _("Los porcentajes suman {total}, no 100.", total=sum(given)))
    exact = zip(parts, percentages(given), strict=True)
    return [replace(part, percentage=share) for part, share in exact]
