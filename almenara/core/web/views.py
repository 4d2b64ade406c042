"""Pages of the core itself: the journal, its proofs and its signed heads."""

from datetime import date, datetime, time
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core import paging
from almenara.core.access.context import as_system
from almenara.core.journal import archive, queries
from almenara.core.journal.reading import readings
from almenara.core.parties.actor import Actor
from almenara.core.parties.request import Request
from almenara.core.search import queries as findable
from almenara.core.web import limits, sentences
from almenara.core.web.doors import public
from almenara.formats.refusal import Unreadable

PAGE = 50
PROOFS = 6  # a minute and person: each reads the whole journal


@public
def search(request: Request) -> HttpResponse:
    """What the viewer may see and the words find, the best first."""
    asked, number = request.GET.get("q", ""), max(1, int(request.GET.get("page") or 1))
    most = findable.FITTED
    found = findable.found(request.actor, asked, "", (number - 1) * PAGE, PAGE, most + 1)
    pages = Paginator(range(min(found.count, most)), PAGE)
    context = {
        "q": asked, "found": found, "page": pages.get_page(number), "more": found.count > most
    }  # fmt: skip
    return render(request, "web/search.html", context)


def journal(request: Request) -> HttpResponse:
    """What this person did, and what was done to the things of their institution."""
    asked = {name: request.GET.get(name, "") for name in ("verb", "thing", "since")}
    since = _midnight(asked["since"], request.actor.zone)
    page = _newest(request.actor, request.GET.get("page"), asked["thing"], asked["verb"], since)
    told = readings(request.actor, list(page.object_list))
    days = sentences.days(told, request.actor.zone, timezone.now())
    filters = {**asked, "verbs": sentences.choices()}
    context = {"days": days, "filter": filters, "page": page, "count": page.paginator.count}
    return render(request, "web/journal.html", context)


def _newest(viewer: Actor, number: str | None, *asked: Any) -> Page:
    """The page asked for, out of as little of the journal as fills it."""
    reaches = queries.newest(viewer, 4 * paging.reach(PAGE, number), *asked)
    pages = (paging.page(found, PAGE, number) for found in reaches)
    found = next(pages)
    while not cast(paging.Pages, found.paginator).has_more:
        if (further := next(pages, None)) is None:  # a page without a row is false
            break
        found = further
    return found


def entry(request: Request, seq: int) -> HttpResponse:
    """One entry as it stands in the journal, with what proves it."""
    found = queries.entry(request.actor, seq)
    told = readings(request.actor, [found])[0]
    context = {
        "entry": found, "sentence": sentences.sentence(told), "outcome": told.outcome,
        "chain": bytes(found.chain).hex(), "head": queries.covering(request.actor, seq),
    }  # fmt: skip
    return render(request, "web/journal_entry.html", context)


def proof(request: Request, seq: int) -> HttpResponse:
    """A file that proves one entry to somebody who has nothing else."""
    found = queries.entry(request.actor, seq)
    head = queries.covering(request.actor, seq)
    if head is None:
        raise Unreadable(["seq"], _("Todavía no lo cubre ninguna firma: se firma cada día."))
    limits.count(f"proof:{request.actor.person}", PROOFS)
    with as_system("of other entries only hashes go out"):
        lines = list(archive.proof_of(found, head))
    return _file("".join(lines), f"almenara-entry-{seq}.jsonl")


@public
def heads(request: Request) -> HttpResponse:
    """The signed heads, and how anybody checks the journal against one kept elsewhere."""
    page = Paginator(queries.heads(request.actor), PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {"page": page, "count": page.paginator.count}
    return render(request, "web/journal_heads.html", context)


@public
def head(request: Request, pk: int) -> HttpResponse:
    """One head as the line that an export has."""
    found = queries.head(request.actor, pk)
    return _file(archive.as_line(found).line(), f"almenara-head-{found.size}.jsonl")


def _file(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/jsonl; charset=utf-8", headers=headers)


def _midnight(text: str, zone: str) -> datetime | None:
    """The first moment of a day where the reader lives."""
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text), time(), ZoneInfo(zone))
    except ValueError:
        raise Unreadable(["since"], _("No es una fecha.")) from None
