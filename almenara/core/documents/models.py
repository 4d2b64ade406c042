"""Files: each content kept once by its hash, each upload a marked thing with an owner."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models

from almenara.core.parties.guarded import GuardedQuerySet
from almenara.core.parties.models import Institution, Person


class Document(models.Model):
    """One upload; its content stands under HOME/documents by its SHA-256."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    marking = models.CharField(max_length=16)
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    uploader = models.ForeignKey(Person, models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()

    objects = GuardedQuerySet.as_manager()

    @property
    def path(self) -> Path:
        return place(self.sha256)


class Hanging(models.Model):
    """A document on a thing, `word:ref`: whoever may see the thing may read the document."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="hangings")
    word = models.CharField(max_length=20)
    ref = models.CharField(max_length=60)
    person = models.UUIDField(null=True)
    hung_at = models.DateTimeField()

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "word", "ref"], name="hangs_once")
        ]
        indexes = [models.Index(fields=["word", "ref"], name="documents_by_thing")]


def place(sha256: str) -> Path:
    """Where a content stands: 256 folders, the whole hash as its name."""
    return Path(settings.HOME) / "documents" / sha256[:2] / sha256
