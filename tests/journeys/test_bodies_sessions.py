"""A session lives: languages, agenda, decisions that end, and what is refused on the way."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from almenara.bodies import gave, jobs, queries, services
from almenara.bodies.drafts import DecisionShape, ItemShape
from almenara.core.access.context import acting, system_work
from almenara.core.parties.refusals import Denied, WrongStage
from almenara.directory.tests import make
from almenara.formats.refusal import Unreadable
from tests.acceptance.bodies import convened, posted
from tests.acceptance.directory import API, Program, browser
from tests.journeys import bodies

pytestmark = pytest.mark.django_db


def pdf():
    return SimpleUploadedFile("uno.pdf", make.PDF, "application/pdf")


def test_a_translation_comes_after_its_original_and_is_late_when_that_changes():
    desk = Program(make.officer())
    meeting = convened(desk)
    there = f"{meeting}/documents/{posted(desk, meeting)['id']}"

    def keep(language, **more):
        parts = {"file": pdf(), "language": language, **more}
        return desk.client.post(f"{API}{there}/texts", parts, headers=desk.headers)

    assert keep("en", title="One").status_code == 409
    assert keep("de", title="Eins").status_code == 422
    assert keep("es").json()["missing"] == ["en", "fr", "pt"]
    assert keep("en").status_code == 422  # without a title
    assert keep("en", title="One").json()["missing"] == ["fr", "pt"]
    assert keep("es").json()["out_of_date"] == ["en"]
    page = Client().get(f"{there}/").content.decode()
    assert (page.count("desactualizado"), page.count("falta")) == (1, 2)
    assert keep("en", title="One").json()["out_of_date"] == []
    found = Client().get("/api/v1/search", {"q": "documento"})
    assert found.status_code in (200, 401)
    assert desk.get("/search", q="documento", thing="paper").json()["count"] == 1


def test_others_write_nothing_and_a_meeting_ends_after_it_starts():
    desk, panama = Program(make.officer()), Program(make.country("PAN").mission)
    meeting = convened(desk)
    assert panama.post(f"{meeting}/documents", {"class": "doc"}).status_code == 422
    said = {"class": "doc", "language": "es", "title": "Uno", "marking": "TLP:CLEAR"}
    assert panama.post(f"{meeting}/documents", said).status_code == 403
    when = {"starts": "2026-03-05T09:00:00Z", "zone": "America/Panama", "mode": "virtual"}
    for bad in ({"ends": "2026-03-04T09:00:00Z"}, {"ends": "2026-03-06T09:00:00Z", "zone": "X/Y"},
                {"ends": "2026-03-06T09:00:00Z", "mode": "walking"}, {}):  # fmt: skip
        assert desk.post("/bodies/cicte/meetings", {**when, **bad}).status_code == 422
    assert (
        panama.post("/bodies/cicte/meetings", {**when, "ends": when["starts"]}).status_code == 403
    )
    assert desk.post("/bodies/none/meetings", when).status_code == 404
    assert desk.post(f"{meeting}/stage", {"stage": "closed"}).status_code == 409
    assert desk.get("/bodies/cicte/meetings/nothing").status_code == 404


def test_a_meeting_at_an_hour_that_comes_twice_says_which_and_none_is_at_one_that_never_comes():
    clerk = make.officer()
    desk, office = Program(clerk), browser(clerk)
    said = {"starts": "2026-11-01T01:30", "ends": "2026-11-01T18:00", "mode": "virtual",
            "zone": "America/New_York"}  # fmt: skip
    new, api = "/bodies/cicte/meetings/new/", "/bodies/cicte/meetings"
    for bad in ({}, {"starts": "2026-03-08T02:30"}):
        page, answer = office.post(new, said | bad), desk.post(api, said | bad)
        assert (page.status_code, answer.status_code) == (422, 422)
        assert list(page.context["form"].errors) == ["starts"]
        assert [one["loc"] for one in answer.json()["errors"]] == [["starts"]]
    chosen = office.post(new, {**said, "starts_turn": "1"})
    assert chosen.status_code == 302
    assert desk.get(f"/{chosen['Location'].strip('/')}").json()["starts"] == "2026-11-01T06:30:00Z"
    made = desk.post(api, {**said, "starts": "2026-11-01T01:30-04:00"})
    assert made.json()["starts"] == "2026-11-01T05:30:00Z"


def test_an_adopted_order_is_kept_with_its_changes_and_why():
    clerk = make.officer()
    meeting, office = bodies.meeting(clerk), browser(clerk)
    there = f"/bodies/cicte/meetings/{meeting.pk}/"
    items = [
        services.add_item(clerk, meeting, ItemShape.model_validate({"titles": {"es": title}}))
        for title in ("Apertura", "Informe", "Clausura")
    ]
    below = {"titles": {"es": "Anexo"}, "parent": str(items[1].pk)}
    services.add_item(clerk, meeting, ItemShape.model_validate(below))
    numbers = [(number, item.title) for number, item in queries.agenda(clerk, meeting)]
    assert numbers == [
        ("1", "Apertura"), ("2", "Informe"), ("2.1", "Anexo"), ("3", "Clausura"),
    ]  # fmt: skip
    assert office.post(f"{there}agenda/adopt/").status_code == 302
    assert office.post(f"{there}agenda/{items[2].pk}/raise/").status_code == 302
    assert "Cambió desde que se adoptó" in office.get(there).content.decode()
    assert office.post(f"{there}agenda/adopt/").status_code == 422  # say why
    assert office.post(f"{there}agenda/adopt/", {"why": "Acuerdo de la sala"}).status_code == 302
    assert office.post(f"{there}agenda/{items[1].pk}/remove/").status_code == 409  # has another one
    assert office.post(f"{there}agenda/{items[0].pk}/remove/").status_code == 302
    first = list(queries.orders(clerk, meeting))[-1]
    assert [item.title for _number, item in queries.adopted(clerk, first)] == [
        "Apertura", "Informe", "Anexo", "Clausura",
    ]  # fmt: skip
    assert Client().post(f"{there}agenda/adopt/").status_code == 302
    assert browser(make.country("PAN").duty).post(f"{there}agenda/adopt/").status_code == 403


def test_a_decision_ends_by_another_or_by_being_annulled_and_its_point_stays():
    clerk = make.officer()
    meeting = bodies.meeting(clerk, "citaac")
    decide = {"kind": "other", "titles": {"es": "Acuerdo"}, "adopted_on": "2026-03-05"}
    with pytest.raises(WrongStage):
        services.decide(clerk, meeting, DecisionShape.model_validate(decide))  # not open
    services.step(clerk, meeting, "open")
    with pytest.raises(WrongStage):
        services.decide(clerk, meeting, DecisionShape.model_validate(decide))  # nobody is there
    forum = bodies.meeting(clerk, "csbm")
    services.step(clerk, forum, "open")
    day = forum.starts.date()
    states = sorted(queries.seats_on(clerk, forum.body, day))
    sent = [bodies.accredited(clerk, forum, state=code) for code in states[: len(states) // 3 + 1]]
    services.attend(clerk, forum, day, {str(one.pk): "present" for one in sent})
    titles = {"titles": {"es": "Punto"}}
    point = services.add_item(clerk, forum, ItemShape.model_validate(titles))
    first = services.decide(clerk, forum, DecisionShape.model_validate(
        {**decide, "item": str(point.pk), "reservations": [{"state": states[0], "text": "No"}]}
    ))  # fmt: skip
    with pytest.raises(WrongStage):
        services.remove_item(clerk, point)
    for bad in ({"votes": {states[0]: "yes"}}, {"reservations": [{"state": "CUB"}]},
                {"replaces": "nothing"}, {"item": "nothing"}):  # fmt: skip
        with pytest.raises(Unreadable):
            services.decide(clerk, forum, DecisionShape.model_validate({**decide, **bad}))
    second = services.decide(
        clerk, forum, DecisionShape.model_validate({**decide, "replaces": str(first.pk)})
    )
    first.refresh_from_db()
    assert (first.stage, second.number) == ("replaced", 2)
    with pytest.raises(WrongStage):
        services.annul(clerk, first, "otra vez")
    with pytest.raises(Denied):
        services.annul(make.country("PAN").mission, second, "no")
    office, there = browser(clerk), f"/bodies/csbm/meetings/{forum.pk}/"
    assert office.post(f"{there}decisions/{second.pk}/annul/", {}).status_code == 422
    why = {"why": "Error de hecho"}
    assert office.post(f"{there}decisions/{second.pk}/annul/", why).status_code == 302
    page = Client().get(there).content.decode()
    assert ("Anulada" in page, "Sustituida" in page, "Error de hecho" in page) == (True,) * 3


def test_a_mission_names_its_delegation_with_its_note_and_the_secretariat_accredits_it():
    clerk, panama = make.officer(), make.country("PAN")
    meeting = bodies.meeting(clerk)
    there = f"/bodies/cicte/meetings/{meeting.pk}/delegations/"
    mission, office = browser(panama.mission), browser(clerk)
    said = {"party": "state:PAN", "delegates": "Jefatura\nAsesoría | nadie"}
    assert mission.post(there, said).status_code == 422
    said = {"party": "state:PAN", "delegates": "Jefatura", "note": pdf()}
    assert mission.post(there, said).status_code == 302
    assert mission.post(there, {"party": "state:PAN"}).status_code == 422  # twice
    page = office.get(there).content.decode()
    assert "Jefatura" in page
    note = page.split('href="/documents/')[1].split('"')[0]
    assert office.get(f"/documents/{note}").status_code == 200
    with system_work():
        pk = queries.delegations(clerk, meeting).get().pk
    assert mission.post(f"{there}{pk}/answer/", {"accredit": "1"}).status_code == 403
    assert office.post(f"{there}{pk}/answer/", {"accredit": "1"}).status_code == 302
    assert office.post(f"{there}{pk}/answer/", {"accredit": "1"}).status_code == 409
    with transaction.atomic(), acting(panama.mission):
        given = dict(gave.delegations(panama.mission))
    assert b'"Jefatura"' in given["delegations.json"]
    assert given["votes.json"] == b"[]"
    assert Client().get(there).status_code == 302
    assert "Jefatura" not in Client().get(there.replace("delegations/", "")).content.decode()


def test_calendars_are_public_and_say_the_wall_clock_of_the_place():
    meeting = convened(Program(make.officer()), starts="2027-03-05T09:00:00",
                       ends="2027-03-06T18:00:00")  # fmt: skip
    feed = Client().get("/bodies/cicte/calendar.ics")
    assert (feed.status_code, feed["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert b"DTSTART:20270305T140000Z" in feed.content
    assert meeting.rpartition("/")[2].encode() in Client().get("/calendar.ics").content
    assert "09:00" in Client().get("/calendar/").content.decode()
    assert Client().get("/bodies/none/calendar.ics").status_code == 404


def test_a_meeting_that_is_called_off_says_so_everywhere_and_writes_to_whoever_comes(
    tmp_path, settings
):
    settings.MAIL_URL, settings.MAIL_FOLDER = "", tmp_path
    desk, stranger = Program(make.officer()), Client()
    meeting = convened(desk, starts="2027-03-05T09:00:00", ends="2027-03-05T18:00:00",
                       is_open_to_all=True)  # fmt: skip
    for mail in ("comes@example.org", "never-confirmed@example.org"):
        assert stranger.post(f"{meeting}/register/", {"name": "X", "mail": mail}).status_code == 302
    jobs.write_letters.func()
    links = [found for file in sorted(tmp_path.glob("*.eml"))
             if "comes@" in (text := file.read_text().replace("=\n", ""))
             for found in re.findall(r"/calendar/registrations/\w+/", text)]  # fmt: skip
    assert stranger.post(links[0]).status_code == 302
    country = Program(make.country("PAN").duty)
    assert country.post(f"{meeting}/stage", {"stage": "cancelled"}).status_code in (403, 404)
    assert desk.post(f"{meeting}/stage", {"stage": "cancelled"}).status_code == 200
    assert desk.post(f"{meeting}/stage", {"stage": "open"}).status_code == 409
    assert "Cancelada" in stranger.get("/calendar/").content.decode()
    assert b"STATUS:CANCELLED" in stranger.get("/calendar.ics").content
    late = stranger.post(f"{meeting}/register/", {"name": "Y", "mail": "y@example.org"})
    assert late.status_code == 409
    jobs.write_letters.func()
    jobs.write_letters.func()
    assert len(list(tmp_path.glob("*.eml"))) == 3
