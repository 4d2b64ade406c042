"""Lists and unknown parameters, the same for every call of the API (CONTRACTS §1)."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet

from almenara.core.parties.request import Request
from almenara.formats.refusal import Unreadable

DEFAULT, MOST = 50, 200
PAGING = {"limit", "offset", "lang"}


def parameters(request: Request, *known: str) -> dict[str, str]:
    """The query's parameters; one that nobody knows, or can be read, is refused with its name."""
    unknown = sorted(set(request.GET) - set(known) - PAGING)
    faults = [(["query", name], "unknown parameter") for name in unknown]
    faults += [
        (["query", key], "a NUL character") for key, said in request.GET.items() if "\x00" in said
    ]
    if faults:
        raise Unreadable.many(faults)
    return {name: request.GET[name] for name in known if name in request.GET}


def listing(
    request: Request,
    found: QuerySet[Any] | list[Any],
    item: Callable[[Any], dict[str, Any]] | None = None,
    *,
    many: Callable[[list[Any]], Iterable[dict[str, Any]]] | None = None,
) -> dict[str, Any]:
    """One page of what this viewer may see: items, count and where the next page is."""
    limit, offset = window(request)
    count = len(found) if isinstance(found, list) else found.count()
    rows = list(found[offset : offset + limit])
    items = list(many(rows)) if many else [item(row) if item else row for row in rows]
    return envelope(request, items, count, limit, offset)


def window(request: Request) -> tuple[int, int]:
    """How many items are asked for, and after how many."""
    limit = _number(request, "limit", DEFAULT, 1, MOST)
    return limit, _number(request, "offset", 0, 0, 10**9)


def envelope(
    request: Request, items: list[dict[str, Any]], count: int, limit: int, offset: int
) -> dict[str, Any]:
    """A page of a list; `next` is the address of the page after it."""
    following = _next(request, offset + limit) if offset + limit < count else None
    return {"items": items, "count": count, "next": following}


def _number(request: Request, name: str, default: int, least: int, most: int) -> int:
    text = request.GET.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not least <= int(text[:12]) <= most:
        raise Unreadable(["query", name], f"a whole number from {least} to {most}")
    return int(text)


def _next(request: Request, offset: int) -> str:
    query = {**request.GET.dict(), "offset": str(offset)}
    return request.build_absolute_uri(f"{request.path}?{urlencode(query)}")
