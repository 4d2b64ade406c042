"""Who may see accounts and change what hangs on them."""

from allauth.idp.oidc.models import Client as Tool
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from almenara.core.access.rules import Owners, Policy, nothing, own_person, register
from almenara.core.identity.models import Correction, Session
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import (
    Belonging,
    Institution,
    Membership,
    Observer,
    Person,
    RoleGrant,
    State,
    Substitution,
    Token,
    Unit,
)


def everything(viewer: Actor) -> Q:
    return Q()


def known(viewer: Actor) -> Q:
    return Q() if viewer.is_known else nothing()


def people(viewer: Actor) -> Q:
    """Oneself, one's institution, one's State; the networks add their own."""
    if viewer.is_system:
        return Q()
    if not viewer.is_known:
        return nothing()
    mine = Q(pk=viewer.person)
    if viewer.institution:
        mine |= Q(institution=viewer.institution)
    return mine | Q(institution__state=viewer.state) if viewer.state else mine


def oneself(actor: Actor, thing: Token | RoleGrant | Correction) -> str:
    if actor.is_system or str(thing.person_id) == actor.person:
        return ""
    return _("Solo la persona misma.")


def oneself_person(actor: Actor, person: Person) -> str:
    return "" if str(person.pk) == actor.person else _("Solo la persona misma.")


def administration(actor: Actor, grant: RoleGrant) -> str:
    """Administrators give roles, a contact point those of statisticians of its State; never own."""
    if actor.is_system:
        return ""
    if str(grant.person_id) == actor.person:
        return _("Nadie se da un papel a sí mismo.")
    if actor.has_role("administrator"):
        return ""
    return _("Solo la administración da o quita papeles.")


def holder(actor: Actor, absence: Substitution) -> str:
    """The holder names who acts in their absence, in their own institution; never passed on."""
    if actor.is_system:
        return ""
    if str(absence.holder_id) != actor.person:
        return _("Solo quien ocupa el puesto nombra a quien le sustituye.")
    if absence.holder.institution_id != absence.substitute.institution_id:
        return _("Quien sustituye debe ser de la misma institución.")
    return ""


def system_only(actor: Actor, thing: Model) -> str:
    """Reference data come from files, by command."""
    return "" if actor.is_system else _("Solo el sistema carga datos de referencia.")


def registrar(actor: Actor, thing: Institution | Person) -> str:
    if actor.is_system or actor.has_role("administrator"):
        return ""
    return _("Solo la administración inscribe instituciones y cuentas.")


def party_to(viewer: Actor) -> Q:
    if viewer.is_system:
        return Q()
    return Q(holder=viewer.person or None) | Q(substitute=viewer.person or None)


def own_stays(viewer: Actor) -> Q:
    """Where one is signed in oneself; nobody looks at others' devices."""
    return Q() if viewer.is_system else Q(user__person=viewer.person or None)


def own_stay(actor: Actor, stay: Session) -> str:
    is_own = stay.user is not None and str(stay.user.person.pk) == actor.person
    return "" if is_own else _("Solo la persona misma.")


def asked(viewer: Actor) -> Q:
    """Who asked reads it, and the administration, which answers."""
    if viewer.is_system or viewer.has_role("administrator"):
        return Q()
    return Q(person=viewer.person or None)


def answering(actor: Actor, correction: Correction) -> str:
    if not actor.has_role("administrator"):
        return _("Solo la administración responde.")
    return _("Ya está respondida.") if correction.answered_at else ""


def closing(actor: Actor, person: Person) -> str:
    """Access ends by the administration, never one's own: somebody must be left to open it."""
    if not actor.is_system and not actor.has_role("administrator"):
        return _("Solo la administración cierra cuentas.")
    if str(person.pk) == actor.person:
        return _("Nadie cierra su propia cuenta.")
    return _("Ya está cerrada.") if person.ended_at else ""


def owners_of(thing: Token | RoleGrant) -> Owners:
    return Owners(persons=frozenset({str(thing.person_id)}))


def own_state(actor: Actor, state: State) -> str:
    """A State takes out what it gave by its contact point or its Mission."""
    if actor.state == state.pk and actor.has_role("ncp", "mission"):
        return ""
    return _("Solo el punto de contacto o la Misión del Estado lo descarga.")


register(State, Policy(everything, {"load": system_only, "export": own_state}))


def keepers(viewer: Actor) -> Q:
    return Q() if viewer.is_system or viewer.has_role("administrator") else nothing()


def tools(viewer: Actor) -> QuerySet[Tool]:
    """The tools that a viewer may see; the table is not ours, so it has no `visible_to`."""
    return Tool.objects.filter(keepers(viewer))


def keeper(actor: Actor, tool: Tool) -> str:
    """Which tools may ask who somebody is: the administration says."""
    if actor.has_role("administrator"):
        return ""
    return _("Solo la administración inscribe herramientas.")


register(Tool, Policy(keepers, {"grant": keeper, "revoke": keeper}))
for model in (Membership, Observer, Unit):
    register(model, Policy(everything, {"load": system_only}))
register(
    Institution,
    Policy(
        known,
        {"load": system_only, "found": registrar},
        lambda i: Owners(institutions=frozenset({i.pk})),
    ),
)
register(Belonging, Policy(known, {"load": system_only}))
register(
    Person,
    Policy(
        people,
        {
            **dict.fromkeys(("update", "sign-in", "sign-out", "export"), oneself_person),
            "end": closing,
            "enrol": registrar,
        },
        lambda p: Owners(persons=frozenset({str(p.pk)})),
    ),
)
register(Token, Policy(own_person, {"grant": oneself, "revoke": oneself}, owners_of))
register(
    RoleGrant, Policy(own_person, {"grant": administration, "revoke": administration}, owners_of)
)
register(
    Substitution,
    Policy(
        party_to,
        {"grant": holder, "revoke": holder},
        lambda s: Owners(persons=frozenset({str(s.holder_id), str(s.substitute_id)})),
    ),
)
register(
    Session,
    Policy(
        own_stays,
        {"revoke": own_stay},
        lambda s: Owners(persons=frozenset({str(s.user.person.pk)} if s.user else ())),
    ),
)
register(
    Correction,
    Policy(
        asked,
        {"ask": oneself, "answer": answering},
        lambda c: Owners(persons=frozenset({str(c.person_id)})),
    ),
)
