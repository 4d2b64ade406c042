"""The directory for programs (docs/api.md)."""

from datetime import date
from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field

from almenara.core.api.describing import DATE, TIME
from almenara.core.api.keys import key
from almenara.core.api.lists import listing, moment, states
from almenara.core.api.routes import Listed, Made, Said, Terms, route
from almenara.core.parties.request import Request
from almenara.core.types.heads import Duration, Names, Strict
from almenara.directory import (
    asking,
    desk,
    guard,
    membership,
    queries,
    replies,
    services,
    shown,
)
from almenara.formats import duration
from almenara.formats.refusal import Unreadable

router = Router(tags=["directory"])


class NominationShape(Strict):
    """A nomination by note verbale."""

    state: str | None = None
    institution: str
    kind: str
    title: Annotated[str, Field(max_length=200)] | Names
    holder: str
    document: str
    zone: str = ""
    languages: list[str] = []
    phone: str = ""
    mail: str = ""


class CheckShape(Strict):
    """A check of the link."""

    answer_within: Duration
    states: list[str] | None = None
    announced: bool = False


class EmptyShape(Strict):
    """Nothing to say but that one is there."""


@route(router, "GET /me", replies.Me)
def me(request: Request) -> dict[str, Any]:
    """Who asks."""
    return shown.me(request.actor)


@route(router, "GET /states", Listed[replies.State], Terms(asks={"at": DATE}, is_public=True))
def list_states(request: Request) -> dict[str, Any]:
    """Every State of the register, and whether it is a member on a day."""
    asked = request.GET
    day = date.fromisoformat(asked["at"]) if "at" in asked else timezone.now().date()
    found = membership.register(request.actor)
    return listing(request, found, many=lambda rows: shown.states(request.actor, day, rows))


@route(router, "GET /networks", Listed[replies.Network])
def list_networks(request: Request) -> dict[str, Any]:
    found = queries.networks(request.actor)
    return listing(request, found, many=lambda rows: shown.networks(request.actor, rows))


@route(router, "GET /networks/{slug}/posts", Listed[replies.Post], Terms(asks={"state": states}))
def list_posts(request: Request, slug: str) -> dict[str, Any]:
    """The posts of a network, for its members; cards only of one State at a time."""
    asked = request.GET
    network = desk.my_network(request.actor, slug)
    found = queries.posts(request.actor, network).select_related("network")
    if "state" in asked:
        found = found.filter(state=asked["state"])
    has_cards = "state" in asked

    def page(rows: list[Any]) -> list[dict[str, Any]]:
        if has_cards:
            asking.look_up(request.actor, network, rows)
        return shown.posts(request.actor, rows, has_cards=has_cards)

    return listing(request, found, many=page)


@route(
    router,
    "POST /networks/{slug}/posts",
    replies.Post,
    Terms(takes=NominationShape, status=201),
)
def nominate(request: Request, said: Said[NominationShape], slug: str) -> dict[str, Any]:
    """Name the holder of a post, by the note verbale that was uploaded."""
    network = queries.network(request.actor, slug)
    made = services.nominate(request.actor, asking.nomination(request.actor, network, said()))
    post = queries.post(request.actor, str(made.pk))
    return shown.posts(request.actor, [post], has_cards=True)[0]


@route(
    router,
    "GET /networks/{slug}/on-duty",
    replies.OnDuty,
    Terms(asks={"state": states, "at": TIME, "institution": {}}),
)
def on_duty(request: Request, slug: str) -> dict[str, Any]:
    """Who is told, in order, in one institution at a moment."""
    asked = request.GET
    network = desk.my_network(request.actor, slug)
    if not asked.get("state") and not asked.get("institution"):
        raise Unreadable(["query", "state"], _("Diga de qué Estado o de qué institución."))
    at = moment(request, "at") or timezone.now()
    found = guard.on_duty(
        request.actor, network, asked.get("state"), asked.get("institution", ""), at
    )
    asking.look_up(request.actor, network, found.cards)
    return shown.on_duty(request.actor, found)


@route(router, "GET /networks/{slug}/checks", Listed[replies.Check])
def list_checks(request: Request, slug: str) -> dict[str, Any]:
    """The checks of a network with their sums."""
    network = queries.network(request.actor, slug)
    found = queries.checks(request.actor, network)
    if not found.exists():
        desk.my_network(request.actor, slug)
    return listing(request, found, many=lambda rows: shown.checks(request.actor, rows))


@route(
    router,
    "POST /networks/{slug}/checks",
    replies.Check,
    Terms(takes=CheckShape, status=201),
)
def open_check(request: Request, said: Said[CheckShape], slug: str) -> Made:
    """Ask every institution whether somebody is there."""
    network = queries.network(request.actor, slug)
    shape = said()
    within = duration.parse(shape.answer_within, ["answer_within"])
    made = services.open_check(
        request.actor, network, within, shape.states, announced=shape.announced
    )
    answer = shown.check(request.actor, queries.check(request.actor, made.pk))
    return Made(answer, f"/api/v1/checks/{answer['id']}")


@route(router, "GET /checks/{pk}", replies.Check)
def get_check(request: Request, pk: str) -> dict[str, Any]:
    return shown.check(request.actor, queries.check(request.actor, key(pk)))


@route(router, "POST /checks/{pk}/answer", replies.Probe, Terms(takes=EmptyShape))
def answer_check(request: Request, said: Said[EmptyShape], pk: str) -> dict[str, Any]:
    """Somebody is there; one answer for every check that this institution has open."""
    probe = queries.own_probe(request.actor, queries.check(request.actor, key(pk)))
    said()
    return shown.probe(services.answer(request.actor, probe), timezone.now())
