"""Who answers at a moment: from posts, their holders, shifts and absences to steps in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from almenara.directory.rosters import Shift

ESCALATION = ("duty", "alternate", "head")


@dataclass(frozen=True, slots=True)
class Holder:
    """A person designated to a post from `since` until just before `until` (None: still)."""

    person: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Absence:
    """A holder is away: the substitute acts from `starts_at` until just before `ends_at`."""

    person: str
    substitute: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Post:
    """A place that answers; its holders in order of designation, its shifts if it is rostered."""

    id: str
    kind: str
    holders: tuple[Holder, ...] = ()
    rostered: bool = False
    shifts: tuple[Shift, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """The person who is told at this step; `acting_for` is the holder whose substitute she is."""

    step: int
    kind: str
    post: str
    person: str
    acting_for: str = ""


def steps(
    posts: Sequence[Post],
    at: datetime,
    escalation: Sequence[str] = ESCALATION,
    absences: Sequence[Absence] = (),
) -> list[Step]:
    """Who is told, in order; kinds with nobody are left out, nobody is told twice in a row.

    `posts` are those of one institution in one network, in the order in which they were opened.
    """
    found: list[Step] = []
    for kind in escalation:
        for post in posts:
            holder = _on_duty(post, at) if post.kind == kind else None
            if holder is None:
                continue
            person = _acting(holder, at, absences)
            if not found or found[-1].person != person:
                acting_for = holder if person != holder else ""
                found.append(Step(len(found) + 1, kind, post.id, person, acting_for))
    return found


def left_out(posts: Sequence[Post], at: datetime) -> list[str]:
    """The kinds of posts in which nobody is on duty."""
    present = {post.kind for post in posts if _on_duty(post, at) is not None}
    return [kind for kind in ESCALATION if kind not in present]


def only_one(posts: Sequence[Post], at: datetime, absences: Sequence[Absence] = ()) -> bool:
    """Whether everything, now and in the coming shifts, hangs on one single person."""
    people = {
        _acting(person, at, absences)
        for post in posts
        if post.kind in ESCALATION
        for person in _reachable(post, at)
    }
    return len(people) == 1


def until(posts: Sequence[Post], at: datetime, absences: Sequence[Absence] = ()) -> datetime | None:
    """When the answer of `steps` next changes; None: never, as far as the given shifts go."""
    now = steps(posts, at, absences=absences)
    for moment in sorted(_boundaries(posts, at, absences)):
        if steps(posts, moment, absences=absences) != now:
            return moment
    return None


def _on_duty(post: Post, at: datetime) -> str | None:
    """The holder who has the post: by its roster if it has one, else the first designated.

    A shift counts only while its person is designated: whoever was removed is told nothing more.
    """
    holders = _holders(post, at)
    if not post.rostered:
        return holders[0] if holders else None
    for shift in post.shifts:
        if shift.starts_at <= at < shift.ends_at and shift.person in holders:
            return shift.person
    return None


def _holders(post: Post, at: datetime) -> list[str]:
    return [
        holder.person
        for holder in post.holders
        if holder.since <= at and (holder.until is None or at < holder.until)
    ]


def _reachable(post: Post, at: datetime) -> set[str]:
    holders = set(_holders(post, at))
    if not post.rostered:
        return holders
    return {shift.person for shift in post.shifts if at < shift.ends_at} & holders


def _acting(person: str, at: datetime, absences: Iterable[Absence]) -> str:
    """Who acts for a person: whom she named, and nobody further, for powers are not passed on.

    Where the substitute is away too, the person herself is told.
    """
    away = {
        absence.person: absence.substitute
        for absence in absences
        if absence.starts_at <= at < absence.ends_at
    }
    named = away.get(person, person)
    return person if named in away else named


def _boundaries(posts: Iterable[Post], at: datetime, absences: Iterable[Absence]) -> set[datetime]:
    """Each moment after `at` at which anything begins or ends."""
    edges = {edge for absence in absences for edge in (absence.starts_at, absence.ends_at)}
    for post in posts:
        edges.update(edge for shift in post.shifts for edge in (shift.starts_at, shift.ends_at))
        edges.update(holder.since for holder in post.holders)
        edges.update(holder.until for holder in post.holders if holder.until is not None)
    return {edge for edge in edges if edge > at}
