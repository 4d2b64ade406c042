"""What a change of trend rests on: a published series, the version of its data, and the method."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from almenara.core.parties.actor import Actor
from almenara.formats.refusal import Unreadable
from almenara.observatory import queries as observatory

FIELDS, WATCHED = "fields", "watch_signal"
METHODS = {  # of a signal of the observatory → what the report calls it
    "farrington": "farrington-improved", "ears-c2": "ears", "breaks": "breaks", "modes": "modes",
    "pooled": "young",
}  # fmt: skip


def check(actor: Actor, answers: dict[str, Any]) -> None:
    """Go on only if the observatory published this series in this version of its data."""
    flow = _flow(actor, answers["dataflow"])
    key = answers["series"].strip().split(".")
    if len(key) != len(flow.dimensions):
        words = _("La clave tiene %(n)d partes, en este orden: %(parts)s.")
        said = {"n": len(flow.dimensions), "parts": ", ".join(flow.dimensions)}
        raise Unreadable([FIELDS, "series"], words % said)
    at = _published(actor, flow, answers["data_version"])
    where = {name: [code] for name, code in zip(flow.dimensions, key, strict=True)}
    if not observatory.figures(actor, flow, where, as_of=at).keys:
        raise Unreadable([FIELDS, "series"], _("Esa versión no tiene cifras de esta serie."))
    if answers.get(WATCHED):
        _check_watched(actor, (flow.id, key, answers["detection"]), answers[WATCHED])


def _check_watched(actor: Actor, cited: tuple[str, list[str], str], text: str) -> None:
    """The signal that the observatory found is one that its reporter reads, and of this series."""
    try:
        found = observatory.watch_signal(actor, UUID(text.strip()))
    except (ObjectDoesNotExist, ValueError):
        raise Unreadable([FIELDS, WATCHED], _("No hay una señal con esa referencia.")) from None
    if (found.watch.dataflow_id, found.key, METHODS.get(found.method)) != cited:
        words = _("Esa señal es de otra serie, o la halló otro método.")
        raise Unreadable([FIELDS, WATCHED], words)


def watched(viewer: Actor, answers: dict[str, Any]) -> observatory.WatchSignal | None:
    """The observatory's own signal, for who may read it there."""
    text = str(answers.get(WATCHED) or "").strip()
    try:
        return observatory.watch_signal(viewer, UUID(text)) if text else None
    except (ObjectDoesNotExist, ValueError):
        return None


def _flow(actor: Actor, code: str) -> observatory.Flow:
    try:
        return observatory.flow(actor, code.strip())
    except ObjectDoesNotExist:
        raise Unreadable([FIELDS, "dataflow"], _("Ese flujo de datos no existe.")) from None


def _published(actor: Actor, flow: observatory.Flow, text: str) -> Any:
    """When the version of that day was published."""
    try:
        vintage = date.fromisoformat(text.strip())
    except ValueError:
        words = _("Se espera una fecha AAAA-MM-DD.")
        raise Unreadable([FIELDS, "data_version"], words) from None
    for release in observatory.releases(actor, flow).filter(stage="published"):
        if vintage in [part.vintage for part in release.parts.all()]:
            return release.published_at
    words = _("De ese flujo no se ha publicado una versión de ese día.")
    raise Unreadable([FIELDS, "data_version"], words)


def later(viewer: Actor, answers: dict[str, Any]) -> date | None:
    """The day of a newer version of the cited data, if one has been published since."""
    try:
        flow = observatory.flow(viewer, answers["dataflow"].strip())
    except ObjectDoesNotExist:
        return None
    cited = date.fromisoformat(answers["data_version"].strip())
    out = observatory.releases(viewer, flow).filter(stage="published")
    days = [part.vintage for release in out for part in release.parts.all()]
    return max((day for day in days if day > cited), default=None)
