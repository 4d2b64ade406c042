"""Addresses as real clients write them, and those that nobody may mean."""

from datetime import UTC, datetime

import pytest

from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx import accepting, asking, periods, rest
from almenara.formats.sdmx.asking import (
    AvailabilityQuestion,
    Condition,
    FiguresQuestion,
    SchemaQuestion,
    StructureQuestion,
    Which,
)
from almenara.formats.tests import sdmx

OAS = frozenset({"OAS"})


def named(id: str, agency: str = "OAS", version: str = "") -> Which:
    versions = frozenset({version} if version else ())
    return Which(frozenset({agency} if agency else ()), frozenset({id}), versions, not version)


@pytest.mark.parametrize(
    ("grammar", "address", "question"),
    [
        # sdmx1, REST 1.x: its own name for the source stands in the agency's place
        (
            1,
            "dataflow/ALM/all/latest",
            StructureQuestion("dataflow", Which(frozenset({"ALM"}), newest=True)),
        ),
        (
            1,
            "dataflow/ALM/latest",
            StructureQuestion("dataflow", Which(frozenset({"ALM"}), newest=True)),
        ),
        (
            1,
            "datastructure/ALM/DSD/latest?references=all",
            StructureQuestion("datastructure", named("DSD", "ALM"), references="all"),
        ),
        (
            1,
            "data/DF/A.PAN+CRI.?startPeriod=2019&endPeriod=2021",
            FiguresQuestion(named("DF", ""), ("A.PAN+CRI.",), start="2019", end="2021"),
        ),
        (1, "data/DF", FiguresQuestion(named("DF", ""))),
        # pysdmx's RestService writes its commas as %2C; Django reads them back
        (1, "data/OAS,DF,1.0/", FiguresQuestion(named("DF", "OAS", "1.0"))),
        # rsdmx
        (1, "dataflow/all/all/latest/", StructureQuestion("dataflow", Which(newest=True))),
        (
            1,
            "datastructure/all/DF/latest/?references=children",
            StructureQuestion("datastructure", named("DF", ""), references="children"),
        ),
        (
            1,
            "data/DF/all/?startPeriod=2019&endPeriod=2021",
            FiguresQuestion(named("DF", ""), start="2019", end="2021"),
        ),
        (
            1,
            "availableconstraint/DF/all/all/REF_AREA",
            AvailabilityQuestion(FiguresQuestion(named("DF", "")), frozenset({"REF_AREA"})),
        ),
        # sdmx1, REST 2.x
        (2, "structure/dataflow/OAS/*/+", StructureQuestion("dataflow", Which(OAS, newest=True))),
        (2, "structure/datastructure/OAS/DSD/+", StructureQuestion("datastructure", named("DSD"))),
        (2, "data/*/OAS/DF/+/A.*.*", FiguresQuestion(named("DF"), ("A.*.*",))),
        # pysdmx
        (2, "structure/dataflow/OAS/", StructureQuestion("dataflow", Which(OAS, newest=True))),
        (
            2,
            "structure/codelist/OAS/CL/1.0/",
            StructureQuestion("codelist", named("CL", "OAS", "1.0")),
        ),
        (
            2,
            "structure/datastructure/OAS/DSD/1.0?detail=referencepartial&references=descendants",
            StructureQuestion(
                "datastructure",
                named("DSD", "OAS", "1.0"),
                references="descendants",
                detail="referencepartial",
            ),
        ),
        (2, "schema/dataflow/OAS/DF/1.0/", SchemaQuestion("dataflow", named("DF", "OAS", "1.0"))),
        (2, "data/dataflow/OAS/DF/1.0/", FiguresQuestion(named("DF", "OAS", "1.0"))),
        (
            2,
            "data/dataflow/OAS/DF/~/A.PAN.*,A.CRI.*?c[TIME_PERIOD]=ge:2019+le:2021"
            "&attributes=none&lastNObservations=2",
            FiguresQuestion(
                named("DF"),
                ("A.PAN.*", "A.CRI.*"),
                {"TIME_PERIOD": (Condition("ge", ("2019",)), Condition("le", ("2021",)))},
                detail="dataonly",
                last=2,
            ),
        ),
        (
            2,
            "data/dataflow/OAS/DF/1.0/*?measures=none&attributes=none",
            FiguresQuestion(named("DF", "OAS", "1.0"), detail="serieskeysonly"),
        ),
        (
            2,
            "data/dataflow/OAS/DF/1.0/*?updatedAfter=2026-01-02T03:04:05%2B00:00&asOf=2026-02-01"
            "&includeHistory=true&dimensionAtObservation=AllDimensions",
            FiguresQuestion(
                named("DF", "OAS", "1.0"),
                at="AllDimensions",
                updated_after=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
                as_of=datetime(2026, 2, 1, 23, 59, 59, 999999, UTC),
                history=True,
            ),
        ),
        (
            2,
            "availability/dataflow/OAS/DF/1.0/*/REF_AREA,FREQ?mode=exact",
            AvailabilityQuestion(
                FiguresQuestion(named("DF", "OAS", "1.0")), frozenset({"REF_AREA", "FREQ"})
            ),
        ),
    ],
)
def test_an_address_is_a_question(grammar, address, question):
    path, _sign, query = address.partition("?")
    assert rest.read(grammar, path, query) == question


@pytest.mark.parametrize(
    "address",
    [
        "data/DF/all?startPeriod=yesterday", "data/DF/all?firstNObservations=0",
        "data/DF/all?firstNObservations=-1", "data/DF/all?detail=some", "data/DF/all?start=2019",
        "data/DF/all?startPeriod=2019&startPeriod=2020", "data/A,B,C,D", "data/,DF,",
        "data/DF/all/someone", "data/DF/all?updatedAfter=soon", "data/OAS,DF,two",
        "dataflow/OAS/DF/1.0?references=everything", "dataflow/OAS/D%20F/1.0",
        "availableconstraint/DF?mode=available",
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_with_its_place(address):
    path, _sign, query = address.partition("?")
    with pytest.raises(Unreadable) as refusal:
        rest.read(1, path, query)
    assert refusal.value.errors[0][0]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nothing",
        "metadata/DF",
        "data",
        "data/DF/all/all/x",
        "schema/dataflow",
        "dataflow/a/b/c/d/e",
    ],
)
def test_there_is_no_other_address(address):
    with pytest.raises(rest.Absent):
        rest.read(1, address, "")


def test_a_key_has_as_many_positions_as_the_flow_has_dimensions():
    wanted = asking.wanted(FiguresQuestion(Which(), ("A.PAN+CRI.", "M.*.NUMBER")), sdmx.STRUCTURE)
    assert wanted == [
        {"FREQ": {"A"}, "REF_AREA": {"PAN", "CRI"}},
        {"FREQ": {"M"}, "UNIT_MEASURE": {"NUMBER"}},
    ]
    with pytest.raises(Unreadable, match=r"FREQ\.REF_AREA\.UNIT_MEASURE"):
        asking.wanted(FiguresQuestion(Which(), ("A.PAN",)), sdmx.STRUCTURE)
    with pytest.raises(Unreadable, match="NOTE"):
        asking.wanted(
            FiguresQuestion(Which(), tests={"NOTE": (Condition("eq", ("a",)),)}), sdmx.STRUCTURE
        )


@pytest.mark.parametrize(
    ("test", "yes", "no"),
    [
        (Condition("eq", ("PAN", "CRI")), "CRI", "COL"),
        (Condition("ne", ("PAN", "CRI")), "COL", "CRI"),
        (Condition("sw", ("P",)), "PAN", "CRI"), (Condition("ew", ("N",)), "PAN", "CRI"),
        (Condition("co", ("A",)), "PAN", "CRI"), (Condition("nc", ("A",)), "CRI", "PAN"),
        (Condition("ge", ("D",)), "PAN", "CRI"), (Condition("lt", ("D",)), "CRI", "PAN"),
    ],
)  # fmt: skip
def test_conditions_on_codes(test, yes, no):
    assert (test(yes), test(no)) == (True, False)


@pytest.mark.parametrize(
    ("said", "inside", "outside"),
    [
        ({"start": "2020", "end": "2020"}, "2020-12", "2021-01"),
        ({"start": "2020-Q2", "end": "2020-Q3"}, "2020-04", "2020-10"),
        ({"start": "2020-07"}, "2020-S2", "2020"),
        ({"end": "2020-W53"}, "2020-12-31", "2021-01"),
        ({"tests": {"TIME_PERIOD": (Condition("gt", ("2020",)),)}}, "2021-01", "2020-12"),
        ({"tests": {"TIME_PERIOD": (Condition("ne", ("2020",)),)}}, "2021", "2020"),
    ],
)
def test_periods_of_any_length_are_compared_as_days(said, inside, outside):
    question = FiguresQuestion(Which(), **said)
    assert (asking.in_time(question, inside), asking.in_time(question, outside)) == (True, False)


@pytest.mark.parametrize(
    "text", ["2020-13", "2020-Q5", "2020-W54", "20", "2020-02-30", "x", "2020-D366x"]
)
def test_what_is_no_period_is_refused(text):
    with pytest.raises(Unreadable):
        periods.days(text)


@pytest.mark.parametrize(
    ("accept", "name", "kind"),
    [
        ("*/*", accepting.ML, "application/vnd.sdmx.structurespecificdata+xml;version=2.1"),
        ("", accepting.ML, "application/vnd.sdmx.structurespecificdata+xml;version=2.1"),
        ("application/xml", accepting.ML, "application/xml; charset=utf-8"),
        (
            "text/html,application/xml;q=0.9,*/*;q=0.8",
            accepting.ML,
            "application/xml; charset=utf-8",
        ),
        (
            "application/vnd.sdmx.genericdata+xml;version=2.1",
            accepting.GENERIC,
            "application/vnd.sdmx.genericdata+xml;version=2.1",
        ),
        (
            "application/vnd.sdmx.data+csv;version=1.0.0",
            accepting.CSV1,
            "application/vnd.sdmx.data+csv;version=1.0.0",
        ),
        (
            "application/vnd.sdmx.data+csv",
            accepting.CSV2,
            "application/vnd.sdmx.data+csv;version=2.0.0",
        ),
        (
            "application/json;q=0.5, application/vnd.sdmx.data+xml;version=3.0.0",
            accepting.ML3,
            "application/vnd.sdmx.data+xml;version=3.0.0",
        ),
        (
            "application/json, application/xml;q=0",
            accepting.JSON,
            "application/json; charset=utf-8",
        ),
        ("text/*", accepting.ML, "text/xml; charset=utf-8"),
    ],
)
def test_the_form_that_is_wanted_most(accept, name, kind):
    assert accepting.data(accept)[:2] == (name, kind)


def test_a_form_that_is_not_written_is_refused_and_the_others_are_named():
    with pytest.raises(Unreadable, match=r"genericdata\+xml"):
        accepting.data("application/vnd.sdmx.generictimeseriesdata+xml;version=2.1")
    with pytest.raises(Unreadable):
        accepting.structure("text/csv")
    assert accepting.data("", "csv").name == accepting.CSV2
    with pytest.raises(Unreadable):
        accepting.data("", "xls")


def test_names_beside_codes_on_request():
    assert accepting.data("application/vnd.sdmx.data+csv;version=2.0.0;labels=both").has_names
