"""A kind of signal from a file alone; who may report; what is refused with its place."""

import pytest

from almenara.core.parties.actor import SYSTEM
from almenara.core.types import services as types
from almenara.directory.tests import make as people
from almenara.exchange.tests import make as posts
from almenara.formats import yamltext
from almenara.formats.refusal import Unreadable
from almenara.observatory.services import watching
from almenara.substances.tests import make
from almenara.substances.tests.make import KEY, NETWORK, does, reported
from tests.acceptance.directory import Program, browser
from tests.acceptance.exchange import words

pytestmark = pytest.mark.django_db
NAMES = "{es: Envase nuevo, en: New packing, pt: Embalagem nova, fr: Nouvel emballage}"
FILE = f"""
type: signal
slug: new-packing
version: 1
names: {NAMES}
purpose: {NAMES}
legal_basis: {NAMES}
data_classes: [drug-market]
audience: {NAMES}
retention: P3Y
responsible: CICAD-OID
network: {NETWORK}
alert: notice-{NETWORK}
order: 6
substance: optional
fields:
  - key: packing
    names: {NAMES}
    type: text
    required: true
"""


def test_a_kind_that_is_only_a_file_lives_from_the_report_to_the_bulletin(here, monkeypatch):
    types.load(SYSTEM, yamltext.document(FILE.encode()))
    kinds = [one["slug"] for one in here.program("PAN").get("/signal-kinds").json()["items"]]
    assert kinds[-1] == "new-packing"
    monkeypatch.setitem(make.ASKED, "new-packing", {})
    path = make.alerted(here, "PAN", "new-packing", fields={"packing": "Cajas de té"})
    sent = (
        here.program("CRI").get(f"/alerts/{here.program('CRI').get(path).json()['alert']}").json()
    )
    assert (sent["kind"], sent["fields"]) == (f"notice-{NETWORK}", {})
    assert "Envase nuevo: Cajas de té" in sent["body"]
    assert "Envase nuevo" in words(
        browser(here.desk).get(f"/substances{make.published(here, path)}/")
    )


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (f"network: {NETWORK}", "network: nada", ["network"]),
        (f"alert: notice-{NETWORK}", "alert: cyber-alert", ["alert"]),
        ("key: packing", "key: dose", []),
    ],
)
def test_a_kind_that_leads_nowhere_is_refused(here, old, new, place):
    with pytest.raises(Unreadable) as refused:
        types.load(SYSTEM, yamltext.document(FILE.replace(old, new).encode()))
    assert refused.value.errors[0][0] == place


def test_who_holds_no_post_in_the_network_reports_nothing(here):
    for slug, state, role in (("pan-csirt", "PAN", ""), ("cicad-oid", "", "analyst")):
        home = people.institution(slug, state, "agency" if state else "secretariat")
        nobody = people.person(home, *([role] if role else []))
        assert Program(nobody).post("/signals", make.said()).status_code == 403
        assert Program(nobody).get("/signals").json()["count"] == 0
        page = browser(nobody).get("/substances/signals/new/?kind=new-substance")
        assert "Informa quien ocupa en la red" in words(page)
    seat = people.person(people.institution("cicad-oid", kind="secretariat"), "analyst")
    posts.post(seat, "alternate", NETWORK)
    assert Program(seat).post("/signals", make.said()).status_code == 201
    assert here.program("PAN").get("/signals").json()["count"] == 0


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"kind": "nada"}, ["kind"]),
        ({"title": ""}, ["title"]),
        ({"title": "x" * 201}, ["title"]),
        ({"summary": "Con 20 mg basta"}, ["summary"]),
        ({"summary": "a\x00b"}, ["summary"]),
        ({"seen_on": "2999-01-01"}, ["seen_on"]),
        ({"seen_on": "ayer"}, ["seen_on"]),
        ({"substance": ""}, ["substance"]),
        ({"inchikey": "ABC"}, ["inchikey"]),
        ({"fields": {"age": 30}}, ["fields", "age"]),
        ({"fields": {"specimen": "sangre"}}, ["fields", "specimen"]),
        ({"dose": "5"}, ["dose"]),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(here, changes, place):
    program = here.program("PAN")
    body = make.said()
    fields = body["fields"] | changes.pop("fields", {})
    refused = program.post("/signals", body | changes | {"fields": fields})
    assert refused.status_code == 422
    assert place in [one["loc"] for one in refused.json()["errors"]]
    assert program.get("/signals").json()["count"] == 0


def test_a_life_goes_one_way_and_ends_with_a_reason(here):
    state, desk, second = (here.program(who) for who in ("PAN", "desk", "second"))
    path = reported(state)
    for verb, body in (("alert", {}), ("close", {"reason": "x"})):
        assert desk.post(f"{path}/{verb}", body).status_code == 409
    assert state.post(f"{path}/retract", {"reason": " "}).status_code == 422
    assert does(state, f"{path}/retract", {"reason": "Error nuestro"})["stage"] == "retracted"
    assert second.post(f"{path}/verify", {}).status_code == 409
    path = reported(state)
    does(second, f"{path}/verify")
    assert second.post(f"{path}/verify", {}).status_code == 409
    assert second.post(f"{path}/alert", {}).status_code == 403  # no post in the network
    alert = does(desk, f"{path}/alert", {"marking": "TLP:AMBER"})["alert"]
    assert desk.post(f"{path}/alert", {}).status_code == 409
    does(desk, f"/alerts/{alert}/retract", {"reason": "Retirada en la red"})
    assert desk.get(path).json()["stage"] == "retracted"  # one act: it went with its alert
    assert "Retirada en la red" in words(browser(here.desk).get(f"/substances{path}/"))
    assert desk.post(f"{path}/retract", {"reason": "Era otra"}).status_code == 409
    assert desk.get("/substances", q=KEY).json()["items"][0]["inchikey"] == KEY


def test_a_bulletin_that_changes_is_reviewed_again_and_says_nothing_forbidden(here):
    desk, second = here.program("desk"), here.program("second")
    path = make.alerted(here, "PAN")
    pk = path.removeprefix("/signals/")

    def body(text, signal=pk):
        return {"titles": {"es": "B"}, "items": [{"signal": signal, "texts": {"es": text}}]}

    waiting = reported(here.program("CRI")).removeprefix("/signals/")
    for wrong in (
        body("Se toman 5 mg"), body("Se compra en https://x.example"), body(""),
        body("x", make.NOWHERE), body("x", waiting),
    ):  # fmt: skip
        assert desk.post("/bulletins", wrong).status_code == 422, wrong
    made = make.bulletin(here, path)
    does(second, f"{made}/review", make.REVIEWED)
    form = {"titles_es": "Otro título", f"text_{pk}_es": "Otras palabras."}
    page = browser(here.desk)
    assert page.post(f"/substances{made}/write/", form).status_code == 302
    got = desk.get(made).json()
    assert (got["stage"], got["version"], got["reviewer"]) == ("drafted", 2, "")
    assert second.post(f"{made}/review", make.REVIEWED).status_code == 409  # of the former words
    missing = make.REVIEWED | {"version": 2, "no_dose": False}
    assert second.post(f"{made}/review", missing).status_code == 422
    does(second, f"{made}/review", make.REVIEWED | {"version": 2})
    does(desk, f"{path}/retract", {"reason": "Era otra"})
    assert desk.post(f"{made}/publish", {}).status_code == 409  # it names what was retracted


def test_a_change_of_trend_cites_the_signal_that_the_observatory_found(here):
    make.series(here, "2026-01-31", *[10.0, 10.5] * 6, 31.0, 30.0)
    watching.watch(people.actor(here.desk), "DF_SEIZURES_WDR")
    clerk = people.person(people.institution("pan-drogas", "PAN"), "statistician")
    posts.post(clerk, "duty", NETWORK)
    own = Program(clerk)
    (one,) = own.get("/watch/signals").json()["items"]
    assert one["method"] == "breaks"
    body = make.said("trend")
    body["fields"]["watch_signal"] = one["id"]
    for program, detection in ((own, "ears"), (here.program("CRI"), "breaks")):
        body["fields"]["detection"] = detection
        refused = program.post("/signals", body)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["loc"] == ["fields", "watch_signal"]
    made = own.post("/signals", body)
    assert made.status_code == 201, made.content
    page = f"/substances/signals/{made.json()['id']}/"
    link = f'href="/observatory/watch/{one["id"]}/"'
    assert link in browser(clerk).get(page).content.decode()
    assert link not in browser(here.reporters["PAN"]).get(page).content.decode()
