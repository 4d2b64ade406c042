"""Who answers for some institutions between two moments: posts, holders, shifts, absences."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from almenara.core.access.context import as_system
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.models import Substitution
from almenara.directory import oncall, rosters
from almenara.directory.models import Designation, Network, Post, RosterRule, Seat, Shift
from almenara.directory.oncall import ESCALATION
from almenara.directory.stages import ACTIVE

LONGEST = timedelta(days=32)  # no shift is longer; the index need not be read from the beginning


@dataclass(frozen=True)
class Step:
    """Who is told at this step; `acting_for` is the absent holder whose substitute it is."""

    step: int
    kind: str
    post: str
    person: str
    username: str
    acting_for: str = ""

    @property
    def person_id(self) -> str:
        return self.person


def steps(
    viewer: Actor,
    network: Network | str,
    institution: str,
    at: datetime,
    escalation: Sequence[str] = ESCALATION,
) -> list[Step]:
    """Who is told in one institution, in order; empty where nobody is on duty."""
    return steps_of(viewer, network, [institution], at, escalation)[institution]


def steps_of(
    viewer: Actor,
    network: Network | str,
    institutions: Iterable[str],
    at: datetime,
    escalation: Sequence[str] = ESCALATION,
) -> dict[str, list[Step]]:
    """Who is told in each of many institutions, in six statements whatever their number.

    Of one without a place in the network, whoever answers for it in another.
    """
    wanted = list(dict.fromkeys(institutions))
    slug = network if isinstance(network, str) else network.slug
    watch = watches(viewer, [slug], wanted, at, at)[slug]
    found = {home: watch.steps(home, at, escalation) for home in wanted}
    silent = [home for home, ladder in found.items() if not ladder]
    return found | _elsewhere(outside(viewer, slug, silent), at, escalation)


def outside(viewer: Actor, network: str, institutions: Collection[str]) -> list[str]:
    """Those of them that have no place in the network now, whoever asks."""
    if not institutions:
        return []
    with as_system("whoever hands a message on need not see the places of the network"):
        seats = Seat.objects.unguarded("institutions that the viewer named").filter(
            network=network, institution__in=institutions, until__isnull=True
        )
        seated = set(seats.values_list("institution", flat=True))
    return [home for home in institutions if home not in seated]


def _elsewhere(
    homes: Collection[str], at: datetime, escalation: Sequence[str]
) -> dict[str, list[Step]]:
    """The first ladder of each that has somebody, by the names of its networks."""
    if not homes:
        return {}
    with as_system("a message from outside their networks reaches them too"):
        posts = Post.objects.visible_to(SYSTEM).filter(institution__in=homes, stage__in=ACTIVE)
        networks = sorted(set(posts.values_list("network", flat=True)))
        found = watches(SYSTEM, networks, homes, at, at).values()
    ladders = {home: (watch.steps(home, at, escalation) for watch in found) for home in homes}
    return {home: next(filter(None, each), []) for home, each in ladders.items()}


@dataclass(frozen=True)
class Watch:
    """What `oncall` needs to answer for some institutions from a moment to a moment."""

    posts: dict[str, list[oncall.Post]]
    absences: list[oncall.Absence]
    names: dict[str, str]

    def steps(
        self, institution: str, at: datetime, escalation: Sequence[str] = ESCALATION
    ) -> list[Step]:
        found = oncall.steps(self.posts.get(institution, []), at, escalation, self.absences)
        return [
            Step(s.step, s.kind, s.post, s.person, self.names.get(s.person, ""), s.acting_for)
            for s in found
        ]


def watches(
    viewer: Actor,
    networks: Collection[str],
    institutions: Collection[str],
    start: datetime,
    end: datetime,
) -> dict[str, Watch]:
    """By network, posts, holders, shifts and absences of these institutions between two moments."""
    posts = list(
        Post.objects.visible_to(viewer)
        .filter(network__in=networks, institution__in=institutions, stage__in=ACTIVE)
        .annotate(is_rostered=Exists(_rules_in_force(viewer)))
        .order_by("nominated_at", "pk")
        .values("id", "network_id", "institution_id", "kind", "is_rostered")
    )
    ids = [post["id"] for post in posts]
    with as_system("the posts were filtered for the viewer: their rows need no second look"):
        holders, names = _holders(viewer, ids, start, end)
        shifts = _shifts(viewer, ids, start, end)
        absences = _absences(viewer, names, start, end)
    found = {slug: Watch(defaultdict(list), absences, names) for slug in networks}
    for post in posts:
        found[post["network_id"]].posts[post["institution_id"]].append(
            oncall.Post(
                str(post["id"]),
                post["kind"],
                tuple(holders[post["id"]]),
                post["is_rostered"],
                tuple(shifts[post["id"]]),
            )
        )
    return found


def _rules_in_force(viewer: Actor) -> QuerySet[RosterRule]:
    rules = RosterRule.objects.unguarded("whoever sees a post sees whether it has a roster")
    return rules.filter(post=OuterRef("pk"), replaced_at__isnull=True)


def _holders(
    viewer: Actor, posts: Collection[UUID], start: datetime, end: datetime
) -> tuple[dict[UUID, list[oncall.Holder]], dict[str, str]]:
    """By post, its holders in their order; and the user names of all of them."""
    rows = Designation.objects.unguarded("the posts were filtered for the viewer").filter(
        Q(until__isnull=True) | Q(until__gt=start),
        post__in=posts,
        since__lte=end,
        stage="verified",
        person__ended_at=None,
    )
    holders: dict[UUID, list[oncall.Holder]] = defaultdict(list)
    names: dict[str, str] = {}
    for post, person, name, since, until in rows.order_by("place", "since", "pk").values_list(
        "post_id", "person_id", "person__user__username", "since", "until"
    ):
        holders[post].append(oncall.Holder(str(person), since, until))
        names[str(person)] = name
    return holders, names


def _shifts(
    viewer: Actor, posts: Collection[UUID], start: datetime, end: datetime
) -> dict[UUID, list[rosters.Shift]]:
    rows = Shift.objects.unguarded("the posts were filtered for the viewer").filter(
        post__in=posts, starts_at__lte=end, starts_at__gt=start - LONGEST, ends_at__gt=start
    )
    found: dict[UUID, list[rosters.Shift]] = defaultdict(list)
    for post, person, starts_at, ends_at, source in rows.order_by("starts_at").values_list(
        "post_id", "person_id", "starts_at", "ends_at", "source"
    ):
        found[post].append(rosters.Shift(str(person), starts_at, ends_at, source))
    return found


def _absences(
    viewer: Actor, names: dict[str, str], start: datetime, end: datetime
) -> list[oncall.Absence]:
    """Who stands in for these people; the substitutes' user names are added to `names`."""
    rows = Substitution.objects.unguarded("who stands in is part of who answers").filter(
        holder__in=list(names),
        since__lte=end,
        until__gt=start,
        revoked_at=None,
        substitute__ended_at=None,
        substitute__institution=F("holder__institution"),
    )
    found = []
    for holder, substitute, name, since, until in rows.values_list(
        "holder_id", "substitute_id", "substitute__user__username", "since", "until"
    ):
        names[str(substitute)] = name
        found.append(oncall.Absence(str(holder), str(substitute), since, until))
    return found
