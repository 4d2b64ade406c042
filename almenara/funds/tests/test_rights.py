"""Who sees what of projects and money: an oracle, the queries, the tables themselves, the pages."""

import pytest
from django.db import connection
from django.test import Client

from almenara.core.access.context import acting, system_work
from almenara.core.parties.actor import NOBODY
from almenara.core.parties.models import Observer
from almenara.directory.tests import make as people
from almenara.formats.amounts import Form
from almenara.funds import models, services
from almenara.funds.drafts import AllocationShape, BudgetShape, ContributionShape, FigureShape
from almenara.funds.tests import make
from tests.acceptance.directory import browser, person
from tests.extent import some_pairs
from tests.shared import built_once

pytestmark = pytest.mark.sampled
DESK = {"desk"}
EVERYBODY = {"desk", "nobody", "home-a", "observer", "pan-mission", "pan-duty", "cri-mission",
             "liaison", "keeper"}  # fmt: skip
A, B, P = {"desk", "home-a"}, {"desk", "observer"}, {"desk", "pan-mission", "pan-ncp"} & EVERYBODY


class World:
    """One of each thing, and one person for each way of asking."""

    def __init__(self) -> None:
        self.desk = people.officer()
        self.viewers = self._viewers()
        known = {name: person(one) for name, one in self.viewers.items() if one.is_known}
        self.pages = {"nobody": Client(), **{name: browser(one) for name, one in known.items()}}
        self.programs = {
            "nobody": Client(),
            **{
                name: Client(headers={"Authorization": people.key(one)})
                for name, one in known.items()
            },
        }
        self.wanted: dict[tuple[type, str], set[str]] = {}
        self._give()
        self._plan()
        self._spend()

    def _viewers(self):
        panama, costa_rica = people.country("PAN"), people.country("CRI")
        watcher = people.person(people.institution("esp-mision", kind="observer"), "observer")
        with system_work():
            watcher.observer = Observer.objects.get(code="ES")
            watcher.save(update_fields=["observer"])
        home = people.institution("home-a", kind="other")
        return {
            "desk": self.desk,
            "nobody": NOBODY,
            "home-a": people.actor(people.person(home)),
            "observer": people.actor(watcher),
            "pan-mission": panama.mission,
            "pan-duty": people.actor(panama.duty),
            "cri-mission": costa_rica.mission,
            "liaison": people.actor(people.person(people.institution("ssm-jid"))),
            "keeper": people.actor(people.person(people.institution("ssm-saa"), "administrator")),
        }

    def _see(self, thing, who: set[str]) -> None:
        self.wanted[type(thing), str(thing.pk)] = who

    def _give(self) -> None:
        by = self.desk
        parties = {"a": ("private", "home-a"), "b": ("observer", "ES"), "p": ("state", "PAN")}
        donors = {
            key: make.partner(f"donor-{key}", kind, by, party=party)
            for key, (kind, party) in parties.items()
        }
        for donor in donors.values():
            self._see(donor, EVERYBODY)
        one, two = make.fund("F-1", by), make.fund("F-2", by)
        self._see(make.received(donors["a"], "60.00", "F-1", by), A)
        self._see(make.received(donors["b"], "40.00", "F-1", by), B)
        self._see(make.pledged(donors["p"], "10.00", "F-2", by), P)
        self._see(one, A | B)
        self._see(two, P)
        for row, who in ((one, A | B), (two, P)):
            for code in models.BudgetCode.objects.unguarded("a test").filter(fund=row):
                self._see(code, who)
        said = {"partner": "donor-a", "fund": "F-2", "purpose": "Secreto", "amount": "5",
                "currency": "USD"}  # fmt: skip
        prospect = services.submit_contribution(by, ContributionShape.model_validate(said))
        self._see(prospect, DESK)
        proposed, signed = (make.agreement(donors["a"], by, reference=f"R-{n}") for n in (1, 2))
        services.step_agreement(by, signed, "sign", make.day("2021-01-02"))
        self._see(proposed, A)
        self._see(signed, EVERYBODY)

    def _plan(self) -> None:
        idea, approved = make.project(self.desk), make.project(self.desk)
        for project, who in ((idea, DESK), (approved, EVERYBODY)):
            self._see(project, who)
            indicator = models.Indicator.objects.unguarded("a test").get(project=project)
            self._see(indicator, who)
            rows = [
                FigureShape(territory=place, state="PAN", value=value)
                for place, value in (("Grande", 5), ("Chico", 4))
            ]
            services.territories(self.desk, indicator, rows)
            for figure in models.Figure.objects.unguarded("a test").filter(indicator=indicator):
                self._see(figure, who if figure.value == 5 else DESK)
        for stage in ("appraised", "approved"):
            services.step(self.desk, approved, stage)
        shape = AllocationShape.model_validate({"amount": "1.00", "project": str(approved.pk)})
        fund = models.Fund.objects.unguarded("a test").get(code="F-1")
        self._see(services.allocate(self.desk, fund, shape), DESK)
        self.idea, self.approved = idea, approved

    def _spend(self) -> None:
        said = {"titles": {"es": "Línea"}, "chapter": "1", "programme": "CICTE", "fund": "F-1",
                "code": "100", "approved": "9.00"}  # fmt: skip
        formulated, approved = (
            services.budget(self.desk, BudgetShape.model_validate({**said, "year": year}))
            for year in (2021, 2022)
        )
        services.step_budget(self.desk, approved, "approve")
        self._see(formulated, DESK)
        self._see(approved, EVERYBODY)
        raw = make.ledger([make.line("10.01")])
        self.batch = services.import_ledger(self.desk, "a.csv", raw, Form.POINT)
        self._see(self.batch, DESK)
        for model in (models.LedgerLine, models.Subtotal):
            self._see(model.objects.unguarded("a test").get(), DESK)


def build():
    with system_work():
        return World()


_world = built_once(build)


@pytest.fixture
def world(_world, db):
    return _world


def test_queries_and_tables_agree_with_the_oracle_for_every_viewer(world):
    found = {model for model, _pk in world.wanted}
    assert len(found) == 13  # every table of the app
    for model in found:
        table, key = model._meta.db_table, model._meta.pk.column
        for name, viewer in world.viewers.items():
            wanted = {pk for (of, pk), who in world.wanted.items() if of is model and name in who}
            with acting(viewer):
                seen = {str(row.pk) for row in model.objects.visible_to(viewer)}
                with connection.cursor() as cursor:
                    cursor.execute(f"select {key}::text from {table}")
                    kept = {row[0] for row in cursor.fetchall()}
            assert (name, table, seen) == (name, table, wanted)
            assert (name, table, kept) == (name, table, wanted)


PAGES = {
    "/funds/F-1/": A | B,
    "/funds/F-1/reports/donor-b/": B,
    "/funds/F-2/": P,
    "/budget/": EVERYBODY,
    "/funds/F-1/reports/donor-a/": A,
    "/funds/F-2/reports/donor-p/": set(),  # nothing arrived yet
    "/funds/F-1/reports/donor-a/xlsx/": A,
    "/observers/ES/": EVERYBODY,
}


def test_pages_agree_with_the_oracle_for_every_viewer(world):
    """The order is such that a donor is asked for its own in the part too."""
    pages = PAGES | {
        f"/projects/{world.idea.pk}/": DESK,
        f"/projects/{world.approved.pk}/": EVERYBODY,
        f"/ledger/{world.batch.pk}/": DESK,
    }
    for name, url in some_pairs(list(world.viewers), list(pages), each=2):
        status = world.pages[name].get(url).status_code
        assert (name, url, status == 200) == (name, url, name in pages[url])
        assert status in ((200, 404) if name != "nobody" else (200, 302))


def test_answers_and_what_a_page_says_agree_with_the_oracle_for_every_viewer(world):
    for name, program in world.programs.items():
        wanted = {pk for (of, pk), who in world.wanted.items() if of is models.Fund and name in who}
        if name != "nobody":
            answer = program.get("/api/v1/funds").json()
            assert {row["code"] for row in answer["items"]} == wanted
            assert answer["count"] == len(wanted)
        projects = program.get("/api/v1/projects").json()
        assert projects["count"] == (2 if name == "desk" else 1)
        text = world.pages[name].get("/partners/donor-a/").content.decode()
        assert "Socio donor-a" in text
        assert ("R-1" in text) == (name in A)
        assert ("Secreto" in text) == (name in DESK)
        assert "60,00" not in text or name in A


def test_others_write_nothing(world):
    for name in world.viewers.keys() - {"desk", "nobody"}:
        page, stage = world.pages[name], f"/projects/{world.approved.pk}/stage/"
        assert (name, page.post(stage, {"stage": "running"}).status_code) == (name, 403)
        assert (name, page.get("/ledger/").status_code) == (name, 403)
