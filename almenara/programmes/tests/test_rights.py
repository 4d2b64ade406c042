"""Who sees and does what, asked of everything by everybody; the oracle is the table below alone."""

import json
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from almenara.core.access.context import system_work
from almenara.directory.tests import make as people
from almenara.programmes import queries, services
from almenara.programmes.models import Likeness, Roll
from almenara.programmes.tests import make
from tests.acceptance.directory import browser
from tests.extent import some, some_pairs

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]
MARKINGS = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER")
SEES = {  # the AMBER activity is for Panama
    "secretariat": MARKINGS,
    "state": MARKINGS,
    "other state": MARKINGS[:2],
    "observer": MARKINGS[:1],
    "donor": MARKINGS[:1],
    "military liaison": MARKINGS[:1],
    "public": MARKINGS[:1],
}
IN_A_STATE = ("state", "other state")  # figures by State are for them, and the secretariat
PATHS = (
    "", "activities/", "activities/?state=PAN", "timeline/?year=2021",
    "timeline/?year=2021&state=PAN", "timeline/?year=2021&programme=D3&stage=held",
)  # fmt: skip
QUERIES = ("", "&state=PAN", "&stage=held", "&result=D3.1", "&limit=1")
VIEWERS = tuple(SEES)


class World:
    """One activity of each marking in Panama, held, with a list and a proof; and who asks."""

    def __init__(self):
        self.officer = people.officer()
        homes = {
            "secretariat": people.institution("s-cicte", kind="secretariat"),
            "state": people.institution("pan-aduanas", "PAN"),
            "other state": people.institution("cri-aduanas", "CRI"),
            "observer": people.institution("esp-mision", kind="observer"),
            "donor": people.institution("fondo-donante", kind="other"),
            "military liaison": people.institution("jid-enlace", kind="other"),
        }
        roles = {"secretariat": ["secretariat"], "observer": ["observer"]}
        self.pages, self.programs = {"public": Client()}, {"public": Client()}
        for who, home in homes.items():
            one = people.person(home, *roles.get(who, []))
            self.pages[who] = browser(one)
            self.programs[who] = Client(headers={"Authorization": people.key(one)})
        self.activities = {marking: self._held(marking) for marking in MARKINGS}
        services.publish(self.officer, queries.plan(self.officer, make.PLAN))
        with system_work():
            rolls = Roll.objects.values_list("activity", "pk")
            self.doors = {
                f"/plans/{make.PLAN}/iati/publish/": 403,
                f"/proposals/{Likeness.objects.get().pk}/": 404,
                **{f"/activities/{one}/participants/{pk}/withdraw/": 404 for one, pk in rolls},
            }

    def _held(self, marking):
        made = make.held(
            self.officer, titles={"es": f"zq{marking[4:].lower()}"}, marking=marking,
            states=["PAN"],
        )  # fmt: skip
        rows = [f"Ana {marking[4:]},PAN,Aduana,,,,600", f"{marking[4:]} ana,PAN,Aduana,,,,600"]
        make.enrolled(self.officer, made, *(rows if marking == "TLP:GREEN" else rows[:1]))
        proof = SimpleUploadedFile("acta.pdf", people.PDF)
        made.proof = services.attest(self.officer, made, proof, "acta.pdf", "acta").document_id
        return made


def test_rights_have_no_disagreement():
    """One world for all questions: building it costs most."""
    world = World()
    wrong = [
        *details(world), *lists(world), *participants(world), *files(world), *acts(world),
    ]  # fmt: skip
    assert not wrong
    with system_work():
        assert Roll.objects.count() == len(MARKINGS)


def details(world):
    """Activities and their proofs are there, or as if they never were."""
    for who, marking in some_pairs(VIEWERS, MARKINGS, each=2):
        page, program, one = world.pages[who], world.programs[who], world.activities[marking]
        hidden, absent = (302, 401) if who == "public" else (404, 404)
        got = (
            page.get(f"/activities/{one.pk}/").status_code,
            page.get(f"/documents/{one.proof}/").status_code,
            program.get(f"/api/v1/activities/{one.pk}").status_code,
        )
        if got != ((200, 200, 200) if marking in SEES[who] else (hidden, hidden, absent)):
            yield who, marking, got


def lists(world):
    """Lists, counts, timeline and board agree with the detail."""
    for who, query in some_pairs(VIEWERS, QUERIES):
        got = world.programs[who].get(f"/api/v1/activities?plan={make.PLAN}{query}").json()
        if got["count"] != len(SEES[who]) or {r["marking"] for r in got["items"]} - set(SEES[who]):
            yield who, query, got
    for who, (path, read) in some_pairs(VIEWERS, [*((path, text) for path in PATHS), SHEET]):
        got = read(world.pages[who].get(f"/plans/{make.PLAN}/{path}"))
        if named(got) != set(SEES[who]):
            yield who, path
    for who, sees in SEES.items():
        board = text(world.pages[who].get(f"/plans/{make.PLAN}/states/"))
        may_read = who == "secretariat" or who in IN_A_STATE
        chip = f'<span class="served served-held">{len(sees)}<span'
        if ("?state=PAN" in board, chip in board) != (may_read, may_read):
            yield who, "board"


def text(response):
    return response.content.decode()


def sheet(response):
    """What an Excel file says."""
    return str(list(load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True)))


SHEET = ("activities/?format=xlsx", sheet)


def named(text):
    """The markings whose activity is named."""
    return {marking for marking in MARKINGS if f"zq{marking[4:].lower()}" in text}


def participants(world):
    """Who took part, and who may be one, is the secretariat's alone."""
    for who, sees in SEES.items():
        is_desk = who == "secretariat"
        proposals = world.programs[who].get("/api/v1/proposals")
        counted = proposals.json()["count"] if proposals.status_code == 200 else 0
        if counted != (1 if is_desk else 0):
            yield who, "proposals", counted
        seen = [f"/activities/{world.activities[marking].pk}/" for marking in sees]
        for path in ["/proposals/", *some(seen, first=len(sees) - 1)]:
            if (b"Aduana" in world.pages[who].get(path).content) is not is_desk:
                yield who, path


def files(world):
    """The file for IATI is one for all, and has only what is public."""
    found = {page.get(f"/plans/{make.PLAN}/iati.xml").content for page in world.pages.values()}
    text = b"".join(found).decode()
    if len(found) > 1 or "zqclear" not in text:
        yield "iati", len(found)
    yield from (("iati", word) for word in ("zqgreen", "zqamber", "Aduana", "Ana ") if word in text)


def acts(world):
    """Nobody but the secretariat writes."""
    others = VIEWERS[1:]
    paths = [(m, path) for m in MARKINGS for path in ("stage", "participants", "evidence")]
    for who, (marking, path) in some_pairs(others, paths):
        one, known = world.activities[marking], 403 if marking in SEES[who] else 404
        got = (
            posted(world.programs[who], f"/api/v1/activities/{one.pk}/{path}", path),
            world.pages[who].post(f"/activities/{one.pk}/{path}/", body(path)).status_code,
        )
        if got != ((known, known) if who != "public" else (401, 302)):
            yield who, marking, path, got
    for who in others:
        known = 403 if who != "public" else 401
        if posted(world.programs[who], "/api/v1/activities", "submit") != known:
            yield who, "submit"
    for who, (path, known) in some_pairs(others, list(world.doors.items())):
        got = world.pages[who].post(path, {"one": "1"}).status_code
        if got != (known if who != "public" else 302):
            yield who, path


def body(path):
    """What is sent, its files unread."""
    return {
        "stage": {"stage": "reported"},
        "participants": {"file": SimpleUploadedFile("l.csv", b"name,state\nEva,PAN\n")},
        "evidence": {"file": SimpleUploadedFile("a.pdf", people.PDF), "kind": "acta"},
        "submit": {
            "plan": make.PLAN, "results": ["D3.1"], "kind": "course", "titles": {"es": "Otra"},
            "starts": "2021-03-01", "ends": "2021-03-05", "modality": "virtual",
            "states": ["PAN"], "minutes": 60,
        },
    }[path]  # fmt: skip


def posted(program, address, path):
    """To the API: a form where there is a file, else JSON."""
    said = body(path)
    if "file" in said:
        return program.post(address, said).status_code
    return program.post(address, json.dumps(said), content_type="application/json").status_code
