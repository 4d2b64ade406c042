"""What the tables of the bodies have in common."""

import uuid

from django.db import models

from almenara.core.parties.guarded import GuardedQuerySet

CAPACITIES = ("vote", "voice")
# Who reads a part of a meeting, from the widest to the narrowest; each is among the ones before it.
DISTRIBUTIONS = ("public", "invited", "members", "delegates")


class Guarded(models.Model):
    """A row with a key made here, seen by those whom its policy names."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True


class Distributed(Guarded):
    """A part of a meeting that is read by those to whom it is distributed."""

    meeting = models.ForeignKey("bodies.Meeting", models.PROTECT, related_name="%(class)ss")
    titles = models.JSONField()
    language = models.CharField(max_length=2)
    distribution = models.CharField(max_length=10, default="public")

    class Meta:
        abstract = True

    @property
    def title(self) -> str:
        """In the language in which it was written."""
        return str(self.titles.get(self.language, ""))


def among(field: str, allowed: tuple[str, ...] | list[str], name: str) -> models.CheckConstraint:
    """The column holds one of these words."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": allowed}), name=name)
