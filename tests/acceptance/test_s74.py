"""S74: a late delivery is reminded and never a zero; a new observatory gets help by cell."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from almenara.directory.tests import make
from almenara.observatory import jobs
from almenara.observatory.tests import make as observatory
from tests.acceptance.directory import Program, browser, nominate, verify
from tests.acceptance.exchange import chase, words, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def joined():
    """Two States whose Missions named their observatories."""
    network = make.network("drug-observatories")
    countries = [make.country(code) for code in ("PAN", "CRI")]
    for country in countries:
        home = country.institution.pk
        refused = nominate(browser(country.ncp), network, home, "head", country.head)
        assert refused.status_code == 403
        made = nominate(browser(country.mission), network, home, "head", country.head)
        assert made.status_code == 302
    return network, *countries


def test_b_a_new_observatory_joins_the_network_and_is_written_to(joined):
    network, panama, costa_rica = joined
    newcomer = Program(panama.head)
    verify(network)
    assert newcomer.get("/me").json()["networks"] == [network.slug]
    [card] = newcomer.get(f"/networks/{network.slug}/posts", state="CRI").json()["items"]
    assert card["holder"] == costa_rica.head.user.username
    said = {"title": "Calendario de entregas", "marking": "TLP:GREEN", "states": ["PAN"]}
    url = written(browser(costa_rica.head), "notice-drug-observatories", **said)
    assert "Calendario de entregas" in words(browser(panama.head).get(url))
    late = chase(timezone.now() + timedelta(days=30))
    assert late["overdue"] or late["escalated"]


FLOW = "DF_TREATMENT"
HEADER = "FREQ,REF_AREA,DRUG,ENTRY,SEX,AGE,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE"


def sheet(state, *years):
    rows = [f"A,{state},_T,_T,_T,_T,NUMBER,{year},{value}" for year, value in years]
    raw = "\n".join([HEADER, *rows]).encode()
    return SimpleUploadedFile("entrega.csv", raw, "text/csv")


def done(answer):
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def delivered(office, vintage, *years):
    """The address of a delivery that was read."""
    clerk = browser(office.clerk)
    sent = {"dataflow": FLOW, "vintage": vintage, "file": sheet(office.code, *years)}
    address = done(clerk.post("/submissions/", sent))
    jobs.check_waiting()
    return address


def arranged(desk, office):
    said = {"dataflow": FLOW, "institution": office.clerk.institution, "starts": "2024-01-01"}
    done(desk.post("/deliveries/", said))


def reminded(day):
    out = StringIO()
    call_command("deliveries", "--at", f"{day}T06:00:00Z", "--json", stdout=out)
    return [
        (one["state"], one["period"], one["reminder"]) for one in json.loads(out.getvalue())["told"]
    ]


@pytest.fixture
def desk(settings, tmp_path):
    settings.HOME = tmp_path
    return browser(observatory.analyst())


def test_a_a_late_state_is_reminded_three_times_and_its_line_says_no_data(desk, client):
    here, late = observatory.office("PAN"), observatory.office("CRI")
    arranged(desk, here)
    arranged(desk, late)
    address = delivered(here, "2025-06-01", (2023, 410), (2024, 420))
    done(desk.post(f"{address}accept/"))
    done(browser(here.ncp).post(f"{address}agree/"))
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M")
    chosen = {"submissions": [address.split("/")[2]], "embargo_until": now}
    done(desk.post(f"{done(desk.post('/observatory/releases/schedule/', chosen))}publish/"))
    region = client.get(f"/observatory/indicators/{FLOW}/?kind=map").content.decode()
    due = date(2024, 12, 31) + timedelta(days=180)
    days = [(due + timedelta(days=n)).isoformat() for n in (0, 1, 2, 15, 20, 30, 60, 90)]
    told = [one for day in days for one in reminded(day)]
    assert told == [("CRI", "2024", number) for number in (1, 2, 3)]
    inbox = browser(late.clerk).get("/inbox/").content.decode()
    assert inbox.count("Falta una entrega de su Estado") >= 1
    assert "Falta" in browser(late.clerk).get("/deliveries/").content.decode()
    assert "Falta una entrega" not in browser(here.clerk).get("/inbox/").content.decode()
    assert re.search(r"Costa Rica[^0-9]{1,200}sin datos", region)
    assert re.search(r"Panamá[^<]*420", region)


def test_b_its_first_delivery_comes_back_with_a_score_and_help_by_cell(desk):
    office = observatory.office("PAN")
    arranged(desk, office)
    board = browser(office.clerk).get("/deliveries/").content.decode()
    assert "2025" in board
    address = delivered(office, "2026-03-01", (2024, 400), (2025, "n/d"))
    page = browser(office.clerk).get(address).content.decode()
    for said in ("Objetiva", "Confiable", "Oportuna", "Comparable", "I3", "no es una cifra"):
        assert said in page
    program = Program(office.clerk)
    [found] = program.get(f"/submissions/{address.split('/')[2]}").json()["findings"]
    assert (found["rule"], found["line"], found["column"]) == ("structure", 3, 9)
    corrected = delivered(office, "2026-03-01", (2024, 400), (2025, 405))
    assert "Ningún hallazgo" in browser(office.clerk).get(corrected).content.decode()
    stranger = observatory.office("CRI")
    assert browser(stranger.clerk).get(address).status_code == 404
