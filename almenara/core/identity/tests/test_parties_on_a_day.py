"""Who stands in is known to the two alone; a date is shown as far as its source knows it."""

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone, translation

from almenara.core.access.context import acting, system_work
from almenara.core.identity import chart, queries
from almenara.core.identity.tests import make
from almenara.core.parties.actor import SYSTEM
from almenara.core.parties.alphabet import alphabetical
from almenara.core.parties.models import Belonging, Institution, State, Substitution


@pytest.mark.django_db
def test_the_two_and_nobody_else_find_a_substitution_on_either_wall():
    world = make.world()
    now = timezone.now()
    with system_work():
        row = Substitution.objects.create(
            holder=world.ana, substitute=world.eva, rule="Orden 5",
            since=now, until=now + timedelta(days=1),
        )  # fmt: skip
    for name in ("ana", "eva", "luis", "admin"):
        actor = make.actor(getattr(world, name))
        with transaction.atomic(), acting(actor), connection.cursor() as cursor:
            cursor.execute("select id from parties_substitution")
            raw = cursor.fetchall()
            seen = list(Substitution.objects.visible_to(actor).values_list("id"))
        assert raw == seen == ([(row.pk,)] if name in ("ana", "eva") else [])


@pytest.mark.parametrize(
    ("precision", "words"),
    [("year", "1948"), ("month", "enero de 1948"), ("day", "1 ene 1948"), ("", "1 ene 1948")],
)
def test_a_date_says_no_more_than_is_known(precision, words):
    assert chart.as_known(date(1948, 1, 1), precision) == words
    notes = [{"state": "PAN", "since": "1948-01-01", "since_precision": precision}]
    organisation = Institution(slug="sub", facts={"notes": notes})
    assert chart.joined(organisation, Belonging(state_id="PAN", since=date(1948, 1, 1))) == words
    assert chart.joined(organisation, Belonging(state_id="CRI", since=date(1990, 5, 2))) == (
        "2 may 1990"
    )
    assert chart.joined(organisation, Belonging(state_id="PAN", since=None)) == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "codes"),
    [("es", "AAA BBB CCC"), ("en", "CCC AAA BBB"), ("fr", "BBB AAA CCC"), ("pt", "AAA BBB CCC")],
)
def test_states_stand_in_the_alphabet_of_the_page_without_accents_and_articles(language, codes):
    names = {
        "AAA": {"es": "Las Bahamas", "en": "The Bahamas", "fr": "États-Unis", "pt": ""},
        "BBB": {"es": "Dominica", "en": "Dominica", "fr": "Équateur", "pt": ""},
        "CCC": {"es": "Perú", "en": "Antigua", "fr": "Pérou", "pt": ""},
    }
    with system_work():
        for code, key in (("AAA", "bahamas"), ("BBB", "dominica"), ("CCC", "peru")):
            told = {tongue: name for tongue, name in names[code].items() if name}
            State.objects.create(code=code, names=told, sort_key=key)
    with translation.override(language):
        found = [row.code for row in queries.states(SYSTEM, date(2026, 1, 1))]
        assert list(queries.states(SYSTEM, date(2026, 1, 1)).distinct())
    assert [code for code in found if code in names] == codes.split()


@pytest.mark.parametrize("names", ["Antigua|Las Bahamas|Perú", "Équateur|États-Unis|Haïti",
                                   "Antigua|The Bahamas|Canada"])  # fmt: skip
def test_names_that_no_table_has_stand_in_the_same_alphabet(names):
    rows = names.split("|")
    assert alphabetical(reversed(rows), str) == rows
