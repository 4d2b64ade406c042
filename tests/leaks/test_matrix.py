"""What each viewer finds on the API agrees with the oracle, and nothing else is said."""

import pytest

from tests.leaks import oracle
from tests.leaks.asking import (
    NINE,
    SUB,
    VERBS,
    VIEWERS,
    ask,
    asked_deliveries,
    by,
    is_red,
    is_seen,
    leaks,
    met,
    never,
    said,
    same_as_never,
    turn,
)
from tests.leaks.world import PEOPLE, SEATS

pytestmark = pytest.mark.sampled

SEARCH = {"api": "/api/v1/search?q=", "page": "/search/?q="}
ACTS = {
    "update": {"title": "Otra"},
    "retract": {"reason": "Error"},
    "widen": {"audience": {"institutions": ["col-csirt"]}},
    "hand-on": {"institutions": ["col-csirt"]},
    "answers": {"body": "Hola"},
}
FILTERS = ("marking=TLP%3ARED", "network=csirt", "stage=updated", "limit=1")


@by(VIEWERS)
def test_an_alert_is_there_or_as_if_it_never_was(asked, viewer):
    for number, thing in enumerate(asked.alerts):
        for part in turn(viewer, number, SUB):
            url = f"/api/v1/alerts/{thing.pk}{part}"
            answer = ask(asked, viewer, url)
            is_open = part in ("", "/stix") or viewer.is_known
            if is_seen(asked, viewer, thing) and is_open:
                assert answer.status_code == 200, (url, thing.sent, answer.content)
            else:
                nothing = never(asked, viewer, f"/api/v1/alerts/{{}}{part}")
                assert answer.status_code == (404 if viewer.is_known else 401), (url, thing.sent)
                assert same_as_never(answer, nothing, thing.pk), (url, thing.sent)
            assert not leaks(asked, viewer, answer, thing.pk), (url, thing.sent)


@by(NINE)
def test_a_head_says_what_a_get_says_and_leaves_nothing(asked, viewer):
    for number, thing in met(asked, viewer):
        for part in turn(viewer, number, SUB):
            url = f"/api/v1/alerts/{thing.pk}{part}"
            got, head = (ask(asked, viewer, url, method) for method in ("get", "head"))
            assert (head.status_code, head.content) == (got.status_code, b""), url
            assert head.headers == got.headers, url


@by(NINE)
def test_who_may_see_reads_every_word_and_only_the_originator_the_audience(asked, viewer):
    for _number, thing in met(asked, viewer):
        if is_seen(asked, viewer, thing):
            got = ask(asked, viewer, f"/api/v1/alerts/{thing.pk}").json()
            for part in (got["title"], got["body"], got["fields"]["products"]):
                assert thing.sent.word in part
            is_own = viewer.institution == thing.sent.origin
            assert (got["audience"] is not None) is is_own
            assert (got["waiting"] is not None) is is_own
            assert got["delivery"] == thing.deliveries.get(viewer.institution)
            assert thing.sent.word in said(ask(asked, viewer, f"/api/v1/alerts/{thing.pk}/stix"))


@by(NINE)
def test_lists_and_counts_are_those_of_the_oracle(asked, viewer):
    seen = {thing.pk for thing in asked.alerts if is_seen(asked, viewer, thing)}
    answer = ask(asked, viewer, "/api/v1/alerts?limit=200")
    if not viewer.is_known and not seen:
        assert answer.status_code == 401
        return
    got = answer.json()
    assert ({item["id"] for item in got["items"]}, got["count"]) == (seen, len(seen))
    for query in turn(viewer, 0, FILTERS):
        got = ask(asked, viewer, f"/api/v1/alerts?{query}").json()
        assert {item["id"] for item in got["items"]} <= seen
        wanted = [t for t in asked.alerts if t.pk in seen and ("RED" not in query or is_red(t))]
        assert got["count"] == len(wanted), query


@by(NINE)
def test_the_search_finds_and_counts_what_may_be_seen(asked, viewer):
    for number, thing in met(asked, viewer, first=1):
        is_mine = is_seen(asked, viewer, thing)
        for kind in turn(viewer, number, ("api", "page")):
            url = SEARCH[kind]
            answer = ask(asked, viewer, f"{url}{thing.sent.word}")
            assert not leaks(asked, viewer, answer, thing.sent.word)
            if kind == "page" and not is_mine:
                own = "y" * len(thing.sent.word)
                nothing = never(asked, viewer, f"{url}{own}")
                assert said(answer, thing.sent.word) == said(nothing, own)
            elif kind == "api" and not viewer.is_known:
                assert answer.status_code == 401
            elif kind == "api":
                got, wanted = answer.json(), [thing.pk] if is_mine else []
                found = [item["id"] for item in got["items"]]
                assert (found, got["count"]) == (wanted, len(wanted))


@by(NINE)
def test_deliveries_and_answers_are_those_of_the_oracle(asked, viewer):
    for number, thing in met(asked, viewer):
        mine = oracle.deliveries(viewer, thing.sent, SEATS, asked.homes)
        heard = oracle.answers(viewer, thing.sent, SEATS, asked.homes)
        if viewer.is_known and is_seen(asked, viewer, thing):
            url = f"/api/v1/alerts/{thing.pk}"
            board = ask(asked, viewer, f"{url}/deliveries").json()
            assert {item["institution"] for item in board["items"]} == mine, thing.sent
            assert board["count"] == len(mine)
            thread = ask(asked, viewer, f"{url}/answers").json()
            told = {(item["institution"], item["to"]) for item in thread["items"]}
            assert (told, thread["count"]) == (heard, len(heard)), thing.sent
        for slug, pk in asked_deliveries(viewer, number, thing):
            answer = ask(asked, viewer, f"/api/v1/deliveries/{pk}")
            wanted = (200 if slug in mine else 404) if viewer.is_known else 401
            assert answer.status_code == wanted, (slug, thing.sent, answer.content)
            assert not leaks(asked, viewer, answer, pk), (slug, thing.sent)
            if wanted != 200:
                assert same_as_never(answer, never(asked, viewer, "/api/v1/deliveries/{}"), pk)


@by(NINE)
def test_the_journal_tells_of_nothing_that_is_hidden(asked, viewer):
    if not viewer.is_known:
        assert ask(asked, viewer, "/api/v1/journal").status_code == 401
        return
    everything = ask(asked, viewer, "/api/v1/journal?limit=200")
    assert not leaks(asked, viewer, everything)
    for number, thing in met(asked, viewer, first=1):
        got = ask(asked, viewer, f"/api/v1/journal?thing=alert:{thing.pk}&limit=200").json()
        verbs = {item["verb"] for item in got["items"]}
        assert got["count"] == len(got["items"])
        if not is_seen(asked, viewer, thing):
            assert got["count"] == 0
        elif viewer.institution == thing.sent.origin or viewer.username == thing.sent.author:
            assert {"publish", "update"} <= verbs
        elif thing.sent.marking != oracle.RED:
            assert verbs <= {"answer", "hand-on"}, (thing.sent, verbs)
        for slug, pk in turn(viewer, number, sorted(thing.deliveries.items())):
            mine = slug in oracle.deliveries(viewer, thing.sent, SEATS, asked.homes)
            got = ask(asked, viewer, f"/api/v1/journal?thing=delivery:{pk}").json()
            assert mine or got["count"] == 0


@by(NINE)
def test_documents_go_to_who_sees_the_alert_and_to_who_kept_them(asked, viewer):
    for _number, thing in met(asked, viewer):
        answer = ask(asked, viewer, f"/documents/{thing.document}/")
        assert not leaks(asked, viewer, answer, thing.document), thing.sent
        is_kept = viewer.institution == "pan-csirt" and thing.sent.marking != oracle.RED
        is_author = viewer.username == "pan-one"
        if is_kept or is_author or is_seen(asked, viewer, thing):
            assert answer.status_code == 200, thing.sent
            continue
        assert answer.status_code == (404 if viewer.is_known else 302)
        assert same_as_never(answer, never(asked, viewer, "/documents/{}/"), thing.document)


@by(NINE)
def test_acts_on_what_is_hidden_are_acts_on_nothing(asked, viewer):
    for number, thing in met(asked, viewer, first=1):
        for verb in turn(viewer, number, VERBS):
            _act(asked, viewer, thing, verb)


def _act(asked, viewer, thing, verb):
    body = ACTS[verb]
    answer = ask(asked, viewer, f"/api/v1/alerts/{thing.pk}/{verb}", "post", **body)
    if not viewer.is_known:
        assert answer.status_code == 401
    elif not is_seen(asked, viewer, thing):
        nothing = never(asked, viewer, f"/api/v1/alerts/{{}}/{verb}", "post", **body)
        assert answer.status_code == 404, (thing.sent, answer.content)
        assert same_as_never(answer, nothing, thing.pk)
    elif verb in ("update", "retract", "widen"):
        is_own = viewer.institution == thing.sent.origin
        assert (answer.status_code == 403) is not is_own, (thing.sent, answer.content)
    else:
        has_it = viewer.institution in oracle.deliveries(viewer, thing.sent, SEATS, asked.homes)
        assert has_it or answer.status_code == 403 or viewer.institution == thing.sent.origin
    assert answer.status_code < 500


@by(NINE)
def test_acknowledging_is_for_the_receiver_alone(asked, viewer):
    for number, thing in met(asked, viewer):
        mine = oracle.deliveries(viewer, thing.sent, SEATS, asked.homes)
        for slug, pk in asked_deliveries(viewer, number, thing):
            answer = ask(asked, viewer, f"/api/v1/deliveries/{pk}/acknowledge", "post")
            wanted = 401
            if viewer.is_known:
                wanted = 404 if slug not in mine else 403
                wanted = 200 if slug == viewer.institution and slug in mine else wanted
            assert answer.status_code == wanted, (slug, thing.sent, answer.content)


@by(VIEWERS)
def test_only_who_holds_a_post_publishes(asked, viewer):
    body = {
        "network": "csirt", "kind": "cyber-alert", "marking": "TLP:GREEN", "title": "Nueva",
        "audience": {"institutions": ["cri-bank", "sub-centre"]},
    }  # fmt: skip
    kind = PEOPLE.get(viewer.name, ("", "", ""))[2]
    for url in turn(viewer, 0, ("/api/v1/alerts", "/api/v1/alerts/preview")):
        answer = ask(asked, viewer, url, "post", **body)
        wanted = (201 if url.endswith("alerts") else 200) if kind else 403
        assert answer.status_code == (wanted if viewer.is_known else 401), answer.content
