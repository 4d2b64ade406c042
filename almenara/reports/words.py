"""How reports are called in the journal; the words for units and stages."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from almenara.core.journal import titles
from almenara.core.parties.actor import Actor
from almenara.reports.models import Edition

STAGES = {
    "drafted": ("soft", "edit", _("Borrador")),
    "cleared": ("sea", "tick", _("Revisada")),
    "presented": ("sea", "tick", _("Presentada")),
    "published": ("leaf", "tick", _("Publicada")),
}
VERBS = {
    "clear": _("Dar por revisada"),
    "present": _("Presentar a los Estados"),
    "publish": _("Publicar"),
}
WHO = {
    "drafted": _("La lee la secretaría."),
    "cleared": _("La lee la secretaría."),
    "presented": _("La leen los Estados y la secretaría."),
    "published": _("La puede leer cualquiera."),
}
PARAMETERS = {
    "plan": _("Plan"),
    "result": _("Resultado"),
    "programme": _("Programa"),
    "state": _("Estado"),
    "fund": _("Fondo"),
    "currency": _("Moneda"),
}
AGGREGATIONS = {
    "count": _("La cifra es el número de filas."),
    "distinct": _("La cifra es el número de claves distintas: cada una cuenta una vez."),
    "sum": _("La cifra es la suma de los valores."),
    "ratio": _("La cifra es la parte, en porcentaje, de la meta."),
}


def register() -> None:
    titles.register("edition", _("una edición de un informe"), _titles)
    titles.register("prose", _("un texto de un informe"))
    titles.register("report", _("un informe"), url="/reports/{id}/")


def _titles(viewer: Actor, ids: list[str]) -> dict[str, str]:
    found = Edition.objects.visible_to(viewer).filter(pk__in=[UUID(pk) for pk in ids])
    return {str(row.pk): f"{row.name} · {row.number}" for row in found}
