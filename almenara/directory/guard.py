"""Who has the guard in one institution at a moment: the answer to «whom do I call now?»."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import Denied
from almenara.directory import oncall, queries
from almenara.directory.models import Network, Post

LOOK_AHEAD = timedelta(days=35)


@dataclass(frozen=True)
class OnDuty:
    """The steps at a moment, and the posts whose cards they show."""

    network: Network
    seat: queries.SeatFacts
    at: datetime
    until: datetime | None
    only_one: bool
    steps: list[queries.Step]
    cards: list[Post]
    left_out: list[str]
    then: tuple[queries.Step, Post] | None
    others: list[str]


def on_duty(
    viewer: Actor, network: Network, state: str | None, institution: str, at: datetime
) -> OnDuty:
    """The named institution, or the one that leads for the State; none of these: not there."""
    states = [state] if state else None
    seats = queries.institutions_in(viewer, network, states=states)
    seat = _seat(seats, state, institution)
    found = queries.posts(viewer, network).filter(institution=seat.institution)
    posts = {str(post.pk): post for post in found.select_related("network", "state")}
    _require_open(viewer, list(posts.values()), at)
    homes, slug = [seat.institution], network.slug
    watch = queries.watches(viewer, [slug], homes, at, at + LOOK_AHEAD)[slug]
    of_home = watch.posts.get(seat.institution, [])
    steps = watch.steps(seat.institution, at)
    until = _seen(oncall.until(of_home, at, absences=watch.absences), at)
    following = watch.steps(seat.institution, until) if until else []
    held = {post.kind for post in of_home}
    return OnDuty(
        network,
        seat,
        at,
        until,
        oncall.only_one(of_home, at, absences=watch.absences),
        steps,
        [posts[step.post] for step in steps],
        [kind for kind in oncall.left_out(of_home, at) if kind in held],
        (following[0], posts[following[0].post]) if following else None,
        _others(seats, seat),
    )


def _others(seats: list[queries.SeatFacts], seat: queries.SeatFacts) -> list[str]:
    """The other institutions of the same State in the network."""
    found = {one.institution for one in seats if seat.state and one.state == seat.state}
    return sorted(found - {seat.institution})


def _seen(until: datetime | None, at: datetime) -> datetime | None:
    """Nothing is said of what lies behind the shifts that were read."""
    return until if until and until <= at + LOOK_AHEAD else None


def _seat(seats: list[queries.SeatFacts], state: str | None, institution: str) -> queries.SeatFacts:
    for seat in seats:
        if institution and seat.institution == institution:
            return seat
        if not institution and state and seat.lead:
            return seat
    raise ObjectDoesNotExist


def _require_open(viewer: Actor, posts: list[Post], at: datetime) -> None:
    """Between events the roster of a network for events is its host's alone (S35)."""
    if posts and not queries.is_reachable(viewer, posts[0], at):
        raise Denied(_("La guardia del anfitrión se consulta durante el evento, y no después."))
