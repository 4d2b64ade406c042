"""Who sees a notice: its reader, who told it and whose reader it is; of a RED thing fewer."""

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core.access.rules import Owners, Policy, nothing, own_person, register
from almenara.core.journal import titles
from almenara.core.notices.models import Address, Notice, OneTimeLink, Quiet
from almenara.core.parties.actor import Actor


def notices(viewer: Actor) -> Q:
    if viewer.is_system:
        return Q()
    if not viewer.is_known:
        return nothing()
    mine = Q(person=viewer.person) | Q(author=viewer.person)
    if not viewer.institution:
        return mine
    ours = Q(origin=viewer.institution) | Q(institution=viewer.institution)
    return mine | (ours & ~Q(marking="TLP:RED"))


def system_only(viewer: Actor) -> Q:
    return Q() if viewer.is_system else nothing()


def reader(actor: Actor, notice: Notice) -> str:
    if str(notice.person_id) == actor.person and notice.channel == "inbox":
        return ""
    return _("Esta notificación es de otra persona.")


def origin(actor: Actor, notice: Notice) -> str:
    """Who told it calls its readers; a RED thing's author does so in person."""
    if notice.channel != "phone":
        return _("No es una llamada.")
    if str(notice.author) == actor.person:
        return ""
    if notice.marking != "TLP:RED" and notice.origin and notice.origin == actor.institution:
        return ""
    return _("Llama la institución que envió la alerta.")


def oneself(actor: Actor, thing: Address | Quiet) -> str:
    if actor.person and str(thing.person_id) == actor.person:
        return ""
    return _("Solo la persona misma.")


def bearer(actor: Actor, link: OneTimeLink) -> str:
    """Whoever got the mail; the service acts for the notice's reader and nobody else."""
    if actor.person and str(link.notice.person_id) == actor.person:
        return ""
    return _("Este enlace es de otra persona.")


def _owned(thing: Address | Quiet) -> Owners:
    return Owners(persons=frozenset({str(thing.person_id)}))


register(
    Notice,
    Policy(
        notices,
        {"read": reader, "call": origin},
        lambda notice: Owners(persons=frozenset({str(notice.person_id)})),
    ),
)
register(Address, Policy(own_person, {"update": oneself, "revoke": oneself}, _owned))
register(Quiet, Policy(own_person, {"update": oneself, "revoke": oneself}, _owned))
register(
    OneTimeLink,
    Policy(
        system_only,
        {"receive": bearer},
        lambda link: Owners(persons=frozenset({str(link.notice.person_id)})),
    ),
)
titles.register("notice", gettext_lazy("un aviso"))
titles.register("address", gettext_lazy("un canal de aviso"), url="/me/channels/")
titles.register("quiet", gettext_lazy("las horas de silencio"), url="/me/channels/")
titles.register("onetimelink", gettext_lazy("un enlace de un solo uso"))
