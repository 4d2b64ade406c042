"""Plans and results, activities, who took part in them, and what proves it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Index, Q

from almenara.core.documents.models import Document
from almenara.core.languages import page_language
from almenara.core.parties.guarded import Guarded, GuardedQuerySet
from almenara.core.parties.models import Institution, Named, Person, State
from almenara.formats.tlp import TLP
from almenara.programmes.frameworks import SECURITY
from almenara.programmes.stages import ACTIVITY, LIKENESS, PLAN

MODALITIES = ("virtual", "in-person", "hybrid")
KINDS = ("course", "webinar", "forum", "workshop", "meeting", "mission", "publication", "campaign",
         "exchange", "advice", "study", "strategy", "system", "other")  # fmt: skip
MARKINGS = [str(marking) for marking in TLP][:3]


class Plan(Named):
    """A result framework in force; its document is that of the type's `version`."""

    slug = models.SlugField(max_length=60, primary_key=True)
    version = models.PositiveIntegerField()
    owner = models.CharField(max_length=60)
    starts = models.DateField()
    ends = models.DateField()
    groups = models.JSONField(default=list)
    stage = models.CharField(max_length=12, default=PLAN.start)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=PLAN.stages), name="plan_stage"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="plan_ends_later"),
        ]


class Strategy(Named):
    """A strategic plan in force: goals, to which results of plans roll up."""

    slug = models.SlugField(max_length=60, primary_key=True)
    version = models.PositiveIntegerField()
    owner = models.CharField(max_length=60)
    starts = models.DateField()
    ends = models.DateField()
    stage = models.CharField(max_length=12, default=PLAN.start)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=PLAN.stages), name="strategy_stage"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="strategy_ends_later"),
        ]


class Goal(Named, Guarded):
    """What a strategic plan wants; of its results every person and activity counts once."""

    strategy = models.ForeignKey(Strategy, models.CASCADE, related_name="goals")
    code = models.CharField(max_length=12)
    purposes = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField()
    people = models.PositiveIntegerField(default=0)
    held = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["strategy", "code"], name="one_goal_a_code")]


class Programme(Named, Guarded):
    """A part of a plan; `beneficiaries` are States by code, none named means every member.

    `served`: in how many States something of it was held, counted anew by each act that moves it.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="programmes")
    code = models.CharField(max_length=12)
    group = models.CharField(max_length=12, blank=True)
    sector = models.CharField(max_length=5, default=SECURITY)
    purposes = models.JSONField(default=dict)
    rule = models.CharField(max_length=12)
    beneficiaries = ArrayField(models.CharField(max_length=3), default=list)
    position = models.PositiveSmallIntegerField()
    served = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="one_programme")]


class Coverage(Guarded):
    """How many activities of a programme a State has, by who may read of them."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="coverages")
    state = models.ForeignKey(State, models.PROTECT, related_name="+")
    marking = models.CharField(max_length=16)
    planned = models.PositiveIntegerField()
    held = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["programme", "state", "marking"], name="covered_once")
        ]


class Result(Named, Guarded):
    """One promise, with the figures that its activities make: counted anew by each act on them.

    `apart` are persons who took part and are no beneficiaries: shown, and never in `value`.
    `until_version`: the last version of the plan that has it, when an amendment took it out.
    `goal`: to which strategic goal it rolls up; a column holds no second one.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="results")
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="results")
    code = models.CharField(max_length=12)
    kind = models.CharField(max_length=40)
    unit = models.CharField(max_length=40)
    measure = models.CharField(max_length=12)
    network = models.SlugField(max_length=60, blank=True)
    target_kind = models.CharField(max_length=12)
    target_value = models.PositiveIntegerField(null=True)
    position = models.PositiveSmallIntegerField()
    until_version = models.PositiveIntegerField(null=True)
    value = models.PositiveIntegerField(default=0)
    apart = models.PositiveIntegerField(default=0)
    evidence = models.PositiveIntegerField(default=0)
    goal = models.ForeignKey(Goal, models.SET_NULL, null=True, related_name="results")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="one_result_a_code")]


class Activity(Guarded):
    """Something that was done, or will be, for results of a plan.

    CLEAR is public, GREEN for every State, AMBER for the States of the activity; the secretariat
    reads all. `reach` is an estimate of how many a campaign spoke to, and is labelled so.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="activities")
    results = models.ManyToManyField(Result, through="Serving", related_name="activities")
    kind = models.CharField(max_length=16)
    titles = models.JSONField()
    language = models.CharField(max_length=2)
    starts = models.DateField()
    ends = models.DateField()
    modality = models.CharField(max_length=12)
    place = models.CharField(max_length=200, blank=True)
    minutes = models.PositiveIntegerField()
    topic = models.CharField(max_length=120, blank=True)
    partner = models.CharField(max_length=200, blank=True)
    marking = models.CharField(max_length=16, default="TLP:CLEAR")
    stage = models.CharField(max_length=12, default=ACTIVITY.start)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [
            Index(fields=["plan", "-starts", "id"], name="activity_newest"),
            Index(fields=["topic", "starts"], name="activity_by_topic"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=ACTIVITY.stages), name="activity_stage"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="activity_kind"),
            models.CheckConstraint(condition=Q(modality__in=MODALITIES), name="activity_modality"),
            models.CheckConstraint(condition=Q(marking__in=MARKINGS), name="activity_marking"),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="activity_ends_later"),
        ]

    @property
    def title(self) -> str:
        """In the reader's language, else in the one in which it was written."""
        said = page_language()
        return str(self.titles.get(said) or self.titles.get(self.language, ""))


class Serving(models.Model):
    """An activity serves a result."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="servings")
    result = models.ForeignKey(Result, models.PROTECT, related_name="servings")

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "result"], name="serves_once")]


class Place(models.Model):
    """A State in which an activity takes place or for which it is; `reach` is an estimate.

    `marking` is the activity's: activities ask their places who reads them, so these ask nobody.
    """

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="places")
    state = models.ForeignKey(State, models.PROTECT, related_name="+")
    marking = models.CharField(max_length=16)
    reach = models.PositiveIntegerField(null=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "state"], name="there_once")]
        indexes = [Index(fields=["state", "activity"], name="place_by_state")]


class Evidence(Guarded):
    """A file that shows that something happened; `kind` says what it proves."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="evidence")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()


class Participant(Guarded):
    """A person as some list of participants gave them; `one` is the same for all who are one."""

    name = models.CharField(max_length=200)
    state = models.CharField(max_length=8)
    institution = models.CharField(max_length=200, blank=True)
    sex = models.CharField(max_length=12, blank=True)
    mail = models.CharField(max_length=254, blank=True)
    document = models.CharField(max_length=60, blank=True)
    name_key = models.CharField(max_length=200)
    one = models.UUIDField(db_index=True)

    class Meta:
        indexes = [
            Index(fields=["state", "document"], name="participant_by_document"),
            Index(fields=["mail"], name="participant_by_mail"),
            Index(fields=["state", "name_key"], name="participant_by_name"),
        ]


class Roll(Guarded):
    """One list of participants as it was taken in: the same bytes again give the same answer.

    `replaced`: how many participations of former lists it wrote anew; then it cannot be withdrawn.
    """

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="rolls")
    sha256 = models.CharField(max_length=64)
    answer = models.JSONField()
    at = models.DateTimeField()
    replaced = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "sha256"], name="taken_in_once")]


class Participation(Guarded):
    """One participant in one activity; `is_member`: of a member State on the activity's day."""

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="participations")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="participations")
    state = models.CharField(max_length=8)
    minutes = models.PositiveIntegerField(null=True)
    is_attended = models.BooleanField()
    is_member = models.BooleanField()
    roll = models.ForeignKey(Roll, models.PROTECT, null=True, related_name="participations")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "participant"], name="enrolled_once")
        ]


class Likeness(Guarded):
    """Two participants who may be one person; a person decides, and may take it back."""

    first = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    second = models.ForeignKey(Participant, models.CASCADE, related_name="+")
    why = models.CharField(max_length=12)
    stage = models.CharField(max_length=8, default=LIKENESS.start)
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="likened_once"),
            models.CheckConstraint(condition=Q(stage__in=LIKENESS.stages), name="likeness_stage"),
        ]
        indexes = [Index(fields=["stage", "made_at"], name="likeness_open")]


class Fulfilment(Guarded):
    """A result serves a mandate: from a paragraph to what was done and what it cost, and back."""

    mandate = models.ForeignKey("mandates.Mandate", models.PROTECT, related_name="+")
    result = models.ForeignKey(Result, models.PROTECT, related_name="fulfilments")

    class Meta:
        ordering = ["result__position"]
        constraints = [models.UniqueConstraint(fields=["mandate", "result"], name="fulfils_once")]


class Publication(models.Model):
    """What was last made of a plan for IATI: the file, or why none may leave."""

    plan = models.OneToOneField(Plan, models.CASCADE, primary_key=True, related_name="publication")
    at = models.DateTimeField()
    activities = models.PositiveIntegerField()
    faults = models.JSONField(default=list)
    file = models.BinaryField(null=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(faults=[], file__isnull=False) | (~Q(faults=[]) & Q(file=None)),
                name="file_or_faults",
            )
        ]
