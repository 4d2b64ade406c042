"""Values about persons, apart from their alert so that they can be erased (R6). Parts of acts."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.forms import schema
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.refusals import WrongStage
from almenara.exchange import queries, sending
from almenara.exchange.drafts import EnableShape
from almenara.exchange.models import KEPT, Alert, Enabling, Kind, Particular
from almenara.formats import text
from almenara.formats.refusal import Unreadable

Faults = list[tuple[list[str | int], str]]
WHY = "values about persons are written by acts alone"


def said(actor: Actor, alert: Alert, values: dict[str, Any]) -> list[Particular]:
    """What an alert says about persons, if its State enabled that; nothing is kept."""
    if not values:
        return []
    enabling = queries.enabling(actor, alert.kind_id, actor.state)
    if enabling is None:
        raise Unreadable(["persons"], _("Su Estado no habilitó datos de personas en esta clase."))
    if not alert.is_above_green:
        raise Unreadable(["persons"], _("Con datos de personas, la marca es TLP:AMBER o mayor."))
    found = _read(actor, alert.kind, enabling.fields, values)
    at = alert.published_at
    return [
        Particular(
            alert=alert, origin_id=alert.origin_id, enabling=enabling, key=key, value=value,
            given_at=at, until=at + KEPT,
        )
        for key, value in found.items()
    ]  # fmt: skip


def keep(rows: list[Particular]) -> list[str]:
    """Beside the alert; which places it named."""
    with as_system(WHY):
        Particular.objects.bulk_create(rows)
    return sorted(row.key for row in rows)


def correct(actor: Actor, alert: Alert, values: dict[str, Any]) -> dict[str, Any]:
    """The values as they are now; of a former one nothing stays."""
    _lasting(actor, alert, values)
    found = _read(actor, alert.kind, values, values)
    if empty := sorted(set(values) - set(found)):
        raise Unreadable(["persons", empty[0]], _("Falta este campo."))
    return found


def retract(actor: Actor, alert: Alert, keys: Collection[str]) -> None:
    """Each is there now, or every place that is wrong."""
    _lasting(actor, alert, keys)


def write(alert: Alert, at: datetime, values: dict[str, Any]) -> None:
    """Put corrected values; somebody else may have ended one meanwhile."""
    with as_system(WHY):
        for key, value in values.items():
            if not _live(alert).filter(key=key).update(value=value, corrected_at=at):
                raise WrongStage(_("Ese dato ya no está."))


def end(alert: Alert, at: datetime, ending: str, **which: Any) -> list[str]:
    """Erase values for good; their places and dates stay, so that a reader knows."""
    with as_system(WHY):
        rows = _live(alert).filter(**which)
        keys = sorted(rows.values_list("key", flat=True))
        rows.update(value=None, ended_at=at, ending=ending)
    return keys


def tell(actor: Actor, alert: Alert, word: str, at: datetime) -> None:
    """All who had them, in words that name no person."""
    number = int(at.timestamp() * 1000)
    sending.tell_all(actor, alert, word, number, at, handed_on=False)
    sending.hint_all(alert, f"alert:{alert.pk}", "inbox")


def enabled(actor: Actor, kind: Kind, shape: EnableShape) -> tuple[list[str], str]:
    """Keys of the kind and a legal basis, or every place that is wrong."""
    known = {field.key for field in queries.person_fields(actor, kind)}
    faults: Faults = [
        (["fields", n], _("Esta clase de mensaje no admite este dato de personas."))
        for n, key in enumerate(shape.fields)
        if key not in known
    ]
    if faults:
        raise Unreadable.many(faults)
    basis = text.prose(shape.legal_basis, 500, ["legal_basis"])
    if not basis:
        raise Unreadable(["legal_basis"], _("Falta el texto."))
    return sorted(set(shape.fields)), basis


def under(enabling: Enabling) -> list[Alert]:
    """The alerts that still say something on this ground."""
    rows = Particular.objects.unguarded("all under one basis").filter(enabling=enabling)
    live = rows.filter(ended_at=None).values("alert")
    return list(Alert.objects.visible_to(SYSTEM).filter(pk__in=live).select_related("kind"))


def _read(actor: Actor, kind: Kind, keys: Collection[str], values: Any) -> dict[str, Any]:
    asked = [one for one in queries.person_fields(actor, kind) if one.key in keys]
    return schema.read(asked, values, ["persons"])


def _lasting(actor: Actor, alert: Alert, keys: Collection[str]) -> None:
    rows = queries.particulars(actor, [alert]).get(alert.pk, [])
    live = {row.key for row in rows if row.ended_at is None}
    faults: Faults = [
        (["persons", key], _("Ese dato ya no está.")) for key in keys if key not in live
    ]
    if faults:
        raise Unreadable.many(faults)


def _live(alert: Alert) -> Any:
    return Particular.objects.unguarded(WHY).filter(alert=alert, ended_at=None)
