"""Types enter as documents: from YAML, or from a form on the pages."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.core.types import heads
from almenara.core.types.models import TypeVersion
from almenara.core.types.stages import TYPE
from almenara.formats.refusal import Unreadable


@act
def load(actor: Actor, document: Any) -> TypeVersion:
    """Keep a version of a type; it becomes active when nothing is missing (R1)."""
    head = heads.typed(document)
    version = TypeVersion(
        type=head.type,
        slug=head.slug,
        version=head.version,
        document=head.document,
        missing=head.missing,
        is_sensitive=head.is_sensitive,
        is_closed=head.is_closed,
        loaded_at=timezone.now(),
        loaded_by=actor.pseudonym,
    )
    require(actor, "load", version)
    with as_system("the register of types is written by no other role"):
        former = _former(version)
        if former is None:
            version.save(force_insert=True)
            _activate(version)
    record(actor, "load", f"{head.type}:{head.slug}", version=head.version)
    return former or version


@act
def grant(actor: Actor, version: TypeVersion) -> TypeVersion:
    """The second approver of a type with sensitive data classes."""
    require(actor, "grant", version)
    with as_system("the register of types is written by no other role"):
        TypeVersion.objects.unguarded("the version was just asked about").filter(
            pk=version.pk
        ).update(approved_by=actor.pseudonym)
        version.refresh_from_db()
        _activate(version)
    record(actor, "grant", f"{version.type}:{version.slug}", version=version.version)
    return version


def _former(version: TypeVersion) -> TypeVersion | None:
    """The same version loaded before; another document under its number is refused."""
    same = TypeVersion.objects.unguarded("versions are compared with all of their type").filter(
        type=version.type, slug=version.slug
    )
    newest = same.order_by("-version").first()
    if newest is None or newest.version < version.version:
        return None
    if newest.version == version.version and newest.document == version.document:
        return newest
    raise Unreadable(["version"], _("Ya hay una versión %d; use otra mayor.") % newest.version)


def _activate(version: TypeVersion) -> None:
    if version.missing or (version.is_sensitive and not version.approved_by):
        return
    TYPE.step(version, "activate")
    heads.SPECS[version.type].apply(version)
