"""How signals, substances and bulletins are called in notices, in the journal and on pages."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from almenara.core.journal import titles
from almenara.core.languages import in_another, page_language
from almenara.core.notices.models import Notice
from almenara.core.notices.words import WORDS, Content, Word, led
from almenara.core.parties.actor import Actor
from almenara.substances.models import DrugBulletin, DrugSignal, Substance

LEADS = {
    "signal-reported": _("Espera verificación"),
    "signal-moved": _("La señal cambió de etapa"),
}
STAGES: dict[str, tuple[str, str, Any]] = {
    "reported": ("sand", "clock", _("Sin verificar")),
    "verified": ("sea", "verified", _("Verificada")),
    "alerted": ("ember", "beacon", _("Con alerta a la red")),
    "published": ("leaf", "tick", _("En un boletín")),
    "closed": ("soft", "check", _("Cerrada")),
    "retracted": ("soft", "undo", _("Retirada")),
}
BULLETINS: dict[str, tuple[str, str, Any]] = {
    "drafted": ("sand", "edit", _("Borrador")),
    "reviewed": ("sea", "verified", _("Con revisión de salud")),
    "published": ("leaf", "tick", _("Publicado")),
}
FIRSTS = {
    "hemisphere": _("Primera detección verificada en el hemisferio"),
    "state": _("Primera detección verificada en el Estado"),
}
ALIASES = {"name": _("Nombre"), "synonym": _("Sinónimo"), "salt": _("Sal")}
DECIDED = {
    "key": _("por el InChIKey exacto"),
    "name": _("por el nombre, sin la sal"),
    "person": _("lo decidió quien verificó"),
}


def register() -> None:
    for word, lead in LEADS.items():
        WORDS[word] = Word(_contents(lead))
    titles.register("signalkind", _("una clase de señal"), url="/types/signal/{id}/")
    titles.register("drugsignal", _("una señal"), _references, "/substances/signals/{id}/")
    titles.register("substance", _("una sustancia"), _names, "/substances/{id}/")
    titles.register("drugbulletin", _("un boletín"), _bulletins, "/substances/bulletins/{id}/")
    titles.register("outsidelist", _("una lista de otra fuente"))


def _contents(lead: Promise) -> Callable[[list[Notice]], dict[UUID, Content]]:
    def contents(notices: list[Notice]) -> dict[UUID, Content]:
        ids = {notice.about.partition(":")[2] for notice in notices}
        rows = DrugSignal.objects.unguarded("each notice is for a reader").filter(pk__in=ids)
        found = {str(row.pk): row for row in rows.select_related("kind", "network")}
        return {
            notice.pk: Content(
                title=led(lead, signal.title),
                body="\n".join(
                    part
                    for part in [
                        signal.kind.name,
                        str(STAGES[signal.stage][2]),
                        in_another(signal.language),
                    ]
                    if part
                ),
                marking=notice.marking,
                network=signal.network.name,
                reference=signal.reference,
                url=f"{settings.BASE_URL}/substances/signals/{signal.pk}/",
                is_exercise=signal.is_exercise,
            )
            for notice in notices
            if (signal := found.get(notice.about.partition(":")[2]))
        }

    return contents


def _references(viewer: Actor, ids: list[str]) -> dict[str, str]:
    rows = DrugSignal.objects.visible_to(viewer).filter(pk__in=ids)
    return {str(pk): reference for pk, reference in rows.values_list("pk", "reference")}


def _names(viewer: Actor, ids: list[str]) -> dict[str, str]:
    rows = Substance.objects.visible_to(viewer).filter(pk__in=ids)
    return {str(pk): name for pk, name in rows.values_list("pk", "name")}


def _bulletins(viewer: Actor, ids: list[str]) -> dict[str, str]:
    language = page_language()
    rows = DrugBulletin.objects.visible_to(viewer).filter(pk__in=ids)
    return {str(row.pk): row.title(language) for row in rows}
