"""A world with one alert for each marking and audience, and one person for each way of asking."""

import io
from dataclasses import dataclass, field, replace

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from almenara.core.access.context import acting, system_work
from almenara.core.documents import services as documents
from almenara.core.identity import services as identity
from almenara.core.notices.models import Notice
from almenara.core.parties.actor import NOBODY, SYSTEM, Actor
from almenara.core.parties.models import Person
from almenara.exchange import queries, services
from almenara.exchange.models import Alert, Delivery
from almenara.exchange.tests import make
from tests.leaks.oracle import AMBER, CLEAR, GREEN, RED, STRICT, Seat, Sent, Viewer

NETWORK, KIND = "csirt", "cyber-alert"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SEATS = [
    Seat("pan-csirt", "PAN"),
    Seat("cri-csirt", "CRI"),
    Seat("cri-bank", "CRI", lead=False),
    Seat("col-csirt", "COL"),
    Seat("sub-centre", ""),
]
# name: (institution, State, kind of post in the network, role by itself)
PEOPLE = {
    "pan-one": ("pan-csirt", "PAN", "duty", ""),
    "pan-colleague": ("pan-csirt", "PAN", "", ""),
    "cri-one": ("cri-csirt", "CRI", "duty", ""),
    "cri-colleague": ("cri-csirt", "CRI", "", ""),
    "cri-bank": ("cri-bank", "CRI", "duty", ""),
    "col-one": ("col-csirt", "COL", "duty", ""),
    "col-head": ("col-csirt", "COL", "head", ""),
    "sub-one": ("sub-centre", "", "duty", ""),
    "cri-ncp": ("cri-foreign", "CRI", "", "ncp"),
    "pan-mission": ("pan-mission", "PAN", "", "mission"),
    "secretariat": ("s-cicte", "", "", "secretariat"),
    "administrator": ("s-admin", "", "", "administrator"),
    "observer": ("obs-office", "", "", "observer"),
    "stranger": ("jam-police", "JAM", "", ""),
}
AUDIENCES = {
    "network": {"network": True},
    "states": {"states": ("CRI",)},
    "institutions": {"institutions": ("cri-bank", "sub-centre")},
    "public": {"public": True, "states": ("CRI",)},
    "persons": {"persons": ("cri-one", "col-head")},
}
MARKINGS = {CLEAR: "clear", GREEN: "green", AMBER: "amber", STRICT: "strict", RED: "red"}


def is_possible(marking: str, audience: str) -> bool:
    if marking == RED or audience == "persons":
        return marking == RED and audience == "persons"
    return marking == CLEAR or audience != "public"


COMBINATIONS = [(m, a) for m in MARKINGS for a in AUDIENCES if is_possible(m, a)]


@dataclass
class Thing:
    """An alert in the world: how it was meant and what it is called there."""

    sent: Sent
    pk: str
    reference: str
    document: str
    deliveries: dict[str, str] = field(default_factory=dict)

    @property
    def marks(self) -> list[str]:
        """Whatever tells of it; none of these may reach who may not see it."""
        ids = [self.pk, self.document, *self.deliveries.values()]
        return [self.sent.word, self.reference, *ids]


@dataclass
class World:
    viewers: dict[str, Viewer]
    actors: dict[str, Actor]
    tokens: dict[str, str]
    users: dict[str, User]
    homes: dict[str, str]
    alerts: list[Thing] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    clients: dict[tuple[str, bool], Client] = field(default_factory=dict)
    never: dict[tuple, HttpResponse] = field(default_factory=dict)

    def client(self, viewer: Viewer, url: str) -> Client:
        return self.clients[viewer.name, url.startswith("/api/")]

    def open_clients(self) -> None:
        """One for each viewer and way in: a client made for each question costs more than it."""
        for viewer in self.viewers.values():
            token = self.tokens.get(viewer.name)
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            self.clients[viewer.name, True] = Client(headers=headers)
            self.clients[viewer.name, False] = Client()
            if viewer.is_known:
                self.clients[viewer.name, False].force_login(self.users[viewer.name], BACKEND)


def build(combinations: list[tuple[str, str]]) -> World:
    people = {name: _person(name) for name in PEOPLE}
    people |= {"nowhere": make.person("nowhere")}
    with system_work():
        Person.objects.filter(pk=people["nowhere"].pk).update(institution=None)
    viewers = {
        name: Viewer(name, of.user.username, *PEOPLE.get(name, ("", ""))[:2])
        for name, of in people.items()
    } | {"nobody": Viewer("nobody")}
    actors = {name: make.actor(of) for name, of in people.items()} | {"nobody": NOBODY}
    tokens = {name: identity.grant_token(actors[name], "matrix")[1] for name in people}
    homes = {viewer.username: viewer.institution for viewer in viewers.values()}
    world = World(viewers, actors, tokens, {n: p.user for n, p in people.items()}, homes, [], [])
    world.alerts = [_alert(world, marking, audience) for marking, audience in combinations]
    _hand_on(world)
    for thing in world.alerts:
        _live(world, thing)
    with system_work():
        world.open_clients()
        world.notices = [str(pk) for pk in Notice.objects.values_list("pk", flat=True)]
    return world


def _person(name: str) -> Person:
    slug, state, kind, role = PEOPLE[name]
    made = make.person(slug, state)
    made.user.username = name
    made.user.save()
    if kind:
        lead = next(seat.lead for seat in SEATS if seat.institution == slug)
        make.post(made, kind, NETWORK, lead)
    if role:
        with system_work():
            identity.grant_role(SYSTEM, made, role)
    return made


def _alert(world: World, marking: str, audience: str) -> Thing:
    """Published by the officer of Panama, with its word wherever a word can stand."""
    word = f"zq{MARKINGS[marking]}{audience}"
    sent = Sent(word, marking, **AUDIENCES[audience])
    by = world.actors["pan-one"]
    file = SimpleUploadedFile(f"{word}.pdf", b"%PDF-1.4\n%%EOF\n")
    with acting(by):
        document = str(documents.keep(by, io.BytesIO(file.read()), file.name, marking).pk)
    named = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in AUDIENCES[audience].items()
    }
    shape = make.shape(
        kind=KIND, marking=marking, audience=named, title=f"Antes {word}", body=f"Cuerpo {word}",
        fields={"products": f"Producto {word}"}, documents=[document], stix=_bundle(word),
    )  # fmt: skip
    alert = services.publish(by, shape)
    return Thing(sent, str(alert.pk), alert.reference, document)


def _bundle(word: str) -> dict:
    indicator = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
        "created": "2026-01-01T00:00:00.000Z",
        "modified": "2026-01-01T00:00:00.000Z",
        "name": f"Indicador {word}",
        "pattern": "[domain-name:value = 'example.org']",
        "pattern_type": "stix",
        "valid_from": "2026-01-01T00:00:00Z",
    }
    return {
        "type": "bundle",
        "id": "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d",
        "objects": [indicator],
    }


def _hand_on(world: World) -> None:
    """Costa Rica's team passes on what its marking lets it: in the network, or in its State."""
    by = world.actors["cri-one"]
    for thing in world.alerts:
        to = {GREEN: "col-csirt", AMBER: "cri-bank"}.get(thing.sent.marking)
        had = thing.sent.institutions or thing.sent.network
        if to and not had and not (thing.sent.marking == AMBER and thing.sent.states):
            alert = _as(by, thing)
            services.hand_on(by, alert, [to])
            thing.sent = replace(thing.sent, handed=(("cri-csirt", to),))


def _live(world: World, thing: Thing) -> None:
    """Answers to the origin and to all, and an update whose former words are kept."""
    said = []
    for name, to in (("cri-one", "origin"), ("cri-bank", "all"), ("col-head", "origin")):
        by = world.actors[name]
        if _has_delivery(by, thing):
            services.answer(by, _as(by, thing), f"Respuesta {thing.sent.word} {name}", to)
            said.append((by.institution, to))
    thing.sent = replace(thing.sent, answers=tuple(said))
    by = world.actors["pan-one"]
    words = make.shape(title=f"Ahora {thing.sent.word}", body=f"Nuevo {thing.sent.word}")
    services.update(by, _as(by, thing), words)
    with system_work():
        rows = Delivery.objects.filter(alert=thing.pk).values_list("institution_id", "pk")
        thing.deliveries = {slug: str(pk) for slug, pk in rows}


def _as(by: Actor, thing: Thing) -> Alert:
    with transaction.atomic(), acting(by):
        return queries.alert(by, thing.pk)


def _has_delivery(by: Actor, thing: Thing) -> bool:
    with transaction.atomic(), acting(by):
        mine = Delivery.objects.filter(alert=thing.pk, institution=by.institution)
        return mine.exists()
