"""From a post's rules and changes to its rows of shifts; run as the system inside an act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _

from almenara.core.parties.refusals import WrongStage
from almenara.directory import icalendars, rosters
from almenara.directory.holding import WHY
from almenara.directory.icalendars import Comparison
from almenara.directory.models import Designation, Post, RosterChange, RosterRule, Shift
from almenara.directory.stages import ACTIVE

AHEAD = timedelta(days=396)
BACK = timedelta(days=9)


@dataclass(frozen=True)
class Remade:
    """What making a roster anew did: what moved, and the changes that it could not keep."""

    moved: list[rosters.Moved]
    set_aside: list[RosterChange]


def holders(post: Post) -> set[str]:
    """The persons who may stand on this post's roster: named for it, their account not closed."""
    rows = Designation.objects.unguarded(WHY).filter(post=post, person__ended_at=None)
    return {str(person) for person in rows.exclude(stage="ended").values_list("person", flat=True)}


def materialise(post: Post, at: datetime) -> Remade:
    """Rewrite the shifts after `at`; what began before stays, or is cut where it changed.

    A change that the roster cannot take any more is set aside; the caller tells its people.
    A roster made today says nothing about yesterday.
    """
    planned, set_aside = plan(post, at)
    waiting, gone = _difference(post, planned, at)
    old = Shift.objects.unguarded(WHY).filter(pk__in=[row.pk for row in gone])
    moved = _within(rosters.moved([_plain(row) for row in gone], waiting), _known_until(post))
    old.filter(starts_at__gte=at).delete()
    old.update(ends_at=at)
    Shift.objects.bulk_create(
        Shift(
            post=post,
            person_id=shift.person,
            starts_at=max(shift.starts_at, at),
            ends_at=shift.ends_at,
            source=shift.source[:24],
        )
        for shift in waiting
    )
    for row in set_aside:
        row.replaced_at = at
        row.save(update_fields=["replaced_at"])
    return Remade(moved, set_aside)


def _known_until(post: Post) -> datetime:
    """Until when people have read the roster: what begins later is new, it did not move."""
    rows = Shift.objects.unguarded(WHY).filter(post=post)
    last: datetime | None = rows.aggregate(last=Max("ends_at"))["last"]
    return last or datetime.min.replace(tzinfo=UTC)


def _within(moved: list[rosters.Moved], until: datetime) -> list[rosters.Moved]:
    return [m for m in moved if m.before or (m.after and m.after.starts_at < until)]


def is_due(post: Post, at: datetime, until: datetime) -> bool:
    """Whether the rows up to `until` are not what rules, changes and time zones say today."""
    planned, set_aside = plan(post, at)
    waiting, gone = _difference(post, planned, at)
    return bool(gone or set_aside) or any(shift.starts_at < until for shift in waiting)


def _difference(
    post: Post, planned: list[rosters.Shift], at: datetime
) -> tuple[list[rosters.Shift], list[Shift]]:
    """The planned shifts after `at` that have no row, and the rows that are not planned."""
    coming = (shift for shift in planned if shift.ends_at > at)
    waiting = {_key(s.person, s.starts_at, s.ends_at, at): s for s in coming}
    gone = [
        row
        for row in Shift.objects.unguarded(WHY).filter(post=post, ends_at__gt=at)
        if not waiting.pop(_key(str(row.person_id), row.starts_at, row.ends_at, at), None)
    ]
    return list(waiting.values()), gone


def _key(
    person: str, starts_at: datetime, ends_at: datetime, at: datetime
) -> tuple[str, datetime, datetime]:
    """The same for a shift and for its row that began when the roster was made."""
    return person, max(starts_at, at), ends_at


def _plain(row: Shift) -> rosters.Shift:
    return rosters.Shift(str(row.person_id), row.starts_at, row.ends_at, row.source)


def plan(post: Post, at: datetime) -> tuple[list[rosters.Shift], list[RosterChange]]:
    """The roster around and after `at`, of present holders only, and the changes it cannot take."""
    people = holders(post)
    changes = [(row, _as_change(row)) for row in _changes(post, at)]
    start = min([at, *(m for _row, change in changes for m in _moments(change))]) - BACK
    named = people | {p for _row, change in changes for p in _people(change)}
    roster = rosters.materialise_in_turn(_rules(post), start, at + AHEAD)
    roster, fallen = rosters.apply_what_holds(roster, [change for _row, change in changes], named)
    set_aside = [row for row, change in changes if any(change is one for one in fallen)]
    return [shift for shift in roster if shift.person in people], set_aside


def try_change(post: Post, change: RosterChange) -> None:
    """Refuse a change that the roster as it stands cannot take."""
    asked = _as_change(change)
    planned, _set_aside = plan(post, min(_moments(asked)))
    rosters.apply_changes(planned, [asked], holders(post))


def compare(
    post: Post, calendar: Sequence[rosters.Shift], now: datetime
) -> tuple[list[rosters.Override], Comparison]:
    """The covers that make the roster say what a calendar says, and what they would change.

    What has ended stays as it was, and what the calendar does not name stays as the roster says.
    """
    if not is_rostered(post):
        raise WrongStage(_("Este puesto no tiene turno todavía: escríbalo antes."))
    planned, _set_aside = plan(post, now)
    current = [shift for shift in planned if shift.ends_at > now]
    known = {_key(s.person, s.starts_at, s.ends_at, now) for s in current}
    covers = [
        rosters.Override(shift.person, max(shift.starts_at, now), shift.ends_at)
        for shift in calendar
        if shift.ends_at > now
        and _key(shift.person, shift.starts_at, shift.ends_at, now) not in known
    ]
    after = rosters.apply_changes(current, covers, holders(post))
    return covers, icalendars.compare(current, after)


def is_rostered(post: Post) -> bool:
    return RosterRule.objects.unguarded(WHY).filter(post=post, replaced_at__isnull=True).exists()


def _rules(post: Post) -> list[rosters.ShiftRule]:
    rows = RosterRule.objects.unguarded(WHY).filter(post=post, replaced_at__isnull=True)
    found = []
    for row in rows.order_by("valid_from"):
        named = row.document.get("people", [])
        found.append(rosters.read_rule(row.document, named, source="rule"))
    return found


def _changes(post: Post, at: datetime) -> list[RosterChange]:
    """Those that still touch what is around or after `at`, in the order in which they were made."""
    rows = RosterChange.objects.unguarded(WHY).filter(post=post, replaced_at__isnull=True)
    return [row for row in rows.order_by("made_at", "pk") if _last(row) >= at - BACK]


def _last(row: RosterChange) -> datetime:
    return max(moment for moment in (row.starts_at, row.ends_at, row.other_at) if moment)


def _as_change(row: RosterChange) -> rosters.Override | rosters.Swap:
    if row.kind == "override" and row.ends_at is not None:
        return rosters.Override(str(row.person_id), row.starts_at, row.ends_at)
    other_at = row.other_at or row.starts_at  # a constraint says that a swap has both
    return rosters.Swap(str(row.person_id), row.starts_at, str(row.other_id), other_at)


def _moments(change: rosters.Override | rosters.Swap) -> tuple[datetime, ...]:
    if isinstance(change, rosters.Override):
        return (change.starts_at,)
    return change.one_at, change.other_at


def _people(change: rosters.Override | rosters.Swap) -> set[str]:
    if isinstance(change, rosters.Override):
        return {change.person}
    return {change.one, change.other}


def rostered() -> QuerySet[Post]:
    """Posts that answer and have a roster; asked as the system."""
    rules = RosterRule.objects.unguarded(WHY).filter(post=OuterRef("pk"), replaced_at=None)
    posts = Post.objects.unguarded(WHY).filter(Exists(rules), stage__in=ACTIVE)
    return posts.select_related("network")


def answering(post: Post) -> set[str]:
    """The holders whose shift counts: verified, their account not closed."""
    rows = Designation.objects.unguarded(WHY).filter(post=post, person__ended_at=None)
    return {
        str(person) for person in rows.filter(stage="verified").values_list("person", flat=True)
    }


def gaps_ahead(post: Post, now: datetime, within: timedelta) -> list[rosters.Gap]:
    """When nobody who answers has the shift, up to so long ahead; one under way since it began."""
    end = now + within
    rows = Shift.objects.unguarded(WHY).filter(post=post, person__in=answering(post))
    coming = [_plain(row) for row in rows.filter(ends_at__gt=now, starts_at__lt=end)]
    found = rosters.gaps(coming, now, end)
    if found and found[0].starts_at == now:
        former = rows.filter(ends_at__lte=now).aggregate(last=Max("ends_at"))["last"]
        found[0] = rosters.Gap(former or _first_made(post), found[0].ends_at)
    return found


def _first_made(post: Post) -> datetime:
    """When the first rule in force of a rostered post was written."""
    rules = RosterRule.objects.unguarded(WHY).filter(post=post, replaced_at__isnull=True)
    made: datetime = rules.order_by("made_at").values_list("made_at", flat=True)[0]
    return made
