"""What every page shows around its content: the rooms of this person, languages, marks."""

import functools
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from almenara.core.notices import queries as notices
from almenara.core.parties.actor import Actor
from almenara.core.parties.request import Request
from almenara.directory import shown

MONEY = ("/projects/", "/partners/", "/observers/", "/funds/", "/budget/", "/ledger/")
SWITCHES = {"density": ("airy", "compact"), "theme": ("light", "dark")}


@dataclass(frozen=True)
class Room:
    url: str
    label: str
    icon: str
    current: bool
    count: int = 0


def page(request: Request) -> dict[str, Any]:
    """Context of every page; what a piece of one does not show is not asked for."""
    actor = getattr(request, "actor", None)
    known = actor if actor and actor.is_known else None
    row = getattr(request, "person", None)
    unread = functools.cache(lambda: notices.inbox_count(known) if known else 0)
    return {
        "actor": actor,
        "is_known": bool(known),
        "person": person(row) if row else None,
        "inbox_count": SimpleLazyObject(unread),
        "demonstration": settings.DEMONSTRATION,
        "menu": SimpleLazyObject(
            lambda: rooms(known, request.path, unread()) if known else open_rooms(request.path)
        ),
        "now": timezone.now(),
        **{name: _switch(request, name) for name in SWITCHES},
    }


def person(row: Any) -> dict[str, Any]:
    """Who is signed in, and for which institution; the row as `core.identity.who` read it."""
    state = {"code": row.state, "name": shown.text(row.country)} if row.state else None
    return {
        "title": shown.text(row.titles) or row.username,
        "institution": shown.text(row.home),
        "state": state,
        "url": "/account/",
    }


def rooms(viewer: Actor, path: str, unread: int) -> list[Room]:
    """The few rooms that this person has."""
    found = [
        ("/", _("Inicio"), "home", 0),
        ("/inbox/", _("Buzón"), "inbox", unread),
        ("/alerts/", _("Alertas"), "beacon", 0),
        ("/directory/", _("Directorio"), "people", 0),
        ("/bodies/", _("Órganos"), "roster", 0),
        ("/plans/", _("Planes"), "plan", 0),
        ("/cases/", _("Asistencia"), "help", 0),
        ("/mandates/", _("Mandatos"), "check", 0),
        ("/observatory/", _("Observatorio"), "eye", 0),
        ("/projects/", _("Proyectos y fondos"), "statistics", 0),
        ("/studies/", _("Estudios"), "statistics", 0),
        ("/substances/", _("Drogas nuevas"), "warning", 0),
        ("/reports/", _("Informes"), "library", 0),
        ("/journal/", _("Bitácora"), "journal", 0),
    ]
    if viewer.has_role("secretariat"):
        found.insert(1, ("/desk/", _("Mi mesa"), "roster", 0))
    if viewer.has_role("administrator"):
        found.append(("/people/", _("Cuentas"), "person", 0))
    return [Room(url, label, icon, _is_in(path, url), count) for url, label, icon, count in found]


def open_rooms(path: str) -> list[Room]:
    """The rooms that are open to everybody: what is published of them is public."""
    found = [
        ("/bodies/", _("Órganos"), "roster"),
        ("/plans/", _("Planes"), "plan"),
        ("/observatory/", _("Observatorio"), "eye"),
        ("/projects/", _("Proyectos y fondos"), "statistics"),
        ("/studies/", _("Estudios"), "statistics"),
        ("/substances/", _("Drogas nuevas"), "warning"),
        ("/reports/", _("Informes"), "library"),
    ]
    return [Room(url, label, icon, _is_in(path, url)) for url, label, icon in found]


def _is_in(path: str, url: str) -> bool:
    """Is this page in that room?"""
    return path == url or (url != "/" and path.startswith(MONEY if url in MONEY else url))


def _switch(request: Request, name: str) -> str | None:
    kept = request.COOKIES.get(f"almenara_{name}")
    return kept if kept in SWITCHES[name] else None
