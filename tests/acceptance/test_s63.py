"""S63: four groups of experts are made by setting; an expert of one sees no papers of another."""

import pytest

from almenara.directory.tests import make
from tests.acceptance.bodies import convened, posted
from tests.acceptance.directory import Program, browser
from tests.extent import some_pairs

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]
LANGUAGES = ("es", "en", "pt", "fr")
GROUPS = ("uno", "dos", "tres", "cuatro")


def form(slug):
    """What an administrator writes on the page of types."""
    words = {f"{key}-{code}": f"Grupo {slug}" for code in LANGUAGES
             for key in ("names", "purpose", "legal_basis", "audience")}  # fmt: skip
    return words | {
        "slug": slug, "data_classes": ["professional-profile"], "retention": "P10Y",
        "responsible": "SE-CICAD", "acronym": f"GE/{slug}", "parent": "cicad",
        "members": "persons", "quorum": "majority", "voting": "consensus",
        "languages": list(LANGUAGES),
        "classes": f"doc | Nota | Note | Nota | Note | GE/{slug}/{{number}}/{{yy}}",
        "act": "save",
    }  # fmt: skip


def test_four_groups_by_setting_and_each_expert_reads_the_papers_of_their_own():
    home = make.institution(make.OWNER, kind="secretariat")
    officer = make.officer()
    admin, office, desk = (
        browser(make.person(home, "administrator")),
        browser(officer),
        Program(officer),
    )
    experts = {}
    for number, slug in enumerate(GROUPS):
        made = admin.post("/types/body/new/", form(slug))
        assert made.status_code == 302, made.content.decode()
        expert = make.person(make.institution(f"exp-{slug}", ("PAN", "CRI", "MEX", "JAM")[number]))
        seat = {"username": expert.user.username, "since": "2026-01-01"}
        assert office.post(f"/bodies/{slug}/seats/", seat).status_code == 302
        experts[slug] = expert
    meetings = {slug: convened(desk, slug) for slug in GROUPS}
    papers = {slug: posted(desk, meetings[slug], marking="TLP:AMBER") for slug in GROUPS}
    programs = {slug: Program(expert) for slug, expert in experts.items()}
    pages = {slug: browser(expert) for slug, expert in experts.items()}
    for mine, slug in some_pairs(GROUPS, GROUPS, each=2):  # each their own and one other
        listed = programs[mine].get(f"{meetings[slug]}/documents").json()
        one = programs[mine].get(f"{meetings[slug]}/documents/{papers[slug]['id']}")
        seen = papers[slug]["symbol"] in pages[mine].get(f"{meetings[slug]}/").content.decode()
        is_mine = slug == mine
        assert (listed["count"], one.status_code, seen) == (
            (1, 200, True) if is_mine else (0, 404, False)
        )
    colleague = Program(make.person(make.institution("exp-uno", "PAN")))
    assert colleague.get(f"{meetings['uno']}/documents").json()["count"] == 0


def test_an_expert_whose_seat_ended_reads_no_more_and_others_give_no_seats():
    officer = make.officer()
    office, desk = browser(officer), Program(officer)
    expert = make.person(make.institution("exp-cri", "CRI"))
    seat = {"username": expert.user.username, "since": "2026-01-01"}
    assert browser(expert).post("/bodies/ge-lavado/seats/", seat).status_code == 403
    assert office.post("/bodies/ge-lavado/seats/", seat).status_code == 302
    assert office.post("/bodies/ge-lavado/seats/", seat).status_code == 422
    assert office.post("/bodies/ge-lavado/seats/", {**seat, "username": "nadie"}).status_code == 422
    meeting = convened(desk, "ge-lavado")
    posted(desk, meeting, marking="TLP:AMBER")
    assert Program(expert).get(f"{meeting}/documents").json()["count"] == 1
    page = office.get("/bodies/ge-lavado/").content.decode()
    there = page.split('action="seats/')[1].split('"')[0]
    assert office.post(f"/bodies/ge-lavado/seats/{there}").status_code == 302
    assert Program(expert).get(f"{meeting}/documents").json()["count"] == 0
