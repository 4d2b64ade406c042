"""What really went out is attacked: by its figures, its revisions, its as-of views."""

from dataclasses import replace
from datetime import date

import pytest

from almenara.core.access.context import acting, system_work
from almenara.core.parties.actor import NOBODY, SYSTEM
from almenara.observatory import activation, protecting, queries
from almenara.observatory.models import Published
from almenara.observatory.services import agreeing, deliveries
from almenara.observatory.tests import flows, make
from almenara.observatory.tests.attacker import Attacker

pytestmark = pytest.mark.django_db
OTHER = "DF_TREATMENT"
FIRST = {"_T": 60, "F": 2, "M": 58}
SECOND = {"_T": 62, "F": 4, "M": 58}


def sent(panama, vintage, rows, flow=make.FLOW, header=make.HEADER):
    """A delivery of these lines, checked, and whatever was found explained."""
    raw = "\n".join([header, *rows]).encode()
    file = deliveries.Sent(flow, "PAN", date.fromisoformat(vintage), f"{vintage}.csv", raw)
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


def test_what_one_flow_hides_another_of_the_same_persons_does_not_print(monkeypatch):
    """The type of the second one says that it shares."""
    desk, panama = make.analyst(), make.office("PAN")
    header = "FREQ,REF_AREA,DRUG,ENTRY,SEX,AGE,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE"
    rows = [f"A,PAN,_T,_T,M,{age},NUMBER,2023,{n}" for age, n in (("_T", 58), ("Y0T9", 40))]
    out(panama, desk, "2024-03-01", FIRST)
    found = queries.flows

    def sharing(viewer):
        shares = ({"flow": make.FLOW, "at": {"ICCS": "0101"}},)
        return [
            replace(one, policy=replace(one.policy, shares=shares)) if one.id == OTHER else one
            for one in found(viewer)
        ]

    monkeypatch.setattr(queries, "flows", sharing)
    made = sent(panama, "2024-04-01", rows, OTHER, header)
    make.published(desk, agreeing.agree(panama.ncp, agreeing.accept(desk, made)))
    with acting(NOBODY):
        made = queries.figures(NOBODY, queries.flow(NOBODY, OTHER))
    assert {cell.key[5]: (cell.value, cell.confidentiality) for cell in made} == {
        "_T": (None, "D"), "Y0T9": (40, "F"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("shares", "why"),
    [
        (({"flow": "DF_PERSONS"},), ""),
        (({"flow": "DF_PERSONS", "at": {"AGE": "Y0T9"}},), ""),
        (({"flow": "DF_PERSONS", "at": {"AGE": "Y0T99"}},), "AGE"),
    ],
)
def test_a_flow_that_shares_says_where_it_stands(shares, why):
    dimensions = {"REF_AREA": "CL_AREA", "SEX": "CL_SEX"}
    one = flows.flow("DF_SEXES", dimensions, shares=shares)
    other = flows.flow("DF_PERSONS", dimensions | {"AGE": "CL_AGE"})
    assert why in activation._cannot_share(one, other)
    assert bool(activation._cannot_share(one, other)) is bool(why)
    external = replace(other, policy=replace(other.policy, source="external"))
    assert activation._cannot_share(one, external)
    elsewhere = flows.flow("DF_PERSONS", {"REF_AREA": "CL_MEX", "SEX": "CL_SEX"})
    assert "REF_AREA" in activation._cannot_share(one, elsewhere)
    assert activation._cannot_share(one, one)


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
