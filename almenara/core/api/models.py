"""First answers that were given under an Idempotency-Key: sealed, for 24 hours."""

import uuid

from django.db import models

from almenara.core.parties.guarded import GuardedQuerySet
from almenara.core.parties.models import Person


class FirstAnswer(models.Model):
    """What a person's POST under a key was answered, sealed for this row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    body = models.CharField(max_length=64)
    answer = models.BinaryField(default=bytes)
    at = models.DateTimeField()

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="one_first_answer")]
