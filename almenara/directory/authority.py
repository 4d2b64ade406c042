"""Who may do what in the directory: authorities, owners, holders; each rule says why not."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Person
from almenara.directory.models import (
    Accession,
    Application,
    Check,
    ContactRequest,
    Designation,
    Network,
    Post,
    Probe,
    Proposal,
    Seat,
    Window,
)
from almenara.directory.stages import ACTIVE

AUTHORITIES = ("ncp", "mission")


def has_seat(viewer: Actor, network: str = "network") -> Q:
    """Rows of networks in which the viewer's institution has a place now."""
    mine = Seat.objects.visible_to(viewer).filter(until__isnull=True)
    return Q(Exists(mine.filter(network=OuterRef(network))))


def is_owner(actor: Actor, network: Network) -> bool:
    """An officer of the secretariat's institution that answers for this network."""
    return actor.has_role("secretariat") and actor.institution == network.owner


def holds_role(actor: Actor, network: Network, roles: frozenset[str], state: str | None) -> bool:
    """Does the actor have one of the roles that the type names, for this State?"""
    if actor.is_system or ("secretariat" in roles and is_owner(actor, network)):
        return True
    return bool(state) and actor.state == state and actor.has_role(*(roles & set(AUTHORITIES)))


def nominators(network: Network, state: str | None) -> frozenset[str]:
    return network.roles_that("nominates" if state else "nominates_without_state")


def nominates(actor: Actor, thing: Post | Proposal) -> str:
    roles = nominators(thing.network, thing.state_id)
    if holds_role(actor, thing.network, roles, thing.state_id):
        return ""
    if not thing.state_id:
        return _("En esta red solo la Secretaría responsable nombra puestos sin Estado.")
    if roles <= {"mission"}:
        return _("En esta red solo la Misión Permanente de ese Estado nombra o retira puestos.")
    if "ncp" not in roles:
        return _(
            "En esta red solo la Misión Permanente de ese Estado o la Secretaría responsable"
            " nombra o retira puestos."
        )
    return _(
        "Solo el punto de contacto nacional o la Misión de ese Estado nombra o retira puestos."
    )


def decides(actor: Actor, proposal: Proposal) -> str:
    """A proposal waits for one authority; once passed on, the former one no longer decides it."""
    if reason := nominates(actor, proposal):
        return reason
    if not actor.has_role(proposal.waits_for) and not is_owner(actor, proposal.network):
        return _("Esta propuesta espera la decisión de otra autoridad de su Estado.")
    return ""


def proposes(actor: Actor, proposal: Proposal) -> str:
    if actor.institution and actor.institution == proposal.institution_id:
        return ""
    return _("Solo una persona de la institución propone para sus puestos.")


def verifies(actor: Actor, designation: Designation) -> str:
    post = designation.post
    if actor.person and str(designation.nominated_by_id) == actor.person:
        return _("Nadie verifica lo que nombró: hace falta otra persona.")
    if actor.person and str(designation.person_id) == actor.person:
        return _("Nadie verifica su propio puesto: hace falta otra persona.")
    if holds_role(actor, post.network, post.network.roles_that("verifies"), post.state_id):
        return ""
    return _("En esta red solo verifican quienes señala su tipo.")


def holds_post(actor: Actor, network: str, institution: str, *kinds: str) -> bool:
    """Does the actor, or whom they act for, hold a verified post of this institution here?"""
    people = [one.person for one in (actor, *actor.acting_for) if one.person]
    posts = Post.objects.visible_to(actor).filter(
        network=network,
        institution=institution,
        stage__in=ACTIVE,
        designations__person__in=people,
        designations__stage="verified",
        designations__until__isnull=True,
    )
    return (posts.filter(kind__in=kinds) if kinds else posts).exists()


def keeps(actor: Actor, post: Post) -> str:
    """Rosters and lines are kept by the institution's own holders of posts in the network."""
    if actor.is_system or holds_post(actor, post.network_id, post.institution_id):
        return ""
    if not nominates(actor, post):
        return ""
    return _("Solo quien tiene un puesto de esta institución en la red, o quien nombra, lo cambia.")


def attests(actor: Actor, post: Post) -> str:
    people = [one.person for one in (actor, *actor.acting_for) if one.person]
    held = post.designations.filter(person__in=people, stage="verified", until__isnull=True)
    return "" if held.exists() else _("Solo quien tiene el puesto confirma sus datos.")


def member(actor: Actor, network: Network) -> str:
    if actor.is_system or _is_inside(actor, network):
        return ""
    return _("Solo los miembros de la red consultan sus tarjetas.")


def _is_inside(actor: Actor, network: Network) -> bool:
    mine = Network.objects.visible_to(actor).filter(has_seat(actor, "pk"))
    return mine.filter(pk=network.pk).exists()


def asks_contact(actor: Actor, request: ContactRequest) -> str:
    return member(actor, request.network)


def takes_contact(actor: Actor, request: ContactRequest) -> str:
    if holds_post(actor, request.network_id, request.institution_id):
        return ""
    return _("Solo la guardia de la institución buscada responde.")


def withdraws_contact(actor: Actor, request: ContactRequest) -> str:
    if actor.institution == request.origin_id:
        return ""
    return _("Solo quien pidió el contacto lo retira.")


def checks(actor: Actor, check: Check) -> str:
    network = check.network
    roles = network.roles_that("who_checks")
    if actor.is_system or holds_role(actor, network, roles, None):
        return ""
    if "members" in roles and not member(actor, network):
        return ""
    return _("En esta red solo comprueban el enlace quienes señala su tipo.")


def answers(actor: Actor, probe: Probe) -> str:
    if actor.institution == probe.institution_id and holds_post(
        actor, probe.network_id, probe.institution_id
    ):
        return ""
    return _("Responde quien tiene un puesto de la institución en la red.")


def speaks_for_state(actor: Actor, accession: Accession) -> str:
    if actor.is_system or (actor.state == accession.state_id and actor.has_role(*AUTHORITIES)):
        return ""
    return _("Solo el punto de contacto nacional o la Misión decide por su Estado.")


def owns(actor: Actor, thing: Accession | Window | Application) -> str:
    if actor.is_system or is_owner(actor, thing.network):
        return ""
    return _("Solo la Secretaría responsable de la red lo hace.")


def applies(actor: Actor, application: Application) -> str:
    if actor.institution == application.institution_id and actor.state == application.state_id:
        return ""
    return _("Solicita el ingreso una persona de la institución.")


def approves(actor: Actor, application: Application) -> str:
    """The national contact point of the State, or the team that leads for it in the network."""
    return (
        ""
        if approval_of(actor, application)
        else _("Deciden el punto de contacto nacional y el CSIRT nacional de ese Estado.")
    )


def approval_of(actor: Actor, application: Application) -> str:
    """Whose approval the actor can give: `ncp`, `national-csirt` or none."""
    if actor.state != application.state_id or not actor.state:
        return ""
    if actor.has_role("ncp"):
        return "ncp"
    is_lead = Seat.objects.visible_to(actor).filter(
        network=application.network_id, institution=actor.institution, lead=True, until=None
    )
    if is_lead.exists() and holds_post(actor, application.network_id, actor.institution):
        return "national-csirt"
    return ""


def invites(actor: Actor, person: Person) -> str:
    """Accounts for people of the own State are asked for by who nominates for it."""
    institution = person.institution
    if institution is None:
        return _("Falta la institución.")
    if actor.state and institution.state_id == actor.state and actor.has_role(*AUTHORITIES):
        return ""
    if not institution.state_id and actor.has_role("secretariat"):
        return ""
    return _("Invita quien nombra por ese Estado.")


def sees(viewer: Actor, post: Post, field: str) -> bool:
    """Does the type show this field of this post's card to a viewer who sees the post?"""
    network = post.network
    for who in network.document["sees"].get(field, ["members"]):
        if who == "members" or (who == "owner" and viewer.institution == network.owner):
            return True
        if who == "own" and is_own(viewer, post):
            return True
        if who == "nominates" and not nominates(viewer, post):
            return True
    return viewer.is_system


def is_own(viewer: Actor, post: Post) -> bool:
    """A post of the viewer's own State, or own institution where there is no State."""
    if post.state_id:
        return viewer.state == post.state_id
    return viewer.institution == post.institution_id
