"""A small directory, built through the services: two States, their people and a network."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any

import yaml
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
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
PASSWORD = "secreto-secreto"


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
    return institutions(code, {slug: kind})[0]


def institutions(code: str, kinds: dict[str, str]) -> list[Institution]:
    """Of one State, by slug; what is there stays as it is."""
    home = state(code) if code else None
    with system_work():
        found = Institution.objects.select_related("state").in_bulk(kinds)
        missing = [
            Institution(slug=slug, names={"es": slug}, state=home, kind=kind)
            for slug, kind in kinds.items()
            if slug not in found
        ]
        found |= {made.pk: made for made in Institution.objects.bulk_create(missing)}
    return [found[slug] for slug in kinds]


def person(home: Institution, *roles: str, name: str = "") -> Person:
    return people((home, roles), name=name)[0]


def people(*wanted: tuple[Institution, Sequence[str]], name: str = "") -> list[Person]:
    """A person for each home and their roles, with an account; `name` is of a single one."""
    names = [name or f"p{uuid.uuid4().hex[:8]}" for _one in wanted]
    account, since = get_user_model(), timezone.now() - timedelta(days=1)
    with system_work():
        users = account.objects.bulk_create(
            account(username=n, email=f"{n}@example.org", password=make_password(PASSWORD))
            for n in names
        )
        made = Person.objects.bulk_create(
            Person(user=user, institution=home, pseudonym=uuid.uuid4().hex[:16], language="es")
            for user, (home, _roles) in zip(users, wanted, strict=True)
        )
        RoleGrant.objects.bulk_create(
            RoleGrant(person=one, role=role, since=since)
            for one, (_home, roles) in zip(made, wanted, strict=True)
            for role in roles
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
    document = {**_type(slug), "voluntary": False, **changes}
    kept = queries.networks(SYSTEM).filter(slug=document["slug"]).first()
    document["version"] = kept.version + 1 if kept else document["version"]
    types.load(SYSTEM, document)
    return queries.network(SYSTEM, document["slug"])


@cache
def _type(slug: str) -> dict[str, Any]:
    file = resources.files("almenara.directory") / "types" / f"{slug}.yaml"
    document: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return document


def country(code: str, slug: str = "") -> Country:
    slug = slug or f"{code.lower()}-guard"
    contact, embassy = f"{code.lower()}-contact", f"{code.lower()}-mission"
    home, contacts, missions = institutions(
        code, {slug: "agency", contact: "agency", embassy: "mission"}
    )
    ncp, mission, duty, alternate, head = people(
        (contacts, ["ncp"]), (missions, ["mission"]), (home, ()), (home, ()), (home, ())
    )
    return Country(code, home, actor(ncp), actor(mission), duty, alternate, head)


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
    return all_verified(of, [nomination(net, of, kind, holder, **more)])[0]


def all_verified(of: Country, nominations: Sequence[Nomination]) -> list[Post]:
    """The posts of several, nominated in one act and verified by one officer in their order."""
    owner = officer(nominations[0].network.owner)
    posts = {post.pk: post for post in services.nominate_all(of.ncp, nominations)}
    with system_work():
        rows = Designation.objects.filter(post__in=posts, stage="nominated")
        named = list(rows.filter(person__in=[n.holder for n in nominations]).order_by("since"))
    for designation in named:
        designation.post = posts[designation.post_id]
        services.verify(owner, designation)
    return list(posts.values())


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
    """A State with duty (rostered, two persons), alternate and head in the network, by one note."""
    made = country(code)
    second, document = person(made.institution), note(made.ncp)
    first, *_others = all_verified(
        made,
        [
            nomination(net, made, "duty", document=document, lines={"phone": "+507 500 0000"}),
            nomination(net, made, "duty", second, document=document),
            nomination(net, made, "alternate", document=document),
            nomination(net, made, "head", document=document),
        ],
    )
    rostered(first, made.duty, second, by=actor(made.duty))
    return made


def two_states() -> tuple[Network, Country, Country]:
    """A network in which two States are manned."""
    net = network()
    return net, manned(net, "PAN"), manned(net, "CRI")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
