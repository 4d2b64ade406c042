"""What each viewer finds on the pages agrees with the oracle, and nothing else is said."""

import itertools

import pytest

from tests.leaks import oracle, routes
from tests.leaks.asking import (
    NINE,
    VERBS,
    VIEWERS,
    WHOLE,
    ask,
    asked_deliveries,
    by,
    is_seen,
    leaks,
    met,
    never,
    said,
    same_as_never,
    standing,
    turn,
)
from tests.leaks.world import SEATS

pytestmark = pytest.mark.sampled

LISTS = (("/", "/inbox/"), ("/alerts/?box=sent", "/journal/", "/calls/"))
TWO = ["secretariat", "stranger"]
METHODS = ("post", "get") if WHOLE else ("post",)
FORMS = [(verb, method) for method in METHODS for verb in VERBS]


@by(VIEWERS)
def test_an_alerts_page_is_there_or_as_if_it_never_was(asked, viewer):
    for number, thing in enumerate(asked.alerts):
        for part in turn(viewer, number, ("", "stix/")):
            answer = ask(asked, viewer, f"/alerts/{thing.pk}/{part}")
            if is_seen(asked, viewer, thing):
                assert answer.status_code == 200, (thing.sent, answer.content[:300])
                assert thing.sent.word in said(answer)
            else:
                nothing = never(asked, viewer, f"/alerts/{{}}/{part}")
                assert answer.status_code == (404 if viewer.is_known else 302)
                assert same_as_never(answer, nothing, thing.pk)
            assert not leaks(asked, viewer, answer, thing.pk)


@by(NINE)
def test_the_lists_show_what_may_be_seen(asked, viewer):
    for url in itertools.chain(*turn(viewer, 0, LISTS)):
        assert not leaks(asked, viewer, ask(asked, viewer, url)), url
    received = ask(asked, viewer, "/alerts/")
    assert not leaks(asked, viewer, received)
    if viewer.is_known:
        text = said(received)
        has_one = viewer.institution and viewer.institution != "pan-csirt"
        for thing in asked.alerts:
            mine = viewer.institution in oracle.deliveries(viewer, thing.sent, SEATS, asked.homes)
            assert not (has_one and mine) or thing.sent.word in text, thing.sent


@by(NINE)
def test_forms_about_what_is_hidden_are_forms_about_nothing(asked, viewer):
    for number, thing in met(asked, viewer):
        for verb, method in turn(viewer, number, FORMS):
            url = f"/alerts/{thing.pk}/{verb}/"
            answer = ask(asked, viewer, url, method)
            assert answer.status_code < 500
            if not viewer.is_known:
                assert answer.status_code == 302
            elif not is_seen(asked, viewer, thing):
                nothing = never(asked, viewer, f"/alerts/{{}}/{verb}/", method)
                assert same_as_never(answer, nothing, thing.pk), (thing.sent, answer.status_code)
            assert not leaks(asked, viewer, answer, thing.pk)


@by(NINE)
def test_acknowledging_on_the_page_is_for_the_receiver_alone(asked, viewer):
    for number, thing in met(asked, viewer, first=1):
        mine = oracle.deliveries(viewer, thing.sent, SEATS, asked.homes)
        for slug, pk in asked_deliveries(viewer, number, thing):
            answer = ask(asked, viewer, f"/deliveries/{pk}/acknowledge/", "post")
            wanted = 404 if slug not in mine else 403
            wanted = 302 if slug == viewer.institution and slug in mine else wanted
            assert answer.status_code == (wanted if viewer.is_known else 302), thing.sent


@by(TWO)
def test_nothing_of_what_is_hidden_stands_on_any_route(asked, viewer):
    """Every route with every id that could stand in its place, as page and as answer.

    One that takes no such question (405) says so of a thing and of nothing alike, before it looks:
    of these two it is asked, and of no third.
    The two take turns; in the whole matrix everybody asks every route.
    """
    faults = []
    mine = routes.TABLE if WHOLE else list(routes.TABLE)[TWO.index(viewer.name) :: len(TWO)]
    for route in mine:
        told = []
        for pk in standing(asked, route):
            url = routes.filled(route, pk=pk)
            answer = ask(asked, viewer, url)
            assert answer.status_code < 500 or answer.status_code == 503, (url, answer.content)
            if found := leaks(asked, viewer, answer, pk):
                faults.append((url, answer.status_code, found))
            told.append(answer.status_code)
            if told == [405, 405]:
                break
    assert not faults
