"""The delivery board: which institution has an alert, who was told, what comes next. Values."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from almenara.core.notices.models import Notice
from almenara.core.parties.actor import Actor
from almenara.directory import queries as directory
from almenara.exchange import queries
from almenara.exchange.asking import POSTS
from almenara.exchange.models import Alert, Delivery
from almenara.exchange.rows import Context, mark
from almenara.exchange.stages import WAITING

ANSWERS = {
    "received": gettext_lazy("recibida"),
    "acting": gettext_lazy("en acción"),
    "not-applicable": gettext_lazy("no les concierne"),
}
CHANNELS = {
    "mail": gettext_lazy("correo"),
    "inbox": gettext_lazy("buzón"),
    "webhook": gettext_lazy("programa"),
    "phone": gettext_lazy("teléfono"),
}
SENDING = {
    "queued": gettext_lazy("en camino"),
    "sent": gettext_lazy("entregado"),
    "failed": gettext_lazy("falló"),
    "withdrawn": gettext_lazy("ya no hizo falta"),
}


def board(
    viewer: Actor, alert: Alert, rows: Sequence[Delivery], *, is_whole: bool = False
) -> Context | None:
    """Every delivery for the originator, one's own handed-on ones for a reader; else none."""
    if alert.origin_id != viewer.institution and not is_whole:
        rows = [row for row in rows if row.handed_on_by_id == viewer.institution]
    if not rows:
        return None
    done = sum(row.stage == "acknowledged" for row in rows)
    return {
        "alert": str(alert.pk),
        "reference": alert.reference,
        "marking": alert.marking,
        "exercise": alert.is_exercise,
        "sent_at": alert.published_at,
        "asked": len(rows),
        "acknowledged": done,
        "institutions_words": institutions_words(
            len(rows), len({r.state_id for r in rows} - {None})
        ),
        "tone": _tone(rows, done),
        "rows": _rows(viewer, alert, rows),
    }


def institutions_words(institutions: int, states: int) -> str:
    """«3 instituciones de 2 Estados»."""
    words = ngettext("%(n)d institución", "%(n)d instituciones", institutions) % {"n": institutions}
    if not states:
        return words
    of = ngettext("de %(n)d Estado", "de %(n)d Estados", states) % {"n": states}
    return f"{words} {of}"


def _tone(rows: Sequence[Delivery], done: int) -> str:
    if done == len(rows):
        return "leaf"
    return "ember" if any(row.is_overdue for row in rows) else "sand"


def _rows(viewer: Actor, alert: Alert, rows: Sequence[Delivery]) -> list[Context]:
    now = timezone.now()
    notices = queries.notices(viewer, rows)
    homes = [row.institution_id for row in rows]
    escalation = alert.kind.document.get("escalation") or directory.ESCALATION
    ladders = directory.steps_of(viewer, alert.network_id, homes, now, escalation)
    is_live = alert.stage != "retracted"
    return [
        _row(row, notices.get(f"delivery:{row.pk}", []), ladders[row.institution_id], is_live)
        | {"call": _call(alert, row) if is_live else None}
        for row in rows
    ]


def _row(
    row: Delivery, notices: Sequence[Notice], ladder: Sequence[directory.Step], is_live: bool
) -> Context:
    posts = {step.person: str(POSTS.get(step.kind, step.kind)) for step in ladder}
    waits = row.stage in WAITING and is_live
    return {
        "id": str(row.pk),
        "state": row.state,
        "institution": row.institution.name,
        "stage": _stage(row),
        "at": _moment(row, notices),
        "who": row.acknowledged_by.user.get_username() if row.acknowledged_by else "",
        "answer_words": str(ANSWERS.get(row.answer, "")),
        "note": row.note,
        "step_words": _step_words(row, posts) if waits else "",
        "next": row.due_at if waits and not row.is_overdue else None,
        "failed": _failed(notices),
        "task": _task(notices) if waits else None,
        "handed_on_by": row.handed_on_by.name if row.handed_on_by else "",
        "told": [_told(notice, posts) for notice in notices],
    }


def _stage(row: Delivery) -> Context:
    if row.stage == "acknowledged":
        return mark("leaf", "tick", _("acuse"))
    if row.is_overdue:
        return mark("ember", "warning", _("nadie respondió"))
    return {
        "sent": mark("soft", "send", _("enviada")),
        "received": mark("sea", "inbox", _("recibida")),
        "escalated": mark("sand", "up", _("escalada")),
    }[row.stage]


def _moment(row: Delivery, notices: Sequence[Notice]) -> datetime | None:
    """Since when it stands where it stands."""
    if row.stage == "escalated":
        climbed = [notice.made_at for notice in notices if notice.step == row.step]
        return min(climbed, default=None)
    return row.acknowledged_at or (row.received_at if row.stage == "received" else row.sent_at)


def _step_words(row: Delivery, posts: dict[str, str]) -> str:
    if not row.step:
        return _("no hay nadie de guardia")
    told = posts.get(str(row.told_id or ""), "")
    return _("paso %(n)d: %(who)s") % {"n": row.step, "who": told} if told else ""


def _failed(notices: Sequence[Notice]) -> str:
    """What did not get through, in one line."""
    lost = [str(CHANNELS[notice.channel]) for notice in notices if notice.stage == "failed"]
    return _("no llegó: %s") % ", ".join(lost) if lost else ""


def _task(notices: Sequence[Notice]) -> Context | None:
    """«Call now»: a telephone task that nobody has done yet."""
    for notice in notices:
        if notice.channel == "phone" and notice.stage == "queued" and notice.next_at is None:
            return {
                "url": f"/calls/{notice.pk}/",
                "who": notice.person.user.get_username(),
                "tries": notice.attempts,
            }
    return None


def _call(alert: Alert, row: Delivery) -> Context | None:
    """Whom to call where nobody answers in time: the card is a look-up, counted as any other."""
    if row.stage not in WAITING or not (row.is_overdue or row.stage == "escalated" or not row.step):
        return None
    return {
        "url": f"/directory/on-duty/?network={alert.network_id}&state={row.state_id or ''}"
        f"&institution={row.institution_id}",
        "name": row.institution.name,
    }


def _told(notice: Notice, posts: dict[str, str]) -> dict[str, Any]:
    """One word on its way."""
    return {
        "step": notice.step,
        "who": notice.person.user.get_username(),
        "post": posts.get(str(notice.person_id), ""),
        "channel": str(CHANNELS[notice.channel]),
        "stage": str(SENDING[notice.stage]),
        "is_failed": notice.stage == "failed",
        "attempts": notice.attempts,
        "at": notice.sent_at or notice.made_at,
    }
