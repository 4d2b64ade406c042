"""The public register of types."""

from typing import Any

from django.db.models import QuerySet

from almenara.core.parties.actor import Actor
from almenara.core.types import heads
from almenara.core.types.models import TypeVersion


def versions(viewer: Actor, type: str = "") -> QuerySet[TypeVersion]:
    """Every version, by kind of type and slug, newest first."""
    found = TypeVersion.objects.visible_to(viewer)
    return (found.filter(type=type) if type else found).order_by("type", "slug", "-version")


def version(viewer: Actor, type: str, slug: str) -> TypeVersion:
    """The newest version of one type."""
    return versions(viewer, type).filter(slug=slug)[:1].get()


def same(viewer: Actor, document: Any) -> TypeVersion | None:
    """The version that was loaded from this very document, if there is one."""
    head = heads.typed(document)
    found = versions(viewer, head.type).filter(slug=head.slug, version=head.version)
    return found.filter(document=head.document).first()
