"""States join and leave networks; teams apply for a place; events open a window (S8, S35, S43)."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Institution, State
from almenara.core.parties.refusals import WrongStage
from almenara.directory import admission, authority, holding, telling
from almenara.directory.holding import WHY
from almenara.directory.models import Accession, Application, Approval, Network, Post, Window
from almenara.directory.stages import ACCESSION, APPLICATION, OPEN
from almenara.formats.refusal import Unreadable


@dataclass(frozen=True)
class Event:
    """An event during which the host's duty lines are open to the States with a delegation."""

    names: dict[str, str]
    host: State
    states: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


@act
def invite(actor: Actor, network: Network, state: State) -> Accession:
    """The network's owner invites a State to join."""
    accession = _accession(network, state)
    require(actor, "invite", accession)
    _is_voluntary(network)
    with as_system(WHY):
        if not accession._state.adding:
            raise WrongStage(_("Ese Estado ya tiene su registro en esta red."))
        accession.invited_at = timezone.now()
        accession.save(force_insert=True)
    record(actor, "invite", accession)
    return accession


@act
def accede(actor: Actor, network: Network, state: State, document: str, terms: str) -> Accession:
    """A State joins by its note and accepts the terms as they stand."""
    accession = _accession(network, state)
    require(actor, "accede", accession)
    _is_voluntary(network)
    holding.require_document(actor, document)
    current = (network.document.get("terms") or {}).get("version", "")
    if terms != current:
        raise Unreadable(["terms"], _("Acepte los términos vigentes, versión %s.") % current)
    now = timezone.now()
    with as_system(WHY):
        if accession._state.adding:
            accession.save(force_insert=True)
        ACCESSION.step(accession, "accede", terms=terms, document=document, since=now, until=None)
    holding.hang(actor, document, accession)
    record(actor, "accede", accession, document=document, terms=terms)
    return accession


@act
def leave(actor: Actor, accession: Accession, document: str) -> Accession:
    """A State leaves: its seats, posts and shifts end with this act, and with them all access."""
    require(actor, "leave", accession)
    holding.require_document(actor, document)
    ended = _end_all(accession, "leave", document)
    holding.hang(actor, document, accession)
    record(actor, "leave", accession, document=document, posts=ended)
    return accession


@act
def suspend(actor: Actor, accession: Accession, document: str) -> Accession:
    """A State's part in a network is suspended by an act; its access ends with it."""
    require(actor, "suspend", accession)
    holding.require_document(actor, document)
    ended = _end_all(accession, "suspend", document)
    holding.hang(actor, document, accession)
    record(actor, "suspend", accession, document=document, posts=ended)
    return accession


@act
def restore(actor: Actor, accession: Accession, document: str) -> Accession:
    """A suspension ends; the State nominates again."""
    require(actor, "restore", accession)
    holding.require_document(actor, document)
    with as_system(WHY):
        ACCESSION.step(accession, "restore", document=document, until=None)
    holding.hang(actor, document, accession)
    record(actor, "restore", accession, document=document)
    return accession


@act
def apply(actor: Actor, network: Network, institution: Institution, document: str) -> Application:
    """A team asks to enter a network whose type wants approvals first (S8)."""
    now = timezone.now()
    application = Application(
        network=network,
        institution=institution,
        state_id=institution.state_id,
        document=document,
        applied_by_id=actor.person or None,
        applied_at=now,
    )
    require(actor, "apply", application)
    rules = network.document.get("admission")
    if not rules:
        raise Unreadable(["network"], _("En esta red no se solicita el ingreso: se nombra."))
    holding.require_document(actor, document)
    application.due_on = admission.within_working_days(now.date(), rules["within_working_days"])
    with as_system(WHY):
        if _open_application(application):
            raise WrongStage(_("La institución ya tiene una solicitud o es miembro."))
        application.save(force_insert=True)
    holding.hang(actor, document, application)
    record(actor, "apply", application, document=document)
    telling.applied(actor, application)
    return application


@act
def approve(actor: Actor, application: Application, given: bool) -> Application:
    """One of the approvals, by the contact point or the State's leading team: yes or no."""
    require(actor, "approve", application)
    whose = authority.approval_of(actor, application)
    now = timezone.now()
    with as_system(WHY):
        if application.approvals.filter(whose=whose).exists():
            raise WrongStage(_("Ya se respondió por esta autoridad."))
        if application.approvals.filter(person=actor.person).exists():
            raise WrongStage(_("Cada aprobación es de otra persona."))
        Approval(
            application=application, whose=whose, given=given, person_id=actor.person, at=now
        ).save(force_insert=True)
        _decide(application, now)
    record(actor, "approve", application, whose=whose, given=given)
    telling.decided(actor, application)
    return application


@act
def open_window(actor: Actor, network: Network, event: Event) -> Window:
    """For the time of an event the host's duty lines are open to those with a delegation."""
    window = Window(
        network=network,
        names=event.names,
        host=event.host,
        states=sorted(event.states),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
    )
    require(actor, "open", window)
    if not network.is_windowed:
        raise Unreadable(["network"], _("Esta red no se abre por eventos."))
    if event.ends_at <= event.starts_at:
        raise Unreadable(["ends_at"], _("El evento termina antes de empezar."))
    with as_system(WHY):
        window.save(force_insert=True)
    record(actor, "open", window)
    return window


def _accession(network: Network, state: State) -> Accession:
    with as_system(WHY):
        found = Accession.objects.unguarded(WHY).filter(network=network, state=state).first()
    return found or Accession(network=network, state=state)


def _is_voluntary(network: Network) -> None:
    if not network.is_voluntary:
        raise Unreadable(["network"], _("Esta red no es voluntaria: se nombra sin entrar."))


def _end_all(accession: Accession, verb: str, document: str) -> int:
    """End every post of the State in the network and close its accession; how many posts."""
    with as_system(WHY):
        posts = Post.objects.unguarded(WHY).filter(
            network=accession.network_id, state=accession.state_id, stage__in=OPEN
        )
        ended = list(posts.select_related("network"))
        for post in ended:
            holding.end_post(post)
        ACCESSION.step(accession, verb, document=document, until=timezone.now())
    return len(ended)


def _open_application(application: Application) -> bool:
    same = Application.objects.unguarded(WHY).filter(
        network=application.network, institution=application.institution
    )
    return same.filter(stage__in=("applied", "endorsed", "member")).exists()


def _decide(application: Application, now: datetime) -> None:
    """A no refuses; the first yes endorses; with every yes that the type wants it is a member."""
    answers = dict(application.approvals.values_list("whose", "given"))
    wanted = application.network.document["admission"]["approvals"]
    if not all(answers.values()):
        APPLICATION.step(application, "refuse", decided_at=now)
    elif all(whose in answers for whose in wanted):
        if application.stage == "applied":
            APPLICATION.step(application, "endorse")
        APPLICATION.step(application, "accept", decided_at=now)
    else:
        APPLICATION.step(application, "endorse")
