"""The one exception to «no bulk export»: posts and duty lines of the holder's own networks (R4)."""

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Person
from almenara.core.parties.refusals import WrongStage
from almenara.directory import cards, copies, telling
from almenara.directory.holding import WHY
from almenara.directory.models import Network, SealedCopy


@act
def issue_copy(actor: Actor, network: Network, person: Person) -> SealedCopy:
    """Tonight's copy for one holder with a key; its files are made when the mail leaves."""
    require(actor, "export", network)
    _is_allowed(network)
    issue = SealedCopy(network=network, person=person, made_at=timezone.now())
    with as_system(WHY):
        issue.save(force_insert=True)
    record(actor, "export", network, copy=str(issue.pk), to=person.pseudonym)
    telling.copied(actor, issue)
    return issue


@act
def print_card(actor: Actor, network: Network) -> bytes:
    """A card to print for a holder without a key: a PDF with the marking and the date."""
    require(actor, "export", network)
    _is_allowed(network)
    copy = copies.copy_for(actor, network, timezone.now())
    record(actor, "export", network, lines=len(copy.lines))
    return cards.card(copy, copies.words(copy))


def _is_allowed(network: Network) -> None:
    if not copies.is_allowed(network):
        raise WrongStage(_("El tipo de esta red no permite la copia."))
