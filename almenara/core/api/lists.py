"""Lists and parameters of the query, the same for every call of the API (docs/api.md)."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from almenara.core.api.describing import LANGUAGE
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import State
from almenara.core.parties.request import Request
from almenara.formats.refusal import Unreadable

Asked = Mapping[str, Any] | Callable[[Actor], Iterable[str]]  # a schema, or the codes there are
DEFAULT, MOST = 50, 200
PAGING: dict[str, Asked] = {"limit": {}, "offset": {}, "lang": LANGUAGE}
DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parameters(request: Request, asks: Mapping[str, Asked]) -> dict[str, str]:
    """The query's parameters; what nobody knows or can read is refused with its name."""
    known = {**asks, **PAGING}
    faults = [
        (["query", name], why)
        for name, said in request.GET.lists()
        if (why := _why_not(request.actor, known.get(name), said))
    ]
    if faults:
        raise Unreadable.many(faults)
    return {name: request.GET[name] for name in asks if name in request.GET}


def states(viewer: Actor) -> Iterable[str]:
    """Every State of the register: what a parameter may say that asks for one."""
    return State.objects.visible_to(viewer).values_list("pk", flat=True)


def moment(request: Request, name: str) -> datetime | None:
    """The moment that a parameter says; `parameters` read it already."""
    return _moment(request.GET[name]) if name in request.GET else None


def one_of(request: Request, name: str, codes: Iterable[str]) -> str:
    """What a parameter says, of a list that depends on what the address names."""
    if why := _other(said := request.GET[name], codes):
        raise Unreadable(["query", name], why)
    return said


def _other(said: str, codes: Iterable[str]) -> str:
    known = list(dict.fromkeys(codes))
    return "" if said in known else _("Se espera una de: ") + ", ".join(known[:MOST])


def _why_not(viewer: Actor, asked: Asked | None, said: list[str]) -> str:
    """Why these values of one parameter cannot be meant, or nothing."""
    if asked is None:
        return _("Parámetro desconocido.")
    if len(said) > 1:
        return _("Se dice una sola vez.")
    return unlike(asked, said[0]) if isinstance(asked, Mapping) else _other(said[0], asked(viewer))


def unlike(schema: Mapping[str, Any], said: str) -> str:
    """Why a text is not what its schema says, or nothing."""
    form, pattern = schema.get("format"), schema.get("pattern", "")
    if "\x00" in said:
        return _("El texto contiene caracteres de control.")
    if "enum" in schema:
        return _other(said, schema["enum"])
    if form == "date" and not _day(said):
        return _("La fecha se escribe como 2026-01-31.")
    if form == "date-time" and not _moment(said):
        return _("Se espera un momento con zona, como 2026-03-08T05:00:00Z.")
    if len(said) > schema.get("maxLength", len(said)):
        return _("Pasa de %(max_length)d caracteres.") % {"max_length": schema["maxLength"]}
    if not re.search(pattern, said):
        return _("No tiene la forma que se espera: %(pattern)s") % schema
    return ""


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said) if DAY.fullmatch(said) else None
    except ValueError:
        return None


def _moment(said: str) -> datetime | None:
    """RFC 3339 with its zone; a plus that was not encoded arrives as a space."""
    try:
        found = datetime.fromisoformat(said.replace(" ", "+"))
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


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
        raise Unreadable(["query", name], _whole(least, most))
    return int(text)


def _whole(least: int, most: int) -> str:
    return _("Se espera un número entero de %(least)d a %(most)d.") % {"least": least, "most": most}


def _next(request: Request, offset: int) -> str:
    query = {**request.GET.dict(), "offset": str(offset)}
    return request.build_absolute_uri(f"{request.path}?{urlencode(query)}")
