"""Flows of figures, what States delivered of them, and what was published: kept for ever.

What a code list, a structure and a flow say stands in the register of types; `Dataflow` is what
figures hang on. A table of figures (`cells.Table`) is kept twice: `Observation` as it was
delivered, `Published` as it went out, in which a hidden value does not stand.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from almenara.core.documents.models import Document
from almenara.core.parties.guarded import Guarded, GuardedQuerySet
from almenara.core.parties.models import Institution, Named, Person, State
from almenara.observatory.stages import OVER, RELEASE, RELEASED, SUBMISSION, VALIDATED

SOURCES = ("delivered", "external")
LEVELS = ("error", "warning")
CONSENTS = ("agreed", "silent", "external")
HIDDEN = ("C", "D")  # confidential, and hidden to protect another: CL_CONF_STATUS


def _state() -> models.ForeignKey:
    return models.ForeignKey(State, models.PROTECT, null=True, related_name="+")


def _person() -> models.ForeignKey:
    return models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")


class Dataflow(Named):
    """A flow in force: its type says the rest. `code` is the id of SDMX, `DF_HOMICIDE`."""

    code = models.CharField(max_length=60, primary_key=True)
    version = models.PositiveIntegerField()
    source = models.CharField(max_length=10)
    threshold = models.PositiveSmallIntegerField()
    is_public = models.BooleanField()
    dimensions = ArrayField(models.CharField(max_length=60))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(source__in=SOURCES), name="dataflow_source"),
            models.CheckConstraint(
                condition=Q(source="delivered", threshold__gt=0) | Q(source="external"),
                name="what_is_delivered_is_protected",
            ),
        ]


class Provision(Guarded):
    """Who delivers which flow for a State, how often and how many days after the period's end."""

    dataflow = models.ForeignKey(Dataflow, models.PROTECT, related_name="provisions")
    state = models.ForeignKey(State, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    frequency = models.CharField(max_length=1)
    due_days = models.PositiveSmallIntegerField()
    starts = models.DateField()
    ends = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataflow", "state"], condition=Q(ends=None), name="one_provision_in_force"
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=("A", "S", "Q", "M", "W")), name="provision_frequency"
            ),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gt=F("starts")), name="provision_ends_after_start"
            ),
        ]


class CodeMap(Guarded):
    """National codes of one dimension → common ones, by version, and what they cover.

    `codes`: national → {"code": common, "exact": bool}.
    """

    dataflow = models.ForeignKey(Dataflow, models.PROTECT, related_name="maps")
    state = models.ForeignKey(State, models.PROTECT, related_name="+")
    dimension = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    codes = models.JSONField()
    coverage = models.TextField(max_length=2000, blank=True)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    made_by = _person()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataflow", "state", "dimension", "version"], name="one_map_a_version"
            ),
        ]


class Release(models.Model):
    """What goes out together at one moment; nobody reads it before `embargo_until`."""

    id = models.BigAutoField(primary_key=True)
    dataflow = models.ForeignKey(Dataflow, models.PROTECT, related_name="releases")
    stage = models.CharField(max_length=10, default=RELEASE.start)
    embargo_until = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    note = models.TextField(max_length=2000, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    made_by = _person()
    made_at = models.DateTimeField()

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=RELEASE.stages), name="release_stage"),
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(published_at__gte=F("embargo_until")),
                name="nothing_goes_out_before_its_embargo",
            ),
            models.CheckConstraint(
                condition=~Q(stage="published", published_at=None), name="published_at_a_moment"
            ),
        ]


class Submission(Guarded):
    """One vintage of a State's figures of a flow, from the file to the publication.

    `sha256` is that of the file; `result` what changed against the vintage before, `quality` its
    score. `answer_by`: until when the State agrees. Nobody validates what they submitted.
    """

    dataflow = models.ForeignKey(Dataflow, models.PROTECT, related_name="submissions")
    state = _state()
    source = models.CharField(max_length=10)
    vintage = models.DateField()
    stage = models.CharField(max_length=10, default=SUBMISSION.start)
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    made_by = _person()
    operator = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField()
    validator = _person()
    accepted_at = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True)
    agreed_by = _person()
    agreed_at = models.DateTimeField(null=True)
    silent_at = models.DateTimeField(null=True)
    release = models.ForeignKey(Release, models.PROTECT, null=True, related_name="submissions")
    result = models.JSONField(default=dict)
    quality = models.JSONField(default=dict)
    reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=SUBMISSION.stages), name="submission_stage"
            ),
            models.CheckConstraint(
                condition=Q(source="external") | Q(source="delivered", state__isnull=False),
                name="what_is_delivered_comes_from_a_state",
            ),
            models.CheckConstraint(
                condition=Q(validator=None) | Q(made_by=None) | ~Q(validator=F("made_by")),
                name="nobody_validates_their_own",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=VALIDATED) | Q(validator__isnull=False),
                name="accepted_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=RELEASED)
                | Q(source="external")
                | Q(agreed_at__isnull=False)
                | Q(silent_at__isnull=False),
                name="a_state_agreed_or_its_time_is_over",
            ),
            models.CheckConstraint(
                condition=Q(source="delivered") | Q(agreed_at=None, silent_at=None),
                name="of_what_is_external_nobody_agreed",
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=RELEASED) | Q(release__isnull=False),
                name="released_in_a_release",
            ),
            models.UniqueConstraint(
                fields=["dataflow", "state", "vintage", "sha256"],
                condition=~Q(stage__in=OVER),
                nulls_distinct=False,
                name="one_file_once",
            ),
        ]
        indexes = [
            models.Index(fields=["dataflow", "state", "-vintage"], name="submission_by_vintage")
        ]


class Finding(Guarded):
    """What a check found at a cell; `line` and `column` are of the file, `word` a message with
    places for `params`, said in the reader's language.

    The submitter corrects it (a new file) or answers why it is so.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="findings")
    rule = models.CharField(max_length=20)
    level = models.CharField(max_length=7)
    area = models.CharField(max_length=20, blank=True)
    period = models.CharField(max_length=10, blank=True)
    key = ArrayField(models.TextField(), default=list)
    line = models.PositiveIntegerField(default=0)
    column = models.PositiveIntegerField(default=0)
    word = models.CharField(max_length=300)
    params = models.JSONField(default=dict)
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = _person()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["level", "line", "column", "area", "period", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="finding_level"),
        ]


class Part(Guarded):
    """What of a State is in a release: which vintage, and whether it agreed or gave no answer."""

    release = models.ForeignKey(Release, models.PROTECT, related_name="parts")
    submission = models.OneToOneField(Submission, models.PROTECT, related_name="part")
    state = _state()
    vintage = models.DateField()
    consent = models.CharField(max_length=8)
    quality = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(consent__in=CONSENTS), name="part_consent"),
        ]


class Series(models.Model):
    """A line of figures: the codes of all dimensions but time. `state`: whose it is for good."""

    id = models.BigAutoField(primary_key=True)
    dataflow = models.ForeignKey(Dataflow, models.PROTECT, related_name="series", db_index=False)
    state = _state()
    key = ArrayField(models.TextField())
    is_published = models.BooleanField(default=False)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataflow", "key"], name="one_series_a_key"),
        ]


class Cell(models.Model):
    """A figure of a series in a period; NULL was not reported, or is hidden."""

    series = models.ForeignKey(
        Series, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    period = models.CharField(max_length=10, db_collation="C")
    value = models.FloatField(null=True)
    status = models.CharField(max_length=1)
    confidentiality = models.CharField(max_length=1)
    attributes = models.JSONField(null=True)

    class Meta:
        abstract = True


class Observation(Cell):
    """A cell as it was delivered; a revision is a row of a later submission."""

    pk = models.CompositePrimaryKey("submission", "series", "period")
    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="observations", db_index=False
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["series", "period"], name="observation_by_cell")]


class Published(Cell):
    """A cell as it went out in a release; where it is hidden its value stands nowhere here."""

    pk = models.CompositePrimaryKey("series", "period", "release")
    release = models.ForeignKey(
        Release, models.PROTECT, related_name="cells", db_constraint=False, db_index=False
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value=None) | ~Q(confidentiality__in=HIDDEN),
                name="a_hidden_value_is_not_here",
            ),
        ]


class Watch(Guarded):
    """One look over all stored series of a flow; `levels` and `model`: by which methods.

    `judged`: State → how many series; `silent`: reason → how many had too little history.
    """

    dataflow = models.ForeignKey(Dataflow, models.PROTECT, related_name="watches")
    levels = models.PositiveSmallIntegerField()
    model = models.CharField(max_length=20)
    judged = models.JSONField()
    silent = models.JSONField()
    made_by = _person()
    made_at = models.DateTimeField()


class WatchSignal(Guarded):
    """A figure that its history did not lead to expect; `inputs` are all that the method took in.

    `discovery`: the share of false signals at which it would just be kept; `rank`: its place among
    those of its State in this run, from 1.
    """

    watch = models.ForeignKey(Watch, models.PROTECT, related_name="signals")
    state = _state()
    key = ArrayField(models.TextField())
    period = models.CharField(max_length=10)
    method = models.CharField(max_length=10)
    observed = models.FloatField()
    expected = models.FloatField()
    bound = models.FloatField(null=True)
    probability = models.FloatField()
    discovery = models.FloatField()
    is_confirmed = models.BooleanField(null=True)
    rank = models.PositiveIntegerField()
    inputs = models.JSONField()

    class Meta:
        ordering = ["-watch__made_at", "watch_id", "state_id", "rank"]
        constraints = [
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1), name="watch_probability"
            ),
        ]
