"""S16: a network, and what is sent in it, is made by filling a form, without code, and lives."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.identity import recent
from almenara.core.parties.actor import SYSTEM
from almenara.directory import queries
from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser, nominate, verify
from tests.acceptance.exchange import chase, written
from tests.shared import built_once

pytestmark = pytest.mark.django_db

FORM = {
    "slug": "biological-safety",
    "names-es": "Puntos de contacto de bioseguridad",
    "names-en": "Biosafety points of contact",
    "names-pt": "Pontos de contato de biossegurança",
    "names-fr": "Points de contact de biosécurité",
    "purpose-es": "Cooperar en la aplicación de la resolución 1540.",
    "legal_basis-es": "Resolución 1540 (2004)",
    "data_classes": ["official-contact", "designation"],
    "audience-es": "Las personas con un puesto en la red",
    "retention": "P90D",
    "responsible": "S-CICTE",
    "owner": make.OWNER,
    "seats-per_state": "2",
    "seats-holders": ["state", "secretariat"],
    "nominates": ["ncp", "mission"],
    "nominates_without_state": ["secretariat"],
    "verifies": ["secretariat"],
    "sees-phone": ["own"],
    "sees-mail": ["members"],
    "sees-holder": ["members"],
    "sees-title": ["members"],
    "sees-institution": ["members"],
    "who_checks": ["secretariat"],
    "check_every": "P180D",
    "reattest_every": "P4M",
    "duty_hours": "office",
    "sealed_copy": "on",
    "second_approver": "SSM-OE",
    "admission-approvals": ["ncp"],
    "admission-within_working_days": "20",
}
QUESTIONS = {
    "fields-0-key": "agent",
    "fields-0-names-es": "Agente",
    "fields-0-names-en": "Agent",
    "fields-0-names-pt": "Agente",
    "fields-0-names-fr": "Agent",
    "fields-0-type": "choice",
    "fields-0-required": "on",
    "fields-0-choices": "known|Conocido|Known|Conhecido|Connu\nother|Otro|Other|Outro|Autre",
    "fields-1-key": "which",
    "fields-1-names-es": "Cuál",
    "fields-1-names-en": "Which",
    "fields-1-names-pt": "Qual",
    "fields-1-names-fr": "Lequel",
    "fields-1-type": "text",
    "fields-1-relevant-field": "agent",
    "fields-1-relevant-in": "known, other",
}
SHARED = ("names-", "purpose-", "legal_basis-", "audience-", "retention", "responsible")
KIND = {
    **{key: said for key, said in FORM.items() if key.startswith(SHARED)},
    "slug": "biological-find",
    "data_classes": ["official-contact"],
    "network": "biological-safety",
    "origins": ["state"],
    "markings": ["TLP:GREEN", "TLP:AMBER"],
    "handing_on": "on",
    "time_to_acknowledge": "PT30M",
    "escalation-1": "duty",
    "escalation-2": "head",
    **QUESTIONS,
}


def entered():
    """An administrator who has made the network by its form."""
    home = make.institution(make.OWNER, kind="secretariat")
    admin = browser(make.person(home, "administrator"))
    made(admin, "network", FORM)
    return admin


_admin = built_once(entered)


@pytest.fixture
def admin(_admin, db):
    return _admin


def made(admin, type, form):
    answer = admin.post(f"/types/{type}/new/", {**form, "act": "save"})
    assert answer.status_code == 302, answer.context["form"].errors


def by_form(admin):
    made(admin, "kind", KIND)


def by_yaml(admin):
    """The same two, written by somebody as YAML and brought as a file."""
    made(admin, "kind", KIND)
    types = (("network", FORM), ("kind", KIND))
    texts = [admin.get(f"/types/{type}/{form['slug']}/yaml/").content for type, form in types]
    both = b"---\n".join(texts).replace(b"biological-", b"chemical-")
    answer = admin.post("/types/load/", {"file": SimpleUploadedFile("types.yaml", both)})
    assert answer.status_code == 302, answer.context["errors"]


@pytest.mark.parametrize(("make_types", "name"), [(by_form, "biological"), (by_yaml, "chemical")])
def test_a_network_and_a_message_kind_without_code_live_their_lives(admin, make_types, name):
    make_types(admin)
    slug, kind = f"{name}-safety", f"{name}-find"
    with system_work():
        network = queries.network(SYSTEM, slug)
    countries = {code: make.country(code) for code in ("PAN", "CRI")}
    for code, country in countries.items():
        home = f"{code.lower()}-guard"
        for post, holder in (("duty", country.duty), ("head", country.head)):
            done = nominate(browser(country.ncp), network, home, post, holder)
            assert done.status_code == 302
    verify(network)
    panama, costa_rica = countries["PAN"], countries["CRI"]

    officer = Program(make.officer())
    check = officer.post(f"/networks/{slug}/checks", {"answer_within": "PT1H"})
    assert check.status_code == 201
    answered = Program(panama.duty).post(f"/checks/{check.json()['id']}/answer", {})
    assert answered.json()["stage"] == "reached"
    card = Program(panama.duty).get(f"/networks/{slug}/posts", state="CRI").json()["items"][0]
    assert card["holder"]
    assert not card.get("phone"), "this network shows a telephone to its own State only"
    item = next(
        row for row in Program(panama.duty).get("/networks").json()["items"] if row["slug"] == slug
    )
    assert (item["states_taking_part"], item["kinds"]) == (2, [kind])
    assert item["states_all"] > 1

    writer = browser(panama.duty)
    page = writer.get(f"/alerts/new/{kind}/", follow=True).content.decode()
    assert "Agente" in page
    assert 'value="TLP:RED"' not in page
    said = {"title": "Hallazgo", "body": "Uno.", "marking": "TLP:AMBER", "states": ["CRI"]}
    refused = writer.post(f"/alerts/new/{kind}/", {**said, "act": "publish"})
    assert refused.status_code == 422
    assert refused.context["form"].errors["field_agent"]
    url = written(writer, kind, **said, field_agent="other", field_which="Nuevo")
    delivery = Program(costa_rica.duty).get(f"/alerts/{url.split('/')[2]}").json()["delivery"]
    climbed = chase(timezone.now() + timedelta(minutes=31))
    assert [one["to"] for one in climbed["escalated"]] == [[costa_rica.head.user.username]]
    done = Program(costa_rica.head).post(f"/deliveries/{delivery}/acknowledge", {})
    assert done.json()["stage"] == "acknowledged"
    assert writer.post(f"{url}retract/", {"reason": "Fue un error."}).status_code == 302


def test_what_cannot_be_read_stands_at_its_field_and_nothing_is_kept(admin):
    wrong = {
        **KIND, "names-fr": "", "retention": "noventa días", "markings": [],
        "fields-0-choices": "known", "fields-1-key": "Mal Hecho", "network": "",
    }  # fmt: skip
    answer = admin.post("/types/kind/new/", {**wrong, "act": "save"})
    assert answer.status_code == 422
    assert {"names-fr", "retention", "markings", "fields-0-choices", "fields-1-key", "network"} <= (
        set(answer.context["form"].errors)
    )
    assert admin.get("/types/kind/biological-find/").status_code == 404
    file = SimpleUploadedFile("types.yaml", b"type: kind\nslug: NO")
    answer = admin.post("/types/load/", {"file": file})
    assert answer.status_code == 422
    assert ("slug" in dict(answer.context["errors"]), admin.get("/types/load/").status_code) == (
        True,
        200,
    )


def test_rows_come_and_go_and_the_preview_keeps_nothing(admin):
    more = admin.post("/types/kind/new/", {**KIND, "act": "add:fields"}).content.decode()
    assert 'name="fields-2-key"' in more
    less = admin.post("/types/kind/new/", {**KIND, "act": "remove:fields:0"})
    assert less.context["form"]["fields-0-key"].value() == "which"
    up = admin.post("/types/kind/new/", {**KIND, "act": "up:fields:1"})
    assert up.context["form"]["fields-1-key"].value() == "agent"
    for odd in ("up:fields:x", "remove:names:0", "remove:fields:99", "none", "add:fields:-1"):
        assert admin.post("/types/kind/new/", {**KIND, "act": odd}).status_code in (200, 302, 422)


def test_a_preview_says_what_would_become_of_it(admin):
    page = admin.post("/types/kind/new/", {**KIND, "act": "preview"}).content.decode()
    assert "Estaría en uso desde que lo guarde." in page
    assert "preview_field_agent" in page
    assert admin.get("/types/kind/biological-find/").status_code == 404


def test_a_change_is_a_new_version_and_a_copy_another_type(admin):
    change = f"/types/network/{FORM['slug']}/change/"
    assert admin.get(change).context["form"]["check_every"].value() == "P180D"
    answer = admin.post(change, {**FORM, "slug": "other", "check_every": "P30D", "act": "preview"})
    assert [str(one) for one in answer.context["sheet"].preview["changes"]] == ["Se comprueba cada"]
    admin.post(change, {**FORM, "check_every": "P30D", "act": "save"})
    page = admin.get(f"/types/network/{FORM['slug']}/").content.decode()
    assert "Versión 2" in page
    assert (page.count("en uso"), page.count("la siguió otra")) == (1, 1)
    assert "30 días" in page
    copy = admin.get(f"/types/network/new/?from={FORM['slug']}").context["form"]
    assert (copy["slug"].value(), copy["check_every"].value()) == (None, "P30D")
    again = admin.post("/types/network/new/", {**FORM, "act": "save"})
    assert again.status_code == 422, "that name is taken"


def test_a_sensitive_kind_waits_for_a_second_person(admin, monkeypatch):
    monkeypatch.setattr(recent, "is_recent", lambda request: True)
    made(admin, "kind", {**KIND, "data_classes": ["health"]})
    page = "/types/kind/biological-find/"
    assert "otra persona" in admin.get(page).content.decode()
    assert admin.post(f"{page}approve/").status_code == 403
    second = browser(make.person(make.institution(make.OWNER), "administrator"))
    assert second.post(f"{page}approve/").status_code == 302
    assert "borrador" not in admin.get(page).content.decode()


def test_an_unfinished_type_is_a_draft_and_says_what_it_waits_for(admin):
    made(admin, "kind", {**KIND, "slug": "half", "purpose-es": "", "responsible": ""})
    half = admin.get("/types/kind/half/").content.decode()
    assert "purpose, responsible" in half


def test_only_the_administration_makes_types(admin):
    duty = browser(make.country("PAN").duty)
    paths = ("network/new/", "kind/new/", f"network/{FORM['slug']}/change/", "load/")
    for path in paths:
        assert duty.get(f"/types/{path}").status_code == 403
        assert duty.post(f"/types/{path}", FORM).status_code == 403
    assert admin.get("/types/wall/new/").status_code == 404
    assert "Nueva red" not in duty.get("/types/").content.decode()


def test_the_network_of_the_resolution_is_checked_every_180_days(admin):
    network = make.network("unscr-1540")
    page = browser(make.country("PAN").duty).get(f"/directory/{network.slug}/").content.decode()
    assert "cada 180 días" in page
