"""Rosters: every American zone, ten years, three shifts a day; and a start of 100 posts.

`python -m bench.rosters` (goal C1: 0 gaps and 0 overlaps made by the clock; peer: start + 8 h).
"""

import sys
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from time import perf_counter
from zoneinfo import ZoneInfo

from almenara.directory import rosters
from almenara.directory.rosters import HandOver, Shift, ShiftRule
from almenara.directory.wallclock import zone, zone_names

EIGHT_HOURS = timedelta(hours=8)
THREE = tuple(HandOver(day, time(hour)) for day in range(7) for hour in (7, 15, 23))
START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
PACIFIC = {"Pacific/Easter", "Pacific/Galapagos", "Pacific/Honolulu"}


def main() -> None:
    """Print what the clock does to both ways of making shifts, and how long ours takes."""
    all_zones()
    many_posts()


def all_zones() -> None:
    """Count gaps, overlaps and lost wall-clock starts over ten years in every American zone."""
    names = sorted({name for name in zone_names() if name.startswith("America/")} | PACIFIC)
    began = perf_counter()
    rows = [count(name, rosters.materialise(rule(name), START, END)) for name in names]
    seconds = perf_counter() - began
    made, gaps, overlaps, lost, jumped, late, early = map(sum, zip(*rows, strict=True))
    say(f"zones {len(names)} shifts {made:,} seconds {seconds:.1f} shifts/s {made / seconds:,.0f}")
    say(f"hand-over to hand-over: gaps {gaps}  overlaps {overlaps}  wall-clock start lost {lost}")
    say(f"  (at the jump, because the hour does not exist: {jumped})")
    touched = sum(1 for row in rows if row[5] or row[6])
    say(f"start + 8 h:            gaps {late}  overlaps {early}  zones {touched}")
    say(f"faults, ours to the peer's: {gaps + overlaps} : {late + early}")


def rule(name: str) -> ShiftRule:
    """Three persons, three shifts a day."""
    return ShiftRule(name, THREE, ("ana", "luis", "rosa"), date(2025, 12, 1))


def count(name: str, shifts: list[Shift]) -> tuple[int, int, int, int, int, int, int]:
    """Shifts; our gaps, overlaps, lost starts, starts at a jump; the peer's gaps, overlaps."""
    place, clocks = zone(name), {time(7), time(15), time(23)}
    gaps = len(rosters.gaps(shifts, shifts[0].starts_at, shifts[-1].ends_at))
    off = [s.starts_at for s in shifts if s.starts_at.astimezone(place).time() not in clocks]
    jumped = sum(1 for moment in off if leaps(moment, place))
    ends = [(s.starts_at + EIGHT_HOURS, after.starts_at) for s, after in pairwise(shifts)]
    late = sum(1 for end, begin in ends if end < begin)
    early = sum(1 for end, begin in ends if end > begin)
    overlaps = len(rosters.overlaps(shifts))
    return len(shifts), gaps, overlaps, len(off) - jumped, jumped, late, early


def leaps(moment: datetime, place: ZoneInfo) -> bool:
    """Whether the clocks jump at this second."""
    before = (moment - timedelta(seconds=1)).astimezone(place)
    return before.utcoffset() != moment.astimezone(place).utcoffset()


def many_posts() -> None:
    """Time the materialisation of 13 months for 100 posts against bare UTC arithmetic."""
    names = sorted(name for name in zone_names() if name.startswith("America/"))[:100]
    end = START + timedelta(days=396)
    began = perf_counter()
    made = sum(len(rosters.materialise(rule(name), START, end)) for name in names)
    ours = perf_counter() - began
    began = perf_counter()
    for _name in names:
        bare(START, end)
    peer = perf_counter() - began
    say(f"100 posts, 13 months: {made:,} shifts in {ours:.2f} s; bare UTC steps {peer:.2f} s; "
        f"ratio {ours / peer:.1f}")  # fmt: skip


def bare(start: datetime, end: datetime) -> list[Shift]:
    """Shifts of eight hours without any zone: the least that a roster can cost."""
    steps = range((end - start) // EIGHT_HOURS)
    return [Shift("ana", start + n * EIGHT_HOURS, start + (n + 1) * EIGHT_HOURS) for n in steps]


def say(line: str) -> None:
    """Write one line of the result."""
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    main()
