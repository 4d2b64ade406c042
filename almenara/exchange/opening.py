"""Opening an alert, the same for page and API: what is seen is received, and above GREEN noted."""

import json
from collections.abc import Iterable
from contextlib import suppress
from uuid import UUID

from almenara.core.access.rules import why_not
from almenara.core.documents import hanging
from almenara.core.notices import queries as notices
from almenara.core.notices import services as inbox
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import Denied, WrongStage
from almenara.exchange import access, composing, particulars, queries, services
from almenara.exchange.drafts import AlertShape
from almenara.exchange.models import Alert, Delivery
from almenara.exchange.queries import Preview
from almenara.formats import stix
from almenara.formats.tlp import TLP


def alert(viewer: Actor, pk: UUID | str) -> Alert:
    """One alert; each look through a broken glass is journalled, whatever page it is for."""
    return noted(viewer, queries.alert(viewer, pk))


def noted(viewer: Actor, alert: Alert) -> Alert:
    if glass := queries.open_glass(viewer, alert):
        services.read_through_glass(viewer, glass)
    return alert


def opened(viewer: Actor, alert: Alert) -> list[Delivery]:
    """Note that this viewer has the alert in front of them: their notices of it are read too.

    Its deliveries as they are then.
    """
    rows = given(viewer, alert)
    if queries.open_glass(viewer, alert):
        return rows  # noted where it was found; nobody was addressed, nothing is received
    own = own_of(viewer, rows)
    if own and own.stage == "sent":
        with suppress(WrongStage):  # a colleague opened or answered it at the same moment
            services.receive(viewer, own)
        rows = given(viewer, alert)
    if alert.is_above_green and viewer.is_known:
        services.read(viewer, alert)
    if told := notices.unread(viewer, f"alert:{alert.pk}"):
        inbox.read(viewer, *told)
    return rows


def given(viewer: Actor, alert: Alert) -> list[Delivery]:
    """Its deliveries that this viewer sees, asked once; the rules are told what is known by it."""
    rows = list(queries.deliveries(viewer, alert))
    access.has_delivery(viewer, alert, own_of(viewer, rows) is not None)
    return rows


def own_of(viewer: Actor, rows: Iterable[Delivery]) -> Delivery | None:
    """The one to the viewer's institution."""
    return next((row for row in rows if row.institution_id == viewer.institution), None)


def preview(viewer: Actor, shape: AlertShape) -> Preview:
    """What publishing would do, with the same refusals; nothing is kept."""
    alert = composing.compose(viewer, shape, is_exercise=False)
    if reason := why_not(viewer, "publish", alert):
        raise Denied(reason, "publish", "alert:preview")
    composing.fill(viewer, alert, shape)
    hanging.hangable(viewer, alert.documents, ["documents"], alert.marking)
    found = queries.receivers(viewer, alert.kind, shape.audience.named(), TLP(alert.marking))
    particulars.said(viewer, alert, shape.persons)
    return queries.preview(viewer, found)


def bundle_text(viewer: Actor, alert: Alert) -> str:
    """The STIX bundle as it came, or one made of the alert."""
    kept = queries.bundle(viewer, alert)
    if kept:
        return kept.text
    title, body, said = alert.text(alert.language)
    made = stix.Alert(
        id=str(alert.pk),
        reference=alert.reference,
        title=title,
        body=body,
        marking=TLP(alert.marking),
        language=said,
        origin=alert.origin_id,
        origin_name=alert.origin.name,
        published_at=alert.published_at,
        updated_at=alert.updated_at,
        state=alert.origin_state_id or "",
        kind=alert.kind_id,
        exercise=alert.is_exercise,
        retracted=alert.stage == "retracted",
    )
    return json.dumps(stix.write(made), ensure_ascii=False)
