"""The public register of types."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from almenara.core.access.rules import why_not
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Unit
from almenara.core.parties.refusals import Denied
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


def may_load(viewer: Actor) -> str:
    """Why this person makes no types, or ""."""
    return why_not(viewer, "load", TypeVersion())


def draft(viewer: Actor, type: str, slug: str = "") -> tuple[heads.Spec, dict[str, Any]]:
    """The kind of type that somebody writes, and the document of the type from which they begin."""
    if type not in heads.SPECS or not heads.SPECS[type].has_form:
        raise TypeVersion.DoesNotExist
    if reason := may_load(viewer):
        raise Denied(reason)
    return heads.SPECS[type], version(viewer, type, slug).document if slug else {}


def units(viewer: Actor, at: date) -> QuerySet[Unit]:
    """The units of a day, that may answer for a type."""
    begun = Unit.objects.visible_to(viewer).filter(since__lte=at)
    return begun.filter(Q(until__isnull=True) | Q(until__gt=at)).order_by("code")
