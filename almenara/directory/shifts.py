"""From a post's rules and changes to its rows of shifts; run as the system inside an act."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from almenara.directory import rosters
from almenara.directory.holding import WHY
from almenara.directory.models import Designation, Post, RosterChange, RosterRule, Shift
from almenara.directory.stages import ACTIVE

AHEAD = timedelta(days=396)
BACK = timedelta(days=9)


def holders(post: Post) -> set[str]:
    """The persons who may stand on this post's roster."""
    rows = Designation.objects.unguarded(WHY).filter(post=post).exclude(stage="ended")
    return {str(person) for person in rows.values_list("person_id", flat=True)}


def materialise(post: Post, at: datetime) -> int:
    """Rewrite the shifts after `at`; what began before stays, or is cut where it changed.

    Answers how many rows changed; a roster made today says nothing about yesterday.
    """
    planned = [shift for shift in plan(post, at) if shift.ends_at > at]
    waiting = {_key(s.person, s.starts_at, s.ends_at, at): s for s in planned}
    gone = [
        row
        for row in Shift.objects.unguarded(WHY).filter(post=post, ends_at__gt=at)
        if not waiting.pop(_key(str(row.person_id), row.starts_at, row.ends_at, at), None)
    ]
    old = Shift.objects.unguarded(WHY).filter(pk__in=[row.pk for row in gone])
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
        for shift in waiting.values()
    )
    return len(gone) + len(waiting)


def _key(
    person: str, starts_at: datetime, ends_at: datetime, at: datetime
) -> tuple[str, datetime, datetime]:
    """The same for a shift and for its row that began when the roster was made."""
    return person, max(starts_at, at), ends_at


def plan(post: Post, at: datetime) -> list[rosters.Shift]:
    """The roster around and after `at`: rules in turn, changes applied, only present holders."""
    people = holders(post)
    changes = [_as_change(row) for row in _changes(post, at)]
    start = min([at, *(moment for change in changes for moment in _moments(change))]) - BACK
    named = people | {p for change in changes for p in _people(change)}
    planned = rosters.materialise_in_turn(_rules(post), start, at + AHEAD)
    planned = rosters.apply_changes(planned, changes, named)
    return [shift for shift in planned if shift.person in people]


def try_change(post: Post, change: RosterChange) -> None:
    """Refuse a change that the roster as it stands cannot take."""
    planned = plan(post, change.starts_at)
    rosters.apply_changes(planned, [_as_change(change)], holders(post))


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


def gaps_ahead(post: Post, now: datetime, within: timedelta) -> list[rosters.Gap]:
    """When nobody has the shift, from now to so long ahead."""
    end = now + within
    rows = Shift.objects.unguarded(WHY).filter(post=post, ends_at__gt=now, starts_at__lt=end)
    kept = [rosters.Shift(str(row.person_id), row.starts_at, row.ends_at) for row in rows]
    return rosters.gaps(kept, now, end)
