"""Who knows of a case, asked in every way: each finds what the rule says, and nothing leaks."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from almenara.assistance import gave
from almenara.core.access.context import acting
from almenara.core.parties.actor import NOBODY
from almenara.directory.tests import make
from almenara.exchange.tests import make as posts
from tests.acceptance.assistance import HELD, asked, does, meeting_of
from tests.acceptance.directory import Program, browser, person

pytestmark = pytest.mark.django_db
WORD = "zqexportaciones"
# name: (institution, State, role by itself, kind of post), and whether the case exists for them
PEOPLE = {
    "contact point": (("pan-contact", "PAN", "ncp", ""), True),
    "duty officer": (("pan-csirt", "PAN", "", "duty"), True),
    "alternate": (("pan-csirt", "PAN", "", "alternate"), True),
    "head": (("pan-enlace", "PAN", "", "head"), True),
    "secretariat, the unit": (("s-cicte", "", "secretariat", ""), True),
    "secretariat, another unit": (("ssm-oe", "", "secretariat", ""), True),
    "statistician of that State": (("pan-contact", "PAN", "statistician", ""), False),
    "Mission without a post": (("pan-mission", "PAN", "mission", ""), False),
    "colleague without a post": (("pan-csirt", "PAN", "", ""), False),
    "contact point of another State": (("cri-contact", "CRI", "ncp", ""), False),
    "head of another State": (("cri-csirt", "CRI", "", "head"), False),
    "observer": (("obs-office", "", "observer", ""), False),
    "donor": (("donor-agency", "", "", ""), False),
    "military liaison": (("jid-liaison", "", "", "duty"), False),
    "unit without a role": (("s-cicte", "", "", ""), False),
    "administrator": (("ssm-saa", "", "administrator", ""), False),
    "analyst": (("dsp-dis", "", "analyst", ""), False),
}


def enrolled(slug, state, role, kind):
    home = make.institution(slug, state, "agency" if state else "secretariat")
    made = make.person(home, *([role] if role else []))
    if kind:
        posts.post(made, kind, "csirt", lead=False)
    return make.actor(made)


@pytest.fixture
def world():
    people = {name: enrolled(*who) for name, (who, _seen) in PEOPLE.items()}
    author, desk = people["contact point"], people["secretariat, the unit"]
    case = asked(author, title=f"Leyes {WORD}", request=f"Revisar {WORD}")
    assert Program(desk).post(f"{case}/meetings", HELD | {"agenda": WORD}).status_code == 201
    does(browser(author), f"{case}/messages/", text=f"Mensaje {WORD}")
    file = SimpleUploadedFile(f"{WORD}.pdf", make.PDF, "application/pdf")
    does(browser(desk), f"{case}/documents/", file=file)
    task = {"title": f"Tarea {WORD}", "owner": "Unidad", "due": "2999-01-01", "area": ""}
    does(browser(desk), f"{case}/tasks/", **task)
    return people, case


def ways(actor, case, meeting):
    """How each looks for it: what is asked, and whether it was found."""
    page = browser(person(actor)) if actor is not NOBODY else Client()
    program = Program(actor) if actor is not NOBODY else None
    pk = case.removeprefix("/cases/")
    got = [("page", page.get(f"{case}/"), 200), ("list page", page.get("/cases/"), None),
           ("search page", page.get("/search/", {"q": WORD}), None)]  # fmt: skip
    if program:
        got += [
            ("detail", program.get(case), 200),
            ("messages", program.get(f"{case}/messages"), 200),
            ("list", program.get("/cases"), None),
            ("search", program.get("/search", q=WORD, thing="case"), None),
        ]
    for name, answer, found in got:
        text = answer.content.decode()
        said = WORD in text.replace(f"q={WORD}", "").replace(f"«{WORD}»", "").replace(
            f'value="{WORD}"', ""
        )
        yield name, (answer.status_code == found if found else said), said or pk in text
    if program:
        for path, query in (("/cases", {}), ("/search", {"q": WORD, "thing": "case"})):
            count = program.get(path, **query).json()["count"]
            yield f"count {path}", count > 0, count > 0
        told = program.get("/journal", thing=f"case:{pk}").json()["count"]
        yield "journal", None, told > 0
        stop = program.post(f"{case}/messages", {"text": "a"}).status_code
        yield "writing", stop == 201, stop not in (201, 404)
        held = program.post(f"{case}/meetings/{meeting}/confirm", {"version": 99}).status_code
        yield "confirming", held == 409, held not in (409, 404)


def test_each_finds_the_case_by_the_rule_in_every_way(world):
    people, case = world
    meeting = meeting_of(case, people["contact point"])["id"]
    faults, asked_in_all = [], 0
    everybody = [*people.items(), ("public", NOBODY)]
    for name, actor in everybody:
        seen = PEOPLE[name][1] if name in PEOPLE else False
        for way, found, leaked in ways(actor, case, meeting):
            asked_in_all += 1
            if (found is not None and found != seen) or (leaked and not seen):
                faults.append((name, way, found, leaked))
    assert faults == []
    assert asked_in_all > 150


def test_exports_and_the_second_wall_agree_with_the_rule(world):
    people, _case = world
    tables = ("case", "scoping", "errand", "remark")
    faults = []
    for name, actor in [*people.items(), ("public", NOBODY)]:
        seen = PEOPLE[name][1] if name in PEOPLE else False
        with transaction.atomic(), acting(actor), connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"select count(*) from assistance_{table}")
                faults += [(name, table)] if (cursor.fetchone()[0] > 0) is not seen else []
            cursor.execute("select count(*) from documents_hanging where word = 'case'")
            faults += [(name, "hanging")] if (cursor.fetchone()[0] > 0) is not seen else []
            given = b"".join(content for _file, content in gave.cases(actor))
            of_state = seen and bool(actor.state)
            faults += [(name, "export")] if (WORD.encode() in given) is not of_state else []
    assert faults == []


def test_without_context_the_application_sees_no_row(world):
    with connection.cursor() as cursor:
        for table in ("case", "scoping", "errand", "outcome", "remark"):
            cursor.execute(f"select count(*) from assistance_{table}")
            assert cursor.fetchone() == (0,), table


def test_documents_go_to_those_of_the_case_and_to_who_sent_them(world):
    people, case = world
    page = browser(people["contact point"]).get(f"{case}/").content.decode()
    address = page.split("/documents/")[1].split('"')[0].strip("/")
    for name, actor in people.items():
        wanted = PEOPLE[name][1] or name == "unit without a role"  # of the sending institution
        got = browser(person(actor)).get(f"/documents/{address}/").status_code
        assert got == (200 if wanted else 404), name


def test_sums_by_age_are_for_members_and_tell_of_no_case(world):
    people, _case = world
    page = browser(people["head of another State"]).get("/cases/").content.decode()
    assert page.count("menos de 5") == 4
    donor = browser(people["donor"]).get("/cases/").content.decode()
    assert "menos de 5" not in donor
    for n in range(5):
        asked(people["duty officer"], title=f"Caso {n}")
    page = browser(people["head of another State"]).get("/cases/").content.decode()
    assert page.count("menos de 5") == 3
