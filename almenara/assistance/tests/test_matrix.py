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
from tests.acceptance.assistance import HELD, asked, does
from tests.acceptance.directory import Program, browser

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


def lived(people):
    """One case with a meeting, a word, a document and a task, each with the word."""
    author, desk = people["contact point"], people["secretariat, the unit"]
    case = asked(author, title=f"Leyes {WORD}", request=f"Revisar {WORD}")
    assert Program(desk).post(f"{case}/meetings", HELD | {"agenda": WORD}).status_code == 201
    does(browser(author), f"{case}/messages/", text=f"Mensaje {WORD}")
    file = SimpleUploadedFile(f"{WORD}.pdf", make.PDF, "application/pdf")
    does(browser(desk), f"{case}/documents/", file=file)
    task = {"title": f"Tarea {WORD}", "owner": "Unidad", "due": "2999-01-01", "area": ""}
    does(browser(desk), f"{case}/tasks/", **task)
    return case


def by_pages(page, case):
    """How each looks for it on the pages: way, found, and whether a word of it was said."""
    pk = case.removeprefix("/cases/")
    for way, address, asked_for in (
        ("page", f"{case}/", {}),
        ("list page", "/cases/", {}),
        ("search page", "/search/", {"q": WORD}),
    ):
        answer = page.get(address, asked_for)
        text = answer.content.decode().replace(f"q={WORD}", "").replace(f"«{WORD}»", "")
        said = WORD in text.replace(f'value="{WORD}"', "") or pk in text
        yield way, answer.status_code == 200 if way == "page" else said, said


def by_program(program, case):
    """How each looks for it with a program: lists with their counts, search, detail, writing."""
    for way, path, query in (
        ("list", "/cases", {}),
        ("search", "/search", {"q": WORD, "thing": "case"}),
    ):
        got = program.get(path, **query)
        yield way, got.json()["count"] > 0, WORD in got.content.decode()
    for way, path in (("detail", case), ("messages", f"{case}/messages")):
        got = program.get(path)
        yield way, got.status_code == 200, WORD in got.content.decode()
    status = program.post(f"{case}/messages", {"text": "Otro"}).status_code
    yield "writing", status == 201, status not in (201, 404)


def behind(actor, case):
    """What the database alone opens, and what a State takes out."""
    with transaction.atomic(), acting(actor), connection.cursor() as cursor:
        for table in ("case", "scoping", "errand", "remark"):
            cursor.execute(f"select count(*) from assistance_{table}")
            yield table, cursor.fetchone()[0] > 0, False
        cursor.execute("select count(*) from documents_hanging where word = 'case'")
        yield "hanging", cursor.fetchone()[0] > 0, False
        given = b"".join(content for _file, content in gave.cases(actor))
        yield "export", WORD.encode() in given if actor.state else None, WORD.encode() in given


def test_each_finds_the_case_by_the_rule_in_every_way_and_nothing_is_said_to_others():
    people = {name: enrolled(*who) for name, (who, _seen) in PEOPLE.items()}
    case = lived(people)
    own = browser(people["contact point"]).get(f"{case}/").content.decode()
    document = "/documents/" + own.split("/documents/")[1].split('"')[0]
    faults, questions = [], 0
    for name, actor in [*people.items(), ("public", NOBODY)]:
        seen = PEOPLE[name][1] if name in PEOPLE else False
        page = Client() if actor is NOBODY else browser(actor)
        found = [*by_pages(page, case), *behind(actor, case)]
        if actor is not NOBODY:
            found += by_program(Program(actor), case)
            if actor.institution in ("pan-contact", "s-cicte"):  # whose lines the journal keeps
                thing = case.removeprefix("/").replace("cases/", "case:")
                told = Program(actor).get("/journal", thing=thing).json()["count"] > 0
                found.append(("journal", told, told))
            sent_it = name == "unit without a role"  # its own institution uploaded the file
            got = page.get(document).status_code == 200
            found.append(("document", None if sent_it else got, False))
        questions += len(found)
        faults += [
            (name, way)
            for way, is_found, is_said in found
            if is_found not in (None, seen) or (is_said and not seen)
        ]
    assert faults == []
    assert questions > 250


def test_without_context_the_application_sees_no_row():
    people = {
        name: enrolled(*PEOPLE[name][0]) for name in ("contact point", "secretariat, the unit")
    }
    lived(people)
    with connection.cursor() as cursor:
        for table in ("case", "scoping", "errand", "outcome", "remark"):
            cursor.execute(f"select count(*) from assistance_{table}")
            assert cursor.fetchone() == (0,), table


def test_sums_by_age_are_for_members_and_tell_of_no_case():
    ncp, member = make.country("PAN").ncp, browser(make.country("CRI").ncp)
    donor = browser(enrolled(*PEOPLE["donor"][0]))
    asked(ncp)
    assert member.get("/cases/").content.decode().count("menos de 5") == 4
    assert "menos de 5" not in donor.get("/cases/").content.decode()
    for n in range(4):
        asked(ncp, title=f"Caso {n}")
    assert member.get("/cases/").content.decode().count("menos de 5") == 3


def test_one_case_and_many_cost_the_same_number_of_questions(django_assert_max_num_queries):
    ncp, desk = make.country("PAN").ncp, make.officer()
    page, asked_for = browser(desk), []
    for more in (1, 20):
        for n in range(more):
            asked(ncp, title=f"Caso {more} {n}")
        with django_assert_max_num_queries(60) as counted:
            page.get("/cases/")
        asked_for.append(len(counted))
    assert asked_for[0] == asked_for[1]
