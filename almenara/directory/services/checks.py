"""Are you there? Checks of the link, confirming one's card, and what grows old (S42)."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.refusals import WrongStage
from almenara.directory import queries, telling
from almenara.directory.holding import WHY
from almenara.directory.models import Attestation, Check, Network, Post, Probe
from almenara.directory.stages import CHECK, POST, PROBE
from almenara.formats.duration import Duration
from almenara.formats.refusal import Unreadable

LONGEST = timedelta(days=90)


@act
def open_check(
    actor: Actor,
    network: Network,
    answer_within: Duration,
    states: Sequence[str] | None = None,
    *,
    announced: bool = False,
) -> Check:
    """Ask every institution of the network, or of some States, whether somebody is there."""
    now = timezone.now()
    check = Check(
        network=network,
        institution_id=actor.institution or None,
        opened_by_id=actor.person or None,
        opened_at=now,
        closes_at=answer_within.after(now),
        announced=announced,
    )
    require(actor, "open", check)
    if check.closes_at - now > LONGEST:
        raise Unreadable(["answer_within"], _("Un plazo de 90 días como máximo."))
    with as_system(WHY):
        asked = _asked(network, actor.institution, states)
        check.states_taking_part = queries.states_taking_part(SYSTEM, network)
        check.states_all = queries.states_all(SYSTEM)
        check.save(force_insert=True)
        probes = Probe.objects.bulk_create(_probe(actor, check, seat) for seat in asked)
    record(actor, "open", check, asked=len(probes), announced=announced)
    telling.asked(actor, check, probes)
    return check


@act
def answer(actor: Actor, probe: Probe) -> Probe:
    """Somebody is there: one answer for all checks that this institution has open."""
    telling.answered(actor, [probe, *_open_probes(probe)])
    require(actor, "answer", probe)
    now = timezone.now()
    with as_system(WHY):
        for one in [probe, *_open_probes(probe)]:
            verb = "answer" if now < one.check_asked.closes_at else "answer-late"
            if one.pk == probe.pk and not PROBE.may(one, verb):
                raise WrongStage(_("Su institución ya respondió."))
            PROBE.step(one, verb, answered_at=now, answered_by=actor.person)
            record(actor, "answer", one.check_asked, institution=one.institution_id)
    probe.refresh_from_db()
    return probe


@act
def close_check(actor: Actor, check: Check) -> Check:
    """The time is over: who has not answered is silent, and their State is told first (R5)."""
    require(actor, "close", check)
    now = timezone.now()
    with as_system(WHY):
        CHECK.step(check, "close")
        quiet = list(check.probes.filter(stage="asked"))
        for probe in quiet:
            PROBE.step(probe, "fall-silent", told_at=now)
    record(actor, "close", check, silent=len(quiet))
    for probe in quiet:
        telling.silent(actor, probe)
    return check


@act
def remind(actor: Actor, network: Network) -> Network:
    """A check of the link is due: whoever looks after the network is told."""
    require(actor, "remind", network)
    record(actor, "remind", network)
    telling.check_due(actor, network)
    return network


@act
def attest(actor: Actor, posts: Sequence[Post]) -> list[Post]:
    """A person says that the cards of all their posts are right, in one act."""
    if not posts:
        raise Unreadable(["posts"], _("No hay puestos que confirmar."))
    now = timezone.now()
    for post in posts:
        require(actor, "attest", post)
        if not POST.may(post, "attest"):
            raise WrongStage(_("El puesto aún no está verificado, o terminó."))
        with as_system(WHY):
            POST.step(post, "attest", verified_at=now)
            post.lines.update(attested_at=now)
            Attestation(post=post, person_id=actor.person, at=now).save(force_insert=True)
        record(actor, "attest", post)
    return list(posts)


@act
def grow_stale(actor: Actor, post: Post) -> Post:
    """Nobody confirmed the card in time: it says so, and its holders are asked."""
    require(actor, "grow-stale", post)
    with as_system(WHY):
        POST.step(post, "grow-stale")
    record(actor, "grow-stale", post)
    telling.stale(actor, post)
    return post


@act
def erase(actor: Actor, post: Post) -> Post:
    """The retention of an ended post is over: lines, holders and shifts go, the journal stays."""
    require(actor, "erase", post)
    with as_system(WHY):
        for rows in (post.lines, post.shifts, post.rules, post.changes, post.designations):
            rows.all().delete()
    record(actor, "erase", post)
    return post


def _asked(network: Network, asker: str, states: Sequence[str] | None) -> list[queries.SeatFacts]:
    """The institutions to be asked: all but the asker's, one probe each."""
    found = queries.institutions_in(SYSTEM, network, states=states)
    missing = sorted(set(states or ()) - {seat.state for seat in found})
    if missing:
        raise Unreadable.many(
            [
                (["states", list(states or ()).index(code)], _("Sin puesto en la red."))
                for code in missing
            ]
        )
    asked = [seat for seat in found if seat.institution != asker]
    if not asked:
        raise Unreadable(["states"], _("No hay a quién preguntar."))
    return asked


def _probe(actor: Actor, check: Check, seat: queries.SeatFacts) -> Probe:
    return Probe(
        check_asked=check,
        network=check.network,
        institution_id=seat.institution,
        state_id=seat.state,
        asker_id=actor.institution,
        asked_at=check.opened_at,
    )


def _open_probes(probe: Probe) -> list[Probe]:
    """Other checks that wait for the same institution now."""
    with as_system(WHY):
        rows = Probe.objects.unguarded(WHY).filter(
            institution=probe.institution_id, stage="asked", check_asked__stage="open"
        )
        return list(rows.exclude(pk=probe.pk).select_related("check_asked").order_by("pk"))
