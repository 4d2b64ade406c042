"""How the journal calls the directory's things; each viewer finds those that they may see."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from almenara.core.journal.titles import register
from almenara.core.languages import in_page_language
from almenara.core.parties.actor import Actor
from almenara.directory.models import Accession, Check, Network, Post, Proposal

register("application", _("una solicitud de ingreso"))
register("contactrequest", _("un pedido de contacto"), url="/directory/contacts/{id}/")
register("designation", _("una designación"))
register("window", _("una red por un tiempo"))


def networks(viewer: Actor, ids: list[str]) -> dict[str, str]:
    found = Network.objects.visible_to(viewer).filter(pk__in=ids)
    return {network.pk: network.name for network in found}


def posts(viewer: Actor, ids: list[str]) -> dict[str, str]:
    """«Guardia (CSIRT Panamá)»."""
    found = Post.objects.visible_to(viewer).filter(pk__in=ids).select_related("institution")
    return {str(post.pk): f"{_title(post)} ({post.institution.name})" for post in found}


def proposals(viewer: Actor, ids: list[str]) -> dict[str, str]:
    found = Proposal.objects.visible_to(viewer).filter(pk__in=ids).select_related("institution")
    words = gettext("la propuesta de %(post)s (%(institution)s)")
    return {
        str(row.pk): words % {"post": _title(row), "institution": row.institution.name}
        for row in found
    }


def checks(viewer: Actor, ids: list[str]) -> dict[str, str]:
    found = Check.objects.visible_to(viewer).filter(pk__in=ids).select_related("network")
    words = gettext("la comprobación de enlace de %(network)s")
    return {str(check.pk): words % {"network": check.network.name} for check in found}


def accessions(viewer: Actor, ids: list[str]) -> dict[str, str]:
    """«Panamá, en la Red de CSIRT»."""
    found = Accession.objects.visible_to(viewer).filter(pk__in=ids)
    words = gettext("%(state)s, en %(network)s")
    return {
        str(row.pk): words % {"state": row.state.name, "network": row.network.name}
        for row in found.select_related("state", "network")
    }


def _title(row: Any) -> str:
    names: dict[str, str] = row.titles
    return in_page_language(names) or str(row.kind)


register("accession", _("un Estado en una red"), accessions)
register("check", _("una comprobación de enlace"), checks, "/checks/{id}/")
register("network", _("una red"), networks, "/directory/{id}/")
register("post", _("un puesto"), posts, "/directory/posts/{id}/")
register("proposal", _("una propuesta"), proposals, "/directory/proposals/{id}/")
