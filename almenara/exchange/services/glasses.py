"""Two persons open one alert to one of them (R3). Each function is one act."""

from datetime import timedelta

from django.utils import timezone

from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.exchange import breaking, composing
from almenara.exchange.drafts import GlassShape
from almenara.exchange.models import Alert, Glass
from almenara.exchange.stages import GLASS


@act
def ask_glass(actor: Actor, shape: GlassShape) -> Glass:
    """Ask to read an alert that is not addressed to one; nobody looks yet whether there is one."""
    glass = Glass(
        reference=composing.read_reference(shape.reference),
        asker_id=actor.person,
        unit_id=actor.institution or None,
        roles=sorted(actor.roles),
        reason=composing.read_words(shape.reason, "reason"),
        legal_basis=composing.read_words(shape.legal_basis, "legal_basis"),
        hours=shape.hours,
        asked_at=timezone.now(),
    )
    require(actor, "ask", glass)
    glass.save(force_insert=True)
    breaking.tell_second_persons(actor, glass)
    record(actor, "ask", glass, hours=glass.hours)
    return glass


@act
def break_glass(actor: Actor, glass: Glass) -> Glass:
    """The second person agrees: from now on who asked reads it, and its parties are told (R3)."""
    require(actor, "break-glass", glass)
    now = timezone.now()
    with as_system("only now is it looked for; the row is of who asked"):
        rows = Alert.objects.unguarded("two persons agreed").select_related("kind")
        alert = rows.filter(reference=glass.reference).first()
        if alert is None:
            GLASS.step(glass, "void", approver_id=actor.person, decided_at=now)
        else:
            until = now + timedelta(hours=glass.hours)
            GLASS.step(
                glass, "break-glass",
                approver_id=actor.person, decided_at=now, until=until, alert_id=alert.pk,
            )  # fmt: skip
    told = breaking.tell_parties(actor, glass, alert, now) if alert else 0
    breaking.tell_asker(actor, glass)
    record(actor, "break-glass", glass, found=alert is not None, hours=glass.hours, told=told)
    return glass


@act
def refuse_glass(actor: Actor, glass: Glass, answer: str) -> Glass:
    """The second person says no, and why."""
    require(actor, "refuse", glass)
    answer = composing.read_words(answer, "answer")
    with as_system("the row is of who asked"):
        GLASS.step(
            glass, "refuse", approver_id=actor.person, decided_at=timezone.now(), answer=answer
        )
    breaking.tell_asker(actor, glass)
    record(actor, "refuse", glass)
    return glass


@act
def end_glass(actor: Actor, glass: Glass) -> Glass:
    """Either of the two ends it before its time."""
    require(actor, "end", glass)
    with as_system("rows are changed by acts alone"):
        GLASS.step(glass, "end", ended_at=timezone.now())
    record(actor, "end", glass)
    return glass


@act
def read_through_glass(actor: Actor, glass: Glass) -> Glass:
    """Each reading is one line in the journals of the parties."""
    require(actor, "read", glass)
    record(actor, "read", glass)
    return glass
