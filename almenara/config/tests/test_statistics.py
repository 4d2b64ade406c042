"""R18: the platform's figures on itself, from which nothing hidden can be inferred."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from almenara.config import statistics
from almenara.core.access.context import system_work
from almenara.core.parties.actor import NOBODY
from almenara.exchange.models import Alert, Delivery
from almenara.exchange.tests import browsing, make
from tests.shared import built_once

MONTH = datetime(2026, 1, 1, tzinfo=UTC)


@given(st.integers(0, 200), st.integers(0, 40))
def test_one_alert_more_or_less_is_never_told(count, origins):
    """Below either threshold nothing; above them only full tens."""
    [(said,)] = [tuple(statistics.shown([("kind", MONTH, count, origins)]).values()) or (None,)]
    assert (said is None) is (count < 10 or origins < 5)
    assert said is None or (said % 10 == 0 and said <= count)


def _thirteen():
    officers = browsing.officers()
    return [make.alert(officers["PAN"]) for _number in range(13)]


_alerts = built_once(_thirteen)


@pytest.fixture
def alerts(_alerts, db):
    """Thirteen of one institution, of this month."""
    return deepcopy(_alerts)


def page():
    cache.clear()
    answer = Client().get("/statistics/")
    assert answer.status_code == 200
    return answer


def test_anybody_reads_both_denominators_and_no_cell_below_the_threshold(alerts):
    before = page()
    assert before.context["networks"][0]["states_all"] > 0
    last_month = timezone.now().replace(day=1) - timedelta(days=10)
    with system_work():
        Alert.objects.filter(pk__in=[a.pk for a in alerts]).update(published_at=last_month)
        Delivery.objects.update(sent_at=last_month)
    after = page()
    assert after.context["rows"] == [], (
        "thirteen alerts of one institution tell of that institution"
    )
    assert (after.context["minutes"], after.context["reached"]) == (None, None)
    assert browsing.text_of(before) == browsing.text_of(after)


def test_the_present_month_changes_nothing_and_the_last_one_shows_tens(alerts):
    homes = ["pan-csirt", "cri-csirt", "col-csirt", "x-one", "x-two"]
    assert page().context["rows"] == []
    last_month = timezone.now().replace(day=1) - timedelta(days=10)
    with system_work():
        for number, alert in enumerate(alerts):
            Delivery.objects.filter(alert=alert).delete()
            origin = make.institution(homes[number % 5])
            Alert.objects.filter(pk=alert.pk).update(published_at=last_month, origin=origin)
    [row] = page().context["rows"]
    assert row["count"] == 10
    assert row["month"].month == last_month.month


@pytest.mark.django_db
def test_the_months_are_those_of_utc_for_readers_west_of_it():
    with timezone.override("America/Mexico_City"):
        page = statistics.page(NOBODY, datetime(2026, 11, 23, tzinfo=UTC))
        said = render_to_string("web/statistics.html", page)
    assert "De noviembre de 2025 a octubre de 2026." in said
