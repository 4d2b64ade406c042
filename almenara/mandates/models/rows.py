"""What the tables of this app have in common."""

import uuid

from django.db import models

from almenara.core.parties.guarded import GuardedQuerySet


class Guarded(models.Model):
    """A row with a key made here, seen by those whom its policy names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True


def among(field: str, allowed: tuple[str, ...] | list[str], name: str) -> models.CheckConstraint:
    """The column holds one of these words."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": allowed}), name=name)
