"""What a State says of others' figures (R9), and of what it told others already (R19)."""

import uuid

from django.db import models
from django.db.models import Q

from almenara.core.parties.guarded import GuardedQuerySet
from almenara.core.parties.models import Institution, Person, State
from almenara.observatory.models.figures import Dataflow


class Comment(models.Model):
    """A State's word on an external flow; one stands at a time, what it replaced is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataflow = models.ForeignKey(Dataflow, models.PROTECT, related_name="comments")
    state = models.ForeignKey(State, models.PROTECT, related_name="+")
    period = models.CharField(max_length=10, blank=True)
    text = models.TextField(max_length=2000)
    language = models.CharField(max_length=2)
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataflow", "state"],
                condition=Q(replaced_at=None, withdrawn_at=None),
                name="one_comment_stands",
            ),
            models.CheckConstraint(
                condition=Q(replaced_at=None) | Q(withdrawn_at=None), name="comment_ends_once"
            ),
        ]


class Reuse(models.Model):
    """A State agreed, once, that what it told one instrument answers another (R19).

    `source` is the instrument as its file was recognised, `figures` how many were carried over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataflow = models.ForeignKey(Dataflow, models.PROTECT, related_name="reuses")
    state = models.ForeignKey(State, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    source = models.CharField(max_length=60)
    figures = models.PositiveIntegerField()

    objects = GuardedQuerySet.as_manager()
