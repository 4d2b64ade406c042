"""Who reads a study or a brief, asked in every way: each finds what the rule says."""

import re
from itertools import product

import pytest
from django.db import connection
from django.test import Client

from almenara.core.access.context import acting
from almenara.core.parties.actor import NOBODY
from almenara.directory.tests import make as people
from almenara.studies import queries, services
from almenara.studies.drafts import CitationShape, StageShape, StudyShape
from almenara.studies.tests import make
from tests.acceptance.directory import API, Program, browser
from tests.extent import some_pairs
from tests.shared import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]
WORD = "zqapreciado"
# name: (institution, State, role)
PEOPLE = {
    "author": ("ssm-oe", "", "secretariat"),
    "desk": ("s-cicte", "", "secretariat"),
    "unit": ("ssm-oe", "", ""),
    "analyst": ("dsp-dis", "", "analyst"),
    "addressed": ("cri-csirt", "CRI", ""),
    "stranger": ("jam-csirt", "JAM", "ncp"),
    "keeper": ("ssm-saa", "", "administrator"),
}
LISTS = (f"{API}/studies", "/studies/", f"/search/?q={WORD}")  # the last of what is published
ALL = {*PEOPLE, "nobody"}
WANTED = {
    ("study", "TLP:CLEAR", "drafted"): {"author", "desk", "analyst"},
    ("study", "TLP:CLEAR", "published"): ALL,
    ("brief", "TLP:GREEN", "drafted"): {"author", "desk"},
    ("brief", "TLP:GREEN", "published"): {"author", "desk", "addressed"},
    ("brief", "TLP:AMBER+STRICT", "published"): {"author", "addressed"},
}
STEPS = {"drafted": (), "published": ("cleared", "published")}


def built():
    """Who asks; the figure that the texts quote is out."""
    found = {}
    for name, (slug, state, role) in PEOPLE.items():
        home = people.institution(slug, state, "agency" if state else "secretariat")
        found[name] = people.actor(people.person(home, *([role] if role else [])))
    make.release([("MEX", "2023", 24.1)])
    return found | {"nobody": NOBODY}


_viewers = built_once(built)


@pytest.fixture
def viewers(_viewers, db):
    return _viewers


def lived(viewers, kind, marking, stage):
    """A text of that kind which has come that far."""
    said = {"kind": kind, "title": f"Texto {WORD}", "language": "es", "marking": marking,
            "body": "{{figure uno}}"}  # fmt: skip
    if kind == "brief":
        said |= {"threat": "violence", "confidence": "low", "audience": ["cri-csirt"]}
    author = viewers["author"]
    reviewer = make.officer("ssm-oe")
    edition = services.draft(author, StudyShape.model_validate(said))
    where = {"REF_AREA": ["MEX"], "UNIT_MEASURE": ["PER_100K"]}
    shape = CitationShape(name="uno", dataflow=make.HOMICIDE, where=where)
    services.cite(author, edition, shape)
    for step in STEPS[stage]:
        by = reviewer if step == "cleared" else author
        edition = services.step(by, edition, StageShape(stage=step, reason="Por error"))
    return edition


def addresses(edition):
    """Pages, files and answers that show one text; one without a number leads to its edition."""
    page = f"/studies/{edition.slug}/{edition.number}/"
    call = f"{API}/studies/{edition.slug}/editions/{edition.number}"
    pages = [page, f"{page}figures/uno/", f"{page}study.pdf", f"{page}study.zip"]
    return [*pages, call, f"{call}/citations/uno", f"/studies/{edition.slug}/"]


def listed(web, keys, address):
    """Slugs that a list, the API or the search shows; the count agrees."""
    got = web.get(address, headers=keys if address.startswith(API) else {})
    if address.startswith(API):
        told = got.json()
        assert told["count"] == len(told["items"])
        return {one["slug"] for one in told["items"]}
    return set(re.findall(rf'href="/studies/(texto-{WORD}-\w+)/', got.content.decode()))


def rows(table, column):
    with connection.cursor() as cursor:
        cursor.execute(f"select {column} from {table}")
        return {pk for (pk,) in cursor.fetchall()}


def test_a_text_exists_for_whom_the_rule_says(viewers):
    texts = {case: lived(viewers, *case) for case in WANTED}
    known = {name: viewer for name, viewer in viewers.items() if viewer is not NOBODY}
    webs = {name: browser(viewer) for name, viewer in known.items()} | {"nobody": Client()}
    keys = {name: Program(viewer).headers for name, viewer in known.items()} | {"nobody": {}}
    ways = range(len(addresses(texts["study", "TLP:CLEAR", "published"])))
    for (name, case), way in some_pairs(list(product(viewers, texts)), ways, each=7):
        address = addresses(texts[case])[way]
        got = webs[name].get(address, headers=keys[name] if address.startswith(API) else {})
        is_shown = got.status_code == 200 or got.get("Location") == addresses(texts[case])[0]
        assert is_shown == (name in WANTED[case]), (name, case, address)
    for name, address in some_pairs(list(viewers), LISTS, each=2):
        there = {
            texts[case].slug
            for case in WANTED
            if name in WANTED[case] and (case[2] == "published" or address != LISTS[-1])
        }
        assert listed(webs[name], keys[name], address) == there, (name, address)
    for name, viewer in viewers.items():
        ids = {texts[case].pk for case in WANTED if name in WANTED[case]}
        with acting(viewer):
            assert set(queries.editions(viewer).values_list("pk", flat=True)) == ids, name
            assert rows("studies_studyedition", "id") == ids, name
            for table in ("studytext", "citation"):
                assert rows(f"studies_{table}", "edition_id") == ids, (name, table)


def test_who_may_not_write_changes_nothing(viewers):
    edition = lived(viewers, "study", "TLP:CLEAR", "drafted")
    call = f"/studies/{edition.slug}/editions/{edition.number}"
    text = {"language": "es", "title": "Otro"}
    tried = {
        f"{call}/texts": text, f"{call}/head": {}, f"{call}/renew": {},
        f"{call}/citations": {"name": "dos", "dataflow": make.HOMICIDE},
        f"{call}/stage": {"stage": "published"},
    }  # fmt: skip
    refused = {"desk": 403, "analyst": 403, "addressed": 404, "keeper": 404}
    for name, status in refused.items():
        program = Program(viewers[name])
        got = {path: program.post(path, said).status_code for path, said in tried.items()}
        assert set(got.values()) == {status}, (name, got)
    for name in ("addressed", "keeper", "unit"):
        got = Program(viewers[name]).post("/studies", {**text, "body": ""})
        assert got.status_code == 403, name
    with acting(viewers["author"]):
        assert edition.texts.get().title == f"Texto {WORD}"


def test_what_was_cleared_stays_even_for_who_runs_sql(viewers):
    lived(viewers, "study", "TLP:CLEAR", "published")
    with acting(viewers["author"]), connection.cursor() as cursor:
        for table in ("studytext", "citation"):
            cursor.execute(f"delete from studies_{table}")
            assert cursor.rowcount == 0, table
        cursor.execute("update studies_studytext set title = 'x'")
        assert cursor.rowcount == 0
        with pytest.raises(Exception, match="stays as it is"):
            cursor.execute("update studies_studyedition set language = 'en'")


def test_one_study_and_many_cost_the_same_number_of_questions(
    viewers, django_assert_max_num_queries
):
    page, counts = browser(viewers["author"]), []
    for more in (1, 20):
        for _time in range(more):
            said = {"title": "Uno", "language": "es", "body": ""}
            services.draft(viewers["author"], StudyShape.model_validate(said))
        with django_assert_max_num_queries(40) as counted:
            page.get("/studies/")
        counts.append(len(counted))
    assert counts[0] == counts[1]
