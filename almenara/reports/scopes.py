"""For which offices a person of the secretariat answers: their unit's and those below it."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from almenara.core.identity import queries as identity
from almenara.core.parties.actor import Actor


def offices(viewer: Actor) -> set[str]:
    """Slugs of the institutions for which the viewer, or whom they act for, answers today.

    Whoever works in the office of a secretary answers as the secretary does.
    """
    if not viewer.has_role("secretariat"):
        return set()
    below: dict[str, list[str]] = defaultdict(list)
    kinds: dict[str, tuple[str, str]] = {}
    for unit in identity.units(viewer, timezone.localdate()):
        below[unit.parent_code].append(unit.code)
        kinds[unit.code] = unit.kind, unit.parent_code
    tops = {one.institution.upper() for one in (viewer, *viewer.acting_for) if one.institution}
    tops |= {kinds[code][1] for code in tops if kinds.get(code, ("", ""))[0] == "executive-office"}
    found = _below(tops, below)
    return {code.lower() for code in found} - {""}


def _below(tops: Iterable[str], below: dict[str, list[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(tops)
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting += below.get(code, [])
    return found
