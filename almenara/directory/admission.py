"""May this institution hold a seat? What the network's type, the State's accession and S8 ask."""

from datetime import date, timedelta

from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.parties.models import Institution
from almenara.core.parties.refusals import WrongStage
from almenara.directory.models import Accession, Application, Network, Seat
from almenara.formats.refusal import Unreadable

WHY = "an institution's entry depends on rows of others"


def check(network: Network, institution: Institution, seat: Seat) -> None:
    """Refuse a seat that the type has no place for, or that waits for somebody's yes."""
    if not seat._state.adding:
        return
    if _sort(institution) not in network.document["seats"]["holders"]:
        raise Unreadable(["institution"], _("En esta red no cabe una institución de esta clase."))
    if not institution.state_id:
        return
    if words := outside(network, institution.state_id):
        raise WrongStage(words, "institution")
    with as_system(WHY):
        _require_room(network, institution)
        _require_approval(network, institution, seat)


def outside(network: Network, state: str | None) -> str:
    """Why nobody is nominated for this State yet: a voluntary network is entered by note first."""
    if not state or not network.is_voluntary:
        return ""
    with as_system(WHY):
        rows = Accession.objects.unguarded(WHY).filter(network=network, state=state)
        if rows.filter(stage="acceded").exists():
            return ""
    return _("Su Estado no participa en esta red: primero debe entrar por nota.")


def within_working_days(start: date, days: int) -> date:
    """The date `days` working days (Monday to Friday) after `start`."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def working_days(start: date, end: date) -> int:
    """How many working days lie after `start`, up to and including `end`; negative when past."""
    if end < start:
        return -working_days(end, start)
    span = (end - start).days
    return sum((start + timedelta(days=n)).weekday() < 5 for n in range(1, span + 1))


def _sort(institution: Institution) -> str:
    if institution.state_id:
        return "state"
    return institution.kind


def _require_room(network: Network, institution: Institution) -> None:
    most = network.document["seats"]["per_state"]
    taken = Seat.objects.unguarded(WHY).filter(
        network=network, state=institution.state_id, until__isnull=True
    )
    if most is not None and taken.count() >= most:
        raise Unreadable(["institution"], _("Su Estado ya ocupa todas sus plazas en esta red."))


def _require_approval(network: Network, institution: Institution, seat: Seat) -> None:
    """The first team of a State enters by nomination; every further one by application."""
    if seat.lead or not network.document.get("admission"):
        return
    accepted = Application.objects.unguarded(WHY).filter(
        network=network, institution=institution, stage="member"
    )
    if not accepted.exists():
        words = _(
            "Este equipo entra con el sí del punto de contacto nacional y del CSIRT nacional."
        )
        raise WrongStage(words, "institution")
