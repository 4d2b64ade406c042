"""What becomes of a message kind when a version of it is activated."""

from django.utils.translation import gettext as _

from almenara.core.parties.actor import SYSTEM
from almenara.core.types.heads import refused_beside
from almenara.core.types.models import TypeVersion
from almenara.directory import queries as directory
from almenara.exchange.kinds import PERSONS
from almenara.exchange.models import Kind
from almenara.formats.refusal import Unreadable


def apply(version: TypeVersion) -> None:
    """The newest active version is the kind that is used from now on."""
    document = version.document
    network = directory.networks(SYSTEM).filter(slug=document["network"]).first()
    if network is None:
        raise Unreadable(["network"], _("Esa red no existe o no está activa."))
    refused = refused_beside(network.document.get("data_classes", ()))
    if document.get("persons") and PERSONS in refused:
        raise Unreadable(["persons"], _("En esa red se trabaja sin datos de personas."))
    Kind.objects.update_or_create(
        slug=version.slug,
        defaults={
            "network_id": document["network"],
            "names": version.names,
            "version": version.version,
            "document": document,
        },
    )
