"""The directory for programs (CONTRACTS §1 and §2)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import Field

from almenara.core.api.app import body
from almenara.core.api.lists import listing, parameters
from almenara.core.api.once import once
from almenara.core.parties.request import Request
from almenara.core.types.heads import Names, Strict, read
from almenara.directory import asking, desk, guard, membership, queries, services, shown
from almenara.formats import duration
from almenara.formats.refusal import Unreadable

router = Router(tags=["directory"])


class NominationShape(Strict):
    """A nomination by note verbale."""

    state: str | None = None
    institution: str
    kind: str
    title: str | Names = Field(max_length=200)
    holder: str
    document: str
    zone: str = ""
    languages: list[str] = []
    phone: str = ""
    mail: str = ""


class CheckShape(Strict):
    """A check of the link."""

    answer_within: str
    states: list[str] | None = None
    announced: bool = False


class EmptyShape(Strict):
    """Nothing to say but that one is there."""


@router.get("/me")
def me(request: Request) -> dict[str, Any]:
    """Who asks."""
    parameters(request)
    return shown.me(request.actor)


@router.get("/states", auth=None)
def list_states(request: Request) -> dict[str, Any]:
    """Every State of the register, and whether it is a member on a day."""
    asked = parameters(request, "at")
    day = _day(asked["at"]) if "at" in asked else timezone.now().date()
    found = membership.register(request.actor)
    return listing(request, found, many=lambda rows: shown.states(request.actor, day, rows))


@router.get("/networks")
def list_networks(request: Request) -> dict[str, Any]:
    parameters(request)
    found = queries.networks(request.actor)
    return listing(request, found, many=lambda rows: shown.networks(request.actor, rows))


@router.get("/networks/{slug}/posts")
def list_posts(request: Request, slug: str) -> dict[str, Any]:
    """The posts of a network, for its members; cards only of one State at a time."""
    asked = parameters(request, "state")
    network = desk.my_network(request.actor, slug)
    found = queries.posts(request.actor, network).select_related("network")
    if "state" in asked:
        found = found.filter(state=_state(request, asked["state"]))
    has_cards = "state" in asked

    def page(rows: list[Any]) -> list[dict[str, Any]]:
        if has_cards:
            asking.look_up(request.actor, network, rows)
        return shown.posts(request.actor, rows, has_cards=has_cards)

    return listing(request, found, many=page)


@router.post("/networks/{slug}/posts")
def nominate(request: Request, slug: str) -> HttpResponse:
    """Name the holder of a post, by the note verbale that was uploaded."""
    network = queries.network(request.actor, slug)

    def make() -> str:
        shape = read(NominationShape, body(request))
        return str(
            services.nominate(request.actor, asking.nomination(request.actor, network, shape)).pk
        )

    def show(pk: str) -> dict[str, Any]:
        post = queries.post(request.actor, pk)
        return shown.posts(request.actor, [post], has_cards=True)[0]

    status, answer = once(request, make, show)
    return JsonResponse(answer, status=status)


@router.get("/networks/{slug}/on-duty")
def on_duty(request: Request, slug: str) -> dict[str, Any]:
    """Who is told, in order, in one institution at a moment."""
    asked = parameters(request, "state", "at", "institution")
    network = desk.my_network(request.actor, slug)
    at = _moment(asked["at"]) if "at" in asked else timezone.now()
    state = _state(request, asked["state"]) if "state" in asked else None
    found = guard.on_duty(request.actor, network, state, asked.get("institution", ""), at)
    asking.look_up(request.actor, network, found.cards)
    return shown.on_duty(request.actor, found)


@router.get("/networks/{slug}/checks")
def list_checks(request: Request, slug: str) -> dict[str, Any]:
    """The checks of a network with their sums."""
    parameters(request)
    network = queries.network(request.actor, slug)
    found = queries.checks(request.actor, network)
    if not found.exists():
        desk.my_network(request.actor, slug)
    return listing(request, found, many=lambda rows: shown.checks(request.actor, rows))


@router.post("/networks/{slug}/checks")
def open_check(request: Request, slug: str) -> HttpResponse:
    """Ask every institution whether somebody is there."""
    network = queries.network(request.actor, slug)

    def make() -> str:
        shape = read(CheckShape, body(request))
        within = duration.parse(shape.answer_within, ["answer_within"])
        made = services.open_check(
            request.actor, network, within, shape.states, announced=shape.announced
        )
        return str(made.pk)

    def show(pk: str) -> dict[str, Any]:
        return shown.check(request.actor, queries.check(request.actor, pk))

    status, answer = once(request, make, show)
    response = JsonResponse(answer, status=status)
    response["Location"] = f"/api/v1/checks/{answer['id']}"
    return response


@router.get("/checks/{pk}")
def get_check(request: Request, pk: str) -> dict[str, Any]:
    parameters(request)
    return shown.check(request.actor, queries.check(request.actor, _uuid(pk)))


@router.post("/checks/{pk}/answer")
def answer_check(request: Request, pk: str) -> dict[str, Any]:
    """Somebody is there; one answer for every check that this institution has open."""
    read(EmptyShape, body(request))
    probe = queries.own_probe(request.actor, queries.check(request.actor, _uuid(pk)))
    return shown.probe(services.answer(request.actor, probe), timezone.now())


def _state(request: Request, code: str) -> str:
    if not membership.register(request.actor).filter(pk=code).exists():
        raise Unreadable(["query", "state"], _("Estado desconocido."))
    return code


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable(["query", "at"], _("La fecha se escribe como 2026-01-31.")) from None


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise Unreadable(["query", "at"], _("Se espera un momento como 2026-03-08T05:00:00Z."))
    return at


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ObjectDoesNotExist from None
