"""A small directory, built through the services: two States, their people and a network."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import resources
from io import BytesIO
from typing import Any

import yaml
from django.contrib.auth import get_user_model
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.documents import services as documents
from almenara.core.identity import services as identity
from almenara.core.identity import who
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.models import (
    Institution,
    Membership,
    Person,
    RoleGrant,
    State,
)
from almenara.core.types import services as types
from almenara.directory import queries, services
from almenara.directory.models import Designation, Network, Post
from almenara.directory.services import Nomination

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
ZONES = {"PAN": "America/Panama", "CRI": "America/Costa_Rica", "JAM": "America/Jamaica"}
OWNER = "s-cicte"


@dataclass(frozen=True)
class Country:
    """A State with a contact point, a Mission, and an institution with three persons."""

    code: str
    institution: Institution
    ncp: Actor
    mission: Actor
    duty: Person
    alternate: Person
    head: Person


def state(code: str) -> State:
    with system_work():
        found, made = State.objects.get_or_create(
            code=code,
            defaults={
                "names": {"es": code},
                "sort_key": code.lower(),
                "zone": ZONES.get(code, "UTC"),
            },
        )
        if made:
            Membership.objects.create(state=found, status="member", since=date(1948, 4, 30))
    return found


def institution(slug: str, code: str = "", kind: str = "agency") -> Institution:
    home = state(code) if code else None
    with system_work():
        return Institution.objects.get_or_create(
            slug=slug, defaults={"names": {"es": slug}, "state": home, "kind": kind}
        )[0]


def person(home: Institution, *roles: str, name: str = "") -> Person:
    name = name or f"p{uuid.uuid4().hex[:8]}"
    user = get_user_model().objects.create_user(name, f"{name}@example.org", "secreto-secreto")
    with system_work():
        made = Person.objects.create(
            user=user, institution=home, pseudonym=uuid.uuid4().hex[:16], language="es"
        )
        for role in roles:
            RoleGrant.objects.create(
                person=made, role=role, since=timezone.now() - timedelta(days=1)
            )
    return made


def actor(of: Person) -> Actor:
    with system_work():
        return who.of_person(of.pk)


def key(of: Person) -> str:
    """A key to the API, as the Authorization header wants it."""
    _token, text = identity.grant_token(actor(of), "tests")
    return f"Bearer {text}"


def officer(owner: str = OWNER) -> Actor:
    """Somebody of the secretariat's institution that owns the network."""
    return actor(person(institution(owner, kind="secretariat"), "secretariat"))


def network(slug: str = "cyber-policy", **changes: Any) -> Network:
    """One of the mission's networks, as its file says, not voluntary unless asked."""
    file = resources.files("almenara.directory") / "types" / f"{slug}.yaml"
    document = {**yaml.safe_load(file.read_text(encoding="utf-8")), "voluntary": False, **changes}
    kept = queries.networks(SYSTEM).filter(slug=document["slug"]).first()
    document["version"] = kept.version + 1 if kept else document["version"]
    types.load(SYSTEM, document)
    return queries.network(SYSTEM, document["slug"])


def country(code: str, slug: str = "") -> Country:
    slug = slug or f"{code.lower()}-guard"
    home = institution(slug, code)
    contact = person(institution(f"{code.lower()}-contact", code), "ncp")
    mission = person(institution(f"{code.lower()}-mission", code, "mission"), "mission")
    duty, alternate, head = (person(home) for _ in range(3))
    return Country(code, home, actor(contact), actor(mission), duty, alternate, head)


def note(of: Actor) -> str:
    """A note verbale, uploaded by who will name it."""
    return str(documents.keep(of, BytesIO(PDF), "nota.pdf", "TLP:AMBER").pk)


def nomination(
    net: Network, of: Country, kind: str = "duty", holder: Person | None = None, **more: Any
) -> Nomination:
    return Nomination(
        network=net,
        institution=of.institution,
        kind=kind,
        titles={"es": f"Puesto {kind}"},
        holder=holder or getattr(of, kind),
        document=more.pop("document", "") or note(of.ncp),
        **more,
    )


def verified(
    net: Network, of: Country, kind: str = "duty", holder: Person | None = None, **more: Any
) -> Post:
    """A post whose holder was nominated by the contact point and verified by the owner."""
    post = services.nominate(of.ncp, nomination(net, of, kind, holder, **more))
    services.verify(officer(net.owner), waiting(post))
    with system_work():
        return Post.objects.get(pk=post.pk)


def waiting(post: Post) -> Designation:
    """The designation of a post that waits to be verified."""
    with system_work():
        return (
            Designation.objects.select_related("post__network")
            .filter(post=post, stage="nominated")
            .latest("since")
        )


def rostered(post: Post, *people: Person, by: Actor, **more: Any) -> None:
    """Day and night, hand-over at 07:00 and 19:00 of the post's zone, in turn."""
    services.roster(
        by,
        post,
        {
            "zone": post.zone,
            "people": [str(one.pk) for one in people],
            "hand_overs": [{"at": "07:00"}, {"at": "19:00"}],
            "from": (timezone.now() - timedelta(days=2)).date().isoformat(),
            "until": (timezone.now() + timedelta(days=20)).date().isoformat(),
            **more,
        },
    )


def manned(net: Network, code: str) -> Country:
    """A State with duty (rostered, two persons), alternate and head in the network."""
    made = country(code)
    second = person(made.institution)
    post = verified(net, made, "duty", lines={"phone": "+507 500 0000"})
    verified(net, made, "duty", second)
    verified(net, made, "alternate")
    verified(net, made, "head")
    rostered(post, made.duty, second, by=actor(made.duty))
    return made


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
