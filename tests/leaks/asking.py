"""Asking one question as one viewer, and judging what its answer says."""

import json
import re
from collections.abc import Sequence
from typing import TypeVar
from urllib.parse import quote

import pytest
from django.http import HttpResponse

from tests.extent import WHOLE
from tests.leaks import oracle, routes
from tests.leaks.oracle import Viewer
from tests.leaks.world import PEOPLE, SEATS, Thing, World
from tests.shared import taken_back

T = TypeVar("T")
SUB = ("", "/stix", "/answers", "/deliveries")
VERBS = ("update", "retract", "widen", "hand-on", "answers")
# What another test asks of each thing, and judges: here it is one route among all.
JUDGED = {
    *(f"api/v1/alerts/<pk>{part}" for part in SUB),
    "api/v1/deliveries/<pk>",
    "documents/<uuid:pk>/",
    *(f"alerts/<str:pk>/{part}" for part in ("", "stix/", *(f"{verb}/" for verb in VERBS))),
}
# What an id in a route is of: the word before it.
KIND = re.compile(r"\b(alerts|deliveries|documents|inbox|calls)/(?:drafts/)?<(?:\w+:)?pk>")
# In `make test` an alert's detail and its page are asked by all, everything else by these nine,
# each about every other thing (`met`), in one way in turn (`turn`); in the whole everybody asks
# everything.
NINE = [
    "pan-one", "pan-colleague", "cri-one", "cri-colleague", "cri-bank", "col-head", "secretariat",
    "stranger", "nobody",
]  # fmt: skip
VIEWERS = [*NINE, *sorted({*PEOPLE, "nowhere"} - {*NINE})]
# What differs between two equal answers: the form's key and the clock in the foot.
GONE = re.compile(
    rb"csrfmiddlewaretoken[^>]*>|\d{4}-\d\d-\d\d[T ][\d:.]+(?:\+00:00|Z)?|\b\d\d:\d\d\b"
)


def ask(world: World, viewer: Viewer, url: str, method: str = "get", **body) -> HttpResponse:
    """One question, as if nobody had asked any other."""
    client = world.client(viewer, url)
    with taken_back():
        if method == "post" and url.startswith("/api/"):
            return client.post(url, json.dumps(body), content_type="application/json")
        return getattr(client, method)(url, body or None)


def never(world: World, viewer: Viewer, url: str, method: str = "get", **body) -> HttpResponse:
    """The answer about an id that never existed, asked once."""
    key = viewer.name, url, method
    if key not in world.never:
        world.never[key] = ask(world, viewer, url.format(routes.NEVER), method, **body)
    return world.never[key]


def content(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def said(answer: HttpResponse, *own: str) -> str:
    """Everything that an answer says, headers too, without what the question itself named."""
    body = GONE.sub(b"", content(answer)).decode("utf-8", "replace")
    text = body + str(sorted((n, v) for n, v in answer.headers.items() if n != "Content-Length"))
    for word in own:
        for form in (word, quote(word, safe=""), word.replace("-", "")):
            text = text.replace(form, "")
    return text


def is_seen(world: World, viewer: Viewer, thing: Thing) -> bool:
    return oracle.sees(viewer, thing.sent, SEATS, world.homes)


def is_red(thing: Thing) -> bool:
    return thing.sent.marking == oracle.RED


def hidden(world: World, viewer: Viewer) -> list[Thing]:
    return [thing for thing in world.alerts if not is_seen(world, viewer, thing)]


def leaks(world: World, viewer: Viewer, answer: HttpResponse, *own: str) -> list[str]:
    text = said(answer, *own)
    return [
        mark for thing in hidden(world, viewer) for mark in thing.marks if mark and mark in text
    ]


def same_as_never(answer: HttpResponse, never: HttpResponse, pk: str) -> bool:
    """Status, headers, body and its size as for an id that never existed."""

    def shape(one: HttpResponse, key: str) -> tuple:
        body = GONE.sub(b"", content(one)).replace(key.encode(), b"")
        heads = {n: v.replace(key, "") for n, v in one.headers.items() if n != "Content-Length"}
        return one.status_code, body, len(body), heads

    return shape(answer, pk) == shape(never, routes.NEVER)


def by(names: list[str]):
    """The test is asked by these viewers, or by all of them in the whole matrix."""
    return pytest.mark.parametrize("viewer", VIEWERS if WHOLE else names, indirect=True)


def standing(world: World, route: str) -> list[str]:
    """The ids that could stand in a route: of its own kind, and one that never existed.

    Of another kind, one: for that route it never existed.
    """
    if not re.search(r"<(uuid:)?pk>", route):
        return [routes.NEVER]
    found = {
        "alerts": [thing.pk for thing in world.alerts],
        "deliveries": [pk for thing in world.alerts for pk in thing.deliveries.values()],
        "documents": [thing.document for thing in world.alerts],
        "inbox": world.notices,
        "calls": world.notices,
    }
    kind = named[1] if (named := KIND.search(route)) else ""
    if WHOLE and kind and route not in JUDGED:
        return [routes.NEVER, *found[kind]]
    return found[kind or "alerts"][-1:]


def met(world: World, viewer: Viewer, first: int = 0) -> list[tuple[int, Thing]]:
    """The things about which this viewer asks, numbered: all, or every other one.

    Whom one test leaves out, another one meets: half of them begin with the second (`first`).
    """
    things = list(enumerate(world.alerts))
    return things if WHOLE else things[(VIEWERS.index(viewer.name) + first) % 2 :: 2]


def turn(viewer: Viewer, number: int, ways: Sequence[T]) -> Sequence[T]:
    """The ways in which this viewer asks about the thing of this number: all, or one in turn.

    In turn every viewer meets every way, and so does every thing; among those met, too.
    """
    if WHOLE:
        return ways
    at = (VIEWERS.index(viewer.name) // 2 + (number + 1) // 2) % len(ways)
    return ways[at : at + 1]


def asked_deliveries(viewer: Viewer, number: int, thing: Thing) -> list[tuple[str, str]]:
    """A viewer's own delivery, and the others: all, or one in turn."""
    own = [pair for pair in thing.deliveries.items() if pair[0] == viewer.institution]
    others = [pair for pair in sorted(thing.deliveries.items()) if pair not in own]
    return [*own, *(turn(viewer, number, others) if others else [])]
