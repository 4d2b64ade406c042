"""S94 (in part): a national observatory's aggregate, taken out as SDMX, comes in by API or file."""

import json
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from almenara.observatory import jobs
from almenara.observatory.tests import make
from tests.acceptance.directory import API, Program, browser
from tests.shared import built_once

pytestmark = pytest.mark.django_db
FLOW = "DF_TREATMENT"
HEADER = "FREQ,REF_AREA,DRUG,ENTRY,SEX,AGE,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE"
ROWS = ["A,PAN,_T,_T,_T,_T,NUMBER,2023,410", "A,PAN,_T,_T,_T,_T,NUMBER,2024,420"]


def done(answer):
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def published():
    """A State whose own observatory has published its figures with this software."""
    office, desk = make.office("PAN"), browser(make.analyst())
    raw = SimpleUploadedFile("propias.csv", "\n".join([HEADER, *ROWS]).encode(), "text/csv")
    sent = {"dataflow": FLOW, "vintage": "2025-01-31", "file": raw}
    address = done(browser(office.clerk).post("/submissions/", sent))
    jobs.check_waiting()
    done(desk.post(f"{address}accept/"))
    done(browser(office.ncp).post(f"{address}agree/"))
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M")
    chosen = {"submissions": [address.split("/")[2]], "embargo_until": now}
    done(desk.post(f"{done(desk.post('/observatory/releases/schedule/', chosen))}publish/"))
    return office


_office = built_once(published)


@pytest.fixture
def office(_office, db):
    return _office


def taken_out(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize(
    "address",
    [
        f"/sdmx/v1/data/OAS,{FLOW},1.0/all",
        f"/sdmx/v1/data/OAS,{FLOW},1.0/all?format=csv",
        f"/observatory/figures/{FLOW}.csv",
    ],
)
def test_an_aggregate_comes_in_by_api_as_it_went_out(office, client, address):
    raw = taken_out(client, address)
    program = Program(office.clerk)
    form = {"dataflow": FLOW, "state": "PAN", "vintage": "2025-02-28",
            "file": SimpleUploadedFile("agregado.csv", raw, "text/csv")}  # fmt: skip
    made = program.client.post(f"{API}/submissions", form, headers=program.headers)
    assert made.status_code == 202, made.content
    jobs.check_waiting()
    answer = program.get(f"/submissions/{made.json()['submission']}").json()
    errors = [one["msg"] for one in answer["findings"] if one["level"] == "error"]
    assert (answer["cells"], answer["changed"], answer["removed"], errors) == (2, 0, 0, [])


def test_an_aggregate_comes_in_by_file(office, client, tmp_path):
    path = tmp_path / "agregado.csv"
    path.write_bytes(taken_out(client, f"/sdmx/v1/data/OAS,{FLOW},1.0/all?format=csv"))
    out = StringIO()
    call_command(
        "submit", str(path), "--dataflow", FLOW, "--state", "PAN", "--vintage", "2025-02-28",
        "--json", stdout=out,
    )  # fmt: skip
    answer = json.loads(out.getvalue())
    assert [answer[name] for name in ("cells", "new", "changed", "removed")] == [2, 0, 0, 0]
