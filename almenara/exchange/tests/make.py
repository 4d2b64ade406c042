"""A small world for the exchange: States, two networks, officers in their posts."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.identity import services as identity
from almenara.core.identity import who
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.models import Institution, Person, State
from almenara.core.types import services as types
from almenara.core.types.models import TypeVersion
from almenara.directory.models import Designation, Network, Post, Seat
from almenara.exchange import services
from almenara.exchange.drafts import AlertShape
from almenara.exchange.models import Alert, Kind

APPS = Path(__file__).parent.parent.parent
NETWORK, KIND = "csirt", "notice-csirt"
ZONES = {"PAN": "America/Panama", "CRI": "America/Costa_Rica", "COL": "America/Bogota"}


def types_of(network: str) -> None:
    """The network and its generic kind, out of the product's own files."""
    if Kind.objects.filter(slug=f"notice-{network}").exists():
        return
    _load(APPS / "directory" / "types" / f"{network}.yaml")
    for path in sorted((APPS / "exchange" / "types").glob("*.yaml")):
        if yaml.safe_load(path.read_text())["network"] == network:
            _load(path)


def _load(path: Path) -> None:
    version = types.load(SYSTEM, yaml.safe_load(path.read_text()))
    if version.stage == "draft" and not version.missing:
        approve(version)


def approve(version: TypeVersion) -> None:
    types.grant(administrator(), version)


def administrator() -> Actor:
    found = person("secretaria-prueba")
    with system_work():
        identity.grant_role(SYSTEM, found, "administrator")
    return actor(found)


def institution(slug: str, state: str = "") -> Institution:
    with system_work():
        if state:
            defaults = {"names": {"es": state}, "sort_key": state, "zone": ZONES.get(state, "UTC")}
            State.objects.get_or_create(code=state, defaults=defaults)
        return Institution.objects.get_or_create(
            slug=slug,
            defaults={
                "names": {"es": slug},
                "state_id": state or None,
                "kind": "csirt" if state else "secretariat",
            },
        )[0]


def person(slug: str, state: str = "", language: str = "es") -> Person:
    home = institution(slug, state)
    user = User.objects.create_user(f"{slug}-{User.objects.count()}", f"{uuid.uuid4()}@example.org")
    with system_work():
        return Person.objects.create(
            user=user, institution=home, pseudonym=f"p-{uuid.uuid4().hex[:16]}", language=language
        )


def keeper(slug: str) -> Person:
    """Whoever nominates or approves: one person for all the posts of a test."""
    with system_work():
        found = Person.objects.filter(institution_id=slug).first()
    return found or person(slug)


def actor(of: Person) -> Actor:
    return who.of_user(of.user_id)


def post(of: Person, kind: str = "duty", network: str = NETWORK, lead: bool = True) -> Post:
    """A verified post of this person, since an hour."""
    since = timezone.now() - timedelta(hours=1)
    home = of.institution
    with system_work():
        types_of(network)
        seat, _made = Seat.objects.get_or_create(
            network_id=network, institution=home, until=None,
            defaults={"state_id": home.state_id, "lead": lead, "since": since},
        )  # fmt: skip
        made = Post.objects.create(
            seat=seat, network_id=network, institution=home, state_id=home.state_id,
            lead=seat.lead, kind=kind, titles={"es": kind}, stage="verified",
            nominated_at=since, verified_at=since,
        )  # fmt: skip
        Designation.objects.create(
            post=made, person=of, since=since, stage="verified", document=uuid.uuid4(),
            is_single=kind != "duty", nominated_by=keeper("misiones-prueba"),
            approved_by=keeper("secretaria-prueba"),
        )  # fmt: skip
        return made


def officer(slug: str, state: str, kind: str = "duty", network: str = NETWORK, lead=True) -> Person:
    """A person with a post in a network."""
    made = person(slug, state)
    post(made, kind, network, lead)
    return made


def shape(**changes) -> AlertShape:
    document = {
        "network": NETWORK,
        "kind": KIND,
        "marking": "TLP:AMBER",
        "language": "es",
        "title": "Campaña de prueba",
        "body": "Texto de prueba",
        "audience": {"states": ["CRI"]},
    }
    return AlertShape.model_validate(document | changes)


def alert(by: Person, **changes) -> Alert:
    return services.publish(actor(by), shape(**changes))


def key(of: Person) -> str:
    return identity.grant_token(actor(of), "prueba")[1]


def bearer(of: Person) -> dict:
    return {"Authorization": f"Bearer {key(of)}"}


def api(of: Person) -> Callable[..., Any]:
    """A program of this person: `ask("post", "/alerts", {…})`."""
    client = Client(headers=bearer(of))

    def ask(method: str, path: str, body: Any = None) -> Any:
        more = {"data": body or {}, "content_type": "application/json"} if method == "post" else {}
        return getattr(client, method)(f"/api/v1{path}", **more)

    return ask


def network(slug: str = NETWORK) -> Network:
    return Network.objects.get(slug=slug)


def later(hours: float) -> datetime:
    return timezone.now() + timedelta(hours=hours)
