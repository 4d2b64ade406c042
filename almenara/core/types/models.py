"""Types are data: each version of a network, a message kind, a body … as it was loaded."""

import uuid

from django.db import models
from django.db.models import Q

from almenara.core.parties.guarded import GuardedQuerySet
from almenara.core.types.stages import TYPE


class TypeVersion(models.Model):
    """One version of one type; its document never changes, a new version replaces it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    type = models.CharField(max_length=20)
    slug = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    stage = models.CharField(max_length=8, default=TYPE.start)
    document = models.JSONField()
    missing = models.JSONField(default=list)
    is_sensitive = models.BooleanField(default=False)
    is_closed = models.BooleanField(default=False)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=24)
    approved_by = models.CharField(max_length=24, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["type", "slug", "version"], name="one_type_version"),
            models.CheckConstraint(condition=Q(stage__in=TYPE.stages), name="type_stage"),
            models.CheckConstraint(
                condition=~Q(stage="active", is_sensitive=True, approved_by=""),
                name="sensitive_types_have_two_approvers",
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=models.F("loaded_by")),
                name="nobody_approves_their_own_type",
            ),
        ]

    @property
    def names(self) -> dict[str, str]:
        return self.document["names"]
