"""How alerts look to programs: the exact fields of docs/api.md, for this viewer."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from almenara.core.notices.models import Notice
from almenara.core.parties.actor import Actor
from almenara.exchange import queries
from almenara.exchange.models import Alert, Answer, Delivery, Enabling, Glass, Kind, Particular
from almenara.formats.rfc3339 import moment


def alerts(viewer: Actor, rows: list[Alert], *, whole: bool = False) -> list[dict[str, Any]]:
    """Several alerts at a constant number of queries."""
    own = queries.own_deliveries(viewer, rows)
    waiting = queries.waiting(viewer, rows)
    about = queries.particulars(viewer, rows) if whole and viewer.is_known else {}
    found = []
    for row in rows:
        delivery = own.get(row.pk)
        shown = _alert(viewer, row, whole) | {"delivery": str(delivery.pk) if delivery else None}
        is_own = bool(viewer.institution) and row.origin_id == viewer.institution
        shown["audience"] = row.audience if is_own else None
        shown["waiting"] = waiting.get(row.pk, 0) if is_own else None
        if whole:
            shown["persons"] = [_particular(one) for one in about.get(row.pk, [])]
        found.append(shown)
    return found


def without_values(alert: dict[str, Any]) -> dict[str, Any]:
    """For what is kept outside the alert: an export, the answer to a POST (R6)."""
    return alert | {"persons": [one | {"value": None} for one in alert["persons"]]}


def _particular(row: Particular) -> dict[str, Any]:
    return {
        "key": row.key,
        "value": row.value,
        "legal_basis": row.enabling.legal_basis,
        "until": moment(row.until),
        "corrected_at": moment(row.corrected_at),
        "ended_at": moment(row.ended_at),
        "ending": row.ending or None,
    }


def enabling(row: Enabling) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "kind": row.kind_id,
        "state": row.state_id,
        "fields": row.fields,
        "legal_basis": row.legal_basis,
        "since": moment(row.since),
        "until": moment(row.until),
    }


def alert(viewer: Actor, row: Alert) -> dict[str, Any]:
    return alerts(viewer, [row], whole=True)[0]


def _alert(viewer: Actor, row: Alert, whole: bool) -> dict[str, Any]:
    said = viewer.language if viewer.language in row.titles else row.language
    shown: dict[str, Any] = {
        "id": str(row.pk),
        "reference": row.reference,
        "network": row.network_id,
        "kind": row.kind_id,
        "marking": row.marking,
        "urgency": "immediate" if row.is_immediate else "normal",
        "exercise": row.is_exercise,
        "language": said,
        "title": row.titles[said],
        "actions": row.actions,
        "documents": row.documents,
        "origin": {"state": row.origin_state_id, "institution": row.origin_id},
        "stage": row.stage,
        "published_at": moment(row.published_at),
        "updated_at": moment(row.updated_at),
    }
    if whole:
        _title, body, _said = row.text(viewer.language)
        shown |= {"body": body, "fields": row.fields, "reason": row.reason or None}
    return shown


def deliveries(viewer: Actor, rows: Iterable[Delivery]) -> list[dict[str, Any]]:
    """Several deliveries with the words on their way, at a constant number of queries."""
    rows = list(rows)
    notices = queries.notices(viewer, rows)
    return [_delivery(row, notices.get(f"delivery:{row.pk}", [])) for row in rows]


def delivery(viewer: Actor, row: Delivery) -> dict[str, Any]:
    return deliveries(viewer, [row])[0]


def _delivery(row: Delivery, notices: list[Notice]) -> dict[str, Any]:
    who = row.acknowledged_by
    return {
        "id": str(row.pk),
        "alert": str(row.alert_id),
        "state": row.state_id,
        "institution": row.institution_id,
        "stage": row.stage,
        "step": row.step,
        "sent_at": moment(row.sent_at),
        "received_at": moment(row.received_at),
        "due_at": moment(row.due_at),
        "overdue": row.is_overdue,
        "acknowledged_at": moment(row.acknowledged_at),
        "acknowledged_by": who.user.get_username() if who else None,
        "answer": row.answer or None,
        "note": row.note or None,
        "handed_on_by": row.handed_on_by_id,
        "notices": [_notice(notice) for notice in notices],
    }


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "key": notice.key,
        "step": notice.step,
        "channel": notice.channel,
        "to": notice.person.user.get_username(),
        "stage": notice.stage,
        "attempts": notice.attempts,
        "at": moment(notice.sent_at),
    }


def answer(row: Answer) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "at": moment(row.at),
        "state": row.state_id,
        "institution": row.institution_id,
        "body": row.body,
        "to": row.to,
    }


def glasses(viewer: Actor, rows: Iterable[Glass]) -> list[dict[str, Any]]:
    """Requests to break the glass; `alert` is there once it is broken."""
    rows = list(rows)
    names = queries.names_of(viewer, rows)
    return [
        {
            "id": str(row.pk),
            "reference": row.reference,
            "alert": str(row.alert_id) if row.alert_id else None,
            "asker": names[str(row.asker_id)],
            "approver": names.get(str(row.approver_id)),
            "reason": row.reason,
            "legal_basis": row.legal_basis,
            "hours": row.hours,
            "stage": glass_stage(row),
            "asked_at": moment(row.asked_at),
            "decided_at": moment(row.decided_at),
            "until": moment(row.until),
            "ended_at": moment(row.ended_at),
            "answer": row.answer or None,
        }
        for row in rows
    ]


def glass(viewer: Actor, row: Glass) -> dict[str, Any]:
    return glasses(viewer, [row])[0]


def glass_stage(row: Glass) -> str:
    """It ends by itself: no act says so."""
    is_over = row.stage == "open" and row.until is not None and row.until <= timezone.now()
    return "ended" if is_over else row.stage


def kind(row: Kind) -> dict[str, Any]:
    document = row.document
    shown = {
        "slug": row.slug,
        "network": row.network_id,
        "names": row.names,
        "markings": document["markings"],
        "time_to_acknowledge": document["time_to_acknowledge"],
        "time_immediate": document.get("time_immediate"),
        "escalation": document["escalation"],
        "fields": [_field(field) for field in document.get("fields", [])],
        "persons": [_field(field) for field in document.get("persons", [])],
        "handing_on": document.get("handing_on", True),
    }
    return shown


def _field(field: dict[str, Any]) -> dict[str, Any]:
    shown = {
        "key": field["key"],
        "names": field["names"],
        "type": field["type"],
        "required": field.get("required", False),
    }
    if choices := field.get("choices"):
        shown["choices"] = [choice["key"] for choice in choices]
    return shown
