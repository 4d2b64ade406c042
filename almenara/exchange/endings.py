"""An alert of which somebody was told whose account is closed does not wait for them."""

from almenara.core.identity.endings import ENDINGS
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


ENDINGS.append(pass_on)
