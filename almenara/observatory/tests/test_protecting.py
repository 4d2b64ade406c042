"""What really went out is attacked: by its figures, its revisions, its as-of views."""

from datetime import date

import pytest

from almenara.core.access.context import acting, system_work
from almenara.core.parties.actor import NOBODY, SYSTEM
from almenara.observatory import protecting, queries
from almenara.observatory.models import Published
from almenara.observatory.services import agreeing, deliveries
from almenara.observatory.tests import make
from almenara.observatory.tests.attacker import Attacker

pytestmark = pytest.mark.django_db
FIRST = {"_T": 60, "F": 2, "M": 58}
SECOND = {"_T": 62, "F": 4, "M": 58}


def sent(panama, vintage, rows):
    """A delivery of these lines, checked, and whatever was found explained."""
    raw = "\n".join([make.HEADER, *rows]).encode()
    file = deliveries.Sent(make.FLOW, "PAN", date.fromisoformat(vintage), f"{vintage}.csv", raw)
    made = deliveries.check(SYSTEM, deliveries.receive(panama.clerk, file))
    with system_work():
        if found := list(queries.findings(SYSTEM, made)):
            deliveries.explain(SYSTEM, made, found, "Así es.")
    return made


def out(panama, desk, vintage, counts):
    """A delivery of homicides by sex, published."""
    rows = [f"A,PAN,0101,{sex},_T,_T,NUMBER,2023,{count}" for sex, count in counts.items()]
    made = sent(panama, vintage, rows)
    make.published(desk, agreeing.agree(panama.ncp, agreeing.accept(desk, made)))


def printed(**asked):
    with acting(NOBODY):
        return queries.figures(NOBODY, queries.flow(NOBODY, make.FLOW), **asked)


def by_sex(table):
    return {cell.key[3]: (cell.value, cell.confidentiality) for cell in table}


def test_what_was_published_twice_gives_no_hidden_figure_back():
    desk, panama = make.analyst(), make.office("PAN")
    out(panama, desk, "2024-03-01", FIRST)
    first = printed()
    assert by_sex(first) == {"_T": (60, "F"), "F": (None, "C"), "M": (None, "D")}
    out(panama, desk, "2025-03-01", SECOND)
    second = printed()
    assert by_sex(second)["F"] == (None, "C")
    assert by_sex(second)["M"] == (None, "D")
    with system_work():
        flow = queries.flow(SYSTEM, make.FLOW)
        known = protecting.out_before([flow], ["PAN"], ["2023"])
        kept = Published.objects.unguarded("tests").filter(series__key__3="F")
        assert [row.value for row in kept] == [None, None]
    assert [{cell.key[3]: cell.value for cell in one} for one in known] == [FIRST, SECOND]
    attacker = Attacker(flow.dimensions, {"SEX": flow.parts["SEX"]})
    attacker.read(first)
    attacker.read(second, {(cell.key, cell.period): cell.key[3] != "M" for cell in second})
    assert attacker.finds(5) == {}
