"""Nominating by note verbale, verifying, handing over and ending (S3, S77, S104)."""

import re
from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.models import Institution, Person
from almenara.core.parties.refusals import WrongStage
from almenara.directory import admission, holding, pending, telling
from almenara.directory.holding import WHY, Nomination
from almenara.directory.models import LINE_KINDS, POST_KINDS, Designation, Post, Proposal, Seat
from almenara.directory.stages import DESIGNATION, OPEN, POST, PROPOSAL
from almenara.formats.refusal import Unreadable

DIALLED = ("phone", "sms", "fax")
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
NUMBER = re.compile(r"\+?[0-9(][0-9 ()./-]{2,28}(,? ?(ext\.?|x|#) ?[0-9]{1,6})?", re.ASCII)


@act
def nominate(actor: Actor, nomination: Nomination) -> Post:
    """Name the holder of a post; it answers once another person has verified it."""
    now = timezone.now()
    with as_system(WHY):
        holding.take_turn(nomination.network)
        seat = holding.seat_for(nomination)
        post = holding.same_post(nomination, seat) or holding.new_post(nomination, seat)
    require(actor, "nominate", post)
    admission.check(nomination.network, nomination.institution, seat)
    _readable(actor, nomination)
    with as_system(WHY):
        if seat._state.adding:
            seat.since = now
            holding.open_seat(seat)
        if post._state.adding:
            post.save(force_insert=True)
        designation = holding.designate(actor, post, nomination.holder, nomination.document)
        for kind, address in nomination.lines.items():
            holding.write_line(post, kind, address)
    holding.hang(actor, nomination.document, designation)
    record(actor, "nominate", post, document=nomination.document, designation=str(designation.pk))
    return post


@act
def nominate_all(actor: Actor, nominations: Sequence[Nomination]) -> list[Post]:
    """Several posts by one note, in one act: all of them or none."""
    if not nominations:
        raise Unreadable(["posts"], _("Falta al menos un puesto."))
    made = []
    for number, nomination in enumerate(nominations):
        try:
            made.append(nominate(actor, nomination))
        except Unreadable as refusal:
            raise refusal.under("posts", number) from None
    return made


@act
def hand_over(actor: Actor, post: Post, holder: Person, document: str) -> Designation:
    """Name who follows in a post; the former holder stays until the follower is verified."""
    require(actor, "hand-over", post)
    if post.stage not in OPEN:
        raise WrongStage(_("El puesto terminó."))
    _holder_of(post.institution, holder)
    holding.require_document(actor, document)
    with as_system(WHY):
        designation = holding.designate(actor, post, holder, document)
    holding.hang(actor, document, designation)
    record(actor, "hand-over", post, document=document, designation=str(designation.pk))
    return designation


@act
def verify(actor: Actor, designation: Designation) -> Designation:
    """Another person than the nominator says: it is so. From now on the holder answers."""
    require(actor, "verify", designation)
    now = timezone.now()
    post = designation.post
    with as_system(WHY):
        if designation.is_single:
            for former in post.designations.filter(stage="verified", until__isnull=True):
                holding.end(former, now)
        DESIGNATION.step(designation, "verify", approved_by=actor.person, since=now)
        POST.step(post, "verify" if post.stage == "nominated" else "attest", verified_at=now)
        holding.give_role(post, designation, now)
    record(actor, "verify", post, designation=str(designation.pk))
    telling.verified(actor, post, designation)
    return designation


@act
def revoke(actor: Actor, post: Post) -> Post:
    """End a post: its holders lose it, and with the last post the institution its seat."""
    require(actor, "revoke", post)
    with as_system(WHY):
        holding.end_post(post)
    record(actor, "revoke", post)
    _pass_on_if_ended(post)
    return post


@act
def release(actor: Actor, designation: Designation) -> Designation:
    """End one person's time in a post; the post stays."""
    require(actor, "revoke", designation.post)
    with as_system(WHY):
        holding.end(designation, timezone.now())
    record(actor, "revoke", designation.post, designation=str(designation.pk))
    _pass_on_if_ended(designation.post)
    return designation


@act
def lead(actor: Actor, post: Post) -> Seat:
    """From now on this post's institution is the one that answers for its State."""
    require(actor, "lead", post)
    with as_system(WHY):
        holding.move_lead(post.seat)
        post.refresh_from_db()
    record(actor, "lead", post)
    return post.seat


@act
def line(actor: Actor, post: Post, kind: str, address: str) -> Post:
    """Write how a post is reached; an empty address takes the line away."""
    require(actor, "line", post)
    _line_is_readable(kind, address)
    with as_system(WHY):
        holding.write_line(post, kind, address)
    record(actor, "line", post, kind=kind)
    return post


@act
def propose(actor: Actor, nomination: Nomination) -> Proposal:
    """An institution asks that somebody be nominated; it waits for who nominates in its State."""
    institution = nomination.institution
    proposal = Proposal(
        network=nomination.network,
        institution=institution,
        state=institution.state,
        kind=nomination.kind,
        titles=nomination.titles,
        person=nomination.holder,
        proposed_by_id=actor.person or None,
        proposed_at=timezone.now(),
    )
    require(actor, "propose", proposal)
    _readable(actor, nomination, has_document=False)
    with as_system(WHY):
        proposal.waits_for = pending.waits_for(nomination.network, institution.state_id)
        proposal.save(force_insert=True)
    record(actor, "propose", proposal)
    telling.proposed(actor, proposal)
    return proposal


@act
def nominate_proposed(actor: Actor, proposal: Proposal, document: str) -> Post:
    """The authority for which a proposal waited nominates as proposed, by its own note."""
    require(actor, "nominate", proposal)
    post = nominate(
        actor,
        Nomination(
            proposal.network,
            proposal.institution,
            proposal.kind,
            proposal.titles,
            proposal.person,
            document,
        ),
    )
    with as_system(WHY):
        PROPOSAL.step(proposal, "nominate", post=post)
    record(actor, "nominate", proposal)
    return post


@act
def refuse(actor: Actor, proposal: Proposal) -> Proposal:
    """The authority does not nominate who was proposed."""
    require(actor, "refuse", proposal)
    with as_system(WHY):
        PROPOSAL.step(proposal, "refuse")
    record(actor, "refuse", proposal)
    return proposal


@act
def pass_on(actor: Actor, proposal: Proposal) -> Proposal:
    """The contact point for whom it waited has ended: it waits for the Mission now (S77)."""
    require(actor, "pass-on", proposal)
    with as_system(WHY):
        proposal.waits_for, proposal.passed_on_at = "mission", timezone.now()
        proposal.save(update_fields=["waits_for", "passed_on_at"])
    record(actor, "pass-on", proposal)
    telling.proposed(actor, proposal)
    return proposal


def _pass_on_if_ended(post: Post) -> None:
    if post.network.document.get("on_end") != "mission":
        return
    with as_system(WHY):
        waiting = pending.orphans()
    for proposal in waiting:
        pass_on(SYSTEM, proposal)


def _readable(actor: Actor, nomination: Nomination, has_document: bool = True) -> None:
    if nomination.kind not in POST_KINDS:
        raise Unreadable(["kind"], _("Un puesto es duty, alternate o head."))
    if not any(title.strip() for title in nomination.titles.values()):
        raise Unreadable(["title"], _("Falta el nombre del puesto."))
    _holder_of(nomination.institution, nomination.holder)
    if has_document:
        holding.require_document(actor, nomination.document)
    for kind, address in nomination.lines.items():
        _line_is_readable(kind, address)


def _holder_of(institution: Institution, holder: Person) -> None:
    if holder.institution_id != institution.pk or holder.ended_at is not None:
        raise Unreadable(["holder"], _("No es una persona de esa institución."))


def _line_is_readable(kind: str, address: str) -> None:
    if kind not in LINE_KINDS:
        raise Unreadable([kind], _("Clase de línea desconocida."))
    if len(address) > 200 or not address.isprintable():
        raise Unreadable([kind], _("No se puede leer esa dirección."))
    if kind in DIALLED and address.strip() and not NUMBER.fullmatch(address.strip()):
        raise Unreadable([kind], _("Un número se escribe como +507 500 1111 ext. 12."))
    if kind == "mail" and address.strip() and not MAIL.fullmatch(address.strip()):
        raise Unreadable([kind], _("Un correo se escribe como guardia@ejemplo.org."))
