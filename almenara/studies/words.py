"""How studies and briefs are called: kinds, stages, what a figure became, notices, the journal."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core.journal import titles
from almenara.core.languages import in_another, page_language
from almenara.core.notices.models import Notice
from almenara.core.notices.words import WORDS, Content, Word, led
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.studies import citing, queries
from almenara.studies.models import StudyEdition

KINDS = {
    "study": gettext_lazy("Estudio"),
    "brief": gettext_lazy("Apreciación de amenaza"),
}
STAGES = {
    "drafted": ("soft", "edit", gettext_lazy("Borrador")),
    "cleared": ("sea", "tick", gettext_lazy("Revisada")),
    "published": ("leaf", "tick", gettext_lazy("Publicada")),
    "superseded": ("soft", "undo", gettext_lazy("Sustituida")),
    "withdrawn": ("ember", "close", gettext_lazy("Retirada")),
}
STEPS = {
    "clear": gettext_lazy("Dar por revisada"),
    "return": gettext_lazy("Devolver al borrador"),
    "publish": gettext_lazy("Publicar"),
    "withdraw": gettext_lazy("Retirar"),
}
CHANGES = {
    "revised": gettext_lazy("revisada: ahora %s"),
    "withdrawn": gettext_lazy("retirada: ya no se publica"),
    "suppressed": gettext_lazy("ya no se publica: protege a pocas personas"),
}
LEADS = {
    "studies/published": gettext_lazy("Una apreciación para su institución"),
    "studies/drifted": gettext_lazy("Cambiaron cifras que usted cita"),
}


def change(found: citing.Change, now: str) -> str:
    """What became of a quoted figure, in a few words."""
    words = str(CHANGES[found.kind])
    return words % now if found.kind == "revised" else words


def title(edition: StudyEdition, language: str = "") -> str:
    """In this language, else in the original's."""
    return _titled(edition, language or page_language())[0]


def _titled(edition: StudyEdition, language: str) -> tuple[str, str]:
    """The title in this language, else the original's; and in which one it is."""
    texts = {text.language: text.title for text in edition.texts.all()}
    said = language if texts.get(language) else edition.language
    return texts.get(said) or edition.slug, said


def _content(lead: str | Promise, row: StudyEdition, marking: str) -> Content:
    said, language = _titled(row, page_language())
    return Content(
        led(lead, said),
        "\n\n".join(filter(None, [in_another(language), _("Se lee en la página.")])),
        marking,
        str(_("Estudios")),
        url=f"{settings.BASE_URL}/studies/{row.slug}/{row.number}/",
    )


def register() -> None:
    titles.register("studyedition", gettext_lazy("un estudio"), _titles)
    for word, lead in LEADS.items():
        WORDS[word] = Word(_contents(lead))


def _titles(viewer: Actor, ids: list[str]) -> dict[str, str]:
    found = queries.editions(viewer).filter(pk__in=[UUID(pk) for pk in ids])
    return {str(row.pk): f"{title(row)} · {row.number}" for row in found}


def _contents(lead: str | Promise) -> Callable[[list[Notice]], dict[UUID, Content]]:
    """What it is and where; the rest is read on the page."""

    def contents(notices: list[Notice]) -> dict[UUID, Content]:
        ids = {notice.pk: notice.about.partition(":")[2] for notice in notices}
        rows = {str(row.pk): row for row in queries.editions(SYSTEM).filter(pk__in=ids.values())}
        return {
            notice.pk: _content(lead, row, notice.marking)
            for notice in notices
            if (row := rows.get(ids[notice.pk]))
        }

    return contents
