"""What an edition's figures are now is remembered, and is never behind what was done."""

from copy import deepcopy
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from almenara.core.access.context import acting, system_work
from almenara.core.parties.actor import SYSTEM
from almenara.core.types import typefile
from almenara.directory.tests import make as people
from almenara.formats import yamltext
from almenara.formats.amounts import Form
from almenara.funds import services as funds
from almenara.funds.tests import make as money
from almenara.programmes import queries as programmes
from almenara.programmes import services as plans
from almenara.programmes.tests import make
from almenara.reports import queries, services
from almenara.reports.drafts import BuildShape

pytestmark = pytest.mark.django_db
SLUG = "annual-cicte-2020-2021"
FILE = Path(programmes.__file__).parent / "types" / "cicte-2020-2021.yaml"
FEW = 12  # statements: whose edition, its figures, the newest act, the members, the posts


@pytest.fixture
def desk():
    return people.officer()


def changed(desk):
    with acting(desk):
        figures = list(queries.figures(desk, queries.editions(desk, SLUG)[0]))
        return queries.changed(desk, figures)


def cost(desk):
    with CaptureQueriesContext(connection) as asked:
        changed(desk)
    return len([one for one in asked if "set_config" not in one["sql"]])


def amended():
    """The plan with another target for D3.1."""
    document = deepcopy(yamltext.document(FILE.read_bytes()))
    word = dict.fromkeys(("es", "en", "pt", "fr"), "CICTE/DEC.1/21")
    document |= {"version": 2, "decision": word}
    part = next(one for one in document["programmes"] if one["code"] == "D3")
    part["results"][0]["target"] = {"kind": "at-least", "value": 3}
    with system_work():
        typefile.load(SYSTEM, yamltext.written(document).encode())


def lives(desk):
    """Each act that moves a figure, one after the other."""
    made = make.activity(desk)
    rows = [f"Persona {n},MEX,Aduana,,p{n}@x.org,,600" for n in (1, 2)] + [
        "Persona 1,MEX,Aduana,,,,"
    ]
    yield make.enrolled(desk, made, *rows)
    for stage in ("confirmed", "held"):
        yield plans.step(desk, made, stage)
    with acting(desk):
        proposal = programmes.proposals(desk).first()
        roll = programmes.rolls(desk, made)[0]
    yield plans.decide(desk, proposal, "one")
    yield plans.decide(desk, proposal, "two")
    yield amended()
    yield plans.withdraw(desk, roll)
    for amount in ("10.00", "11.00"):
        raw = money.ledger([money.line(amount)])
        yield funds.import_ledger(desk, "a.csv", raw, Form.POINT)


def test_figures_are_read_anew_after_each_act_and_only_then(desk):
    money.fund("F-1", desk)
    services.build(desk, SLUG, BuildShape())
    assert changed(desk) == {}
    seen = []
    for _done in lives(desk):
        found = changed(desk)
        assert cost(desk) <= FEW
        queries._memory.clear()
        assert changed(desk) == found
        seen.append(found)
    tokens = {token.partition("?")[0] for found in seen for token in found}
    assert {"people-trained", "activities-held", "result-progress", "expenditure"} <= tokens
    persons = [found.get(f"people-trained?plan={make.PLAN}", 0) for found in seen]
    assert {2, 3} <= set(persons)
    assert seen[5][f"result-progress?plan={make.PLAN}&result=D3.1"] == 100
    money_now = [found.get("expenditure?currency=USD&fund=F-1") for found in seen]
    assert money_now[-2:] == ["10.00", "11.00"]
