"""Who sees a signal: its State, the verifiers, and, once it is an alert, whoever reads the alert.

A report that nobody has verified is read by those of its State who are in the network and by the
verifiers of the office that owns the network; nobody else knows that there is one.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from almenara.core.access.rules import Owners, Policy, anybody, register
from almenara.core.parties.actor import Actor
from almenara.directory import queries as directory
from almenara.exchange import queries as exchange
from almenara.substances.models import (
    Alias,
    BulletinItem,
    DrugBulletin,
    DrugSignal,
    Listing,
    Merging,
    OutsideList,
    SignalKind,
    Substance,
)

VERIFIERS = ("analyst", "secretariat")


def is_desk(viewer: Actor) -> bool:
    """A verifier: an analyst or officer of the office that owns a network of signals."""
    if viewer.is_system:
        return True
    if not viewer.institution or not viewer.has_role(*VERIFIERS):
        return False
    return viewer.once("verifies signals", lambda: _owns_a_network(viewer.institution))


def _owns_a_network(office: str) -> bool:
    return SignalKind.objects.filter(network__owner=office).exists()


def signals(viewer: Actor) -> Q:
    if is_desk(viewer):
        return Q()
    read = Q(alert__in=exchange.alerts(viewer).order_by().values("pk"))
    if not viewer.institution:
        return read
    own = Q(institution=viewer.institution)
    if viewer.state:
        own |= Q(state=viewer.state, network__in=directory.seated(viewer))
    return own | read


def substances(viewer: Actor) -> Q:
    """Public files, and those of which the viewer sees a signal."""
    if is_desk(viewer):
        return Q()
    seen = DrugSignal.objects.filter(signals(viewer), substance=OuterRef("pk"))
    return Q(is_public=True) | Q(Exists(seen))


def aliases(viewer: Actor) -> Q:
    """Names of a file that the viewer sees; one that came with a signal with the signal."""
    if is_desk(viewer):
        return Q()
    seen = DrugSignal.objects.filter(signals(viewer))
    of_file = Q(signal=None) & Q(Exists(seen.filter(substance=OuterRef("substance_id"))))
    return Q(is_public=True) | of_file | Q(Exists(seen.filter(pk=OuterRef("signal_id"))))


def mergings(viewer: Actor) -> Q:
    if is_desk(viewer):
        return Q()
    there = Substance.objects.filter(substances(viewer), pk=OuterRef("kept_id"))
    gone = Substance.objects.filter(substances(viewer), pk=OuterRef("gone_id"))
    return Q(Exists(there)) & Q(Exists(gone))


def bulletins(viewer: Actor) -> Q:
    return Q() if is_desk(viewer) else Q(stage="published")


def items(viewer: Actor) -> Q:
    return Q() if is_desk(viewer) else Q(bulletin__stage="published")


def desk(actor: Actor, thing: Any) -> str:
    return "" if is_desk(actor) else _("Lo hace quien verifica en el observatorio de la red.")


def reports(actor: Actor, signal: DrugSignal) -> str:
    """Who holds a post in the network, for the institution where they work."""
    if directory.post_kinds(actor, signal.network_id):
        return ""
    return _("Informa quien ocupa en la red un puesto de guardia, suplencia o jefatura.")


def alerts(actor: Actor, signal: DrugSignal) -> str:
    """A verifier with a post in the network, as every alert there asks for."""
    if reason := desk(actor, signal):
        return reason
    if directory.post_kinds(actor, signal.network_id):
        return ""
    return _("Solo publica quien ocupa en la red un puesto de guardia, suplencia o jefatura.")


def another(field: str, why: Callable[[], str]) -> Callable[[Actor, Any], str]:
    """A verifier who is not the person of that field."""

    def asked(actor: Actor, thing: Any) -> str:
        if actor.person and str(getattr(thing, field)) == actor.person:
            return why()
        return desk(actor, thing)

    return asked


def retracts(actor: Actor, signal: DrugSignal) -> str:
    """Before the alert who reported it, too; after it the office that sent it."""
    if signal.alert_id is None and actor.institution == signal.institution_id:
        return ""
    return desk(actor, signal)


def owners(signal: DrugSignal) -> Owners:
    return Owners(institutions=frozenset({signal.institution_id, signal.network.owner} - {None}))


register(SignalKind, Policy(anybody))
register(OutsideList, Policy(anybody, {"load": desk}))
register(Listing, Policy(anybody))
register(
    Substance,
    Policy(substances, dict.fromkeys(("found", "name", "merge", "separate"), desk)),
)
register(Alias, Policy(aliases))
register(Merging, Policy(mergings))
register(
    DrugSignal,
    Policy(
        signals,
        {
            "report": reports,
            "verify": another("author_id", lambda: _("Verifica otra persona que quien informó.")),
            "alert": alerts,
            "close": desk,
            "retract": retracts,
        },
        owners,
    ),
)
register(
    DrugBulletin,
    Policy(
        bulletins,
        {
            "write": desk,
            "review": another(
                "drafted_by_id", lambda: _("La revisa otra persona que quien lo escribió.")
            ),
            "publish": desk,
        },
    ),
)
register(BulletinItem, Policy(items))
