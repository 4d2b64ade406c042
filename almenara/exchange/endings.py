"""What waits for somebody does not outlive their access, and does not wait for who is gone."""

from almenara.core.identity.endings import ENDINGS, LEAVINGS
from almenara.core.notices import post
from almenara.core.parties.actor import SYSTEM
from almenara.core.parties.models import Person
from almenara.exchange import services
from almenara.exchange.models import Delivery
from almenara.exchange.stages import WAITING


def pass_on(person: Person) -> None:
    """Whoever stands in their place now is told at once; a RED one is for who was named."""
    told = Delivery.objects.unguarded("whoever closes an account sees none of these").filter(
        told=person, stage__in=WAITING, is_overdue=False
    )
    for delivery in told.exclude(alert__marking="TLP:RED").exclude(alert__stage="retracted"):
        services.pass_on(SYSTEM, delivery)


def take_back(institution: str, network: str) -> None:
    """To who left the network nothing leaves any more, and nobody is asked to call there."""
    waiting = Delivery.objects.unguarded("whoever ends a post sees none of these").filter(
        institution=institution, alert__network=network, stage__in=WAITING
    )
    post.withdraw(SYSTEM, [f"delivery:{pk}" for pk in waiting.values_list("pk", flat=True)])


ENDINGS.append(pass_on)
LEAVINGS.append(take_back)
