"""Who reads an edition: an oracle, the queries, the tables, the pages and the API agree."""

import pytest
from django.db import connection
from django.test import Client

from almenara.core.access.context import acting, system_work
from almenara.core.parties.actor import NOBODY
from almenara.core.parties.models import Observer
from almenara.directory.tests import make as people
from almenara.reports import queries, services
from almenara.reports.drafts import BuildShape, ProseShape
from tests.acceptance.directory import API, Program, browser

pytestmark = pytest.mark.django_db
SLUG = "annual-cicte-2020-2021"
ADDRESS = f"/reports/{SLUG}/1/"
STATES, OTHERS = {"mission", "duty", "other"}, {"nobody", "observer", "liaison", "keeper"}
WANTED = {
    "drafted": {"desk"},
    "cleared": {"desk"},
    "presented": {"desk"} | STATES,
    "published": {"desk"} | STATES | OTHERS,
}


@pytest.fixture
def viewers():
    panama, other = people.country("PAN"), people.country("CRI")
    watcher = people.person(people.institution("esp-mision", kind="observer"), "observer")
    with system_work():
        watcher.observer = Observer.objects.get(code="ES")
        watcher.save(update_fields=["observer"])
    return {
        "desk": people.officer(),
        "nobody": NOBODY,
        "observer": people.actor(watcher),
        "mission": panama.mission,
        "duty": people.actor(panama.duty),
        "other": other.mission,
        "liaison": people.actor(people.person(people.institution("ssm-jid"))),
        "keeper": people.actor(people.person(people.institution("ssm-saa"), "administrator")),
    }


def rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return cursor.fetchone()[0]


def asked(viewer):
    """The web as this viewer: whether each way of asking shows the edition."""
    web = Client() if viewer is NOBODY else browser(viewer)
    headers = {} if viewer is NOBODY else Program(viewer).headers
    found = {
        address: web.get(address).status_code == 200
        for address in (ADDRESS, f"{ADDRESS}report.docx", f"{ADDRESS}figures/1/")
    }
    for path in (f"/reports/{SLUG}/editions/1", f"/reports/{SLUG}/editions/1/figures/1/rows"):
        found[path] = web.get(API + path, headers=headers).status_code == 200
    listed = web.get(f"{API}/reports/{SLUG}/editions", headers=headers).json()
    found["count"] = listed["count"] == len(listed["items"]) == 1
    for page in ("/reports/", f"/reports/{SLUG}/"):
        found[page] = f'href="{ADDRESS}"' in web.get(page).content.decode()
    return found


def test_an_edition_exists_for_whom_its_stage_is(viewers):
    author, reviewer = people.officer(), people.officer()
    said = {"place": "introduction", "language": "es", "text": "Hola."}
    services.write(author, SLUG, ProseShape.model_validate(said))
    edition = services.build(author, SLUG, BuildShape())
    for stage, wanted in WANTED.items():
        if stage != "drafted":
            edition = services.step(reviewer, edition, stage)
        for name, viewer in viewers.items():
            with acting(viewer):
                assert queries.editions(viewer).exists() == (name in wanted), (stage, name)
                assert bool(rows("reports_edition")) == (name in wanted), (stage, name)
                assert bool(rows("reports_figure")) == (name in wanted), (stage, name)
                for table in ("reports_kept", "reports_prose"):
                    assert bool(rows(table)) == (name == "desk"), (stage, name, table)
    for name in ("desk", "nobody", "observer"):
        assert set(asked(viewers[name]).values()) == {True}, name


def test_a_draft_leaves_no_trace_on_any_page(viewers):
    services.build(people.officer(), SLUG, BuildShape())
    for name, viewer in viewers.items():
        assert set(asked(viewer).values()) == {name == "desk"}, name
