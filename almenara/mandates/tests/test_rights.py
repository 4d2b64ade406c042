"""Who finds what, role by role and thing by thing: lists, details, counts, and plain SQL.

`SEEN` is written from the rules alone: public registers, a State's own receipts and answers, the
two offices of a letter, the secretariat's tasks and missions, and files of the persons named.
"""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test import Client

from almenara.core.access.context import acting
from almenara.core.parties.actor import NOBODY
from almenara.core.types.heads import read
from almenara.directory.tests import make
from almenara.mandates import drafts, queries, services
from tests.acceptance.directory import API, Program, browser
from tests.extent import some_pairs
from tests.shared import built_once, taken_back

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]
WORD = "zqfolio"
# thing: (list page, detail page with its id, table)
THINGS = {
    "resolution": ("/mandates/", "/resolutions/{}/", "mandates_resolution"),
    "mandate": ("/mandates/", "/mandates/{}/", "mandates_mandate"),
    "action": ("", "", "mandates_action"),
    "task": ("/tasks/", "", "mandates_task"),
    "transmission": ("/transmissions/", "/transmissions/{}/", "mandates_transmission"),
    "receipt": ("", "", "mandates_receipt"),
    "consultation": ("/consultations/", "/consultations/{}/", "mandates_consultation"),
    "reply": ("", "", "mandates_reply"),
    "letter": ("/correspondence/", "/correspondence/{}/", "mandates_letter"),
    "journey": ("/journeys/", "/journeys/{}/", "mandates_journey"),
    "peace": ("/good-offices/", "/good-offices/{}/", "mandates_peacefile"),
    "note": ("/good-offices/", "", "mandates_clearednote"),
}
EVERYBODY = {"resolution", "mandate", "note"}
OFFICIAL = EVERYBODY | {"action"}
DESK = OFFICIAL | {"task", "transmission", "receipt", "consultation", "reply", "journey"}
SENT = OFFICIAL | {"transmission", "receipt"}
SEEN = {
    "desk": DESK,  # s-cicte: wrote everything but the letter and the file
    "liaison": DESK | {"letter"},  # ssm-jid: wrote the letter
    "named": DESK | {"peace"},  # ssm-oe: opened the file
    "pan-duty": SENT,
    "pan-mission": SENT | {"consultation", "reply"},
    "pan-contact": SENT | {"consultation", "reply"},
    "cri-mission": SENT | {"consultation"},
    "jam-mission": SENT,
    "military": EVERYBODY | {"letter"},
    "observer": EVERYBODY,
    "administrator": EVERYBODY,
    "nobody": EVERYBODY,
}
SENT_FORM = {"stage": "in-course", "verb": "finish", "effect": "Nada cambia", "note": "Una nota"}
DETAIL = {"resolution": EVERYBODY, "mandate": {"action"}}  # who opens it sees this too


def build():
    """One of each thing, and one person for each way of asking."""
    countries = {code: make.country(code) for code in ("PAN", "CRI", "JAM")}
    people = {
        "desk": make.officer(),
        "liaison": make.officer("ssm-jid"),
        "named": make.officer("ssm-oe"),
        "pan-duty": make.actor(countries["PAN"].duty),
        "pan-mission": countries["PAN"].mission,
        "pan-contact": countries["PAN"].ncp,
        "cri-mission": countries["CRI"].mission,
        "jam-mission": countries["JAM"].mission,
        "military": make.actor(make.person(make.institution("jid", kind="other"))),
        "observer": make.actor(make.person(make.institution("obs-office"), "observer")),
        "administrator": make.actor(make.person(make.institution("ssm-saa"), "administrator")),
        "nobody": NOBODY,
    }
    ids = {**registers(people), **dealings(people)}
    programs = {name: Program(who) for name, who in people.items() if who.is_known}
    pages = {name: browser(people[name]) for name in programs} | {"nobody": Client()}
    return people, ids, programs, pages


def registers(people):
    desk = people["desk"]
    said = {
        "body": "cicte", "symbol": f"{WORD}-1", "kind": "decision", "titles": {"es": WORD},
        "adopted_on": "2021-01-01",
        "paragraphs": [{"paragraph": 1, "verb": "request", "summaries": {"es": WORD}}],
    }  # fmt: skip
    resolution = services.adopt(desk, read(drafts.ResolutionShape, said))
    with acting(desk):
        mandate = queries.mandates(desk).get(resolution=resolution)
    shape = read(drafts.ActionShape, {"kind": "measure", "text": WORD, "on": "2021-05-05"})
    action = services.note(people["pan-contact"], mandate, shape)
    task = {"title": WORD, "owner": desk.name, "due": "2026-07-15", "mandate": str(mandate.pk)}
    task = services.assign_task(desk, read(drafts.TaskShape, task))
    sent = services.open_transmission(desk, resolution, WORD)
    for verb in ("pass", "endorse", "send"):
        hop = drafts.HopShape(verb=verb, post="Cargo", on=date(2021, 2, 1))
        services.hand_on(desk, sent, hop)
    return {"resolution": resolution, "mandate": mandate, "action": action, "task": task,
            "transmission": sent}  # fmt: skip


def dealings(people):
    desk, liaison, named = people["desk"], people["liaison"], people["named"]
    asked = {"title": WORD, "questions": ["¿Qué?"], "states": ["PAN", "CRI"], "due": "2026-12-31"}
    asked = services.ask(desk, read(drafts.ConsultationShape, asked))
    [reply] = services.answer(people["pan-mission"], asked, {0: WORD})
    letter = {"addressee": "jid", "subject": WORD, "sent_on": "2026-03-01"}
    letter = services.send_letter(liaison, read(drafts.LetterShape, letter))
    trip = {"traveller": desk.name, "purpose": WORD, "place": "Panamá", "starts": "2026-03-01",
            "ends": "2026-03-05"}  # fmt: skip
    journey = services.propose_journey(desk, read(drafts.JourneyShape, trip))
    files = [
        services.open_file(named, drafts.PeaceShape(title=WORD, mandate=WORD, people=[named.name]))
        for _ in range(2)
    ]
    note = services.close_file(named, files[1], "Nota pública")
    return {"consultation": asked, "reply": reply, "letter": letter, "journey": journey,
            "peace": files[0], "note": note}  # fmt: skip


_world = built_once(build)


@pytest.fixture
def asked(_world, db):
    return _world


def among(name, things):
    """Of these the ones that this viewer asks for; the owner of a letter and a file asks for it."""
    return [thing for who, thing in some_pairs(list(SEEN), things, each=2) if who == name]


@pytest.mark.parametrize("name", SEEN)
def test_plain_sql_reads_what_the_rules_say(asked, name):
    people, ids, _programs, _pages = asked
    found = set()
    with transaction.atomic(), acting(people[name]), connection.cursor() as cursor:
        for thing, (_list, _detail, table) in THINGS.items():
            if thing == "receipt":
                cursor.execute(f"select distinct state_id from {table}")
                states = {row[0] for row in cursor.fetchall()}
                found |= {thing} if states else set()
                assert len(states) < 2 or "secretariat" in people[name].roles
            else:
                cursor.execute(f"select 1 from {table} where id = %s", [ids[thing].pk])
                found |= {thing} if cursor.fetchone() else set()
    assert found == SEEN[name]


@pytest.mark.parametrize("name", SEEN)
def test_pages_agree_with_the_rules(asked, name):
    people, ids, _programs, pages = asked
    wrong = []
    detailed = [thing for thing, (_list, detail, _table) in THINGS.items() if detail]
    for thing in among(name, detailed):
        got = pages[name].get(THINGS[thing][1].format(ids[thing].pk)).status_code
        seen = thing in SEEN[name] and DETAIL.get(thing, set()) <= SEEN[name]
        wanted = 200 if seen else (404 if people[name].is_known else 302)
        wrong += [(thing, got)] if got != wanted else []
    assert not wrong


@pytest.mark.parametrize("name", SEEN)
def test_lists_counts_search_and_journal_agree_with_the_rules(asked, name):
    _people, ids, programs, pages = asked
    listed = ["task", "transmission", "letter", "consultation", "peace", "journey"]
    for thing in among(name, listed):
        page = pages[name].get(THINGS[thing][0]).content.decode()
        said = WORD if thing != "peace" else f"/good-offices/{ids['peace'].pk}/"
        assert (said in page) is (thing in SEEN[name]), thing
    register = (programs[name].get("/mandates") if name in programs
                else Client().get(f"{API}/mandates")).json()  # fmt: skip
    assert str(ids["mandate"].pk) in {row["id"] for row in register["items"]}
    if name not in programs:
        return
    found = programs[name].get("/search", q=WORD).json()
    assert {row["thing"] for row in found["items"]} == {"resolution"}
    assert found["count"] == len(found["items"])
    for thing in among(name, ["letter", "journey", "peace", "consultation"]):
        word = ids[thing]._meta.model_name
        got = programs[name].get("/journal", thing=f"{word}:{ids[thing].pk}").json()
        assert got["count"] == 0 or thing in SEEN[name], thing


@pytest.mark.parametrize("name", SEEN)
def test_only_who_may_writes(asked, name):
    """Each act asked by everybody: 302 for whom the rules name, else a refusal."""
    _people, ids, _programs, pages = asked
    desk = {"desk", "liaison", "named"}
    acts = {
        f"/mandates/{ids['mandate'].pk}/stage/": (desk, {409}),
        f"/tasks/{ids['task'].pk}/stage/": (desk, {302}),
        f"/correspondence/{ids['letter'].pk}/receive/": ({"military"}, {302}),
        f"/consultations/{ids['consultation'].pk}/close/": (desk, {409}),
        f"/good-offices/{ids['peace'].pk}/close/": ({"named"}, {302}),
        f"/journeys/{ids['journey'].pk}/stage/": (desk, {302}),
    }
    wrong = []
    for url, (who, wanted) in among(name, list(acts.items())):
        with taken_back():
            got = pages[name].post(url, SENT_FORM)
        is_refused = got.status_code in (403, 404) or (
            got.status_code == 302 and "login" in got["Location"]
        )
        right = got.status_code in wanted if name in who else is_refused
        wrong += [] if right else [(url, got.status_code)]
    assert not wrong
