"""How cases are called in notices and in the journal, and which files hang on them."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from almenara.assistance.models import Case, Errand, Scoping
from almenara.core.documents.hanging import THINGS
from almenara.core.journal import titles
from almenara.core.notices.models import Notice
from almenara.core.notices.words import WORDS, Content, Word, led
from almenara.core.parties.actor import Actor

LEADS = {
    "case-asked": _("Piden asistencia"),
    "case-unowned": _("Nadie lleva todavía esta petición de asistencia"),
    "case-meeting": _("Reunión preliminar: hay algo nuevo"),
    "case-message": _("Hay algo nuevo en el caso"),
    "case-moved": _("El caso cambió de etapa o de responsable"),
}


def register() -> None:
    for word, lead in LEADS.items():
        WORDS[word] = Word(_contents(lead))
    THINGS["case"] = Case.objects.visible_to
    titles.register("topic", _("un tema de asistencia"), url="/types/topic/{id}/")
    titles.register("case", _("un caso de asistencia"), _titles, "/cases/{id}/")
    titles.register("scoping", _("una reunión preliminar"), _of_case(Scoping))
    titles.register("errand", _("una tarea de un caso"), _of_case(Errand))


def _contents(lead: Promise) -> Callable[[list[Notice]], dict[UUID, Content]]:
    def contents(notices: list[Notice]) -> dict[UUID, Content]:
        ids = {notice.about.partition(":")[2] for notice in notices}
        rows = Case.objects.unguarded("each notice is for a reader").filter(pk__in=ids)
        cases = {str(row.pk): row for row in rows.select_related("topic")}
        return {
            notice.pk: Content(
                title=led(lead, case.title),
                body=case.topic.name,
                marking=notice.marking,
                reference=case.reference,
                url=f"{settings.BASE_URL}/cases/{case.pk}/",
            )
            for notice in notices
            if (case := cases.get(notice.about.partition(":")[2]))
        }

    return contents


def _titles(viewer: Actor, ids: list[str]) -> dict[str, str]:
    found = Case.objects.visible_to(viewer).filter(pk__in=ids)
    return {str(pk): f"{ref} {title}" for pk, ref, title in
            found.values_list("pk", "reference", "title")}  # fmt: skip


def _of_case(model: type[Scoping] | type[Errand]) -> titles.Find:
    def find(viewer: Actor, ids: list[str]) -> dict[str, str]:
        found = model.objects.visible_to(viewer).filter(pk__in=ids)
        return {str(pk): reference for pk, reference in found.values_list("pk", "case__reference")}

    return find
