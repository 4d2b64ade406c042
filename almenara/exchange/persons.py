"""What alerts say about persons, and who enabled it, as pages show it (R6). Values, no page."""

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from almenara.core.access.rules import why_not
from almenara.core.forms import drawing
from almenara.core.forms.schema import Field
from almenara.core.parties.actor import Actor
from almenara.core.types.heads import Names, Rows
from almenara.exchange import queries
from almenara.exchange.models import Alert, Enabling, Kind, Particular
from almenara.exchange.rows import Context

HERE = "/alerts/persons/"


def kinds_page(viewer: Actor) -> Context:
    """The kinds that a State may let say something about persons, and what the viewer's did."""
    mine = queries.enabled_by(viewer, viewer.state)
    return {
        "crumbs": [{"url": "/alerts/", "label": _("Alertas")}],
        "kinds": [
            {
                "url": f"{HERE}{kind.pk}/",
                "name": kind.name,
                "network": kind.network.name,
                "since": mine[kind.pk].since if kind.pk in mine else None,
            }
            for kind in queries.kinds(viewer)
            if queries.person_fields(viewer, kind)
        ],
    }


def kind_page(viewer: Actor, kind: Kind) -> Context:
    """One kind: what the viewer's State enabled, or why the viewer enables nothing."""
    own = queries.enabling(viewer, kind.pk, viewer.state)
    asked = Enabling(kind=kind, state_id=viewer.state or None)
    return {
        "crumbs": [
            {"url": "/alerts/", "label": _("Alertas")},
            {"url": HERE, "label": _("Datos de personas")},
        ],
        "kind": {"name": kind.name, "network": kind.network.name, "slug": kind.pk},
        "own": _facts(kind, own) if own else None,
        "why": why_not(viewer, "revoke" if own else "enable", own or asked),
    }


def register_rows(viewer: Actor, slug: str) -> Rows:
    """For the public page of a kind: which States enabled what, on which ground, since when."""
    rows = [(one.state.name, _facts(one.kind, one)) for one in queries.enablings(viewer, slug)]
    return [(_("Estados que habilitaron datos de personas"), rows)]


def about(viewer: Actor, alert: Alert, states: dict[str, str]) -> list[Context]:
    """What an alert says about persons, with its ground and its end, for its reader."""
    if not alert.kind.document.get("persons"):  # most kinds: nobody is asked for them
        return []
    fields = {one.key: one for one in queries.person_fields(viewer, alert.kind)}
    rows = queries.particulars(viewer, [alert]).get(alert.pk, [])
    return [_shown(row, fields.get(row.key), states) for row in rows]


def live(viewer: Actor, alert: Alert) -> tuple[list[Field], dict[str, Any]]:
    """The questions whose answers are still there, and the answers."""
    fields = queries.person_fields(viewer, alert.kind)
    rows = queries.particulars(viewer, [alert]).get(alert.pk, []) if fields else []
    values = {row.key: row.value for row in rows if row.ended_at is None}
    return [one for one in fields if one.key in values], values


def _shown(row: Particular, field: Field | None, states: dict[str, str]) -> Context:
    found: dict[str, Any] = {"label": row.key, "value": row.value}
    if field:
        found["label"] = drawing.said(field.names)
        if row.ended_at is None:
            [found] = drawing.facts([field], {row.key: row.value}, states, {})
    return found | {
        "basis": row.enabling.legal_basis,
        "until": row.until,
        "corrected_at": row.corrected_at,
        "ended_at": row.ended_at,
        "ended": {
            "retracted": _("Retirado por quien lo dio"),
            "expired": _("Venció a los 30 días"),
            "revoked": _("Su Estado ya no lo permite"),
        }.get(row.ending, ""),
    }


def _facts(kind: Kind, one: Enabling) -> list[tuple[Any, str]]:
    names = {key["key"]: key["names"] for key in kind.document.get("persons", [])}
    said = [_named(names.get(key), key) for key in one.fields]
    found = [
        (_("Qué habilitó"), ", ".join(said)),
        (_("Base jurídica"), one.legal_basis),
        (_("Desde"), _day(one.since)),
    ]
    return [*found, (_("Revocado"), _day(one.until))] if one.until else found


def _day(moment: Any) -> str:
    return date_format(localtime(moment), "j M Y").lower()


def _named(names: Any, key: str) -> str:
    return drawing.said(Names(**names)) if names else key
