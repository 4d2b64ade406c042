"""R6: an alert asks for no person until a State enables it, and what it says then is erased."""

import json
from copy import deepcopy
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from almenara.core.access.context import acting, system_work
from almenara.core.identity import services as identity
from almenara.core.journal.models import Entry
from almenara.core.notices.models import Notice
from almenara.core.parties.actor import SYSTEM
from almenara.core.types import services as types
from almenara.exchange import gave, jobs
from almenara.exchange.models import Alert, Draft, Particular
from almenara.exchange.tests import browsing, make
from almenara.formats.refusal import Unreadable
from tests.shared import built_once

pytestmark = pytest.mark.django_db
SECRET = "Fulanzq Perenganozq"
LATER = "Zutanzq Menganozq"
BASIS = {"fields": ["who", "born"], "legal_basis": "Ley 7 de 2020, artículo 3"}


def four(text):
    return dict.fromkeys(("es", "en", "pt", "fr"), text)


def kind(**changes):
    make.types_of("csirt")
    return {
        "type": "kind", "slug": "wanted", "version": 1, "names": four("Aviso de búsqueda"),
        "purpose": "Hallar.", "legal_basis": "Acuerdo.", "data_classes": ["persons"],
        "audience": "Quien se nombra.", "retention": "P1Y", "responsible": "S-CICTE",
        "network": "csirt", "markings": ["TLP:GREEN", "TLP:AMBER", "TLP:RED"],
        "time_to_acknowledge": "PT1H", "escalation": ["duty", "alternate", "head"],
        "persons": [
            {"key": "who", "names": four("Nombre de la persona"), "type": "text"},
            {"key": "born", "names": four("Nacimiento"), "type": "date"},
        ],
    } | changes  # fmt: skip


def _build():
    """Duty in four States, the contact point of one, and a kind that admits persons."""
    made = {code: make.officer(f"{code.lower()}-csirt", code) for code in ("PAN", "CRI", "COL")}
    made["HND"] = make.officer("hnd-csirt", "HND")
    make.approve(types.load(SYSTEM, kind()))
    made["ncp"] = make.person("pan-foreign", "PAN")
    with system_work():
        identity.grant_role(SYSTEM, made["ncp"], "ncp")
    return made


_house = built_once(_build)


@pytest.fixture
def house(_house, db):
    return deepcopy(_house)


def sent(house, by="PAN", **changes):
    shape = make.shape(kind="wanted", persons={"who": SECRET}, **changes)
    document = shape.model_dump(mode="json", exclude_unset=True)
    return make.api(house[by])("post", "/alerts", document)


def enabled(house):
    answer = make.api(house["ncp"])("post", "/kinds/wanted/persons", BASIS)
    assert answer.status_code == 201, answer.content
    return answer.json()


@pytest.fixture
def alert(house):
    enabled(house)
    answer = sent(house)
    assert answer.status_code == 201, answer.content
    return answer.json()


def about(house, alert, who):
    return make.api(house[who])("get", f"/alerts/{alert['id']}").json()["persons"]


def test_without_the_state_nobody_sends_one(house):
    for by in ("PAN", "CRI"):
        answer = sent(house, by, audience={"states": ["COL"]})
        assert answer.status_code == 422, by
        assert answer.json()["errors"][0]["loc"] == ["persons"]
    enabled(house)
    assert sent(house, "CRI", audience={"states": ["COL"]}).status_code == 422
    plain = make.shape(persons={"who": SECRET}).model_dump(mode="json", exclude_unset=True)
    assert make.api(house["PAN"])("post", "/alerts", plain).status_code == 422, "another kind"
    assert sent(house, marking="TLP:GREEN").status_code == 422
    assert make.api(house["PAN"])("post", "/alerts/preview", plain).status_code == 422
    with system_work():
        assert not Alert.objects.exists()


def test_only_the_contact_point_enables_what_the_type_admits_on_a_ground(house):
    for who in ("PAN", "CRI"):
        assert make.api(house[who])("post", "/kinds/wanted/persons", BASIS).status_code == 403
    ncp = make.api(house["ncp"])
    for wrong in ({"fields": ["what"]}, {"fields": []}, {"legal_basis": " \u200b"}):
        assert ncp("post", "/kinds/wanted/persons", BASIS | wrong).status_code == 422, wrong
    assert ncp("post", "/kinds/notice-csirt/persons", BASIS).status_code == 404
    only = ncp("post", "/kinds/wanted/persons", BASIS | {"fields": ["born"]})
    assert only.json()["fields"] == ["born"]
    assert sent(house).status_code == 422, "the name was not enabled"
    assert ncp("post", "/kinds/wanted/persons", BASIS).status_code == 409
    assert ncp("post", "/kinds/wanted/persons/revoke").status_code == 200
    assert ncp("post", "/kinds/wanted/persons/revoke").status_code == 404
    enabled(house)
    listed = make.api(house["CRI"])("get", "/kinds/wanted/persons").json()["items"]
    assert [(one["state"], one["until"] is None) for one in listed] == [
        ("PAN", True), ("PAN", False)
    ]  # fmt: skip


def test_anybody_reads_on_the_register_who_enabled_what_and_why(house, client):
    enabled(house)
    page = browsing.text_of(client.get("/types/kind/wanted/"))
    assert "Estados que habilitaron datos de personas" in page
    assert "Ley 7 de 2020, artículo 3" in page
    assert house["ncp"].user.username not in page


def test_a_reader_sees_value_ground_and_end(house, alert):
    assert alert["persons"][0]["value"] is None, "the kept answer to the POST holds none"
    for who in ("PAN", "CRI"):
        [one] = about(house, alert, who)
        assert (one["value"], one["legal_basis"]) == (SECRET, BASIS["legal_basis"])
    until = timezone.datetime.fromisoformat(one["until"])
    assert timedelta(days=29, hours=23) < until - timezone.now() <= timedelta(days=30)
    page = browsing.signed_in(house["CRI"]).get(f"/alerts/{alert['id']}/")
    said = browsing.text_of(page)
    assert SECRET in said
    assert "Base jurídica: Ley 7 de 2020" in said
    assert "Se borra el" in said


def test_after_thirty_days_it_is_gone_and_the_journal_does_not_say_what(house, alert):
    then = timezone.now() - timedelta(days=31)
    with system_work():
        Particular.objects.update(given_at=then, until=then + timedelta(days=30))
    assert about(house, alert, "CRI") == [], "not even before the job came by"
    jobs.erase_persons.func()
    [one] = about(house, alert, "CRI")
    assert (one["value"], one["ending"]) == (None, "expired")
    assert "Venció a los 30 días" in browsing.text_of(
        browsing.signed_in(house["CRI"]).get(f"/alerts/{alert['id']}/")
    )
    with system_work():
        [leaf] = [row.leaf for row in Entry.objects.filter(verb="expire-persons")]
    assert '"who"' in leaf
    jobs.erase_persons.func()
    with system_work():
        assert Entry.objects.filter(verb="expire-persons").count() == 1


def test_the_database_keeps_none_longer_nor_one_that_ended(house, alert):
    for changes in (
        {"until": timezone.now() + timedelta(days=40)},
        {"ended_at": timezone.now(), "ending": "expired"},
        {"value": None},
    ):
        with pytest.raises(IntegrityError), system_work():
            Particular.objects.update(**changes)


def test_the_originator_corrects_and_retracts_and_all_who_had_it_know(house, alert):
    url = f"/alerts/{alert['id']}"
    wish = {"persons": {"who": LATER}}
    assert make.api(house["CRI"])("post", f"{url}/correct-persons", wish).status_code == 403
    assert make.api(house["COL"])("post", f"{url}/correct-persons", wish).status_code == 404
    ask = make.api(house["PAN"])
    for wrong in ({"born": "2000-01-01"}, {"who": ""}, {"who": 7}, {}):
        assert ask("post", f"{url}/correct-persons", {"persons": wrong}).status_code == 422, wrong
    done = ask("post", f"{url}/correct-persons", wish)
    assert done.status_code == 200
    assert LATER not in done.content.decode()
    [one] = about(house, alert, "CRI")
    assert one["value"] == LATER
    assert one["corrected_at"]
    assert (
        make.api(house["CRI"])("post", f"{url}/retract-persons", {"persons": ["who"]}).status_code
        == 403
    )
    assert ask("post", f"{url}/retract-persons", {"persons": ["who"]}).status_code == 200
    [one] = about(house, alert, "CRI")
    assert (one["value"], one["ending"]) == (None, "retracted")
    assert ask("post", f"{url}/retract-persons", {"persons": ["who"]}).status_code == 422
    assert ask("post", f"{url}/correct-persons", wish).status_code == 422
    with system_work():
        for word in ("persons-corrected", "persons-retracted"):
            told = Notice.objects.filter(word=word).values_list("person", flat=True)
            assert set(told) == {house["CRI"].pk}, word


def test_with_the_ground_gone_what_was_said_on_it_is_gone(house, alert):
    assert make.api(house["ncp"])("post", "/kinds/wanted/persons/revoke").status_code == 200
    [one] = about(house, alert, "CRI")
    assert (one["value"], one["ending"]) == (None, "revoked")
    assert sent(house).status_code == 422
    with system_work():
        assert Notice.objects.filter(word="persons-retracted", person=house["CRI"]).exists()


def test_a_retracted_alert_says_nothing_of_persons_any_more(house, alert):
    url = f"/alerts/{alert['id']}/retract"
    assert make.api(house["PAN"])("post", url, {"reason": "Error"}).status_code == 200
    assert about(house, alert, "CRI")[0]["ending"] == "retracted"


def test_whom_the_originator_did_not_name_gets_none(house):
    """Handed on within the marking, or read through a broken glass: the alert, and no person."""
    enabled(house)
    near = make.officer("cri-bank", "CRI", lead=False)
    keepers = [make.person("s-cicte"), make.person("s-admin")]
    with system_work():
        for person, role in zip(keepers, ("secretariat", "administrator"), strict=True):
            identity.grant_role(SYSTEM, person, role)
    alert = sent(house, audience={"institutions": ["cri-csirt"]}).json()
    url = f"/alerts/{alert['id']}"
    done = make.api(house["CRI"])("post", f"{url}/hand-on", {"institutions": ["cri-bank"]})
    assert done.status_code == 201, done.content
    wish = {"reference": alert["reference"], "reason": "Vidas", "legal_basis": "R3", "hours": 1}
    glass = make.api(keepers[0])("post", "/glass", wish).json()["id"]
    assert make.api(keepers[1])("post", f"/glass/{glass}/break-glass").status_code == 200
    for who in (near, keepers[0]):
        got = make.api(who)("get", url)
        assert got.status_code == 200
        assert got.json()["persons"] == []
        assert SECRET not in browsing.signed_in(who).get(f"{url}/").content.decode()
        with transaction.atomic(), acting(make.actor(who)), connection.cursor() as cursor:
            cursor.execute("select count(*) from exchange_particular")
            assert cursor.fetchone() == (0,)
    make.api(house["PAN"])("post", f"{url}/correct-persons", {"persons": {"who": LATER}})
    with system_work():
        told = Notice.objects.filter(word="persons-corrected").values_list("person", flat=True)
        assert set(told) == {house["CRI"].pk}, "nobody is told of what they never had"
    wider = {"audience": {"institutions": ["hnd-csirt"]}}
    assert make.api(house["PAN"])("post", f"{url}/widen", wider).status_code == 200
    assert about(house, alert, "HND")[0]["value"] == LATER


def test_it_stands_nowhere_else(house, alert):
    """Search, notices, mails, STIX, exit, journal, drafts, answers kept, every other table."""
    url = f"/alerts/{alert['id']}"
    make.api(house["PAN"])("post", f"{url}/correct-persons", {"persons": {"who": LATER}})
    for who in ("PAN", "CRI"):
        ask = make.api(house[who])
        for path in ("/alerts", f"{url}/stix", f"{url}/deliveries", f"{url}/answers",
                     "/search?q=Zutanzq", "/journal", "/kinds"):  # fmt: skip
            assert "anzq" not in ask("get", path).content.decode().replace("q=Zutanzq", ""), path
    assert make.api(house["CRI"])("get", "/search?q=Fulanzq").json()["count"] == 0
    assert "anzq" not in " ".join(m.body + m.subject for m in mail.outbox)
    page = browsing.signed_in(house["CRI"]).get("/inbox/").content.decode()
    assert "anzq" not in page
    left = tables_with("anzq")
    assert left == {"exchange_particular"}, left


def tables_with(word):
    """Every table of the database in which a word stands, looked at as the system."""
    found = set()
    with system_work(), connection.cursor() as cursor:
        cursor.execute(
            """select relname from pg_class
            where relkind = 'r' and relnamespace = 'public'::regnamespace"""
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"select count(*) from {name} t where t::text like %s", [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.add(name)
    return found


def test_what_a_state_takes_away_holds_no_value(house, alert):
    viewer = make.actor(house["PAN"])
    with transaction.atomic(), acting(viewer):
        taken = dict(gave.alerts(viewer))
    assert BASIS["legal_basis"].encode() in taken["alerts.json"]
    assert all(SECRET.encode() not in content for content in taken.values())


def test_on_the_pages_from_enabling_to_erasing(house):
    ncp = browsing.signed_in(house["ncp"])
    assert "/alerts/persons/" in ncp.get("/alerts/").content.decode()
    assert "Aviso de búsqueda" in browsing.text_of(ncp.get("/alerts/persons/"))
    url = "/alerts/persons/wanted/"
    officer = browsing.signed_in(house["PAN"])
    assert "punto de contacto nacional" in browsing.text_of(officer.get(url))
    write = "/alerts/new/wanted/"
    assert b"person_who" not in officer.get(write, follow=True).content
    hidden = officer.post(write, browsing.typed(person_who=SECRET))
    assert hidden.status_code == 302
    with system_work():
        assert not Particular.objects.exists(), "a field that is not there is not read"
    assert ncp.post(url, {"about": ["who"], "legal_basis": ""}).status_code == 422
    done = ncp.post(url, {"about": ["who"], "legal_basis": "Ley 7"})
    assert done["Location"] == url
    assert "Revocar" in browsing.text_of(ncp.get(url))
    assert b"person_who" in officer.get(write, follow=True).content
    assert b"person_born" not in officer.get(write, follow=True).content
    seen = officer.post(write, browsing.typed(act="preview", person_who=SECRET))
    assert SECRET in browsing.text_of(seen)
    officer.post(write, browsing.typed(act="draft", person_who=SECRET))
    with transaction.atomic(), acting(make.actor(house["PAN"])):
        assert SECRET not in json.dumps(Draft.objects.get().document)
    wrong = officer.post(write, browsing.typed(marking="TLP:GREEN", person_who=SECRET))
    assert wrong.status_code == 422
    page = officer.post(write, browsing.typed(person_who=SECRET))["Location"].removesuffix("sent/")
    assert "Corregir datos de personas" in browsing.text_of(officer.get(page))
    assert officer.post(f"{page}correct-persons/", {"person_who": ""}).status_code == 422
    assert officer.post(f"{page}correct-persons/", {"person_who": LATER})["Location"] == page
    reader = browsing.signed_in(house["CRI"])
    assert LATER in browsing.text_of(reader.get(page))
    assert "Solo la institución" in browsing.text_of(reader.get(f"{page}correct-persons/"))
    assert officer.post(f"{page}retract-persons/", {"x": 1}).status_code == 422
    assert officer.post(f"{page}retract-persons/", {"persons": ["who"]})["Location"] == page
    assert "Retirado por quien lo dio" in browsing.text_of(reader.get(page))
    assert officer.post(f"{url}revoke/").status_code == 403
    assert ncp.post(f"{url}revoke/")["Location"] == url


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"data_classes": ["cyber-threat"]}, "persons"),
        ({"data_classes": ["persons", "extremism-prevention"]}, "data_classes"),
        ({"fields": [{"key": "x", "names": four("Apellido"), "type": "text"}]}, "fields"),
        ({"fields": [{"key": "who", "names": four("Otra"), "type": "text"}]}, "persons"),
        ({"persons": [{"key": "x", "names": four("X"), "type": "document"}]}, "persons"),
        ({"persons": [{"key": "x", "names": four("X"), "type": "text", "required": True}]},
         "persons"),
    ],
)  # fmt: skip
def test_a_type_that_may_not_ask_for_persons_is_refused(changes, place):
    with pytest.raises(Unreadable) as refused:
        types.load(SYSTEM, kind(**changes))
    assert refused.value.errors[0][0][0] == place


def test_where_extremism_is_prevented_no_kind_ever_asks_for_persons(house, alert):
    """A network that becomes one of prevention: what was enabled there is worth nothing."""
    network = make.network()
    with system_work():
        network.document["data_classes"] = ["extremism-prevention"]
        network.save(update_fields=["document"])
    assert sent(house).status_code == 422
    assert make.api(house["ncp"])("post", "/kinds/wanted/persons", BASIS).status_code == 404
    with pytest.raises(Unreadable) as refused:
        make.approve(types.load(SYSTEM, kind(version=2, purpose="Otra cosa.")))
    assert refused.value.errors[0][0] == ["persons"]


def test_a_stix_bundle_brings_no_person(house):
    at = "2026-01-01T00:00:00.000Z"
    one = {"type": "identity", "spec_version": "2.1", "identity_class": "individual",
           "id": "identity--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f", "name": SECRET,
           "created": at, "modified": at}  # fmt: skip
    bundle = {"type": "bundle", "id": "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d"}
    account = {"type": "user-account", "spec_version": "2.1", "display_name": SECRET,
               "id": "user-account--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f"}  # fmt: skip
    enabled(house)
    for thing in (one, account):
        shape = make.shape(stix=bundle | {"objects": [thing]})
        document = shape.model_dump(mode="json", exclude_unset=True)
        answer = make.api(house["PAN"])("post", "/alerts", document)
        assert answer.status_code == 422, thing["type"]
        assert answer.json()["errors"][0]["loc"] == ["stix", "objects", 0]
    team = {**one, "identity_class": "organization", "name": "Equipo"}
    shape = make.shape(stix=bundle | {"objects": [team]})
    document = shape.model_dump(mode="json", exclude_unset=True)
    assert make.api(house["PAN"])("post", "/alerts", document).status_code == 201
