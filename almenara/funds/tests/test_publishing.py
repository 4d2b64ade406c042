"""The money of a plan in its IATI file: the ledger to the cent, on one level, no secret told."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from lxml import etree

from almenara.core.access.context import acting
from almenara.core.parties.actor import NOBODY
from almenara.core.parties.refusals import Denied
from almenara.directory.tests.make import actor, institution, officer, person
from almenara.formats.amounts import Form
from almenara.formats.iati import checking
from almenara.formats.refusal import Unreadable
from almenara.funds import queries, services
from almenara.funds.drafts import (
    AllocationShape,
    BudgetShape,
    ConsentShape,
    DedicationShape,
    ReceiptShape,
)
from almenara.funds.tests import make
from almenara.funds.tests.test_ledger import SLOW, added, imports
from almenara.programmes import publishing
from almenara.programmes import queries as programmes
from almenara.programmes.tests import make as plans
from tests.acceptance.directory import browser
from tests.extent import examples

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]
YES, NO = ConsentShape(is_public=True), ConsentShape(is_public=False)
CARGO = DedicationShape(plan=plans.PLAN, programme="D3")
INCOMING, COMMITMENT, EXPENDITURE, AGREED = "1", "2", "4", "11"


@pytest.fixture
def desk():
    return officer()


def given_to(by, fund, slug="donor-a", amount="100.00", consent=YES):
    made = make.received(make.partner(slug, by=by), amount, fund, by)
    services.consent(by, made, consent)
    return made


def public(by, code="F-1", **more):
    return services.dedicate(by, make.fund(code, by, **more), CARGO)


def budgeted(by, **more):
    said = {"titles": {"es": "Línea"}, "chapter": "1", "programme": "CICTE", "year": 2021,
            "fund": "F-1", "code": "100", "approved": "900.00", **more}  # fmt: skip
    made = services.budget(by, BudgetShape.model_validate(said))
    return services.step_budget(by, made, "approve")


def tree():
    with acting(NOBODY):
        plan = programmes.plan(NOBODY, plans.PLAN)
        raw, _count = publishing.export(plan, timezone.now())
    assert checking.check(raw, timezone.now()).is_valid
    return etree.fromstring(raw)


def sums(found, kind):
    """By record and currency what its transactions of a kind add up to."""
    return added(
        (one.getparent().findtext("iati-identifier").rpartition("-fund-")[2],
         one.find("value").get("currency"), one.findtext("value"))
        for one in found.xpath(f"//transaction[transaction-type/@code='{kind}']")
    )  # fmt: skip


def test_sums_of_a_fund_stand_in_one_record_below_its_programme(desk):
    public(desk)
    given_to(desk, "F-1")
    rows = [make.line("10.00"), make.line("-2.50", date="2021-03-09"), make.line("1", code="200")]
    services.import_ledger(desk, "a.csv", make.ledger(rows), Form.POINT)
    found = tree()
    [fund] = {one.getparent() for one in found.xpath("//transaction")}
    assert fund.get("hierarchy") == "2"
    assert fund.xpath("related-activity[@type='1']/@ref")[0].endswith("-D3")
    assert sums(found, EXPENDITURE) == {("F-1", "USD"): Decimal("8.50")}
    assert sums(found, INCOMING) == {("F-1", "USD"): Decimal("100.00")}
    [course] = fund.xpath("transaction[value='7.50']")
    assert course.find("value").get("value-date") == "2021-03-09"
    donors = found.xpath("//participating-org[@role='1'][@type='70']/..")
    assert [one.get("hierarchy") for one in donors] == ["1", "2"]
    assert not found.xpath("//iati-activity[@hierarchy='1']/transaction")


def test_what_was_agreed_is_told_once_on_the_day_it_was_signed_and_a_pledge_is_not(desk):
    public(desk)
    donor = make.partner("donor-a", by=desk)
    papers = make.agreement(donor, desk)
    said = {"purpose": "Apoyo", "fund": "F-1", "agreement": "A-1", "currency": "USD"}
    page = browser(desk)
    for amount in ("60.50", "40.00"):
        sent = page.post("/partners/donor-a/contributions/", {**said, "amount": amount})
        assert sent.status_code == 302
    assert ">A-1</option>" in page.get("/partners/donor-a/").content.decode()
    with acting(desk):
        agreed, pledge = queries.contributions(desk).order_by("made_at")
    for one in (agreed, pledge):
        for stage in ("proposal", "pledge"):
            services.step_contribution(desk, one, stage)
    services.step_contribution(desk, agreed, "agreement")
    services.consent(desk, agreed, YES)
    assert not tree().xpath("//transaction")
    services.step_agreement(desk, papers, "sign", timezone.localdate())
    assert sums(tree(), AGREED) == {("F-1", "USD"): agreed.amount}
    arrived = {"fund": "F-1", "received": "60.50", "received_on": "2021-02-01"}
    services.receive(desk, agreed, ReceiptShape.model_validate(arrived))
    for kind in (AGREED, INCOMING):
        assert sums(tree(), kind) == {("F-1", "USD"): agreed.amount}
    with pytest.raises(Unreadable):
        make.pledged(donor, "1.00", "F-1", desk, agreement="A-2")


def test_budgets_are_the_approved_lines_of_the_year_revised_where_one_is(desk):
    public(desk)
    first = budgeted(desk)
    budgeted(desk, code="200", approved="100.50")
    said = {"titles": {"es": "Solo formulada"}, "chapter": "1", "programme": "CICTE",
            "year": 2022, "fund": "F-1", "code": "100", "approved": "5"}  # fmt: skip
    services.budget(desk, BudgetShape.model_validate(said))
    [one] = tree().xpath("//budget")
    assert (one.getparent().get("hierarchy"), one.get("type")) == ("1", "1")
    assert one.findtext("value") == "1000.50"
    services.revise(desk, first, Decimal("950.00"))
    [one] = tree().xpath("//budget")
    assert (one.get("type"), one.findtext("value")) == ("2", "1050.50")


def test_one_partner_who_does_not_agree_and_nothing_of_the_fund_is_told(desk):
    public(desk)
    given_to(desk, "F-1")
    second = given_to(desk, "F-1", "donor-b", "40.00", NO)
    services.import_ledger(desk, "a.csv", make.ledger([make.line()]), Form.POINT)
    text = etree.tostring(tree(), encoding="unicode")
    assert "donor-" not in text
    assert "<transaction>" not in text
    page = browser(desk).get("/funds/F-1/").content.decode()
    assert "1 donante" in page
    services.consent(desk, second, YES)
    assert sums(tree(), INCOMING) == {("F-1", "USD"): Decimal("140.00")}
    services.consent(desk, second, NO)
    assert not tree().xpath("//transaction")


def test_a_fund_of_no_programme_is_not_told_and_what_is_to_come_neither(desk):
    fund = make.fund("F-1", desk)
    given_to(desk, "F-1")
    services.import_ledger(desk, "a.csv", make.ledger([make.line()]), Form.POINT)
    assert not tree().xpath("//transaction")
    services.dedicate(desk, fund, CARGO)
    later = timezone.localdate() + timedelta(days=30)
    public(desk, "F-2", ends=str(later))
    row = make.line(fund="F-2", date=str(later))
    services.import_ledger(desk, "b.csv", make.ledger([row]), Form.POINT)
    assert set(sums(tree(), EXPENDITURE)) == {("F-1", "USD")}


def test_what_is_set_aside_for_an_activity_is_its_commitment_if_it_is_public(desk):
    fund = public(desk)
    given_to(desk, "F-1")
    for marking in ("TLP:CLEAR", "TLP:AMBER"):
        course = plans.activity(desk, marking=marking)
        shape = AllocationShape.model_validate({"amount": "5.00", "activity": str(course.pk)})
        services.allocate(desk, fund, shape)
    [one] = tree().xpath("//transaction[transaction-type/@code='2']")
    assert (one.getparent().get("hierarchy"), one.findtext("value")) == ("2", "5.00")


def test_the_kind_of_a_known_partner_is_told(desk):
    make.partner("donor-a", "academia", desk)
    plans.activity(desk, partner="Socio donor-a")
    plans.activity(desk, partner="Otro")
    kinds = tree().xpath("//participating-org[@role='4'][narrative[starts-with(., 'Socio')]]/@type")
    assert kinds == ["80"]


def test_pages_and_programs_say_for_which_programme_and_who_agrees(desk):
    fund, page = make.fund("F-1", desk), browser(desk)
    gift = make.received(make.partner("donor-a", by=desk), "1.00", "F-1", desk)
    said = page.post("/funds/F-1/programme/", {"programme": f"{plans.PLAN}:D3"})
    assert said.status_code == 302
    assert page.post("/funds/F-1/programme/", {"programme": "x:Y"}).status_code == 422
    assert page.post(f"/contributions/{gift.pk}/consent/", {"is_public": "yes"}).status_code == 302
    assert plans.PLAN in page.get("/funds/F-1/").content.decode()
    with pytest.raises(Unreadable):
        services.dedicate(desk, fund, DedicationShape(plan=plans.PLAN, programme="Z9"))


def test_only_the_secretariat_says_so(desk):
    fund, stranger = make.fund("F-1", desk), actor(person(institution("pan-x", "PAN"), "mission"))
    gift = make.received(make.partner("donor-a", by=desk), "1.00", "F-1", desk)
    for act, thing, shape in (
        (services.dedicate, fund, CARGO),
        (services.consent, gift, YES),
    ):
        with pytest.raises(Denied):
            act(stranger, thing, shape)
    assert Client().post("/funds/F-1/programme/", {}).status_code in (302, 403)


@pytest.fixture
def books(desk):
    """Two funds in two currencies, both public, with what is known of their files."""
    public(desk)
    public(desk, "F-2", currency="CAD")
    return desk, {}


@given(imports)
@settings(max_examples=examples(8), deadline=None, suppress_health_check=SLOW)
def test_the_file_equals_the_ledger_for_any_order_of_imports_corrections_and_refunds(books, done):
    by, _last = books
    for name, rows in done:
        services.import_ledger(by, name, make.ledger(rows), Form.POINT)
    with acting(by):
        spent = queries.spent(by)
    assert sums(tree(), EXPENDITURE) == spent
