"""The rules of a flow, as its document says them, over one delivery."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.observatory.checks import across, shifting, within
from almenara.observatory.checks.grid import Ground
from almenara.observatory.findings import ERROR, Finding
from almenara.observatory.structures import Flow

Check = Callable[[Ground], Iterator[Finding]]
ALWAYS: Mapping[str, Check] = {
    "structure": within.future,
    "completeness": within.completeness,
    "unit": within.unit,
    "revision": across.revision,
    "outlier": across.outlier,
    "shift": shifting.shift,
}
TUNED = ("revision", "outlier", "shift")
KINDS: Mapping[str, tuple[type, Callable[..., Iterator[Finding]]]] = {
    "sum": (within.Sum, within.total),
    "ratio": (within.Ratio, within.ratio),
    "share": (within.Share, within.share),
    "revision": (across.Revision, across.revision),
    "outlier": (across.Outlier, across.outlier),
    "shift": (shifting.Limits, shifting.shift),
    "mirror": (across.Mirror, across.mirror),
}


def rules(flow: Flow) -> list[Check]:
    """Those of every flow, and those that its document adds or tunes; Unreadable for another."""
    added = [_rule(at, dict(one)) for at, one in enumerate(flow.policy.rules)]
    tuned = {one.get("rule") for one in flow.policy.rules} & {*TUNED}
    usual = [check for name, check in ALWAYS.items() if name not in tuned]
    sums = [partial(within.total, rule=within.Sum(one)) for one in flow.policy.sums]
    return [*usual, *sums, *added]


def needed(flow: Flow) -> set[str]:
    """The other flows without which a rule says nothing."""
    return {
        str(one[name])
        for one in flow.policy.rules
        for name in ("flow", "denominator")
        if one.get(name)
    }


def run(ground: Ground, checks: list[Check] | None = None) -> list[Finding]:
    """What the rules found, in the order of the file."""
    found = [
        one for check in (rules(ground.flow) if checks is None else checks) for one in check(ground)
    ]
    return ordered(found)


def again(ground: Ground, told: list[Finding]) -> list[Finding]:
    """What a correction revises of the delivery that it corrects, where nothing else is told."""
    there = {(one.key, one.period) for one in told if one.rule == "revision"}
    every = (one for check in rules(ground.flow) if _revises(check) for one in check(ground))
    return [
        replace(one, said=_("La entrega que corrige decía {was}; ahora {now}.", **one.said.values))
        for one in every
        if (one.key, one.period) not in there
    ]


def _revises(check: Check) -> bool:
    return getattr(check, "func", check) is across.revision


def ordered(found: list[Finding]) -> list[Finding]:
    """Errors first, then as the file goes."""
    return sorted(found, key=lambda one: (one.level != ERROR, one.line, one.column, one.rule))


def _rule(at: int, said: dict[str, Any]) -> Check:
    """A rule out of its line in the document; `ratio` may be that of a part to its whole."""
    name = str(said.pop("rule", ""))
    kind, check = KINDS.get("share" if name == "ratio" and "part" in said else name, (None, None))
    if kind is None or check is None or name == "share":
        raise Unreadable(["rules", at, "rule"], _("No hay una regla «{name}».", name=name[:60]))
    try:
        return partial(check, rule=kind(**said))
    except TypeError:
        words = _("La regla «{name}» no entiende lo que se le dice.", name=name)
        raise Unreadable(["rules", at], words) from None
