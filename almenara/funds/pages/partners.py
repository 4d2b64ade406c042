"""The register of partners and observers: what was agreed with them, what they give."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from almenara.core import paging
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Observer, is_current
from almenara.funds import queries
from almenara.funds.forms import ReceiptForm
from almenara.funds.models import Agreement, Contribution, Partner
from almenara.funds.pages.around import (
    GIVEN_STAGES,
    KINDS,
    PAGE,
    PARTNERS,
    PROJECTS,
    STANDINGS,
    Context,
    around,
)
from almenara.funds.stages import AGREEMENT, CONTRIBUTION
from almenara.programmes import queries as programmes

Choices = dict[str, list[tuple[str, str]]]
Bound = dict[UUID, ReceiptForm]
VERBS = {"sign": _("Ya se firmó"), "end": _("Terminar antes")}


def list_page(viewer: Actor, asked: dict[str, str]) -> Context:
    """Partners by kind, each with the standing of what was agreed."""
    found = queries.partners(viewer)
    kind = asked.get("kind", "")
    page = paging.page(found.filter(kind=kind) if kind else found, PAGE, asked.get("page"))
    standings = queries.standings(viewer, list(page), timezone.localdate())
    rows = [
        {"row": row, "kind": KINDS[row.kind], "standing": STANDINGS.get(standings.get(row.pk, ""))}
        for row in page
    ]
    return around(viewer, "/partners/") | {
        "page": page, "partners": rows, "chosen": kind, "kinds": list(KINDS.items()),
    }  # fmt: skip


def partner_page(viewer: Actor, partner: Partner, bound: Bound | None = None) -> Context:
    """One partner: public facts; for itself and the secretariat what it gives.

    `bound`: by contribution, the form of its receipt that came back.
    """
    today = timezone.localdate()
    agreements = queries.agreements(viewer, [partner]).get(partner.pk, [])
    given = queries.contributions(viewer).filter(partner=partner)
    chosen = funds(viewer)
    names = {name for name in partner.names.values() if name}
    return {
        "partner": partner,
        "kind": KINDS[partner.kind],
        "crumbs": [PROJECTS, PARTNERS],
        "agreements": [_agreement(row, today) for row in agreements],
        "contributions": [_given(row, chosen, bound or {}) for row in given],
        "activities": list(programmes.activities(viewer).filter(partner__in=names)[:PAGE]),
        "is_desk": viewer.has_role("secretariat"),
    }


def observers_page(viewer: Actor) -> Context:
    """Every permanent observer, with its status today."""
    today = timezone.localdate()
    rows = [(row, is_current(row.since, row.until, today)) for row in queries.observers(viewer)]
    return around(viewer, "/observers/") | {"observers": rows, "count": len(rows)}


def observer_page(viewer: Actor, observer: Observer) -> Context:
    """Its status by dates; as a partner its interests, what was agreed, and its pledges."""
    partner = queries.partners(viewer).filter(observer=observer).first()
    more = partner_page(viewer, partner) if partner else {}
    return more | {
        "observer": observer,
        "is_current": is_current(observer.since, observer.until, timezone.localdate()),
        "crumbs": [PROJECTS, {"url": "/observers/", "label": _("Observadores Permanentes")}],
    }


def funds(viewer: Actor) -> Choices:
    """Into which fund something may go, with its currency."""
    found = queries.funds(viewer)
    named = [(row.code, f"{row.code} · {row.name} ({row.currency})") for row in found]
    return {"fund": [("", "—"), *named]}


def gifts(viewer: Actor, partner: Partner) -> Choices:
    """What a partner may give into, and under which of its agreements."""
    known = queries.agreements(viewer, [partner]).get(partner.pk, [])
    named = [("", "—"), *((row.reference, row.reference) for row in known)]
    return funds(viewer) | {"agreement": named}


def _agreement(row: Agreement, today: Any) -> Context:
    return {
        "row": row,
        "standing": STANDINGS[row.standing(today)],
        "steps": [(verb, word) for verb, word in VERBS.items() if AGREEMENT.may(row, verb)],
    }


def _receipt(row: Contribution, chosen: Choices) -> ReceiptForm:
    """The form with which a contribution is received."""
    said = {"fund": row.fund_id, "received": row.amount}
    return ReceiptForm(initial=said, choices=chosen, auto_id=f"r-{row.pk}-%s")


def _given(row: Contribution, chosen: Choices, bound: Bound) -> Context:
    steps = [verb for verb in CONTRIBUTION.steps if CONTRIBUTION.may(row, verb)]
    return {
        "row": row,
        "stage": GIVEN_STAGES[row.stage],
        "steps": [
            (target, GIVEN_STAGES[target][2])
            for verb in steps
            if (target := CONTRIBUTION.steps[verb][1]) != "received"
        ],
        "form": (bound.get(row.pk) or _receipt(row, chosen)) if "receive" in steps else None,
    }
