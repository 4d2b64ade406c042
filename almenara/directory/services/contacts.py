"""Asking a post of another State to call, and looking up its card (S42, R4)."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.refusals import TooMany
from almenara.directory import looking, queries, telling
from almenara.directory.holding import WHY
from almenara.directory.models import ContactRequest, ContactStep, Network, Post
from almenara.directory.stages import CONTACT
from almenara.formats import tlp
from almenara.formats.refusal import Unreadable
from almenara.formats.text import line

WAIT = {"normal": timedelta(hours=2), "immediate": timedelta(minutes=15)}


@act
def ask_contact(
    actor: Actor, network: Network, institution: str, reason: str, urgency: str, marking: str
) -> ContactRequest:
    """Ask whoever is on duty there to call back; without an answer it climbs."""
    if urgency not in WAIT:
        raise Unreadable(["urgency"], _("La urgencia es normal o immediate."))
    reason = line(reason, 200, ["reason"])
    if not reason:
        raise Unreadable(["reason"], _("Diga en una línea para qué."))
    now = timezone.now()
    request = ContactRequest(
        network=network,
        origin_id=actor.institution or None,
        asked_by_id=actor.person or None,
        institution_id=institution,
        urgency=urgency,
        marking=str(tlp.parse(marking)),
        reason=reason,
        asked_at=now,
        due_at=now + WAIT[urgency],
    )
    require(actor, "ask", request)
    seats = {seat.institution: seat for seat in queries.institutions_in(actor, network)}
    steps = queries.steps(actor, network, institution, now)
    if institution not in seats or not steps:
        raise Unreadable(["institution"], _("Allí no hay nadie de guardia en esta red."))
    request.state_id = seats[institution].state
    with as_system(WHY):
        request.save(force_insert=True)
        _told(request, steps[0])
    record(actor, "ask", request)
    telling.contact(actor, request, steps[0].person)
    return request


@act
def accept_contact(actor: Actor, request: ContactRequest) -> ContactRequest:
    """The other side says: we have it, we call."""
    telling.contact_answered(actor, request)
    require(actor, "accept", request)
    with as_system(WHY):
        CONTACT.step(request, "accept", reached_at=timezone.now(), reached_by=actor.person)
    record(actor, "accept", request)
    return request


@act
def withdraw_contact(actor: Actor, request: ContactRequest) -> ContactRequest:
    """It is not needed any more."""
    telling.contact_answered(actor, request)
    require(actor, "withdraw", request)
    with as_system(WHY):
        CONTACT.step(request, "withdraw")
    record(actor, "withdraw", request)
    return request


@act
def climb(actor: Actor, request: ContactRequest) -> ContactRequest:
    """Nobody answered in time: the next person of the roster is asked, or the asker is told."""
    require(actor, "climb", request)
    now = timezone.now()
    with as_system(WHY):
        told = set(map(str, request.steps.values_list("person_id", flat=True)))
        steps = queries.steps(SYSTEM, request.network_id, request.institution_id, now)
        following = next((step for step in steps if step.person not in told), None)
        if following is None:
            CONTACT.step(request, "expire")
        else:
            request.step += 1
            request.due_at = now + WAIT[request.urgency]
            request.save(update_fields=["step", "due_at"])
            _told(request, following)
    record(actor, "climb", request, step=request.step)
    if following is None:
        telling.no_answer(actor, request)
    else:
        telling.contact(actor, request, following.person)
    return request


@act
def look_up(actor: Actor, network: Network, posts: Sequence[Post]) -> int:
    """Cards are about to be shown: counted and journalled; the 61st in a minute is refused."""
    require(actor, "look-up", network)
    asked = looking.asked_lately(actor) + len(posts)
    if asked > looking.A_MINUTE:
        raise TooMany(
            _("Demasiadas fichas en un minuto: la consulta se detuvo."),
            looking.MINUTE.seconds,
            lambda: looking.keep_refused(actor, network, len(posts)),
        )
    looking.count(actor, network, len(posts))
    record(actor, "look-up", network, posts=[str(post.pk) for post in posts])
    return asked


def _told(request: ContactRequest, step: queries.Step) -> None:
    ContactStep(
        request=request,
        number=request.step,
        kind=step.kind,
        post_id=step.post,
        person_id=step.person,
        told_at=timezone.now(),
    ).save(force_insert=True)
