"""Editions of reports: figures frozen with their rows, and the words around them."""

from django.db import models
from django.db.models import Q

from almenara.core.parties.guarded import Guarded, GuardedQuerySet
from almenara.core.parties.models import LANGUAGES, Named, Person
from almenara.reports.stages import EDITION


class Edition(Named, Guarded):
    """A report as it was built once; nothing in it changes but its stage.

    `version` is that of the template; `tables` are its tables as they stood, by token, `prose` what
    people had written, by place and language; `language` is that in which it was asked for.
    """

    report = models.SlugField(max_length=60)
    number = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=2)
    bodies = models.JSONField()
    tables = models.JSONField()
    prose = models.JSONField()
    stage = models.CharField(max_length=12, default=EDITION.start)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replacement")
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_edition_a_number"),
            models.CheckConstraint(condition=Q(stage__in=EDITION.stages), name="edition_stage"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="edition_language"),
        ]


class Kept(models.Model):
    """The rows of frozen figures as they were hashed, compressed; the same rows are kept once."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    rows = models.PositiveIntegerField()
    lines = models.BinaryField()

    objects = GuardedQuerySet.as_manager()


class Figure(Guarded):
    """One figure of an edition: what it was, of which rows, and when."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="figures")
    position = models.PositiveSmallIntegerField()
    token = models.CharField(max_length=300)
    measure = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    parameters = models.JSONField()
    value = models.JSONField(null=True)
    unit = models.CharField(max_length=40)
    whole = models.PositiveIntegerField(null=True)
    as_of = models.DateTimeField()
    kept = models.ForeignKey(Kept, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "position"], name="one_figure_a_position"),
            models.UniqueConstraint(fields=["edition", "token"], name="one_figure_a_token"),
        ]


class Prose(Guarded):
    """What people wrote for a place of a report; the next edition takes it in."""

    report = models.SlugField(max_length=60)
    place = models.SlugField(max_length=60)
    language = models.CharField(max_length=2)
    text = models.TextField(max_length=20_000, blank=True)
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["report", "place", "language"], name="one_prose"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="prose_language"),
        ]
