"""Rows that exist for some viewers only. `core.access` says which; the tables below it ask here."""

from collections.abc import Callable
from typing import Self

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
