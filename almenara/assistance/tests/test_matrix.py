"""Who knows of a case, asked in every way: each finds what the rule says, and nothing leaks."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client

from almenara.assistance import gave, services
from almenara.assistance.drafts import CaseShape
from almenara.core.access.context import acting
from almenara.core.parties.actor import NOBODY
from almenara.directory.tests import make
from almenara.exchange.tests import make as posts
from tests.acceptance.assistance import ASKED, HELD, asked, does
from tests.acceptance.directory import Program, browser
from tests.extent import WHOLE, some, some_pairs

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]
WORD = "zqexportaciones"
CIRCLE = "select count(*) from search_find(%s, 'es', '', 0, 9, '{secretariat}', 9, 9)"
UPLOADED = "unit without a role"  # its own institution uploaded the file
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


def on_page(page, address, case):
    """Whether it is found on a page, and whether a word of it was said."""
    answer = page.get(address)
    text = answer.content.decode().replace(f"q={WORD}", "").replace(f"«{WORD}»", "")
    text = text.replace(f'value="{WORD}"', "")
    said = WORD in text or case.removeprefix("/cases/") in text
    return answer.status_code == 200 if case in address else said, said


def in_program(program, address):
    """The same of a program: a list by its count, anything else by its answer."""
    got = program.get(address)
    found = got.json().get("count", 1) > 0 if got.status_code == 200 else False
    return found, WORD in got.content.decode()


def writing(program, case):
    status = program.post(f"{case}/messages", {"text": "Otro"}).status_code
    return status == 201, status not in (201, 404)


def behind(actor):
    """What the database alone opens, and what a State takes out."""
    with transaction.atomic(), acting(actor), connection.cursor() as cursor:
        for table in ("case", "scoping", "errand", "remark"):
            cursor.execute(f"select count(*) from assistance_{table}")
            yield table, cursor.fetchone()[0] > 0, False
        cursor.execute("select count(*) from documents_hanging where word = 'case'")
        yield "hanging", cursor.fetchone()[0] > 0, False
        if not actor.person:  # who comes without a context says to be in the circle
            cursor.execute(CIRCLE, [WORD])
            yield "circle", cursor.fetchone()[0] > 0, False
        given = b"".join(content for _file, content in gave.cases(actor))
        yield "export", WORD.encode() in given if actor.state else None, WORD.encode() in given


def found(people, case, document):
    """Who looks for it how, whether they find it, and whether a word of it was said.

    None where the rule says nothing: of a file, to the institution that uploaded it.
    """
    pages = {name: browser(one) for name, one in people.items()} | {"public": Client()}
    programs = {name: Program(one) for name, one in people.items()}
    for name, actor in [*people.items(), ("public", NOBODY)]:
        yield from ((name, *answer) for answer in behind(actor))
    for name, way in some_pairs(list(pages), (f"{case}/", "/cases/", f"/search/?q={WORD}")):
        yield name, way, *on_page(pages[name], way, case)
    for name in some(pages, 2, first=1):
        got = pages[name].get(document).status_code == 200
        yield name, "document", None if name == UPLOADED else got, False
    listed = ("/cases", f"/search?q={WORD}&thing=case", case, f"{case}/messages")
    for name, way in some_pairs(list(programs), listed):
        yield name, way, *in_program(programs[name], way)
    for name, program in programs.items():
        if people[name].institution in ("pan-contact", "s-cicte"):  # whose lines the journal keeps
            thing = case.removeprefix("/").replace("cases/", "case:")
            told = program.get("/journal", thing=thing).json()["count"] > 0
            yield name, "journal", told, told
    for name in some(programs, 2):
        yield name, "writing", *writing(programs[name], case)


def test_each_finds_the_case_by_the_rule_in_every_way_and_nothing_is_said_to_others():
    people = {name: enrolled(*who) for name, (who, _seen) in PEOPLE.items()}
    case = lived(people)
    own = browser(people["contact point"]).get(f"{case}/").content.decode()
    document = "/documents/" + own.split("/documents/")[1].split('"')[0]
    answers = list(found(people, case, document))
    faults = [
        (name, way)
        for name, way, is_found, is_said in answers
        for seen in [name in PEOPLE and PEOPLE[name][1]]
        if is_found not in (None, seen) or (is_said and not seen)
    ]
    assert faults == []
    assert len(answers) > (250 if WHOLE else 160)


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
            said = ASKED | {"title": f"Caso {more} {n}"}
            services.ask(ncp, CaseShape.model_validate(said))
        with django_assert_max_num_queries(60) as counted:
            page.get("/cases/")
        asked_for.append(len(counted))
    assert asked_for[0] == asked_for[1]
