"""Who may see and do what with alerts: the audience of the originator, and nobody else."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import Owners, Policy, Rule, nothing, register
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Substitution
from almenara.core.types import walls
from almenara.core.types.heads import is_closed
from almenara.directory import queries as directory
from almenara.exchange.models import (
    Alert,
    Answer,
    Bundle,
    Delivery,
    Draft,
    Enabling,
    Glass,
    Kind,
    Particular,
    Reader,
    Revision,
)

ORIGINS = ("state", "secretariat", "subregional")
KEEPERS = {"secretariat", "administrator"}  # who may ask for the glass to be broken, and agree


def kinds(viewer: Actor) -> Q:
    return Q()


def readers(viewer: Actor) -> Q:
    """The rows that make the viewer a reader."""
    if viewer.is_system:
        return Q()
    if not viewer.is_known:
        return nothing()
    named = Q(person=viewer.person)
    return named | Q(institution=viewer.institution) if viewer.institution else named


def alerts(viewer: Actor) -> Q:
    """Public ones, those addressed to one, and the one for which the glass was broken (R3)."""
    if viewer.is_system:
        return Q()
    return addressed(viewer) | by_glass(viewer, "pk")


def addressed(viewer: Actor) -> Q:
    """Public ones, and those one reads in a network that one's institution has not left.

    One question a row, as its policy asks it, so that a page looks at what it shows: of questions
    in parts, the planner answers each first for everything that the viewer ever received.
    """
    if viewer.is_system:
        return Q()
    if not viewer.is_known:
        return Q(is_public=True)
    near = walls.within(viewer, "kind", "kind_id")
    seats = directory.seated(viewer).filter(network=OuterRef(OuterRef("network")))
    mine = Reader.objects.filter(readers(viewer), alert=OuterRef("pk"))
    named = Q(Exists(mine.filter(Q(is_outside=True) | Exists(seats))))
    return Q(is_public=True) | (near & named)


def by_glass(viewer: Actor, alert: str) -> Q:
    """Of the alert for which the viewer broke the glass with another, until its end."""
    if not viewer.roles & KEEPERS or walls.is_behind(viewer):
        return nothing()
    mine = Glass.objects.filter(asker=viewer.person or None, stage="open", until__gt=Now())
    return Q(**{f"{alert}__in": mine.values("alert")})


def of_alert(viewer: Actor) -> Q:
    """Things that exist for whoever the alert exists for."""
    if viewer.is_system:
        return Q()
    return Q(Exists(Alert.objects.filter(alerts(viewer), pk=OuterRef("alert_id"))))


def deliveries(viewer: Actor) -> Q:
    """The originating institution sees all, a receiving one its own and what it handed on."""
    if viewer.is_system:
        return Q()
    if not viewer.institution:
        return by_glass(viewer, "alert")
    return (_party(viewer) & of_alert(viewer)) | by_glass(viewer, "alert")


def deliveries_of_given(viewer: Actor) -> Q:
    """As `deliveries`, of an alert that the viewer was given: it is not asked for once more."""
    if viewer.is_system:
        return Q()
    glass = by_glass(viewer, "alert")
    return _party(viewer) | glass if viewer.institution else glass


def _party(viewer: Actor) -> Q:
    mine = Q(institution=viewer.institution) | Q(origin=viewer.institution)
    return mine | Q(handed_on_by=viewer.institution)


def answers(viewer: Actor) -> Q:
    """The origin sees all, others their own and those to all."""
    if viewer.is_system:
        return Q()
    if not viewer.institution:
        return nothing()
    there = Alert.objects.filter(addressed(viewer), pk=OuterRef("alert_id"))
    return _thread(viewer) & Q(Exists(there))


def answers_of_given(viewer: Actor) -> Q:
    """As `answers`, of an alert that the viewer was given; through a glass no thread is read."""
    if viewer.is_system or not viewer.institution or viewer.roles & KEEPERS:
        return answers(viewer)
    return _thread(viewer)


def _thread(viewer: Actor) -> Q:
    return Q(institution=viewer.institution) | Q(origin=viewer.institution) | Q(to="all")


def particulars(viewer: Actor) -> Q:
    """Values about persons, until their end: for those whom the originator named.

    Not for whom a reader handed it on to, and not through a broken glass (R6).
    """
    if viewer.is_system:
        return Q()
    named = Reader.objects.filter(
        readers(viewer), alert=OuterRef("alert_id"), granted_by=OuterRef("origin_id")
    )
    there = Alert.objects.filter(addressed(viewer), pk=OuterRef("alert_id"))
    lasts = Q(value__isnull=True) | Q(until__gt=Now())
    return Q(Exists(named)) & Q(Exists(there)) & lasts


def glasses(viewer: Actor) -> Q:
    """Who asked and who decided; once it is broken, everybody to whom the alert is addressed."""
    if viewer.is_system:
        return Q()
    if not viewer.person:
        return nothing()
    told = Reader.objects.filter(readers(viewer), alert=OuterRef("alert"))
    return Q(asker=viewer.person) | Q(approver=viewer.person) | Q(Exists(told))


def drafts(viewer: Actor) -> Q:
    return Q(institution=viewer.institution) if viewer.institution else nothing()


def may_publish(actor: Actor, alert: Alert) -> str:
    if walls.is_behind(actor) and is_closed(alert.kind.document.get("data_classes", ())):
        return _("Esta clase de mensaje no es para un enlace militar.")
    if not directory.post_kinds(actor, alert.network_id):
        return _("Solo publica quien ocupa en la red un puesto de guardia, suplencia o jefatura.")
    if origin_of(actor, alert) not in alert.kind.document.get("origins", ORIGINS):
        return _("Este tipo de mensaje no lo emite su institución.")
    return ""


def origin_of(actor: Actor, alert: Alert) -> str:
    """Is the sender of a State, of the secretariat or of a subregional organisation?"""
    if actor.state:
        return "state"
    return "secretariat" if alert.origin.kind == "secretariat" else "subregional"


def originator(actor: Actor, alert: Alert) -> str:
    if actor.institution and actor.institution == alert.origin_id:
        return ""
    return _("Solo la institución que la originó puede hacerlo.")


def may_hand_on(actor: Actor, alert: Alert) -> str:
    """Within the marking, by a reader of a receiving institution, unless it is forbidden."""
    if not alert.may_hand_on or not alert.kind.document.get("handing_on", True):
        return _("El originador no permite pasarla a otros.")
    if actor.institution == alert.origin_id:
        return _("Usted la originó: amplíe la audiencia.")
    return _is_party(actor, alert)


def may_answer(actor: Actor, alert: Alert) -> str:
    return "" if actor.institution == alert.origin_id else _is_party(actor, alert)


def _is_party(actor: Actor, alert: Alert) -> str:
    return "" if has_delivery(actor, alert) else _("Su institución no la recibió.")


def has_delivery(actor: Actor, alert: Alert, known: bool | None = None) -> bool:
    """Reading what is public makes nobody a party. Asked once, unless it is known already."""
    if not actor.institution:
        return False
    rows = Delivery.objects.filter(alert=alert, institution=actor.institution)
    answer = rows.exists if known is None else lambda: bool(known)
    return actor.once(f"has a delivery of {alert.pk}", answer)


def through_glass(actor: Actor, alert: Alert) -> bool:
    """Does the actor see this alert only because the glass was broken?"""
    if not actor.roles & KEEPERS:
        return False
    return not Alert.objects.filter(addressed(actor), pk=alert.pk).exists()


def addressee(rule: Rule) -> Rule:
    """A rule for those addressed: reading through a broken glass gives no right to act."""

    def asked(actor: Actor, thing: Alert | Delivery) -> str:
        if through_glass(actor, thing.alert if isinstance(thing, Delivery) else thing):
            return _("La lee por un acceso de emergencia: leer es todo lo que permite.")
        return rule(actor, thing)

    return asked


def keeper(actor: Actor, glass: Glass) -> str:
    """A role of one's own: nobody asks in the place of somebody absent."""
    if walls.is_behind(actor):
        return _("Un enlace militar no lee alertas.")
    if actor.roles & KEEPERS:
        return ""
    return _("Lo pide una persona de la Secretaría o de la administración, por sí misma.")


def second_person(actor: Actor, glass: Glass) -> str:
    """Another person, of another unit or in another role, who never stood in for who asked."""
    if str(glass.asker_id) == actor.person:
        return _("Decide otra persona: nadie abre a solas.")
    if not actor.roles & KEEPERS:
        return _("Decide una persona de la Secretaría o de la administración, por sí misma.")
    if actor.institution == glass.unit_id and not actor.roles & KEEPERS - set(glass.roles):
        return _("Decide una persona de otra unidad o con otro papel.")
    if _stood_in(actor, glass):
        return _("No decide quien sustituye, o es sustituido por, la persona que lo pide.")
    return ""


def _stood_in(actor: Actor, glass: Glass) -> bool:
    """Has one of the two acted for the other since it was asked?"""
    pairs = Q(holder=glass.asker_id, substitute=actor.person) | Q(
        holder=actor.person, substitute=glass.asker_id
    )
    since = Q(revoked_at=None) | Q(revoked_at__gt=glass.asked_at)
    rows = Substitution.objects.filter(pairs, since, since__lte=Now(), until__gt=glass.asked_at)
    return rows.exists()


def either(actor: Actor, glass: Glass) -> str:
    if actor.person in {str(glass.asker_id), str(glass.approver_id)}:
        return ""
    return _("Lo termina quien lo pidió o quien lo aprobó.")


def asker(actor: Actor, glass: Glass) -> str:
    return "" if str(glass.asker_id) == actor.person else _("Lee quien lo pidió, y nadie más.")


def reader(actor: Actor, alert: Alert) -> str:
    return "" if actor.is_known else _("Identifíquese.")


def recipient(actor: Actor, delivery: Delivery) -> str:
    """Somebody of the receiving institution; of a RED one only who was named can see it at all."""
    if actor.institution == delivery.institution_id:
        return ""
    return _("Quien originó la alerta no puede acusar recibo por otros.")


def system_only(actor: Actor, delivery: Delivery) -> str:
    return "" if actor.is_system else _("Solo el sistema escala.")


def clock(actor: Actor, alert: Alert) -> str:
    return "" if actor.is_system else _("Vence por sí mismo.")


def speaks_for_state(actor: Actor, enabling: Enabling) -> str:
    if actor.state == enabling.state_id and actor.has_role("ncp"):
        return ""
    return _("Lo decide el punto de contacto nacional por su Estado.")


def author_of_draft(actor: Actor, draft: Draft) -> str:
    return "" if actor.institution == draft.institution_id else _("Es de otra institución.")


def owners_of_alert(alert: Alert) -> Owners:
    """The origin's; a RED one belongs to its author and to those named."""
    if alert.marking != "TLP:RED":
        return Owners(institutions=frozenset({alert.origin_id} - {None}))
    return Owners(persons=readers_of(alert)[1])


def owners_of_delivery(delivery: Delivery) -> Owners:
    if delivery.alert.marking != "TLP:RED":
        return Owners(institutions=frozenset({delivery.institution_id, delivery.origin_id}))
    return Owners(persons=readers_of(delivery.alert)[1])


def owners_of_glass(glass: Glass) -> Owners:
    """The two persons; once it is broken, the parties to the alert."""
    two = frozenset({str(glass.asker_id), str(glass.approver_id)} - {"None"})
    if glass.alert_id is None:
        return Owners(persons=two)
    institutions, persons = readers_of(glass.alert_id)
    return Owners(institutions, persons | two)


def readers_of(alert: Alert | UUID) -> tuple[frozenset[str], frozenset[str]]:
    """Institutions and persons who read it; the rows are each reader's own, so the system asks."""
    with as_system("whose thing an alert is does not depend on who asks"):
        rows = Reader.objects.unguarded("all of one alert").filter(alert=alert)
        pairs = list(rows.values_list("institution", "person"))
    return (
        frozenset(slug for slug, _person in pairs if slug),
        frozenset(str(person) for _slug, person in pairs if person),
    )


register(Kind, Policy(kinds))
register(Reader, Policy(readers))
register(
    Alert,
    Policy(
        alerts,
        {
            "publish": may_publish,
            "update": addressee(originator),
            "retract": addressee(originator),
            "widen": addressee(originator),
            "hand-on": addressee(may_hand_on),
            "answer": addressee(may_answer),
            "read": reader,
            "correct-persons": addressee(originator),
            "retract-persons": addressee(originator),
            "expire-persons": clock,
        },
        owners_of_alert,
    ),
)
register(Revision, Policy(of_alert))
register(Bundle, Policy(of_alert))
register(
    Delivery,
    Policy(
        deliveries,
        {
            "receive": addressee(recipient),
            "acknowledge": addressee(recipient),
            "escalate": system_only,
        },
        owners_of_delivery,
    ),
)
register(Answer, Policy(answers))
register(
    Enabling,
    Policy(
        kinds,
        dict.fromkeys(("enable", "revoke"), speaks_for_state),
        lambda one: Owners(institutions=frozenset({one.institution_id})),
    ),
)
register(Particular, Policy(particulars))
register(Draft, Policy(drafts, dict.fromkeys(("submit", "update", "revoke"), author_of_draft)))
register(
    Glass,
    Policy(
        glasses,
        {
            "ask": keeper,
            "break-glass": second_person,
            "refuse": second_person,
            "end": either,
            "read": asker,
        },
        owners_of_glass,
    ),
)
