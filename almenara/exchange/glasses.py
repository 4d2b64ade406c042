"""What the pages of the broken glass show: requests as lines and one whole. Values, no page."""

from collections.abc import Collection, Mapping

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from almenara.core.access.rules import why_not
from almenara.core.parties.actor import Actor
from almenara.exchange import queries, shown
from almenara.exchange.models import Glass
from almenara.exchange.rows import Context, mark

PAGE = 25


def list_page(viewer: Actor, asked: Mapping[str, str]) -> Context:
    """One's own requests and those over alerts that one reads; what waits for a second person."""
    found = Paginator(queries.glasses(viewer), PAGE).get_page(asked.get("page"))
    return {
        "rows": _rows(viewer, list(found.object_list)),
        "page": found,
        "count": found.paginator.count,
        "waiting": _rows(viewer, queries.glasses_to_decide(viewer)),
        "why": {"ask": why_not(viewer, "ask", Glass())},
    }


def detail_page(viewer: Actor, glass: Glass) -> Context:
    """One request: who, why, until when; what this viewer may do with it."""
    row = _rows(viewer, [glass])[0]
    is_open = shown.glass_stage(glass) == "open"
    return {
        "crumbs": [{"url": "/glass/", "label": _("Accesos de emergencia")}],
        "glass": row,
        "waits": glass.stage == "asked",
        "may_end": glass.stage == "asked" or is_open,
        "alert_url": f"/alerts/{glass.alert_id}/" if glass.alert_id and is_open else "",
        "why": {
            "approve": why_not(viewer, "break-glass", glass),
            "end": why_not(viewer, "end", glass),
        },
    }


def _rows(viewer: Actor, glasses: Collection[Glass]) -> list[Context]:
    names = queries.names_of(viewer, glasses)
    return [
        {
            "url": f"/glass/{one.pk}/",
            "id": str(one.pk),
            "reference": one.reference,
            "asker": names[str(one.asker_id)],
            "approver": names.get(str(one.approver_id), ""),
            "unit": one.unit.name if one.unit else "",
            "reason": one.reason,
            "legal_basis": one.legal_basis,
            "hours": one.hours,
            "asked_at": one.asked_at,
            "decided_at": one.decided_at,
            "until": one.until,
            "ended_at": one.ended_at,
            "answer": one.answer,
            "stage": _stage(shown.glass_stage(one)),
        }
        for one in glasses
    ]


def _stage(stage: str) -> Context:
    return {
        "asked": mark("sand", "clock", _("espera a una segunda persona")),
        "open": mark("ember", "eye", _("abierto")),
        "void": mark("soft", "blocked", _("no hay alerta con esa referencia")),
        "refused": mark("soft", "blocked", _("rechazado")),
        "ended": mark("leaf", "tick", _("terminado")),
    }[stage]
