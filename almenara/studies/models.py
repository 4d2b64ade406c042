"""Studies and threat briefs: editions in several languages, and the figures that they quote."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from almenara.core.parties.guarded import Guarded
from almenara.core.parties.models import LANGUAGES, Person
from almenara.formats.tlp import TLP
from almenara.studies.stages import EDITION

STUDY, BRIEF = "study", "brief"
MARKINGS = [str(TLP.GREEN), str(TLP.AMBER), str(TLP.AMBER_STRICT)]  # of a brief


class StudyEdition(Guarded):
    """One edition of a study or brief; cleared, nothing in it changes but its stage.

    `slug` is what all editions of one study share; `units` are the institutions that sign, the
    first one answers; `audience` those to whom a brief is addressed; `language` is the original's.
    `drift`: how many quoted figures were otherwise when the published ones were last compared.
    """

    slug = models.SlugField(max_length=60)
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8)
    language = models.CharField(max_length=2)
    units = ArrayField(models.SlugField(max_length=60))
    marking = models.CharField(max_length=16)
    audience = ArrayField(models.SlugField(max_length=60), default=list)
    threat = models.SlugField(max_length=60, blank=True)
    confidence = models.SlugField(max_length=60, blank=True)
    threats_version = models.PositiveIntegerField(null=True)
    stage = models.CharField(max_length=12, default=EDITION.start)
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    cleared_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    drift = models.PositiveIntegerField(default=0)
    compared_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "number"], name="one_study_a_number"),
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(stage__in=["drafted", "cleared"]),
                name="one_study_draft",
            ),
            models.CheckConstraint(condition=Q(stage__in=EDITION.stages), name="study_stage"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="study_language"),
            models.CheckConstraint(
                condition=Q(kind=STUDY, marking=str(TLP.CLEAR), audience=[], threat="")
                | Q(kind=BRIEF, marking__in=MARKINGS) & ~Q(threat="") & ~Q(confidence=""),
                name="study_is_public_and_brief_is_addressed",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["drafted", "cleared"]) | Q(published_at__isnull=False),
                name="study_published_at",
            ),
            models.CheckConstraint(
                condition=Q(cleared_by__isnull=True) | ~Q(cleared_by=F("author")),
                name="study_cleared_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} · {self.number}"


class StudyText(Guarded):
    """The words of an edition in one language, each written by people (no machine, R17)."""

    edition = models.ForeignKey(StudyEdition, models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=200)
    summary = models.TextField(max_length=2_000, blank=True)
    body = models.TextField(max_length=60_000, blank=True)
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "language"], name="one_study_text"),
            models.CheckConstraint(condition=Q(language__in=LANGUAGES), name="text_language"),
        ]


class Citation(Guarded):
    """Figures of one dataflow as they were published at a moment, by the name the text gives them.

    `where` are codes by dimension (none = all), `described` the words of flow, dimensions and codes
    as they were then, `cells` the figures.
    """

    edition = models.ForeignKey(StudyEdition, models.CASCADE, related_name="citations")
    position = models.PositiveSmallIntegerField()
    name = models.SlugField(max_length=40)
    dataflow = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    where = models.JSONField()
    start = models.CharField(max_length=10, blank=True)
    end = models.CharField(max_length=10, blank=True)
    as_of = models.DateTimeField()
    described = models.JSONField()
    cells = models.JSONField()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "name"], name="one_citation_a_name"),
        ]


class StudyAlert(Guarded):
    """An alert that a brief rests on: a row for whoever may see the alert, none for others."""

    edition = models.ForeignKey(StudyEdition, models.CASCADE, related_name="alerts")
    alert = models.ForeignKey("exchange.Alert", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "alert"], name="one_study_alert"),
        ]
