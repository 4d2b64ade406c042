"""Lists of projects and money cost the same for one row and for many."""

import pytest

from almenara.directory.tests.make import officer
from almenara.formats.amounts import Form
from almenara.funds import services
from almenara.funds.drafts import BudgetShape
from almenara.funds.tests import make
from tests.acceptance.directory import browser

pytestmark = pytest.mark.django_db
LISTS = ("/projects/", "/partners/", "/funds/", "/ledger/", "/budget/", "/api/v1/partners",
         "/api/v1/projects")  # fmt: skip


def fill(by, numbers):
    for n in numbers:
        donor = make.partner(f"donor-{n}", by=by)
        make.agreement(donor, by)
        make.fund(f"F-{n}", by)
        make.pledged(donor, "10.00", f"F-{n}", by)
        make.project(by)
        raw = make.ledger([make.line(fund=f"F-{n}")])
        services.import_ledger(by, f"{n}.csv", raw, Form.POINT)
        said = {"titles": {"es": "Línea"}, "chapter": "1", "programme": "CICTE", "year": 2021,
                "fund": f"F-{n}", "code": "100", "approved": "9.00"}  # fmt: skip
        services.budget(by, BudgetShape.model_validate(said))


def test_lists_cost_the_same_for_one_row_and_for_many(django_assert_max_num_queries):
    by = officer()
    desk = browser(by)
    costs = []
    for numbers in (range(1), range(1, 12)):
        fill(by, numbers)
        found = []
        for url in LISTS:
            with django_assert_max_num_queries(60) as asked:
                assert desk.get(url).status_code == 200
            found.append(len(asked))
        costs.append(dict(zip(LISTS, found, strict=True)))
    assert costs[0] == costs[1]
