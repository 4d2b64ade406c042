"""S57: from prospect to reported; a donor reads its own share, and the shares are the ledger."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from almenara.core.access.context import system_work
from almenara.core.parties.models import Observer
from almenara.directory.tests import make
from almenara.funds.tests.make import line
from tests.acceptance.directory import Program, browser
from tests.acceptance.funds import accepted, enrol, open_fund, receive

pytestmark = pytest.mark.django_db
DONORS = ("donor-a", "donor-b", "donor-c")


def shares(client, donor, fund="F-1"):
    """What the workbook of a donor's report says, by code and currency."""
    answer = client.get(f"/funds/{fund}/reports/{donor}/xlsx/")
    assert answer.status_code == 200
    [_header, *rows] = load_workbook(io.BytesIO(answer.content)).active.values
    return {
        (code, currency): Decimal(str(amount)).quantize(Decimal("0.01"))
        for code, _name, amount, currency in rows
    }


def test_a_donor_report_has_that_donors_share_alone_and_totals_equal_the_ledgers():
    desk = browser(make.officer())
    homes = {slug: make.institution(f"{slug}-home", kind="other") for slug in DONORS}
    open_fund(desk)
    for slug in DONORS:
        enrol(desk, slug, party=f"{slug}-home", titles_es=f"Donante {slug}")
        receive(desk, slug, "33.33", "F-1")
    rows = [line("100.00"), line("0.01", code="200"), line("-20.00"), line("5.00", currency="CAD")]
    accepted(desk, rows)
    found = {slug: shares(desk, slug) for slug in DONORS}
    for key, total in {
        ("100", "USD"): "80.00",
        ("200", "USD"): "0.01",
        ("100", "CAD"): "5.00",
    }.items():
        assert sum(found[slug][key] for slug in DONORS) == Decimal(total)
    assert sum(found[slug]["Total", "USD"] for slug in DONORS) == Decimal("80.01")
    donor = browser(make.person(homes["donor-b"]))
    assert shares(donor, "donor-b") == found["donor-b"]
    page = donor.get("/funds/F-1/reports/donor-b/").content.decode()
    assert "Donante donor-b" in page
    assert "donor-a" not in page
    assert donor.get("/funds/F-1/reports/donor-a/").status_code == 404
    for path in ("/funds/F-1/", "/funds/"):
        assert "donor-a" not in donor.get(path).content.decode()


def test_one_donor_pays_what_the_ledger_says_and_others_see_nothing_of_the_fund(client):
    officer = make.officer()
    desk = browser(officer)
    open_fund(desk)
    home = make.institution("donor-home", kind="other")
    enrol(desk, "donor-a", party="donor-home")
    receive(desk, "donor-a", "500.00", "F-1")
    accepted(desk, [line("123.45"), line("-3.45", code="200")])
    assert shares(desk, "donor-a")["Total", "USD"] == Decimal("120.00")
    assert Program(make.person(home)).get("/funds").json()["count"] == 1
    panama = make.country("PAN")
    for other in (panama.mission, panama.duty, make.person(make.institution("ssm-jid"))):
        assert Program(other).get("/funds").json()["count"] == 0
        page = browser(other)
        assert page.get("/funds/F-1/").status_code == 404
        assert page.get("/funds/F-1/reports/donor-a/").status_code == 404
        assert page.get("/ledger/").status_code == 403
    assert client.get("/api/v1/funds").status_code == 401
    assert client.get("/funds/F-1/").status_code == 302
    assert "500" not in client.get("/partners/donor-a/").content.decode()


def test_the_pipeline_goes_its_way_and_takes_no_step_twice():
    desk = browser(make.officer())
    with system_work():
        Observer.objects.get_or_create(code="ES", defaults={"names": {"es": "España"}})
    open_fund(desk)
    enrol(desk, "donor-a")
    said = {"purpose": "Cursos", "amount": "10.00", "currency": "USD", "fund": "F-1"}
    assert (
        desk.post("/partners/donor-a/contributions/", {**said, "currency": "XXX"}).status_code
        == 422
    )
    assert desk.post("/partners/donor-a/contributions/", said).status_code == 302
    page = desk.get("/partners/donor-a/").content.decode()
    pk = page.split('id="c-')[1].split('"')[0]
    stage = f"/contributions/{pk}/stage/"
    assert desk.post(stage, {"stage": "pledge"}).status_code == 409
    assert desk.post(stage, {"stage": "received"}).status_code == 422
    for step in ("proposal", "pledge", "agreement"):
        assert desk.post(stage, {"stage": step}).status_code == 302
    receipt = {"fund": "F-1", "received": "11.00", "received_on": "2021-02-01"}
    assert desk.post(f"/contributions/{pk}/receive/", receipt).status_code == 422
    arrived = {**receipt, "received": "10.00"}
    assert desk.post(f"/contributions/{pk}/receive/", arrived).status_code == 302
    assert desk.post(f"/contributions/{pk}/receive/", arrived).status_code == 409
    assert desk.post(stage, {"stage": "reported"}).status_code == 302
    asked = {"project": "", "amount": "1"}
    assert desk.post("/funds/F-1/allocations/", asked).status_code == 422
