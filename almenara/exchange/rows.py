"""Alerts as lines of a list: what each is, where it stands for this viewer. Values, no page."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from almenara.core.languages import page_language
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Institution
from almenara.exchange import queries
from almenara.exchange.models import Alert, Delivery
from almenara.exchange.stages import WAITING

Context = dict[str, Any]


def mark(tone: str, icon: str, words: str) -> Context:
    """Where a thing stands: a colour, an icon and a word."""
    return {"tone": tone, "icon": icon, "words": words}


def alert_rows(viewer: Actor, alerts: Collection[Alert]) -> list[Context]:
    """Several alerts at a constant number of queries."""
    alerts = list(alerts)
    own = queries.own_deliveries(viewer, alerts)
    waiting = queries.waiting(viewer, alerts)
    stateless = [row for row in alerts if not row.origin_state_id]
    origins = queries.origins(viewer, stateless) if stateless else {}
    return [
        _row(alert, own.get(alert.pk), _stage(viewer, alert, own.get(alert.pk), waiting))
        | {"origin": _origin(alert, origins)}
        for alert in alerts
    ]


def _origin(alert: Alert, origins: dict[str, Institution]) -> Context:
    """A State; or the institution, when it is of none."""
    if alert.origin_state:
        return {"state": alert.origin_state}
    return {"state": None, "institution": origins[alert.origin_id].name}


def _row(alert: Alert, own: Delivery | None, stage: Context) -> Context:
    said = page_language() if page_language() in alert.titles else alert.language
    waits = own is not None and own.stage in WAITING and alert.stage != "retracted"
    return {
        "url": f"/alerts/{alert.pk}/",
        "reference": alert.reference,
        "title": alert.titles[said],
        "lang": said if said != page_language() else "",
        "marking": alert.marking,
        "exercise": alert.is_exercise,
        "published_at": alert.published_at,
        "stage": stage,
        "urgent": waits and own is not None and (alert.is_immediate or own.is_overdue),
    }


def _stage(viewer: Actor, alert: Alert, own: Delivery | None, waiting: dict[Any, int]) -> Context:
    if alert.stage == "retracted":
        return mark("soft", "undo", _("retirada"))
    if own:
        return delivery_stage(own)
    if viewer.institution and alert.origin_id == viewer.institution:
        return _sent_stage(waiting.get(alert.pk))
    return mark("sea", "eye", _("pública") if alert.is_public else _("para leer"))


def delivery_stage(own: Delivery) -> Context:
    """Where the reader's own delivery stands."""
    if own.stage == "acknowledged":
        return mark("leaf", "tick", _("con acuse"))
    if own.is_overdue:
        return mark("ember", "warning", _("sin acuse, venció"))
    if own.stage == "escalated":
        return mark("ember", "up", _("sin acuse, escalada"))
    return mark("sand", "clock", _("sin acuse"))


def _sent_stage(waiting: int | None) -> Context:
    if waiting is None:
        return mark("sea", "eye", _("pública"))
    if not waiting:
        return mark("leaf", "tick", _("todas con acuse"))
    words = ngettext("falta %(n)d acuse", "faltan %(n)d acuses", waiting) % {"n": waiting}
    return mark("sand", "clock", words)
