"""Good offices of the Secretary General: files that exist for the persons named alone.

No policy of these tables knows the system or a role: only who is named reads them.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from almenara.core.parties.guarded import Guarded, among
from almenara.core.parties.models import Person
from almenara.mandates.stages import PEACE


class PeaceFile(Guarded):
    """The support given under one mandate; `people` are the persons for whom the file exists."""

    title = models.CharField(max_length=200)
    mandate = models.TextField()
    people = ArrayField(models.UUIDField())
    stage = models.CharField(max_length=10, default=PEACE.start)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [among("stage", PEACE.stages, "peace_stage")]


class PeaceAct(Guarded):
    """Something done under a file; documents may hang on it."""

    file = models.ForeignKey(PeaceFile, models.PROTECT, related_name="acts")
    text = models.TextField()
    on = models.DateField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["on", "at"]


class ClearedNote(Guarded):
    """What a closed file lets the public know: this alone enters a report."""

    file = models.OneToOneField(PeaceFile, models.PROTECT, related_name="cleared")
    text = models.TextField()
    language = models.CharField(max_length=2)
    on = models.DateField()

    class Meta:
        ordering = ["-on"]
