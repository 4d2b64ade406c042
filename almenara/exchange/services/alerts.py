"""What can be done with alerts. Each function is one act."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.rules import require
from almenara.core.identity import who
from almenara.core.journal.acts import act, record
from almenara.core.notices import post
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.directory import queries as directory
from almenara.exchange import composing, particulars, queries, sending
from almenara.exchange.audience import Audience
from almenara.exchange.drafts import AlertShape, Words
from almenara.exchange.models import Alert, Answer, Delivery, Draft, Revision
from almenara.exchange.stages import ALERT, DELIVERY
from almenara.formats.tlp import TLP

RETRACTED: list[Callable[[Alert, str], None]] = []  # what rests on an alert goes with it


@act
def publish(actor: Actor, shape: AlertShape, stix_text: str = "") -> Alert:
    """Send an alert to its audience and tell whoever is on duty in each institution.

    `stix_text` is the bundle exactly as it was sent, when it came as text.
    """
    alert = composing.compose(actor, shape, is_exercise=settings.DEMONSTRATION)
    require(actor, "publish", alert)
    composing.fill(actor, alert, shape)
    found = queries.receivers(actor, alert.kind, shape.audience.named(), TLP(alert.marking))
    about = particulars.said(actor, alert, shape.persons)
    alert.is_public = found.public
    alert.save(force_insert=True)
    sent = sending.send(actor, alert, found, alert.published_at)
    composing.attach(actor, alert, shape, stix_text)
    persons = particulars.keep(about)
    sending.make_findable(alert)
    sending.hint_all(alert, "alerts", "inbox")
    record(
        actor,
        "publish",
        alert,
        kind=alert.kind_id,
        marking=alert.marking,
        deliveries=len(sent.deliveries),
        left_out=sent.left_out,
        quiet_overridden=sent.overridden,
        **({"persons": persons} if persons else {}),
    )
    return alert


@act
def read(actor: Actor, alert: Alert) -> Alert:
    """Somebody opened an alert above GREEN."""
    require(actor, "read", alert)
    record(actor, "read", alert)
    return alert


@act
def receive(actor: Actor, delivery: Delivery) -> Delivery:
    """The first reader of the receiving institution has it in front of them."""
    require(actor, "receive", delivery)
    DELIVERY.step(delivery, "receive", received_at=timezone.now())
    sending.hint_two(delivery)
    record(actor, "receive", delivery)
    return delivery


@act
def acknowledge(
    actor: Actor, delivery: Delivery, answer: str = "received", note: str = ""
) -> Delivery:
    """The institution says: seen, we are on it. Of two officers one wins, the other is told."""
    require(actor, "acknowledge", delivery)
    note = composing.read_answer(answer, note)
    post.withdraw(actor, [f"delivery:{delivery.pk}"])
    now = timezone.now()
    try:
        DELIVERY.step(
            delivery,
            "acknowledge",
            acknowledged_at=now,
            received_at=delivery.received_at or now,
            acknowledged_by_id=actor.person,
            answer=answer,
            note=note,
        )
    except WrongStage:
        raise WrongStage(_already(queries.delivery(actor, delivery.pk))) from None
    post.mark_read(actor, f"alert:{delivery.alert_id}")
    sending.hint_two(delivery)
    record(actor, "acknowledge", delivery, answer=answer)
    return delivery


@act
def escalate(actor: Actor, delivery: Delivery, at: datetime) -> Delivery:
    """Nobody answered in time: tell the next step, or after the last one the origin, once."""
    require(actor, "escalate", delivery)
    delivery = _still_due(delivery, at)
    ladder = directory.steps(
        actor, delivery.alert.network_id, delivery.institution_id, at,
        sending.escalation(delivery.alert),
    )  # fmt: skip
    if rest := _rest(delivery, ladder):
        number = ladder.index(rest[0]) + 1
        due_at = at + sending.patience(delivery.alert)
        DELIVERY.step(delivery, "escalate", step=number, due_at=due_at, told_id=rest[0].person)
        sending.tell_step(actor, delivery, rest[0], number)
    else:
        Delivery.objects.unguarded("locked above").filter(pk=delivery.pk).update(is_overdue=True)
        delivery.refresh_from_db()
        sending.tell_origin(actor, delivery.alert, "overdue", f"overdue:{delivery.pk}")
    sending.hint_two(delivery)
    record(actor, "escalate", delivery, step=delivery.step, overdue=delivery.is_overdue)
    return delivery


@act
def pass_on(actor: Actor, delivery: Delivery) -> Delivery:
    """Who was told of it is here no more: it does not wait until it is due."""
    require(actor, "escalate", delivery)
    now = timezone.now()
    rows = Delivery.objects.unguarded("the row is chased below").filter(pk=delivery.pk)
    rows.update(due_at=now)
    return escalate(actor, delivery, now)


@act
def update(actor: Actor, alert: Alert, words: Words) -> Alert:
    """New words for all who had it; acknowledgements stand."""
    require(actor, "update", alert)
    changes = composing.rewritten(alert, words)
    now = timezone.now()
    Revision.objects.create(
        alert=alert, number=alert.revision, titles=alert.titles, bodies=alert.bodies,
        fields=alert.fields, at=now,
    )  # fmt: skip
    _step(alert, "update", updated_at=now, revision=alert.revision + 1, **changes)
    sending.tell_all(actor, alert, "update", alert.revision, now)
    sending.make_findable(alert)
    sending.hint_all(alert, f"alert:{alert.pk}", "alerts", "inbox")
    record(actor, "update", alert, revision=alert.revision)
    return alert


@act
def retract(actor: Actor, alert: Alert, reason: str) -> Alert:
    """It does not hold any more: everybody who had it is told why."""
    require(actor, "retract", alert)
    reason = composing.read_reason(reason)
    post.withdraw(actor, sending.groups(alert))
    now = timezone.now()
    _step(alert, "retract", updated_at=now, reason=reason)
    particulars.end(alert, now, "retracted")
    sending.tell_all(actor, alert, "retraction", alert.revision, now)
    sending.make_findable(alert)
    sending.hint_all(alert, f"alert:{alert.pk}", "alerts", "inbox")
    record(actor, "retract", alert)
    for told in RETRACTED:
        told(alert, reason)
    return alert


@act
def widen(actor: Actor, alert: Alert, audience: Audience) -> Alert:
    """The originator, and nobody else, lets more institutions read it."""
    require(actor, "widen", alert)
    found = queries.receivers(actor, alert.kind, audience, TLP(alert.marking))
    fresh = sending.beyond(alert, found)
    now = timezone.now()
    _step(
        alert,
        "widen",
        updated_at=now,
        is_public=alert.is_public or audience.public,
        audience=composing.joined(alert.audience, audience),
    )
    sent = sending.send(actor, alert, fresh, now)
    sending.make_findable(alert)
    sending.hint_all(alert, f"alert:{alert.pk}", "alerts", "inbox")
    record(actor, "widen", alert, deliveries=len(sent.deliveries), left_out=sent.left_out)
    return alert


@act
def hand_on(actor: Actor, alert: Alert, institutions: Sequence[str]) -> list[Delivery]:
    """A reader passes it on within its marking; the originator sees it and can forbid it."""
    require(actor, "hand-on", alert)
    if alert.stage == "retracted":
        raise WrongStage(_("La alerta fue retirada."))
    fresh = sending.within_marking(actor, alert, institutions)
    sent = sending.send(actor, alert, fresh, timezone.now(), handed_on_by=actor.institution)
    sending.tell_origin(actor, alert, "handed-on", f"handed-on:{sent.deliveries[0].pk}")
    sending.make_findable(alert)
    sending.hint_all(alert, f"alert:{alert.pk}", "alerts", "inbox")
    record(actor, "hand-on", alert, institutions=sorted(fresh.institutions))
    return sent.deliveries


@act
def answer(actor: Actor, alert: Alert, body: str, to: str = "origin") -> Answer:
    """A word in the thread: to the asker alone, or to all who read it (S39)."""
    require(actor, "answer", alert)
    word = Answer(
        alert=alert,
        institution_id=actor.institution,
        state_id=actor.state or None,
        origin_id=alert.origin_id,
        author_id=actor.person,
        to=composing.read_to(to),
        body=composing.read_body(body),
        at=timezone.now(),
    )
    word.save(force_insert=True)
    if actor.institution != alert.origin_id:
        sending.tell_origin(actor, alert, "answer", f"answer:{word.pk}")
    sending.hint_all(alert, f"alert:{alert.pk}")
    record(actor, "answer", alert, to=to)
    return word


@act
def submit_draft(
    actor: Actor, document: dict, draft: Draft | None = None, mark: UUID | None = None
) -> Draft:
    """Keep an alert that is not sent yet, for the author's institution only; once under a mark."""
    kept = draft or Draft(
        pk=mark or uuid4(), institution_id=actor.institution, author_id=actor.person
    )
    require(actor, "submit", kept)
    kept.document, kept.at = document, timezone.now()
    if draft:
        kept.save()
    else:
        Draft.objects.bulk_create([kept], ignore_conflicts=True)
    record(actor, "submit", kept)
    return kept


@act
def revoke_draft(actor: Actor, draft: Draft) -> None:
    """Forget an alert that was never sent, or that has just been."""
    require(actor, "revoke", draft)
    gone, _rows = Draft.objects.visible_to(actor).filter(pk=draft.pk).delete()
    if not gone:
        raise WrongStage(_("Este borrador ya se envió o se borró."))
    record(actor, "revoke", draft)


def _step(alert: Alert, verb: str, **changes: object) -> None:
    try:
        ALERT.step(alert, verb, **changes)
    except WrongStage:
        raise WrongStage(_("La alerta fue retirada.")) from None


def _still_due(delivery: Delivery, at: datetime) -> Delivery:
    """The row as it is now, locked; WrongStage when somebody answered or chased it before."""
    rows = Delivery.objects.unguarded("the row is locked to be chased once").filter(
        pk=delivery.pk, due_at__lte=at, acknowledged_at=None, is_overdue=False
    )
    locked = rows.select_for_update(of=("self",)).select_related("alert__kind").first()
    if locked is None:
        raise WrongStage(_("Ya no está pendiente."))
    return locked


def _rest(delivery: Delivery, ladder: list[directory.Step]) -> list[directory.Step]:
    """The steps that come now; where who was told holds no post any more, the next one stands."""
    if delivery.alert.marking == "TLP:RED":
        return []
    here = delivery.step
    if delivery.told_id and not _holds(delivery.told_id, delivery.alert):
        here = max(here - 1, 0)
    return [step for step in ladder[here:] if step.person != _told(delivery)]


def _holds(person: UUID, alert: Alert) -> bool:
    """Does this person, or whom they act for, hold a post in the network now?"""
    return bool(directory.post_kinds(who.of_person(person), alert.network_id))


def _told(delivery: Delivery) -> str:
    return str(delivery.told_id or "")


def _already(delivery: Delivery) -> str:
    return _("Ya acusó recibo %(who)s a las %(when)s UTC.") % {
        "who": delivery.acknowledged_by and delivery.acknowledged_by.user.get_username(),
        "when": delivery.acknowledged_at and f"{delivery.acknowledged_at:%H:%M}",
    }
