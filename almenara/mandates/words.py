"""How things of the mandates are called, which files hang on them, what notices say of them."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.bodies import queries as bodies
from almenara.core.documents.hanging import THINGS
from almenara.core.journal import titles
from almenara.core.notices.models import Notice
from almenara.core.notices.words import WORDS, Content, Word, led
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.mandates import access, queries
from almenara.mandates.models import (
    Action,
    Journey,
    Letter,
    Mandate,
    PeaceAct,
    Resolution,
    Transmission,
)

LEADS: dict[str, tuple[str, str | Promise]] = {
    "mandates/assigned": ("mandate", gettext_lazy("Su oficina responde de un mandato")),
    "mandates/task": ("task", gettext_lazy("Tiene una tarea")),
    "mandates/task-late": ("task", gettext_lazy("Venció una tarea suya")),
    "mandates/sent": ("transmission", gettext_lazy("Llegó una remisión para su Gobierno")),
    "mandates/asked": ("consultation", gettext_lazy("Consultan a su Estado")),
    "mandates/letter-late": ("letter", gettext_lazy("Una carta sigue sin respuesta")),
    "mandates/journey-late": ("journey", gettext_lazy("Falta el informe de una misión suya")),
}
DUTIES: dict[str, str | Promise] = {
    "mandates/sent": gettext_lazy("Léala y acuse recibo en nombre de su Gobierno."),
    "mandates/asked": gettext_lazy("Léala y responda en nombre de su Estado."),
}


def _mandate(row: Mandate) -> str:
    return _("%(symbol)s, párrafo %(number)d") % {
        "symbol": row.resolution.symbol, "number": row.paragraph,
    }  # fmt: skip


# by word: the rows, what one is called, where it is seen
NAMED: dict[str, tuple[Callable[[Actor], Any], Callable[[Any], str], str]] = {
    "resolution": (queries.resolutions, lambda row: row.symbol, "/resolutions/{id}/"),
    "mandate": (queries.mandates, _mandate, "/mandates/{id}/"),
    "task": (queries.tasks, lambda row: row.title, "/tasks/"),
    "transmission": (
        queries.transmissions, lambda row: row.resolution.symbol, "/transmissions/{id}/",
    ),
    "consultation": (queries.consultations, lambda row: row.title, "/consultations/{id}/"),
    "letter": (queries.letters, lambda row: row.subject, "/correspondence/{id}/"),
    "journey": (queries.journeys, lambda row: row.purpose, "/journeys/"),
    "peacefile": (queries.peace_files, lambda row: row.title, "/good-offices/{id}/"),
}  # fmt: skip
LABELS = {
    "resolution": gettext_lazy("una resolución"),
    "mandate": gettext_lazy("un mandato"),
    "task": gettext_lazy("una tarea"),
    "transmission": gettext_lazy("una remisión"),
    "consultation": gettext_lazy("una consulta"),
    "letter": gettext_lazy("una carta"),
    "journey": gettext_lazy("una misión oficial"),
    "peacefile": gettext_lazy("un expediente"),
    "action": gettext_lazy("una acción"),
    "receipt": gettext_lazy("un acuse de recibo"),
    "reply": gettext_lazy("una respuesta a una consulta"),
}


def register() -> None:
    for model in (Mandate, Action, Transmission, Letter, Journey, PeaceAct):
        THINGS[str(model._meta.model_name)] = model.objects.visible_to
    for word, label in LABELS.items():
        find, url = (_titles(word), NAMED[word][2]) if word in NAMED else (None, "")
        titles.register(word, label, find, url)
    for word, (thing, lead) in LEADS.items():
        WORDS[word] = Word(_contents(thing, lead))
    bodies.FOLLOWING.append(following)


def following(viewer: Actor, rows: list[bodies.Decision]) -> dict[UUID, list[bodies.Follower]]:
    """What followed from decisions: the resolution that holds the text, and tasks."""
    found: dict[UUID, list[bodies.Follower]] = {}
    for row in Resolution.objects.visible_to(viewer).filter(decision__in=rows):
        link = bodies.Follower(row.symbol, f"/resolutions/{row.pk}/", "sea", _("Resolución"))
        found.setdefault(cast(UUID, row.decision_id), []).append(link)
    today = timezone.localdate()
    for task in queries.tasks(viewer).filter(decision__in=rows):
        tone, word = ("ember", _("Vencida")) if task.is_late(today) else ("soft", _("Tarea"))
        link = bodies.Follower(task.title, "/tasks/", tone, word)
        found.setdefault(cast(UUID, task.decision_id), []).append(link)
    if access.is_desk(viewer):
        for decision in rows:
            found.setdefault(decision.pk, []).extend(_beginnings(decision))
    return found


def _beginnings(decision: bodies.Decision) -> list[bodies.Follower]:
    """What the secretariat may begin out of a decision."""
    asked = f"new/?decision={decision.pk}"
    return [
        bodies.Follower(_("Nueva tarea"), f"/tasks/{asked}", "soft", ""),
        bodies.Follower(_("Nueva resolución"), f"/resolutions/{asked}", "soft", ""),
    ]


def _titles(word: str) -> Callable[[Actor, list[str]], dict[str, str]]:
    rows, called, _url = NAMED[word]

    def find(viewer: Actor, ids: list[str]) -> dict[str, str]:
        found = rows(viewer).filter(pk__in=[UUID(pk) for pk in ids])
        return {str(row.pk): called(row) for row in found}

    return find


def _contents(thing: str, lead: str | Promise) -> Callable[[list[Notice]], dict[UUID, Content]]:
    """What it is and where; the rest is read on the page."""
    url = NAMED[thing][2]

    def contents(notices: list[Notice]) -> dict[UUID, Content]:
        ids = {notice.pk: notice.about.partition(":")[2] for notice in notices}
        names = _titles(thing)(SYSTEM, sorted(set(ids.values())))
        return {
            notice.pk: Content(
                led(lead, names[pk]), str(DUTIES.get(notice.word, _("Se lee en la página."))),
                notice.marking, _("Mandatos"),
                url=settings.BASE_URL + url.format(id=pk), is_answered=notice.word in DUTIES,
            )
            for notice in notices
            if (pk := ids[notice.pk]) in names
        }  # fmt: skip

    return contents
