"""What a State lets its alerts say about persons, and the end of it (R6)."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.refusals import WrongStage
from almenara.exchange import particulars
from almenara.exchange.drafts import EnableShape
from almenara.exchange.models import Alert, Enabling, Kind


@act
def enable(actor: Actor, kind: Kind, shape: EnableShape) -> Enabling:
    """From now on the State's own alerts of this kind may say these things about persons."""
    enabling = Enabling(
        kind=kind,
        state_id=actor.state or None,
        institution_id=actor.institution or None,
        since=timezone.now(),
    )
    require(actor, "enable", enabling)
    enabling.fields, enabling.legal_basis = particulars.enabled(actor, kind, shape)
    with as_system("the public list is written by acts alone"):
        Enabling.objects.bulk_create([enabling], ignore_conflicts=True)
        if not Enabling.objects.unguarded("just written").filter(pk=enabling.pk).exists():
            raise WrongStage(_("Su Estado ya los habilitó: revóquelo primero."))
    record(actor, "enable", enabling, kind=kind.pk, state=actor.state, fields=enabling.fields)
    return enabling


@act
def revoke(actor: Actor, enabling: Enabling) -> Enabling:
    """The ground is gone: nothing more is said on it, and what was said is erased at once."""
    require(actor, "revoke", enabling)
    now = timezone.now()
    with as_system("the public list is written by acts alone"):
        rows = Enabling.objects.unguarded("one row").filter(pk=enabling.pk, until=None)
        if not rows.update(until=now):
            raise WrongStage(_("Ya está revocado."))
        alerts = particulars.under(enabling)
        for alert in alerts:
            expire_persons(SYSTEM, alert, now, "revoked", enabling=enabling)
    record(actor, "revoke", enabling, kind=enabling.kind_id, alerts=len(alerts))
    enabling.until = now
    return enabling


@act
def correct_persons(actor: Actor, alert: Alert, values: dict[str, Any]) -> Alert:
    """Other values for all who had the former ones, of which nothing stays."""
    require(actor, "correct-persons", alert)
    found = particulars.correct(actor, alert, values)
    now = timezone.now()
    particulars.write(alert, now, found)
    particulars.tell(actor, alert, "persons-corrected", now)
    record(actor, "correct-persons", alert, fields=sorted(found))
    return alert


@act
def retract_persons(actor: Actor, alert: Alert, keys: list[str]) -> Alert:
    """These values do not hold or are not needed any more: erased, and all who had them know."""
    require(actor, "retract-persons", alert)
    particulars.retract(actor, alert, keys)
    now = timezone.now()
    ended = particulars.end(alert, now, "retracted", key__in=keys)
    particulars.tell(actor, alert, "persons-retracted", now)
    record(actor, "retract-persons", alert, fields=ended)
    return alert


@act
def expire_persons(
    actor: Actor, alert: Alert, at: datetime, ending: str = "expired", **which: Any
) -> Alert:
    """Their time is up, or the ground on which they were given is gone."""
    require(actor, "expire-persons", alert)
    ended = particulars.end(alert, at, ending, **(which or {"until__lte": at}))
    if ending == "revoked":
        particulars.tell(actor, alert, "persons-retracted", at)
    record(actor, "expire-persons", alert, fields=ended, ending=ending)
    return alert
