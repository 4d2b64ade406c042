"""What becomes of a kind of signal when a version of it is activated."""

from django.utils.translation import gettext as _

from almenara.core.parties.actor import SYSTEM
from almenara.core.types.models import TypeVersion
from almenara.directory import queries as directory
from almenara.exchange import queries as exchange
from almenara.formats.refusal import Unreadable
from almenara.substances.kinds import SignalKindShape
from almenara.substances.models import SignalKind


def apply(version: TypeVersion) -> None:
    """The newest version is the kind; signals keep the version under which they were written."""
    shape = SignalKindShape.model_validate(version.document)
    if not directory.networks(SYSTEM).filter(slug=shape.network).exists():
        raise Unreadable(["network"], _("Esa red no existe o no está activa."))
    if not exchange.kinds(SYSTEM, [shape.network]).filter(slug=shape.alert).exists():
        raise Unreadable(["alert"], _("Ese tipo de mensaje no es de esa red."))
    facts = {
        "names": version.names,
        "network_id": shape.network,
        "version": version.version,
        "order": shape.order,
        "detects": shape.detects,
        "document": version.document,
    }
    SignalKind.objects.update_or_create(slug=shape.slug, defaults=facts)
