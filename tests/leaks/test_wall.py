"""R16: what a type closes to a military liaison no audience opens: every such type, every route.

A register that declares such a class and its table (`Spec.walled`) is asked here with the others.
"""

import re
from pathlib import Path

import pytest
import yaml
from django.db import connection, transaction

from almenara.core.access.context import acting, system_work
from almenara.core.identity import services as identity
from almenara.core.parties.actor import SYSTEM
from almenara.core.types import heads
from almenara.core.types import services as types
from almenara.exchange import services
from almenara.exchange.models import Delivery, Reader
from almenara.exchange.tests import make
from almenara.formats.refusal import Unreadable
from tests.extent import WHOLE
from tests.leaks import routes
from tests.leaks.asking import content
from tests.leaks.test_raw_sql import rows
from tests.leaks.world import BACKEND
from tests.shared import taken_back

pytestmark = pytest.mark.sampled

TYPES = Path(services.__file__).parent.parent / "types"
CLOSED = [
    kind
    for path in sorted(TYPES.glob("*.yaml"))
    if heads.is_closed((kind := yaml.load(path.read_text(), yaml.CSafeLoader))["data_classes"])
]
# Asked in `make test`; of the others one in four, in the whole all.
NEAR = re.compile("^$|alerts|deliver|inbox|calls|search|journal|documents|glass|types|cases")
ANSWERS = {"text": "x", "long": "x", "number": 1, "date": "2026-01-01", "state": "GTM"}


def answered(kind):
    """Something for each field that must be answered."""
    found = {}
    for field in kind["fields"]:
        if field["required"]:
            keys = [one["key"] for one in field.get("choices", [])]
            value = keys[0] if keys else ANSWERS[field["type"]]
            found[field["key"]] = [value] if field["type"] == "many" else value
    return found


def officer(slug, state=""):
    made = make.person(slug, state)
    for network in {kind["network"] for kind in CLOSED}:
        make.post(made, "duty", network)
    return made


@pytest.fixture(scope="module")
def walled(world):
    """The world of this folder with more in it, taken back behind these tests."""
    with taken_back():
        yield _built()


def _built():
    """An alert of each closed kind, and a reader's row for two offices; in one is a liaison."""
    people = {"HND": officer("hnd-wall", "HND"), "GTM": officer("gtm-wall", "GTM")}
    people |= {name: officer(f"{name}-office") for name in ("liaison", "control")}
    for kind in CLOSED:
        if kind["responsible"] is None:
            make.approve(types.load(SYSTEM, kind | {"responsible": "S-CICTE", "version": 2}))
    alerts = [
        services.publish(make.actor(people["HND"]), shape(kind, institutions=["gtm-wall"]))
        for kind in CLOSED
    ]
    with system_work():
        identity.grant_role(SYSTEM, people["liaison"], "liaison")
        for alert in alerts:
            for name in ("liaison", "control"):
                _force(alert, people[name])
    return people, alerts


def shape(kind, **audience):
    marking = "TLP:RED" if "persons" in audience else kind["markings"][0]
    return make.shape(
        kind=kind["slug"], network=kind["network"], marking=marking, audience=audience,
        title=f"zqwall {kind['slug']}", fields=answered(kind),
    )  # fmt: skip


def _force(alert, person):
    """As if an audience had named them."""
    sent = Delivery.objects.filter(alert=alert).first()
    Reader.objects.create(
        alert=alert, institution=person.institution, granted_by_id=alert.origin_id
    )
    Reader.objects.create(alert=alert, person=person, granted_by_id=alert.origin_id)
    sent.pk, sent._state.adding = make.uuid.uuid4(), True
    sent.institution, sent.state, sent.told = person.institution, None, person
    sent.save(force_insert=True)


def chosen(*, is_api):
    """The routes asked, numbered."""
    found = [route for route in routes.TABLE if routes.is_api(route) is is_api]
    return [
        (number, route)
        for number, route in enumerate(found)
        if "logout" not in route and (WHOLE or number % 4 == 0 or NEAR.search(route))
    ]


def client_of(person, world):
    client = world.clients["stranger", False].__class__()
    client.force_login(person.user, BACKEND)
    return client


def test_a_closed_kind_stands_on_no_route_for_a_liaison(world, walled):
    people, alerts = walled
    liaison, control = (client_of(people[name], world) for name in ("liaison", "control"))
    for alert in alerts:
        assert control.get(f"/alerts/{alert.pk}/").status_code == 200, "the reader's row counts"
        assert liaison.get(f"/alerts/{alert.pk}/").status_code == 404, alert.kind_id
    marks = [b"zqwall", *(alert.reference.encode() for alert in alerts)]
    faults = []
    for number, route in chosen(is_api=False):
        alert = alerts[number % len(alerts)]
        with taken_back():
            said = content(liaison.get(routes.filled(route, pk=str(alert.pk))))
        faults += [(route, mark) for mark in marks if mark in said]
    assert not faults


def test_nor_on_any_route_of_the_api(world, walled):
    people, alerts = walled
    headers = make.bearer(people["liaison"])
    control = make.bearer(people["control"])
    client = client_of(people["liaison"], world)
    marks = [b"zqwall", *(alert.reference.encode() for alert in alerts)]
    assert b"zqwall" in client.get("/api/v1/alerts", headers=control).content
    faults = []
    for number, route in chosen(is_api=True):
        alert = alerts[number % len(alerts)]
        url = routes.filled(route, pk=str(alert.pk))
        with taken_back():
            said = content(client.get(url, headers=headers))
        faults += [(route, mark) for mark in marks if mark in said]
    assert not faults


def test_the_database_gives_a_liaison_none_of_them(walled):
    people, alerts = walled
    for name, seen in (("liaison", 0), ("control", len(alerts))):
        with transaction.atomic(), acting(make.actor(people[name])):
            assert len(rows("select id from exchange_alert where not is_public")) == seen
            assert len(rows("select id from exchange_delivery")) == seen


def test_no_audience_names_a_liaison(walled):
    people, alerts = walled
    by = make.actor(people["HND"])
    for kind in CLOSED:
        wishes = [{"institutions": ["liaison-office"]}]
        if "TLP:RED" in kind["markings"]:
            wishes.append({"persons": [people["liaison"].user.username]})
        for wish in wishes:
            with pytest.raises(Unreadable) as refused:
                services.publish(by, shape(kind, **wish))
            assert refused.value.errors[0][0] == ["audience", *wish, 0], kind["slug"]
    audience = make.shape(audience={"institutions": ["liaison-office"]}).audience.named()
    with pytest.raises(Unreadable), taken_back():
        services.widen(by, alerts[0], audience)
    sender = make.actor(people["liaison"])
    with pytest.raises(Exception, match="enlace militar"):
        services.publish(sender, shape(CLOSED[0], institutions=["gtm-wall"]))


def test_who_declares_such_a_class_has_its_wall(world):
    """Of victims and tracing nothing is kept under a type of types without one."""
    walls = rows("select tablename, policyname from pg_policies where permissive = 'RESTRICTIVE'")
    declared = {spec.walled for spec in heads.SPECS.values()} - {""}
    assert {(table, f"{table}_wall") for table in declared} <= walls
    network = yaml.safe_load((make.APPS / "directory/types/csirt.yaml").read_text())
    for code in ("victims", "firearm-trace"):
        with pytest.raises(Unreadable) as refused:
            heads.typed(network | {"data_classes": [code]})
        assert refused.value.errors[0][0] == ["data_classes"]
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from types_typeversion where is_closed")
        assert cursor.fetchone()[0] >= 1
