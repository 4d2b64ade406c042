"""Who sees and does what: mandates are public, receipts are each State's, good offices nobody's."""

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from almenara.core.access.rules import Owners, Policy, anybody, desk, is_desk, nothing, register
from almenara.core.parties.actor import Actor
from almenara.mandates.models import (
    Action,
    ClearedNote,
    Consultation,
    Hop,
    Journey,
    Letter,
    Mandate,
    PeaceAct,
    PeaceFile,
    Receipt,
    Reply,
    Resolution,
    Task,
    Transmission,
)

AUTHORITIES = ("ncp", "mission")


def is_official(viewer: Actor) -> bool:
    """Of a member State, or of the secretariat."""
    return bool(viewer.state) or is_desk(viewer)


def officials(viewer: Actor) -> Q:
    """Of the secretariat and of the officials of every State (S21)."""
    return Q() if is_official(viewer) else nothing()


def tasks(viewer: Actor) -> Q:
    return Q() if is_desk(viewer) else Q(owner=viewer.person or None)


def transmissions(viewer: Actor) -> Q:
    """To a State what was sent to its Mission."""
    if is_desk(viewer):
        return Q()
    mine = Receipt.objects.filter(transmission=OuterRef("pk"), state=viewer.state or None)
    return Q(Exists(mine))


def hops(viewer: Actor) -> Q:
    seen = Transmission.objects.filter(transmissions(viewer), pk=OuterRef("transmission_id"))
    return Q(Exists(seen))


def of_state(viewer: Actor) -> Q:
    """Of the secretariat, and of the State whose row it is."""
    return Q() if is_desk(viewer) else Q(state=viewer.state or None)


def consultations(viewer: Actor) -> Q:
    """Of the secretariat, and of the authorities of the States that are asked."""
    if is_desk(viewer):
        return Q()
    if viewer.state and viewer.has_role(*AUTHORITIES):
        return Q(states__contains=[viewer.state])
    return nothing()


def replies(viewer: Actor) -> Q:
    """Each State reads its own answers."""
    if is_desk(viewer):
        return Q()
    is_authority = viewer.state and viewer.has_role(*AUTHORITIES)
    return Q(state=viewer.state) if is_authority else nothing()


def letters(viewer: Actor) -> Q:
    """Of the two offices alone: a military liaison sees what it is addressed (R16)."""
    if viewer.is_system:
        return Q()
    home = viewer.institution or None
    return Q(origin=home) | Q(addressee=home)


def peace(viewer: Actor) -> Q:
    """Of the persons named: no role and no system reads them (S99)."""
    return Q(people__contains=[viewer.person]) if viewer.person else nothing()


def peace_acts(viewer: Actor) -> Q:
    return Q(Exists(PeaceFile.objects.filter(peace(viewer), pk=OuterRef("file_id"))))


def secretariat(actor: Actor, thing: Any) -> str:
    return "" if is_desk(actor) else _("Solo la secretaría escribe aquí.")


def acting(actor: Actor, action: Action) -> str:
    """The secretariat for itself, a State's contact point or Mission for its State."""
    if actor.has_role("secretariat"):
        return ""
    if actor.state and action.state_id == actor.state and actor.has_role(*AUTHORITIES):
        return ""
    return _("Lo anota la secretaría, o el punto de contacto o la Misión de su Estado.")


def task_owner(actor: Actor, task: Task) -> str:
    if is_desk(actor) or str(task.owner_id) == actor.person:
        return ""
    return _("Es tarea de otra persona.")


def own_mission(actor: Actor, receipt: Receipt) -> str:
    """A Mission for its own State; the secretariat where a State has none here."""
    if actor.state and receipt.state_id == actor.state and actor.has_role("mission"):
        return ""
    if receipt.institution_id is None and actor.has_role("secretariat"):
        return ""
    return _("Solo la Misión del Estado anota lo suyo.")


def asked(actor: Actor, consultation: Consultation) -> str:
    """An authority of a State that is asked, while it is open."""
    if actor.state not in consultation.states or not actor.has_role(*AUTHORITIES):
        return _("Responden las autoridades de los Estados consultados.")
    return _("La consulta está cerrada.") if consultation.stage == "closed" else ""


def judging(actor: Actor, reply: Reply) -> str:
    if not actor.has_role("secretariat"):
        return _("Solo la secretaría dice qué se acepta.")
    is_closed = reply.consultation.stage == "closed"
    return _("La consulta está cerrada.") if is_closed else ""


def sender(actor: Actor, letter: Letter) -> str:
    """One's own office writes, and one of the two is of the secretariat."""
    if not actor.institution or letter.origin_id != actor.institution:
        return _("Se escribe en nombre de la propia oficina.")
    if "secretariat" in (letter.origin.kind, letter.addressee.kind):
        return ""
    return _("Esta correspondencia es con la secretaría.")


def addressee(actor: Actor, letter: Letter) -> str:
    return "" if letter.addressee_id == actor.institution else _("La carta va a otra oficina.")


def either(actor: Actor, letter: Letter) -> str:
    """Who answers, or who got the answer on paper."""
    if actor.institution and actor.institution in (letter.origin_id, letter.addressee_id):
        return ""
    return _("La carta es de otras oficinas.")


def traveller(actor: Actor, journey: Journey) -> str:
    if actor.is_system or str(journey.traveller_id) == actor.person:
        return ""
    return _("Informa quien viajó.")


def clearing(actor: Actor, journey: Journey) -> str:
    if not actor.has_role("secretariat"):
        return _("Solo la secretaría escribe aquí.")
    own = str(journey.traveller_id) == actor.person
    return _("Nadie da el visto bueno a su propio informe.") if own else ""


def named(actor: Actor, file: PeaceFile) -> str:
    if actor.person in map(str, file.people):
        return ""
    return _("Solo las personas nombradas.")


def opening(actor: Actor, file: PeaceFile) -> str:
    if not actor.has_role("secretariat"):
        return _("Solo la secretaría abre estos expedientes.")
    return named(actor, file)


def system_only(actor: Actor, thing: Any) -> str:
    return "" if actor.is_system else _("Solo el sistema avisa de los plazos.")


def offices(letter: Letter) -> Owners:
    return Owners(institutions=frozenset({letter.origin_id, letter.addressee_id}))


def people(file: PeaceFile) -> Owners:
    return Owners(persons=frozenset(map(str, file.people)))


def _home(field: str) -> Any:
    """The institution that a column names owns the thing."""

    def owners(thing: Any) -> Owners:
        slug = getattr(thing, field)
        return Owners(institutions=frozenset({slug} if slug else ()))

    return owners


DESK = dict.fromkeys
register(Resolution, Policy(anybody, DESK(("adopt",), secretariat)))
register(
    Mandate,
    Policy(
        anybody,
        DESK(("adopt", "assign", "begin", "finish", "end"), secretariat),
        _home("owner_id"),
    ),
)
register(Action, Policy(officials, {"note": acting}, _home("institution_id")))
register(
    Task,
    Policy(
        tasks,
        {"assign": secretariat, "finish": task_owner, "drop": secretariat, "warn": system_only},
        lambda task: Owners(persons=frozenset({str(task.owner_id)})),
    ),
)
register(
    Transmission,
    Policy(transmissions, DESK(("open", "pass", "endorse", "send"), secretariat)),
)
register(Hop, Policy(hops))
register(
    Receipt,
    Policy(of_state, DESK(("receive", "forward", "answer"), own_mission), _home("institution_id")),
)
register(
    Consultation,
    Policy(
        consultations,
        {"ask": secretariat, "answer": asked, "close": secretariat},
        _home("institution_id"),
    ),
)
register(Reply, Policy(replies, {"judge": judging}, _home("institution_id")))
register(
    Letter,
    Policy(
        letters,
        {"send": sender, "receive": addressee, "answer": either, "warn": system_only},
        offices,
    ),
)
register(
    Journey,
    Policy(
        desk,
        {
            "propose": secretariat,
            "finish": secretariat,
            "cancel": secretariat,
            "report": traveller,
            "clear": clearing,
            "warn": system_only,
        },
        _home("institution_id"),
    ),
)
register(
    PeaceFile,
    Policy(peace, {"open": opening, "note": named, "close": named}, people),
)
register(PeaceAct, Policy(peace_acts))
register(ClearedNote, Policy(anybody))
