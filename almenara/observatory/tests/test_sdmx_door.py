"""The doors of SDMX REST: who asks without a token reads what is out, and nothing else."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from almenara.core.access.context import as_system
from almenara.core.parties.actor import SYSTEM
from almenara.directory.tests import make
from almenara.observatory import cells, queries
from almenara.observatory.cells import Cell
from almenara.observatory.models import Dataflow
from almenara.observatory.sdmxdoor import holdings
from almenara.observatory.services import agreeing, deliveries, releasing, sources
from almenara.observatory.tests import make as make_figures
from tests.shared import built_once, taken_back

FLOW = "DF_HOMICIDE"
FIRST = {("PAN", "2020"): 11.5, ("PAN", "2021"): 12.75, ("CRI", "2020"): None, ("CRI", "2021"): 0.0}
SECOND = {("PAN", "2021"): 12.5, ("CRI", "2021"): 0.0, ("CRI", "2022"): 12.25}  # PAN 2020 is gone
THIRD = {("PAN", "2021"): 77.75, ("COL", "2022"): 88.25}  # under embargo
CSV = "application/vnd.sdmx.data+csv;version=2.0.0"
CSV1 = "application/vnd.sdmx.data+csv;version=1.0.0"
ML = "application/vnd.sdmx.structurespecificdata+xml;version=2.1"
GENERIC = "application/vnd.sdmx.genericdata+xml;version=2.1"
ML3 = "application/vnd.sdmx.data+xml;version=3.0.0"
JSON = "application/vnd.sdmx.data+json;version=2.0.0"
STRUCTURE = "application/vnd.sdmx.structure+json;version=2.0.0"
ALL_FORMS = (CSV, CSV1, ML, GENERIC, ML3, JSON)


def table(figures, flow=FLOW):
    dimensions = queries.flow(SYSTEM, flow).dimensions
    rows = (Cell(("A", area, "PER_100K"), year, value) for (area, year), value in figures.items())
    return cells.table(dimensions, rows)


def analyst():
    return make.actor(make.person(make.institution("s-dsp", kind="secretariat"), "analyst"))


def scheduled(desk, figures, vintage, when):
    taken = sources.take_in(SYSTEM, sources.Source(FLOW, vintage, table(figures)))
    return releasing.schedule(desk, [agreeing.accept(desk, taken)], when)


def build():
    """Two vintages are out, a third waits for the end of its embargo."""
    desk = analyst()
    now = timezone.now()
    found = [
        releasing.publish(desk, scheduled(desk, figures, vintage, now))
        for figures, vintage in ((FIRST, date(2026, 1, 1)), (SECOND, date(2026, 2, 1)))
    ]
    scheduled(desk, THIRD, date(2026, 3, 1), now + timedelta(days=9))
    return found


world = built_once(build)


@pytest.fixture
def published(world):
    """The two releases that are out; what a test changes is taken back."""
    with taken_back():
        yield world


@pytest.fixture
def ask(client):
    def asked(address, accept="*/*", **more):
        return client.get(f"/sdmx/{address}", headers={"Accept": accept, **more})

    return asked


def said(answer) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def rows(answer) -> dict:
    found = csv.DictReader(io.StringIO(said(answer)))
    return {(row["REF_AREA"], row["TIME_PERIOD"]): row["OBS_VALUE"] for row in found}


NOW = {("CRI", "2021"): "0", ("CRI", "2022"): "12.25", ("PAN", "2020"): "",
       ("PAN", "2021"): "12.5"}  # fmt: skip


def test_every_form_says_the_same_figures(published, ask):
    for form in ALL_FORMS:
        answer = ask("v2/data/dataflow/OAS/DF_HOMICIDE/1.0/*", form)
        assert (answer.status_code, answer["Content-Type"]) == (200, form)
        text = said(answer)
        assert "12.5" in text
        assert "12.75" not in text, "the figure of an earlier release"
        assert "NaN" not in text
    assert rows(ask("v1/data/DF_HOMICIDE", CSV1)) == NOW


def test_a_reader_who_takes_anything_gets_series_in_xml(published, ask):
    for accept in ("*/*", "application/xml"):
        text = said(ask("v1/data/DF_HOMICIDE/all/", accept))
        assert "<mes:StructureSpecificData " in text
        assert '<Series FREQ="A" REF_AREA="CRI" UNIT_MEASURE="PER_100K">' in text


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("v1/data/OAS%2CDF_HOMICIDE%2C1.0/A.PAN.", "PAN 2020 PAN 2021"),
        ("v1/data/ALM,DF_HOMICIDE/.PAN+CRI.PER_100K", "CRI 2021 CRI 2022 PAN 2020 PAN 2021"),
        ("v1/data/DF_HOMICIDE/all?startPeriod=2021&endPeriod=2021", "CRI 2021 PAN 2021"),
        ("v1/data/DF_HOMICIDE/all?lastNObservations=1", "CRI 2022 PAN 2021"),
        ("v1/data/DF_HOMICIDE/all?firstNObservations=1", "CRI 2021 PAN 2020"),
        (
            "v2/data/*/OAS/DF_HOMICIDE/+/A.CRI.*,A.PAN.*?c[TIME_PERIOD]=ge:2021",
            "CRI 2021 CRI 2022 PAN 2021",
        ),
        ("v2/data/dataflow/OAS/DF_HOMICIDE/~?c[REF_AREA]=ne:CRI", "PAN 2020 PAN 2021"),
        ("v2/data/dataflow/OAS/DF_HOMICIDE/1.0?c[TIME_PERIOD]=gt:2019+lt:2021", "PAN 2020"),
        ("v1/data/DF_HOMICIDE?format=csv&startPeriod=2022", "CRI 2022"),
    ],
)
def test_what_is_asked_for_is_what_comes(published, ask, address, found):
    assert " ".join(map(" ".join, rows(ask(address, CSV)))) == found


def test_a_question_can_leave_parts_out(published, ask):
    only = said(ask("v1/data/DF_HOMICIDE/all?detail=dataonly", ML))
    assert "OBS_VALUE" in only
    assert "OBS_STATUS" not in only
    keys = said(ask("v1/data/DF_HOMICIDE/all?detail=serieskeysonly", ML))
    assert "<Series " in keys
    assert "<Obs" not in keys
    bare = ask("v2/data/dataflow/OAS/DF_HOMICIDE?attributes=none&measures=none", CSV)
    assert rows(bare) == {("CRI", ""): "", ("PAN", ""): ""}
    assert "OBS_VALUE" not in said(ask("v1/data/DF_HOMICIDE/all?detail=nodata", ML))
    flat = said(ask("v1/data/DF_HOMICIDE?dimensionAtObservation=AllDimensions", ML))
    assert '<Obs FREQ="A" REF_AREA="CRI" UNIT_MEASURE="PER_100K" TIME_PERIOD="2021"' in flat
    across = said(ask("v1/data/DF_HOMICIDE?dimensionAtObservation=REF_AREA", ML))
    assert '<Series FREQ="A" UNIT_MEASURE="PER_100K" TIME_PERIOD="2021">' in across


def test_what_was_out_on_a_day_and_what_changed_since(published, ask):
    first, second = (one.published_at.isoformat() for one in published)
    then = {("CRI", "2021"): "0", ("PAN", "2020"): "11.5", ("PAN", "2021"): "12.75"}
    assert rows(ask(f"v2/data/dataflow/OAS/DF_HOMICIDE/1.0?asOf={first}", CSV)) == then
    for form in (ML, GENERIC, ML3, JSON):
        told = said(ask(f"v1/data/DF_HOMICIDE?asOf={first}", form))
        assert published[0].published_at.strftime("%Y-%m-%dT%H:%M:%SZ") in told, "as it was then"
    history = said(ask(f"v1/data/DF_HOMICIDE?includeHistory=true&asOf={first}", ML))
    assert history.count("<mes:DataSet ") == 1
    changed = {("CRI", "2022"): "12.25", ("PAN", "2020"): "", ("PAN", "2021"): "12.5"}
    address = "v1/data/DF_HOMICIDE?updatedAfter="
    assert rows(ask(address + first, CSV)) == changed
    assert ask(address + second, CSV).status_code == 404
    history = said(ask("v1/data/DF_HOMICIDE?includeHistory=true", ML))
    assert history.count("<mes:DataSet ") == 2
    assert history.count("ss:validFromDate") == 2
    assert history.count("ss:validToDate") == 1
    assert history.index("12.75") < history.index('"12.5"')


@pytest.mark.parametrize(
    ("address", "accept", "status", "why"),
    [
        ("v1/data/DF_NONE", "*/*", 404, "100"),
        ("v1/data/DF_HOMICIDE/A.XXX.", "*/*", 404, "XXX"),
        ("v1/data/DF_HOMICIDE/all?startPeriod=2050", "*/*", 404, "100"),
        ("v1/data/DF_HOMICIDE/all?startPeriod=2021&endPeriod=2020", "*/*", 400, "140"),
        ("v2/availability/dataflow/OAS/DF_HOMICIDE/1.0/*/SEX", "*/*", 400, "SEX"),
        ("v1/data/DF_HOMICIDE/A.PAN", "*/*", 400, "FREQ.REF_AREA.UNIT_MEASURE"),
        ("v1/data/DF_HOMICIDE/all?start=2020", "*/*", 400, "start"),
        ("v1/data/DF_HOMICIDE/all?dimensionAtObservation=SEX", "*/*", 400, "SEX"),
        ("v2/data/dataflow/OAS/DF_HOMICIDE/1.0?c[SEX]=F", "*/*", 400, "SEX"),
        ("v2/data/dataflow/OAS/DF_HOMICIDE/1.0?attributes=COLOUR", "*/*", 400, "COLOUR"),
        ("v2/data/dataflow/OAS/DF_HOMICIDE/1.0?measures=COLOUR", "*/*", 400, "COLOUR"),
        ("v1/data/DF_HOMICIDE/all?startPeriod=", "*/*", 400, "startPeriod"),
        ("v1/data/DF_HOMICIDE/all?startPeriod=9999-W52", "*/*", 400, "9999-W52"),
        ("v1/codelist/OAS/CL_FREQ/1.0/NONE", "*/*", 404, "100"),
        ("v1/data/DF_HOMICIDE", "application/pdf", 406, "genericdata"),
        ("v1/data/DF_HOMICIDE?includeHistory=true", CSV, 400, "CSV"),
        ("v1/dataflow/OAS?asOf=2026-01-01", "*/*", 400, "asOf"),
        ("v1/codelist/OAS/CL_NONE", "*/*", 404, "100"),
        ("v1/categoryscheme/OAS/all", "*/*", 404, "100"),
        ("v1/nothing", "*/*", 404, "100"),
        ("v2/dataflow/OAS", "*/*", 404, "100"),
    ],
)  # fmt: skip
def test_a_refusal_says_why_as_sdmx_does(published, ask, address, accept, status, why):
    answer = ask(address, accept)
    assert answer.status_code == status
    assert "<mes:ErrorMessage" in said(answer)
    assert why in said(answer)


def test_a_refusal_is_json_for_who_reads_json(published, ask):
    answer = ask("v2/data/dataflow/OAS/DF_HOMICIDE/1.0/A.PAN", JSON)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/json")
    assert answer.json()["errors"][0]["code"] == 140


def test_too_much_is_refused_and_never_cut(published, ask, monkeypatch):
    monkeypatch.setattr(holdings, "MOST", 3)
    answer = ask("v1/data/DF_HOMICIDE")
    assert answer.status_code == 413
    assert "startPeriod" in said(answer)
    assert ask("v1/data/DF_HOMICIDE/A.CRI.").status_code == 200


def test_nobody_writes_here(published):
    browsing = Client(enforce_csrf_checks=True)
    for method in ("post", "put", "patch", "delete", "options"):
        answer = getattr(browsing, method)("/sdmx/v1/data/DF_HOMICIDE")
        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD"), method
        assert "<mes:ErrorMessage" in said(answer)


def test_head_and_tags(published, client):
    url = "/sdmx/v1/data/DF_HOMICIDE"
    got, head = client.get(url), client.head(url)
    assert (head.status_code, said(head)) == (200, "")
    assert "Content-Length" not in head.headers, "a stream has none, and no other is true"
    for name in ("ETag", "Last-Modified", "Content-Type"):
        assert head[name] == got[name]
    assert not [name for name in got.headers if name.startswith("Access-Control")]
    assert client.get(url, headers={"If-None-Match": got["ETag"]}).status_code == 304
    other = client.get(url, headers={"Accept": CSV, "If-None-Match": got["ETag"]})
    assert other.status_code == 200
    assert {"Accept", "Accept-Language"} <= set(got["Vary"].split(", "))


def test_what_is_withdrawn_is_out_no_more(published, client, ask):
    before = client.get("/sdmx/v1/data/DF_HOMICIDE")
    releasing.withdraw(analyst(), published[1], "Una cifra estaba mal.")
    after = ask("v1/data/DF_HOMICIDE", CSV)
    assert rows(after)["PAN", "2021"] == "12.75"
    again = ask("v1/data/DF_HOMICIDE", **{"If-None-Match": before["ETag"]})
    assert again.status_code == 200


def test_nothing_under_embargo_and_nothing_private_is_in_any_answer(published, ask):
    parameters = ("", "?includeHistory=true", "?asOf=2090-01-01", "?updatedAfter=1990-01-01",
                  "?detail=nodata", "?lastNObservations=5", "?startPeriod=2022")  # fmt: skip
    for number, parameter in enumerate(parameters):
        form = ALL_FORMS[number % len(ALL_FORMS)]
        text = said(ask(f"v1/data/DF_HOMICIDE/all{parameter}", form))
        assert not [one for one in ("77.75", "88.25", "COL") if one in text]
    assert "COL" not in said(ask("v1/availableconstraint/DF_HOMICIDE"))


@pytest.fixture
def protected(published):
    """A State's figures by sex, out twice: women are few and hidden, men are hidden with them."""
    desk, panama = make_figures.analyst(), make_figures.office("PAN")
    for vintage, counts in (("2024-03-01", (70720, 3, 70717)), ("2025-03-01", (80824, 4, 80820))):
        pairs = zip(("_T", "F", "M"), counts, strict=True)
        rows = (f"A,PAN,0101,{sex},_T,_T,NUMBER,2023,{count}" for sex, count in pairs)
        raw = "\n".join([make_figures.HEADER, *rows]).encode()
        day = date.fromisoformat(vintage)
        sent = deliveries.Sent(make_figures.FLOW, "PAN", day, f"{vintage}.csv", raw)
        made = deliveries.check(SYSTEM, deliveries.receive(panama.clerk, sent))
        with as_system("findings are explained"):
            if found := list(queries.findings(SYSTEM, made)):
                deliveries.explain(SYSTEM, made, found, "Así es.")
        agreed = agreeing.agree(panama.ncp, agreeing.accept(desk, made))
        make_figures.published(desk, agreed)
    return panama


def test_a_hidden_figure_is_in_no_form_and_comes_by_no_parameter(protected, ask, client):
    found = csv.DictReader(io.StringIO(said(ask("v1/data/DF_ICCS", CSV))))
    cells = {row["SEX"]: (row["OBS_VALUE"], row["CONF_STATUS"]) for row in found}
    assert cells == {"_T": ("80824", "F"), "F": ("", "C"), "M": ("", "D")}
    parameters = ("", "?includeHistory=true", "?asOf=2090-01-01", "?updatedAfter=1990-01-01",
                  "?dimensionAtObservation=SEX", "?lastNObservations=1")  # fmt: skip
    addresses = [f"v1/data/DF_ICCS/all{one}" for one in parameters]
    addresses.append("v2/data/dataflow/OAS/DF_ICCS/1.0?c[SEX]=M,F")
    for turn in range(2):  # nobody, and then somebody who may read the delivery
        for number, address in enumerate(addresses):
            text = said(ask(address, ALL_FORMS[number % len(ALL_FORMS)]))
            assert not [one for one in ("70717", "80820") if one in text], address
            assert '"3"' not in text
            assert ",3," not in text
        if not turn:
            client.force_login(get_user_model().objects.get(username=protected.clerk.name))


def test_a_flow_that_is_not_public_is_not_there(published, ask):
    with as_system("the test closes a flow"):
        Dataflow.objects.visible_to(SYSTEM).filter(pk=FLOW).update(is_public=False)
    assert ask("v1/data/DF_HOMICIDE").status_code == 404
    for address in ("v1/dataflow/all/all/all?references=all", "v2/structure/*/*/*/*"):
        assert FLOW not in said(ask(address))
    assert ask("v2/schema/dataflow/OAS/DF_HOMICIDE/1.0").status_code == 404


def test_structures_are_sent_as_they_are_asked_for(published, ask):
    listed = ask("v2/structure/codelist/OAS/CL_UNIT/1.0/", STRUCTURE).json()["data"]
    assert list(listed) == ["codelists"]
    assert [one["id"] for one in listed["codelists"]] == ["CL_UNIT"]
    flows = said(ask("v1/dataflow/all/all/latest/", "application/xml"))
    assert "Codelist" not in flows
    assert 'id="DF_HOMICIDE"' in flows
    by_flow = said(ask("v1/datastructure/all/DF_HOMICIDE/latest/?references=children"))
    assert '<str:DataStructure id="DSD_HOMICIDE"' in by_flow
    assert '<str:Codelist id="CL_UNIT"' in by_flow
    ml3 = said(ask("v2/structure/datastructure/OAS/DSD_HOMICIDE/+",
                   "application/vnd.sdmx.structure+xml;version=3.0.0"))  # fmt: skip
    assert "v3_0" in ml3
    assert "MeasureRelationship" not in ml3
    schema = ask("v2/schema/dataflow/OAS/DF_HOMICIDE/1.0/", STRUCTURE).json()
    assert {"dataStructures", "conceptSchemes", "codelists", "dataflows"} == set(schema["data"])
    assert schema["meta"]["links"]


def test_what_there_is_can_be_asked_before_the_figures(published, ask):
    answer = ask("v2/availability/dataflow/OAS/DF_HOMICIDE/1.0/*", STRUCTURE).json()["data"]
    region = answer["dataConstraints"][0]["cubeRegions"][0]["keyValues"]
    codes = {one["id"]: [value["value"] for value in one.get("values", [])] for one in region}
    assert codes["REF_AREA"] == ["CRI", "PAN"]
    span = region[-1]["timeRange"]
    assert (span["startPeriod"]["period"], span["endPeriod"]["period"]) == ("2020", "2022")
    address = "v1/availableconstraint/DF_HOMICIDE/A.PAN./all/REF_AREA?references=codelist"
    told = said(ask(address))
    assert 'id="FREQ"' not in told
    assert '<str:Code id="PAN"' in told
    assert '<str:Code id="CRI"' not in told


def test_names_are_in_the_language_of_the_reader(published, ask):
    form = f"{CSV};labels=both"
    text = said(ask("v1/data/DF_HOMICIDE?lang=en", form))
    assert "PAN: Panama\r\n" in text or "PAN: Panama," in text
    assert "PAN: Panamá" in said(ask("v1/data/DF_HOMICIDE?lang=es", form))
