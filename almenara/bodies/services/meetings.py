"""Meetings are convened, held and reported; what is on their agenda, and in which order."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.bodies import queries
from almenara.bodies.clocks import moment, place
from almenara.bodies.drafts import ItemShape, MeetingShape
from almenara.bodies.models import AgendaItem, AgendaOrder, Body, Meeting
from almenara.bodies.numbering import following
from almenara.bodies.stages import MEETING
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.formats.refusal import Unreadable

CALLED = {
    "es": "{body}: reunión {ordinal}",
    "en": "{body}: meeting {ordinal}",
    "pt": "{body}: reunião {ordinal}",
    "fr": "{body} : réunion {ordinal}",
}
STEPS = {target: verb for verb, (_sources, target) in MEETING.steps.items()}
WHY = "every point of a meeting has its place, whoever reads it"


@act
def convene(actor: Actor, body: Body, shape: MeetingShape) -> Meeting:
    """Call a meeting; without a name it is called by the body and its number."""
    meeting = Meeting(
        body=body,
        zone=shape.zone,
        mode=shape.mode,
        place=shape.place.strip(),
        is_open_to_all=shape.is_open_to_all,
        author_id=actor.person or None,
        made_at=timezone.now(),
    )
    require(actor, "convene", meeting)
    place(shape.zone)
    meeting.starts = moment(shape.starts, shape.zone, "starts")
    meeting.ends = moment(shape.ends, shape.zone, "ends")
    if meeting.ends <= meeting.starts:
        raise Unreadable(["ends"], _("Termina antes de empezar."))
    meeting.ordinal = following(actor, body, "meeting", 0, shape.ordinal)
    given = {"body": body.acronym, "ordinal": meeting.ordinal}
    named = {code: text.format(**given) for code, text in CALLED.items()}
    meeting.names = shape.names.said if shape.names else named
    meeting.save(force_insert=True)
    record(actor, "convene", meeting, body=body.pk)
    return meeting


@act
def step(actor: Actor, meeting: Meeting, stage: str) -> Meeting:
    """Open, close or report a meeting, or cancel one that did not begin."""
    if stage not in STEPS:
        raise Unreadable(["stage"], _("Etapa desconocida."))
    verb = STEPS[stage]
    require(actor, verb, meeting)
    try:
        MEETING.step(meeting, verb)
    except WrongStage:
        raise WrongStage(_("Desde «%s» no se llega ahí.") % meeting.stage) from None
    record(actor, verb, meeting)
    return meeting


@act
def add_item(actor: Actor, meeting: Meeting, shape: ItemShape) -> AgendaItem:
    """A point at the end of the agenda, or of the point to which it belongs."""
    item = AgendaItem(
        meeting=meeting,
        titles=shape.titles.said,
        language=queries.language_of(actor, shape.titles.said),
        distribution=shape.distribution,
    )
    require(actor, "submit", item)
    if shape.parent:
        item.parent = queries.item(actor, meeting, shape.parent, "parent")
    item.position = following(actor, meeting.body, f"agenda-{meeting.ordinal}", 0)
    item.save(force_insert=True)
    record(actor, "submit", item, meeting=str(meeting.pk))
    return item


@act
def raise_item(actor: Actor, item: AgendaItem) -> AgendaItem:
    """One place higher among the points beside it."""
    require(actor, "raise", item)
    beside = AgendaItem.objects.unguarded(WHY).filter(
        meeting=item.meeting_id, parent=item.parent_id, removed_at=None
    )
    locked = beside.select_for_update().order_by("pk")  # a place changes under who waits for it
    rows = sorted(locked, key=lambda row: (row.position, row.pk))
    place = next((n for n, row in enumerate(rows) if row.pk == item.pk), 0)
    if place:
        above, here = rows[place - 1], rows[place]
        above.position, here.position = here.position, above.position
        AgendaItem.objects.unguarded(WHY).bulk_update([above, here], ["position"])
    record(actor, "raise", item)
    return item


@act
def remove_item(actor: Actor, item: AgendaItem) -> AgendaItem:
    """Take a point out; one on which something was decided, or with papers, stays."""
    require(actor, "remove", item)
    known = AgendaItem.objects.visible_to(actor).select_for_update().filter(pk=item.pk)
    if known.filter(removed_at=None).first() is None:
        raise WrongStage(_("Otra persona ya quitó este punto."))
    kept: list[Any] = [item.decisions, item.papers, item.below]
    if any(rows.exists() for rows in kept[:2]) or item.below.filter(removed_at=None).exists():
        raise WrongStage(_("Este punto tiene decisiones, documentos u otros puntos: no se quita."))
    item.removed_at = timezone.now()
    item.save(update_fields=["removed_at"])
    record(actor, "remove", item)
    return item


@act
def adopt(actor: Actor, meeting: Meeting, why: str = "") -> AgendaOrder:
    """The order of business as the meeting adopts it now; former ones stay readable."""
    require(actor, "adopt", meeting)
    number = following(actor, meeting.body, f"order-{meeting.ordinal}", 0)
    items = [[place, str(item.pk)] for place, item in queries.agenda(actor, meeting)]
    if not items:
        raise WrongStage(_("La agenda no tiene puntos."))
    if number > 1 and not why.strip():
        raise Unreadable(["why"], _("Diga por qué cambia el orden que se adoptó."))
    order = AgendaOrder(meeting=meeting, number=number, items=items, why=why.strip()[:200],
                        at=timezone.now())  # fmt: skip
    order.save(force_insert=True)
    record(actor, "adopt", meeting, order=number)
    return order
