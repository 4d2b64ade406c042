"""Rows that exist for some viewers only. `core.access` says which; the tables below it ask here."""

import uuid
from collections.abc import Callable, Iterable
from typing import Self

from django.db import models
from django.db.models import Model, Q, QuerySet

from almenara.core.parties.actor import Actor

Visible = Callable[[Actor], Q]
VISIBLE: dict[type[Model], Visible] = {}


class GuardedQuerySet(QuerySet):
    def visible_to(self, viewer: Actor) -> Self:
        """The rows that exist for `viewer`."""
        return self.filter(VISIBLE[self.model](viewer))

    def unguarded(self, because: str) -> Self:
        """All of them. `because` is for the reader: only the system's own work needs this."""
        return self.all()


class Guarded(models.Model):
    """Seen by whom its policy names; its key is made here, because RETURNING asks that policy."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True


def among(field: str, allowed: Iterable[str], name: str) -> models.CheckConstraint:
    """The column holds one of these words."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": allowed}), name=name)
