"""What was done, by whom, to what: appended by one SQL function, never changed."""

from django.db import models

from almenara.core.parties.guarded import GuardedQuerySet


class Entry(models.Model):
    """One leaf of the tree; the columns repeat members of the leaf for questions."""

    seq = models.BigIntegerField(primary_key=True)
    leaf = models.TextField()
    chain = models.BinaryField()
    at = models.DateTimeField()
    actor = models.TextField()
    state = models.TextField(null=True)
    institution = models.TextField(null=True)
    verb = models.TextField()
    thing = models.TextField()
    outcome = models.TextField()

    objects = GuardedQuerySet.as_manager()

    class Meta:
        db_table = "journal_entry"
        indexes = [
            models.Index(fields=["thing", "seq"], name="journal_thing"),
            models.Index(fields=["actor", "seq"], name="journal_actor"),
            models.Index(fields=["verb", "seq"], name="journal_verb"),
            models.Index(fields=["state", "seq"], name="journal_state"),
            models.Index(fields=["actor", "verb", "seq"], name="journal_actor_verb"),
        ]


class Concern(models.Model):
    """Whose thing an entry is about: an institution's, or (RED) named persons'."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(Entry, models.PROTECT, db_column="seq", related_name="concerns")
    institution = models.TextField(null=True)
    person = models.TextField(null=True)
    verb = models.TextField(null=True)  # the entry's, so that a filter by it reads what it shows

    class Meta:
        db_table = "journal_concern"
        indexes = [
            models.Index(fields=["institution", "entry"], name="journal_concern_institution"),
            models.Index(fields=["person", "entry"], name="journal_concern_person"),
            models.Index(
                fields=["institution", "verb", "entry"],
                condition=models.Q(institution__isnull=False),
                name="journal_concern_home_verb",
            ),
            models.Index(
                fields=["person", "verb", "entry"],
                condition=models.Q(person__isnull=False),
                name="journal_concern_person_verb",
            ),
        ]


class Head(models.Model):
    """A signed tree head (RFC 6962), as exported; public, mailed to every State each day."""

    id = models.BigAutoField(primary_key=True)
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    at = models.DateTimeField()
    note = models.TextField()
    key = models.TextField()

    objects = GuardedQuerySet.as_manager()

    class Meta:
        db_table = "journal_head"
        ordering = ["size", "pk"]


class Tip(models.Model):
    """Where the journal ends: what is cut off after the last signed head is missed by this row."""

    id = models.SmallIntegerField(primary_key=True, default=0)
    size = models.BigIntegerField()
    chain = models.BinaryField()

    objects = GuardedQuerySet.as_manager()

    class Meta:
        db_table = "journal_tip"
