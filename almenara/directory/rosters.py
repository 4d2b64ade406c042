"""Rosters: hand-over times on the wall clock become shifts in UTC, without gap or overlap."""

import re
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from almenara.directory.wallclock import instant, zone, zone_names
from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ROTATIONS = ("each", "weekly")
YEARS = range(1970, 2200)
MOST_A_DAY = 24
CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")

Place = list[str | int]
Errors = list[tuple[Place, str]]


@dataclass(frozen=True, slots=True, order=True)
class HandOver:
    """One weekday (0 is Monday) and the wall-clock time at which the next person takes over."""

    day: int
    at: time


@dataclass(frozen=True, slots=True)
class ShiftRule:
    """Who hands over to whom, when, on the wall clock of one zone; `source` names it in its shifts.

    `each`: every hand-over goes to the next person. `weekly`: each time of day is one person's for
    a week (Monday to Sunday), and the next person's a week later. Both count from `valid_from`.
    """

    zone: str
    hand_overs: tuple[HandOver, ...]
    people: tuple[str, ...]
    valid_from: date
    valid_until: date | None = None
    rotation: str = "each"
    source: str = "rule"

    def __post_init__(self) -> None:
        """Refuse a rule that nobody could live by."""
        object.__setattr__(self, "hand_overs", tuple(sorted(self.hand_overs)))
        if errors := [*_rule_errors(self)]:
            raise Unreadable.many(errors)


@dataclass(frozen=True, slots=True)
class Shift:
    """One person answers from `starts_at` until just before `ends_at` (UTC)."""

    person: str
    starts_at: datetime
    ends_at: datetime
    source: str = "rule"

    def __post_init__(self) -> None:
        """Refuse a shift that ends before it starts."""
        _require_order(self.starts_at, self.ends_at)


@dataclass(frozen=True, slots=True)
class Override:
    """A person of the roster takes over whatever lies between two moments."""

    person: str
    starts_at: datetime
    ends_at: datetime
    source: str = "override"

    def __post_init__(self) -> None:
        """Refuse an override that ends before it starts."""
        _require_order(self.starts_at, self.ends_at)


@dataclass(frozen=True, slots=True)
class Swap:
    """Two persons exchange the shifts that they have at two moments."""

    one: str
    one_at: datetime
    other: str
    other_at: datetime
    source: str = "swap"


@dataclass(frozen=True, slots=True)
class Gap:
    """From `starts_at` until just before `ends_at` nobody has the shift."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """A shift before and after; None where there is no counterpart."""

    before: Shift | None
    after: Shift | None


def _require_order(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Unreadable(["ends_at"], _("El turno termina antes de empezar."))


def _rule_errors(rule: ShiftRule) -> Iterator[tuple[Place, str]]:
    if rule.zone not in zone_names():
        yield ["zone"], _("No se conoce esa zona horaria.")
    if not rule.people:
        yield ["people"], _("El turno no tiene personas.")
    if not rule.hand_overs:
        yield ["hand_overs"], _("Falta al menos una hora de relevo.")
    if any(one == other for one, other in pairwise(rule.hand_overs)):
        yield ["hand_overs"], _("Una hora de relevo está repetida.")
    if any(_on(rule, day) > MOST_A_DAY for day in range(7)):
        yield ["hand_overs"], _("Hay más de 24 relevos en un día.")
    if rule.rotation not in ROTATIONS:
        yield ["rotation"], _("La rotación es «each» o «weekly».")
    if rule.valid_until is not None and rule.valid_until < rule.valid_from:
        yield ["until"], _("La regla termina antes de empezar.")


# From rules to shifts


def materialise(rule: ShiftRule, start: datetime, end: datetime) -> list[Shift]:
    """The whole shifts that begin in [start, end): what two pieces give is what the whole gives."""
    since = max(rule.valid_from, start.astimezone(UTC).date() - timedelta(days=2))
    shifts = []
    for (day, begins, person), (_day, ends, _person) in pairwise(_hand_overs(rule, since)):
        if begins >= end or (rule.valid_until is not None and day > rule.valid_until):
            break
        if start <= begins < ends:
            shifts.append(Shift(person, begins, ends, rule.source))
    return shifts


def materialise_in_turn(rules: Iterable[ShiftRule], start: datetime, end: datetime) -> list[Shift]:
    """The shifts of rules that follow one another: each holds until the next one's first shift."""
    ordered = sorted(rules, key=lambda rule: rule.valid_from)
    if any(one.valid_from == other.valid_from for one, other in pairwise(ordered)):
        raise Unreadable(["from"], _("Dos reglas empiezan el mismo día."))
    limits = [first_hand_over(rule) for rule in ordered[1:]] + [datetime.max.replace(tzinfo=UTC)]
    return [
        replace(shift, ends_at=min(shift.ends_at, limit))
        for rule, limit in zip(ordered, limits, strict=False)
        for shift in materialise(rule, start, min(end, limit))
    ]


def first_hand_over(rule: ShiftRule) -> datetime:
    """The first hand-over of a rule (UTC)."""
    return next(_hand_overs(rule, rule.valid_from))[1]


def _hand_overs(rule: ShiftRule, since: date) -> Iterator[tuple[date, datetime, str]]:
    """Day, moment and incoming person of each hand-over from a day on, without end."""
    place = zone(rule.zone)
    by_day = [[slot.at for slot in rule.hand_overs if slot.day == day] for day in range(7)]
    clocks = sorted({slot.at for slot in rule.hand_overs})
    first_monday = rule.valid_from - timedelta(days=rule.valid_from.weekday())
    turn, day = _turns_before(rule, since), since
    while True:
        week = (day - first_monday).days // 7
        for clock in by_day[day.weekday()]:
            place_in_order = turn if rule.rotation == "each" else week + clocks.index(clock)
            person = rule.people[place_in_order % len(rule.people)]
            yield day, instant(day, clock, place), person
            turn += 1
        day += timedelta(days=1)


def _turns_before(rule: ShiftRule, day: date) -> int:
    """How many hand-overs a rule has had before a day."""
    weeks, rest = divmod((day - rule.valid_from).days, 7)
    started = rule.valid_from.weekday()
    partial = sum(_on(rule, (started + passed) % 7) for passed in range(rest))
    return weeks * len(rule.hand_overs) + partial


def _on(rule: ShiftRule, day: int) -> int:
    return sum(1 for slot in rule.hand_overs if slot.day == day)


# From a form or a file to a rule


def read_rule(document: object, holders: Collection[str], source: str = "rule") -> ShiftRule:
    """The rule that a document describes; every place that cannot be read is in the refusal.

    `{"zone", "people": [id], "hand_overs": [{"days"?: ["mon"…], "at": "07:00"}],
    "rotation"?: each·weekly, "from": date, "until"?: date}`; without `days`: every day.
    """
    if not isinstance(document, dict):
        raise Unreadable([], _("Se esperaba un objeto."))
    errors: Errors = []
    people = _people(document.get("people"), holders, errors)
    hand_overs = _read_hand_overs(document.get("hand_overs"), errors)
    valid_from = _read_date(document.get("from"), "from", errors)
    until = document.get("until")
    valid_until = None if until in (None, "") else _read_date(until, "until", errors)
    if errors:
        raise Unreadable.many(errors)
    return ShiftRule(
        zone=str(document.get("zone")),
        hand_overs=hand_overs,
        people=people,
        valid_from=valid_from,
        valid_until=valid_until,
        rotation=str(document.get("rotation", "each")),
        source=source,
    )


def _people(given: object, holders: Collection[str], errors: Errors) -> tuple[str, ...]:
    if not isinstance(given, list):
        errors.append((["people"], _("Se esperaba una lista.")))
        return ()
    for index, person in enumerate(given):
        if not isinstance(person, str) or person not in holders:
            errors.append((["people", index], _("Esa persona no está en este turno.")))
    return tuple(given)


def _read_hand_overs(given: object, errors: Errors) -> tuple[HandOver, ...]:
    if not isinstance(given, list):
        errors.append((["hand_overs"], _("Se esperaba una lista.")))
        return ()
    found: list[HandOver] = []
    for index, pattern in enumerate(given):
        fields = pattern if isinstance(pattern, dict) else {}
        clock = _read_clock(fields.get("at"), ["hand_overs", index, "at"], errors)
        days = fields.get("days", list(DAYS))
        if not isinstance(days, list) or not days or not all(day in DAYS for day in days):
            errors.append((["hand_overs", index, "days"], _("Los días son mon, tue… sun.")))
        else:
            found += [HandOver(DAYS.index(day), clock) for day in days]
    return tuple(found)


def _read_clock(given: object, loc: Place, errors: Errors) -> time:
    match = CLOCK.fullmatch(given) if isinstance(given, str) else None
    if match is None:
        errors.append((loc, _("La hora va de 00:00 a 23:59.")))
        return time(0)
    return time(int(match[1]), int(match[2]))


def _read_date(given: object, key: str, errors: Errors) -> date:
    try:
        day = date.fromisoformat(given if isinstance(given, str) else "")
    except ValueError:
        day = date.min
    if day.year not in YEARS:
        errors.append(([key], _("La fecha se escribe como 2026-01-31.")))
    return day


# Changes


def apply_changes(
    shifts: Iterable[Shift], changes: Sequence[Override | Swap], people: Collection[str]
) -> list[Shift]:
    """The roster after overrides and swaps in order: what they touch is split, never overlapped."""
    roster = sorted(shifts, key=_start)
    for index, change in enumerate(changes):
        named = {change.person} if isinstance(change, Override) else {change.one, change.other}
        if not named <= set(people):
            raise Unreadable(["changes", index], _("Esa persona no está en este turno."))
        if isinstance(change, Override):
            roster = _taken(roster, change)
        else:
            roster = _swapped(roster, change, index)
    return roster


def apply_what_holds(
    shifts: Iterable[Shift], changes: Sequence[Override | Swap], people: Collection[str]
) -> tuple[list[Shift], list[Override | Swap]]:
    """The roster after those changes that a new rule or law left possible, and the others."""
    roster, fallen = sorted(shifts, key=_start), []
    for change in changes:
        try:
            roster = apply_changes(roster, [change], people)
        except Unreadable:
            fallen.append(change)
    return roster, fallen


def _taken(roster: list[Shift], change: Override) -> list[Shift]:
    kept = [piece for shift in roster for piece in _around(shift, change.starts_at, change.ends_at)]
    taken = Shift(change.person, change.starts_at, change.ends_at, change.source)
    return sorted([*kept, taken], key=_start)


def _around(shift: Shift, start: datetime, end: datetime) -> list[Shift]:
    """What is left of a shift outside [start, end)."""
    if shift.ends_at <= start or end <= shift.starts_at:
        return [shift]
    pieces = []
    if shift.starts_at < start:
        pieces.append(replace(shift, ends_at=start))
    if end < shift.ends_at:
        pieces.append(replace(shift, starts_at=end))
    return pieces


def _swapped(roster: list[Shift], swap: Swap, index: int) -> list[Shift]:
    if swap.one == swap.other:
        raise Unreadable(["changes", index], _("Un cambio es entre dos personas distintas."))
    incoming = {
        _held(roster, swap.one, swap.one_at, ["changes", index, "one_at"]): swap.other,
        _held(roster, swap.other, swap.other_at, ["changes", index, "other_at"]): swap.one,
    }
    return [
        replace(shift, person=incoming[shift], source=swap.source) if shift in incoming else shift
        for shift in roster
    ]


def _held(roster: list[Shift], person: str, at: datetime, loc: Place) -> Shift:
    for shift in roster:
        if shift.person == person and shift.starts_at <= at < shift.ends_at:
            return shift
    raise Unreadable(loc, _("Esa persona no tiene turno en ese momento."))


# Findings


def gaps(shifts: Iterable[Shift], start: datetime, end: datetime) -> list[Gap]:
    """Where in [start, end) nobody has the shift."""
    found, covered = [], start
    for shift in sorted(shifts, key=_start):
        if shift.starts_at >= end:
            break
        if shift.starts_at > covered:
            found.append(Gap(covered, shift.starts_at))
        covered = max(covered, shift.ends_at)
    return [*found, Gap(covered, end)] if covered < end else found


def overlaps(shifts: Iterable[Shift]) -> list[tuple[Shift, Shift]]:
    """Each shift that begins before an earlier one has ended, after that earlier one."""
    found: list[tuple[Shift, Shift]] = []
    reaching: Shift | None = None
    for shift in sorted(shifts, key=_start):
        if reaching is not None and shift.starts_at < reaching.ends_at:
            found.append((reaching, shift))
        if reaching is None or shift.ends_at > reaching.ends_at:
            reaching = shift
    return found


def moved(
    old: Iterable[Shift], new: Iterable[Shift], within: timedelta = timedelta(hours=3)
) -> list[Moved]:
    """What new rules of a zone moved: a person's shift pairs with hers that starts near it."""
    before, after = set(old), set(new)
    waiting: dict[str, deque[Shift]] = defaultdict(deque)
    for shift in sorted(after - before, key=_start):
        waiting[shift.person].append(shift)
    found = []
    for shift in sorted(before - after, key=_start):
        queue = waiting[shift.person]
        while queue and queue[0].starts_at < shift.starts_at - within:
            found.append((queue[0].starts_at, Moved(None, queue.popleft())))
        near = queue and queue[0].starts_at <= shift.starts_at + within
        found.append((shift.starts_at, Moved(shift, queue.popleft() if near else None)))
    found += [
        (shift.starts_at, Moved(None, shift)) for queue in waiting.values() for shift in queue
    ]
    return [change for _at, change in sorted(found, key=lambda row: row[0])]


def _start(shift: Shift) -> datetime:
    return shift.starts_at
