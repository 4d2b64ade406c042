"""R3: reading what one is not addressed takes two persons and a reason, and the parties know."""

from contextlib import nullcontext
from copy import deepcopy
from datetime import datetime, timedelta

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from almenara.core.access.context import acting, system_work
from almenara.core.identity import recent
from almenara.core.identity import services as identity
from almenara.core.notices.models import Notice
from almenara.core.parties.actor import SYSTEM
from almenara.core.parties.models import Substitution
from almenara.exchange.drafts import GlassShape
from almenara.exchange.models import Alert, Glass
from almenara.exchange.tests import browsing, make
from tests.shared import built_once

pytestmark = pytest.mark.django_db
WISH = {"reference": "PAN-7K3F9Q", "reason": "Vidas en peligro", "legal_basis": "Regla 3",
        "hours": 4}  # fmt: skip


def keeper(unit, role="secretariat"):
    made = make.person(unit)
    with system_work():
        identity.grant_role(SYSTEM, made, role)
    return made


def build():
    """Two of the secretariat, one who administers, and an alert of Panama to Costa Rica."""
    officers = browsing.officers()
    people = {
        "asker": keeper("s-cicte"),
        "colleague": keeper("s-cicte"),
        "second": keeper("s-other"),
        "administrator": keeper("s-admin", "administrator"),
    }
    return officers | people | {"alert": make.alert(officers["PAN"])}


_house = built_once(build)


@pytest.fixture
def house(_house, db):
    return deepcopy(_house)


def asked(house, **changes):
    wish = WISH | {"reference": house["alert"].reference} | changes
    return make.api(house["asker"])("post", "/glass", wish)


def broken(house, **changes):
    pk = asked(house, **changes).json()["id"]
    answer = make.api(house["second"])("post", f"/glass/{pk}/break-glass")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_two_persons_open_one_alert_to_who_asked_and_to_nobody_else(house):
    url = f"/alerts/{house['alert'].pk}"
    other = make.alert(house["PAN"])
    assert make.api(house["asker"])("get", url).status_code == 404
    made = asked(house).json()
    assert made["stage"] == "asked"
    assert make.api(house["asker"])("get", url).status_code == 404
    got = make.api(house["second"])("post", f"/glass/{made['id']}/break-glass").json()
    assert (got["stage"], got["alert"]) == ("open", str(house["alert"].pk))
    read = make.api(house["asker"])("get", url)
    assert read.json()["body"] == "Texto de prueba"
    board = make.api(house["asker"])("get", f"{url}/deliveries").json()
    assert [item["institution"] for item in board["items"]] == ["cri-csirt"]
    assert (
        make.api(house["asker"])("get", f"/deliveries/{board['items'][0]['id']}").status_code == 200
    )
    for name in ("second", "colleague", "administrator"):
        assert make.api(house[name])("get", url).status_code == 404
    assert make.api(house["asker"])("get", f"/alerts/{other.pk}").status_code == 404
    page = browsing.signed_in(house["asker"]).get(f"{url}/")
    assert "No va dirigida a usted" in browsing.text_of(page)


def test_a_request_for_what_does_not_exist_looks_the_same_until_it_is_granted(house):
    real, none = asked(house), asked(house, reference="PAN-000000")

    def shape(answer):
        own = {"id", "reference", "asked_at"}
        return answer.status_code, {k: v for k, v in answer.json().items() if k not in own}

    def page(answer):
        html = browsing.signed_in(house["asker"]).get(f"/glass/{answer.json()['id']}/")
        text = browsing.text_of(html)
        return text.replace(answer.json()["reference"], "")

    assert shape(real) == shape(none)
    assert page(real) == page(none)
    with system_work():
        assert not Glass.objects.exclude(alert=None).exists()
    got = make.api(house["second"])("post", f"/glass/{none.json()['id']}/break-glass").json()
    assert (got["stage"], got["alert"], got["until"]) == ("void", None, None)


def test_nobody_approves_their_own_nor_a_colleague_in_the_same_role_nor_a_substitute(house):
    pk = asked(house).json()["id"]
    path = f"/glass/{pk}/break-glass"
    assert make.api(house["asker"])("post", path).status_code == 403
    assert make.api(house["colleague"])("post", path).status_code == 403
    for stranger in ("PAN", "CRI"):
        assert make.api(house[stranger])("post", path).status_code == 404
    now = timezone.now()
    with system_work():
        Substitution.objects.create(
            holder=house["asker"], substitute=house["second"], rule="Orden 1",
            since=now - timedelta(hours=1), until=now + timedelta(hours=1),
        )  # fmt: skip
    refused = make.api(house["second"])("post", path)
    assert refused.status_code == 403
    assert "sustituye" in refused.json()["detail"]
    assert make.api(house["administrator"])("post", path).status_code == 200


def test_who_has_no_such_role_of_their_own_cannot_ask(house):
    for name in ("PAN", "CRI"):
        assert make.api(house[name])("post", "/glass", WISH).status_code == 403
    away, substitute = keeper("s-third"), make.person("s-third")
    now = timezone.now()
    with system_work():
        Substitution.objects.create(
            holder=away, substitute=substitute, rule="Orden 2",
            since=now - timedelta(hours=1), until=now + timedelta(hours=1),
        )  # fmt: skip
    assert make.api(substitute)("post", "/glass", WISH).status_code == 403


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"reference": "alert"}, "reference"),
        ({"reason": "  "}, "reason"),
        ({"legal_basis": ""}, "legal_basis"),
        ({"hours": 0}, "hours"),
        ({"hours": 25}, "hours"),
        ({"reason": "a\x00b"}, "reason"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(house, changes, place):
    answer = asked(house, **changes)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"][0] == place
    page = browsing.signed_in(house["asker"]).post("/glass/", WISH | changes)
    assert page.status_code == 422
    with system_work():
        assert not Glass.objects.exists()


def test_every_party_is_told_at_once_and_reads_who_why_and_until_when(house):
    got = broken(house)
    with system_work():
        told = set(Notice.objects.filter(word="break-glass").values_list("person", "channel"))
    for party in ("PAN", "CRI"):
        assert {(house[party].pk, "inbox"), (house[party].pk, "mail")} <= told
        inbox = browsing.text_of(browsing.signed_in(house[party]).get("/inbox/"))
        assert "Acceso de emergencia" in inbox
        page = browsing.text_of(browsing.signed_in(house[party]).get(f"/glass/{got['id']}/"))
        for words in (house["asker"].user.username, house["second"].user.username,
                      "Vidas en peligro", "Regla 3", "Hasta"):  # fmt: skip
            assert words in page
        journal = browsing.text_of(browsing.signed_in(house[party]).get("/journal/"))
        assert "Vidas en peligro" in journal
        assert f"{datetime.fromisoformat(got['until']):%H:%M} UTC" in journal
    assert house["COL"].pk not in {person for person, _channel in told}
    assert browsing.signed_in(house["COL"]).get(f"/glass/{got['id']}/").status_code == 404


def test_each_reading_is_one_line_in_the_journals_of_the_parties(house):
    got = broken(house)
    for _time in range(2):
        make.api(house["asker"])("get", f"/alerts/{house['alert'].pk}")
    browsing.signed_in(house["asker"]).get(f"/alerts/{house['alert'].pk}/")
    for party in ("PAN", "CRI"):
        lines = make.api(house[party])("get", f"/journal?thing=glass:{got['id']}").json()["items"]
        assert [line["verb"] for line in lines] == ["read"] * 3 + ["break-glass"]
    with system_work():
        assert Alert.objects.get(pk=house["alert"].pk).deliveries.get().received_at is None


def test_nothing_else_is_widened(house):
    broken(house)
    url = f"/alerts/{house['alert'].pk}"
    ask = make.api(house["asker"])
    for verb, body in (
        ("hand-on", {"institutions": ["col-csirt"]}),
        ("answers", {"body": "Hola"}),
        ("update", {"title": "Otra"}),
        ("retract", {"reason": "Error"}),
        ("widen", {"audience": {"institutions": ["col-csirt"]}}),
    ):
        assert ask("post", f"{url}/{verb}", body).status_code == 403, verb
    delivery = ask("get", f"{url}/deliveries").json()["items"][0]["id"]
    assert ask("post", f"/deliveries/{delivery}/acknowledge").status_code == 403
    assert ask("get", "/alerts").json()["count"] == 0
    assert ask("get", "/search?q=prueba").json()["count"] == 0
    make.api(house["CRI"])("post", f"{url}/answers", {"body": "Para todos", "to": "all"})
    assert ask("get", f"{url}/answers").json()["count"] == 0
    page = browsing.text_of(browsing.signed_in(house["asker"]).get(f"{url}/"))
    assert "Para todos" not in page
    assert "Respuestas" not in page


def test_of_a_red_alert_a_colleague_of_who_is_named_only_reads(house):
    """The same institution is no reason: a RED alert belongs to persons."""
    username = house["CRI"].user.username
    red = make.alert(house["PAN"], marking="TLP:RED", audience={"persons": [username]})
    near = keeper("cri-csirt")
    with system_work():
        near.institution_id = house["CRI"].institution_id
        near.save(update_fields=["institution"])
    wish = WISH | {"reference": red.reference}
    pk = make.api(near)("post", "/glass", wish).json()["id"]
    assert make.api(house["second"])("post", f"/glass/{pk}/break-glass").status_code == 200
    url = f"/alerts/{red.pk}"
    assert make.api(near)("get", url).status_code == 200
    delivery = make.api(near)("get", f"{url}/deliveries").json()["items"][0]
    assert delivery["stage"] == "sent"
    assert make.api(near)("post", f"/deliveries/{delivery['id']}/acknowledge").status_code == 403
    assert make.api(near)("post", f"{url}/answers", {"body": "Hola"}).status_code == 403
    with system_work():
        told = set(Notice.objects.filter(word="break-glass").values_list("person", flat=True))
    assert told == {house["PAN"].pk, house["CRI"].pk}


def test_it_ends_by_itself_or_by_either(house):
    url = f"/alerts/{house['alert'].pk}"
    for by in ("asker", "second"):
        pk = broken(house)["id"]
        assert make.api(house["asker"])("get", url).status_code == 200
        assert make.api(house["colleague"])("post", f"/glass/{pk}/end").status_code == 404
        assert make.api(house["PAN"])("post", f"/glass/{pk}/end").status_code == 403
        assert make.api(house[by])("post", f"/glass/{pk}/end").json()["stage"] == "ended"
        assert make.api(house["asker"])("get", url).status_code == 404
        assert make.api(house[by])("post", f"/glass/{pk}/end").status_code == 409
    pk = broken(house)["id"]
    with system_work():
        Glass.objects.filter(pk=pk).update(until=timezone.now() - timedelta(seconds=1))
    assert make.api(house["asker"])("get", url).status_code == 404
    assert make.api(house["asker"])("get", f"/glass/{pk}").json()["stage"] == "ended"


def test_it_is_decided_once_and_a_refusal_says_why(house):
    pk = asked(house).json()["id"]
    second = make.api(house["second"])
    assert second("post", f"/glass/{pk}/refuse", {"answer": " "}).status_code == 422
    got = second("post", f"/glass/{pk}/refuse", {"answer": "Pídala al originador"}).json()
    assert (got["stage"], got["answer"]) == ("refused", "Pídala al originador")
    assert second("post", f"/glass/{pk}/break-glass").status_code == 409
    page = browsing.signed_in(house["asker"]).get(f"/glass/{pk}/")
    assert "Pídala al originador" in browsing.text_of(page)


def test_on_the_pages_from_asking_to_the_end(house, monkeypatch):
    asker, second = (browsing.signed_in(house[name]) for name in ("asker", "second"))
    made = asker.post("/glass/", WISH | {"reference": house["alert"].reference.lower()})
    url = made["Location"]
    assert house["alert"].reference in browsing.text_of(second.get("/glass/"))
    assert "Decide otra persona" in browsing.text_of(asker.get(url))
    with system_work():
        told = set(Notice.objects.filter(word="glass-asked").values_list("person", flat=True))
    assert told == {house["second"].pk, house["administrator"].pk}
    asks_first = second.post(f"{url}break-glass/")
    assert asks_first["Location"].startswith("/accounts/")
    monkeypatch.setattr(recent, "is_recent", lambda request: True)
    assert second.post(f"{url}break-glass/")["Location"] == url
    assert "abierto" in browsing.text_of(second.get(url))
    assert asker.get(f"/alerts/{house['alert'].pk}/").status_code == 200
    assert asker.post(f"{url}end/")["Location"] == url
    assert asker.get(f"/alerts/{house['alert'].pk}/").status_code == 404
    assert browsing.signed_in(house["COL"]).get(url).status_code == 404
    stranger = browsing.signed_in(house["COL"]).get("/glass/")
    assert "por sí misma" in browsing.text_of(stranger)


def test_the_database_takes_a_request_from_nobody_without_one_of_the_two_roles(house):
    shape = GlassShape(**WISH | {"reference": house["alert"].reference})
    for name, is_taken in (("COL", False), ("asker", True), ("administrator", True)):
        actor = make.actor(house[name])
        glass = Glass(
            **shape.model_dump(), asker_id=actor.person, roles=[], asked_at=timezone.now()
        )
        refused = nullcontext() if is_taken else pytest.raises(ProgrammingError, match="row-level")
        with refused, transaction.atomic(), acting(actor):
            glass.save(force_insert=True)


def test_the_list_costs_the_same_for_one_and_for_many(house, django_assert_max_num_queries):
    def queries():
        client = browsing.signed_in(house["second"])
        client.get("/glass/")
        with django_assert_max_num_queries(200) as counted:
            client.get("/glass/")
        return len(counted)

    asked(house)
    one = queries()
    for _number in range(6):
        asked(house)
    assert queries() == one
