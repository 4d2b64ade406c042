"""The second wall alone: plain SQL as the application's login, in the context of each viewer."""

import pytest
from django.db import connection, transaction

from almenara.core.access.context import acting
from tests.leaks import oracle
from tests.leaks.asking import VIEWERS, is_seen
from tests.leaks.world import SEATS

pytestmark = pytest.mark.sampled


def rows(sql: str) -> set:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return {row[0] if len(row) == 1 else row for row in cursor.fetchall()}


@pytest.fixture(params=VIEWERS)
def viewer(request, asked):
    with transaction.atomic(), acting(asked.actors[request.param]):
        yield asked.viewers[request.param]


def test_alerts_and_their_words(asked, viewer):
    seen = {thing.pk for thing in asked.alerts if is_seen(asked, viewer, thing)}
    assert rows("select id::text from exchange_alert") == seen
    for table in ("exchange_revision", "exchange_bundle"):
        assert rows(f"select alert_id::text from {table}") == seen, table
    hung = rows("select ref from documents_hanging where word = 'alert'")
    own = {t.pk for t in asked.alerts} if viewer.name == "pan-one" else set()
    assert hung == seen | own


def test_deliveries(asked, viewer):
    wanted = {
        thing.deliveries[slug]
        for thing in asked.alerts
        for slug in oracle.deliveries(viewer, thing.sent, SEATS, asked.homes)
    }
    assert rows("select id::text from exchange_delivery") == wanted


def test_answers(asked, viewer):
    wanted = {
        (thing.pk, slug, to)
        for thing in asked.alerts
        for slug, to in oracle.answers(viewer, thing.sent, SEATS, asked.homes)
    }
    assert rows('select alert_id::text, institution_id, "to" from exchange_answer') == wanted


def test_readers_are_known_to_themselves_alone(asked, viewer):
    mine = {(viewer.institution or None, None), (None, viewer.username or None)}
    found = rows(
        """select r.institution_id, u.username from exchange_reader r
        left join parties_person p on p.id = r.person_id
        left join auth_user u on u.id = p.user_id"""
    )
    assert found <= mine - {(None, None)}


def test_documents(asked, viewer):
    wanted = {
        thing.document
        for thing in asked.alerts
        if is_seen(asked, viewer, thing)
        or viewer.username == thing.sent.author
        or (viewer.institution == thing.sent.origin and thing.sent.marking != oracle.RED)
    }
    assert rows("select id::text from documents_document") == wanted


def test_notices_tell_of_nothing_hidden(asked, viewer):
    seen = {f"alert:{thing.pk}" for thing in asked.alerts if is_seen(asked, viewer, thing)}
    assert rows("select about from notices_notice where about like 'alert:%'") <= seen


def test_the_journal(asked, viewer):
    found = rows("select actor, verb, thing from journal_entry")
    if not viewer.is_known:
        assert found == set()
    own = asked.actors[viewer.name].pseudonym
    hidden = {f"alert:{t.pk}" for t in asked.alerts if not is_seen(asked, viewer, t)}
    assert not {row for row in found if row[2] in hidden and row[0] != own}


def test_without_context_only_what_is_public(asked):
    public = {thing.pk for thing in asked.alerts if thing.sent.public}
    assert rows("select id::text from exchange_alert") == public
    for table in ("exchange_delivery", "journal_entry", "notices_notice", "exchange_answer"):
        assert rows(f"select * from {table}") == set(), table
