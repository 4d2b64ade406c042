"""A plan as IATI: valid or not at all, nothing doubled, shares that add up, money on one level."""

import json
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from lxml import etree

from almenara.core.access.context import acting
from almenara.core.parties.actor import NOBODY
from almenara.directory.tests import make as people
from almenara.formats.iati import binding, checking, writing
from almenara.formats.iati import records as iati
from almenara.programmes import jobs, publishing, queries, services
from almenara.programmes import money as told
from almenara.programmes.tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return people.officer()


@pytest.fixture
def money(monkeypatch):
    """What another app says of the money of a plan."""

    def said(**more):
        monkeypatch.setattr(told, "MONEY", [lambda plan, today: told.Money(**more)])

    return said


def tree():
    with acting(NOBODY):
        raw, _count = publishing.export(queries.plan(NOBODY, make.PLAN), timezone.now())
    assert checking.check(raw, timezone.now()).is_valid
    return etree.fromstring(raw)


def of(found, title):
    return next(one for one in found if title in one.xpath("title/narrative/text()"))


def spent(amount):
    on = date(2021, 3, 2)
    return iati.Transaction(kind="4", on=on, value=iati.Money(amount=Decimal(amount), on=on))


def test_programmes_stand_above_activities_and_no_identifier_twice(desk):
    make.activity(desk, "D3.1", "A2", titles={"es": "De dos programas"})
    found = tree()
    level = Counter(found.xpath("iati-activity/@hierarchy"))
    assert level == {"1": 10, "2": 1}
    names = found.xpath("iati-activity/iati-identifier/text()")
    assert len(names) == len(set(names)) == 11
    child = of(found, "De dos programas")
    refs = child.xpath("related-activity[@type='1']/@ref")
    assert [ref.rpartition("-")[2] for ref in refs] == ["A", "D3"]
    assert set(refs) <= set(names)


@pytest.mark.parametrize("count", [1, 2, 3, 6, 7, 13])
def test_shares_of_recipients_add_up_to_exactly_100(desk, count):
    codes = [row.code for row in queries.states(desk)][:count]
    make.activity(desk, states=codes)
    shares = tree().xpath("iati-activity/recipient-country/@percentage")
    assert (len(shares), sum(map(Decimal, shares))) == (count, 100)


def test_results_have_their_targets_and_only_those_that_were_promised(desk):
    found = tree()
    assert len(found.xpath("iati-activity[@hierarchy='1']/result")) == 38
    assert not found.xpath("iati-activity[@hierarchy='2']/result")
    targets = found.xpath("//result[title/narrative='Oficiales formados en inspección de "
                          "fronteras terrestres y marítimas']//target/@value")  # fmt: skip
    assert targets == ["60"]
    assert len(found.xpath("//target")) == 12
    assert len(found.xpath("//actual")) == 38


def test_budgets_stand_on_programmes_and_transactions_on_activities(desk, money):
    course = make.activity(desk, titles={"es": "Con gasto"})
    budget = iati.Budget(
        kind="1", status="2", starts=date(2021, 1, 1), ends=date(2021, 12, 31),
        value=iati.Money(amount=Decimal("120000.00"), on=date(2021, 1, 1)),
    )  # fmt: skip
    money(budgets={"D3": (budget,)}, transactions={course.pk: (spent("10.50"), spent("-0.50"))})
    found = tree()
    assert found.xpath("iati-activity[budget]/@hierarchy") == ["1"]
    assert found.xpath("iati-activity[transaction]/@hierarchy") == ["2"]
    values = of(found, "Con gasto").xpath("transaction/value/text()")
    assert sum(map(Decimal, values)) == Decimal("10.00")


def test_what_is_not_valid_does_not_leave_and_the_page_lists_why(desk, money, client, tmp_path):
    on = timezone.now().date() + timedelta(days=3)
    make.held(desk, starts=on.isoformat(), ends=on.isoformat(), titles={"es": "Mañana"})
    out = tmp_path / "plan.xml"
    with pytest.raises(CommandError) as refused:
        call_command("iati", "export", "--plan", make.PLAN, "--out", str(out), "--json")
    assert (refused.value.returncode, out.exists(), list(tmp_path.iterdir())) == (1, False, [])
    assert "futur" in str(refused.value)
    services.publish(desk, queries.plan(desk, make.PLAN))
    page = client.get(f"/plans/{make.PLAN}/iati/?lang=en").content.decode()
    assert "Mañana" in page
    assert "iati.xml" not in page
    assert client.get(f"/plans/{make.PLAN}/iati.xml").status_code == 404


def test_the_command_writes_a_valid_file_and_says_how_many(desk, tmp_path, capsys):
    make.held(desk)
    out = tmp_path / "plan.xml"
    call_command("iati", "export", "--plan", make.PLAN, "--out", str(out), "--json")
    said = json.loads(capsys.readouterr().out)
    assert (said["valid"], said["activities"], said["errors"]) == (True, 1, [])
    assert checking.check(out.read_bytes(), timezone.now()).is_valid
    with pytest.raises(CommandError) as absent:
        call_command("iati", "export", "--plan", "absent", "--out", str(out))
    assert absent.value.returncode == 2
    with pytest.raises(CommandError) as nowhere:
        call_command("iati", "export", "--plan", make.PLAN, "--out", str(tmp_path / "no" / "x"))
    assert nowhere.value.returncode == 2


def test_every_night_each_plan_is_made_anew(desk, client):
    make.activity(desk, titles={"es": "De hoy"})
    jobs.publish_plans()
    assert "De hoy" in client.get(f"/plans/{make.PLAN}/iati.xml").content.decode()


def test_no_address_of_a_person_leaves_even_by_a_title(desk, tmp_path):
    make.activity(desk, titles={"es": "Escriba a ana@example.org"})
    with pytest.raises(CommandError, match="ana@example"):
        call_command("iati", "export", "--plan", make.PLAN, "--out", str(tmp_path / "x.xml"))


def test_what_went_out_reads_back_the_same(desk):
    make.held(desk, states=["MEX", "PER", "COL"])
    read = tree()
    assert binding.left_out(read, writing.build(writing.read(read))) == []


def test_questions_are_as_many_for_one_activity_as_for_twenty(desk, django_assert_max_num_queries):
    make.activity(desk)
    with django_assert_max_num_queries(20), acting(NOBODY):
        publishing.gather(queries.plan(NOBODY, make.PLAN), timezone.now())
    for _number in range(20):
        make.activity(desk)
    with django_assert_max_num_queries(20), acting(NOBODY):
        publishing.gather(queries.plan(NOBODY, make.PLAN), timezone.now())
