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
from tests.extent import some_pairs
from tests.shared import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]
SLUG = "annual-cicte-2020-2021"
ADDRESS = f"/reports/{SLUG}/1/"
STATES, OTHERS = {"mission", "duty", "other"}, {"nobody", "observer", "liaison", "keeper"}
WANTED = {
    "drafted": {"desk"},
    "cleared": {"desk"},
    "presented": {"desk"} | STATES,
    "published": {"desk"} | STATES | OTHERS,
}


def built():
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


_viewers = built_once(built)


@pytest.fixture
def viewers(_viewers, db):
    return _viewers


def rows(table):
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return cursor.fetchone()[0]


class Web:
    """The web as one viewer sees it; each way of asking shows the edition or does not."""

    def __init__(self, viewer):
        self.client = Client() if viewer is NOBODY else browser(viewer)
        self.headers = {} if viewer is NOBODY else Program(viewer).headers

    def opens(self, address):
        headers = self.headers if address.startswith(API) else {}
        return self.client.get(address, headers=headers).status_code == 200

    def counts(self, address):
        listed = self.client.get(address, headers=self.headers).json()
        return listed["count"] == len(listed["items"]) == 1

    def links(self, address):
        return f'href="{ADDRESS}"' in self.client.get(address).content.decode()


WAYS = (
    (Web.opens, ADDRESS),
    (Web.opens, f"{ADDRESS}report.docx"),
    (Web.opens, f"{ADDRESS}figures/1/"),
    (Web.opens, f"{API}/reports/{SLUG}/editions/1"),
    (Web.opens, f"{API}/reports/{SLUG}/editions/1/figures/1/rows"),
    (Web.counts, f"{API}/reports/{SLUG}/editions"),
    (Web.links, "/reports/"),
    (Web.links, f"/reports/{SLUG}/"),
)


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
    webs = {name: Web(viewers[name]) for name in ("desk", "nobody", "observer")}
    for name, (is_shown, address) in some_pairs(list(webs), WAYS):
        assert is_shown(webs[name], address), (name, address)


def test_a_draft_leaves_no_trace_on_any_page(viewers):
    services.build(people.officer(), SLUG, BuildShape())
    webs = {name: Web(viewer) for name, viewer in viewers.items()}
    for name, (is_shown, address) in some_pairs(list(webs), WAYS):
        assert is_shown(webs[name], address) == (name == "desk"), (name, address)
