"""What every page shows around its content: the rooms of this person, languages, marks."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Room:
    url: str
    label: str
    icon: str
    current: bool
    count: int = 0


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every page."""
    actor = getattr(request, "actor", None)
    known = bool(actor and actor.is_known)
    return {
        "actor": actor,
        "is_known": known,
        "demonstration": settings.DEMONSTRATION,
        "languages": settings.LANGUAGES,
        "menu": rooms(request) if known else [],
        "page_path": request.path,
    }


def rooms(request: HttpRequest) -> list[Room]:
    """The few rooms that this person has."""
    found = [
        ("/", _("Inicio"), "home"),
        ("/inbox/", _("Avisos"), "inbox"),
        ("/alerts/", _("Alertas"), "beacon"),
        ("/directory/", _("Directorio"), "people"),
        ("/journal/", _("Bitácora"), "journal"),
    ]
    path = request.path
    return [
        Room(url, label, icon, path == url or (url != "/" and path.startswith(url)))
        for url, label, icon in found
    ]
