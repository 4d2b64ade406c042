"""Cases of assistance: what a State asked for, what was agreed, and what came of it."""

from django.db import models
from django.db.models import Index, Q

from almenara.assistance.stages import CASE, ERRAND, GRANTED, SCOPING
from almenara.assistance.topics import TopicShape
from almenara.core.parties.guarded import Guarded, GuardedQuerySet
from almenara.core.parties.models import Institution, Named, Person, State


def _person(*, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(Person, models.PROTECT, null=null, related_name="+")


class Topic(Named):
    """What may be asked for, as its type says it is now; `unit` answers for it."""

    slug = models.SlugField(max_length=60, primary_key=True)
    version = models.PositiveIntegerField()
    document = models.JSONField()
    unit = models.SlugField(max_length=60)

    objects = GuardedQuerySet.as_manager()

    @property
    def shape(self) -> TopicShape:
        return TopicShape.model_validate(self.document)


class Case(Guarded):
    """A State's request, from the asking to the evaluation; `moved_by` took its last step.

    `due_at`: by then it has an owner; `told_at`: the head of the unit was told that it has none.
    """

    reference = models.CharField(max_length=10, unique=True)
    state = models.ForeignKey(State, models.PROTECT, related_name="+")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="cases")
    title = models.CharField(max_length=200)
    request = models.TextField()
    answers = models.JSONField(default=dict)
    language = models.CharField(max_length=2)
    stage = models.CharField(max_length=12, default=CASE.start)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    author = _person()
    owner = _person(null=True)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    moved_by = _person()
    moved_at = models.DateTimeField()
    agreed = models.ForeignKey("assistance.Scoping", models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)
    met = models.CharField(max_length=8, blank=True)
    evaluation = models.TextField(blank=True)

    class Meta:
        indexes = [
            Index(fields=["state", "-made_at", "id"], name="case_of_state"),
            Index(fields=["stage", "due_at"], name="case_by_clock"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=CASE.stages), name="case_stage"),
            models.CheckConstraint(
                condition=~Q(stage__in=GRANTED) | Q(agreed__isnull=False),
                name="accepted_with_agreed_terms",
            ),
            models.CheckConstraint(
                condition=Q(stage="evaluated") | Q(met=""), name="evaluated_with_an_answer"
            ),
        ]


class Scoping(Guarded):
    """A meeting before the assistance; notes and terms are confirmed in the `version` that is read.

    `is_record`: the unit wrote it down after it was held. `activity` counts it in a plan.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="scopings")
    held_on = models.DateField()
    hour = models.CharField(max_length=200, blank=True)
    link = models.CharField(max_length=200, blank=True)
    agenda = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    terms = models.TextField(blank=True)
    stage = models.CharField(max_length=12, default=SCOPING.start)
    is_record = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    written_by = _person()
    written_at = models.DateTimeField()
    unit_by = _person(null=True)
    state_by = _person(null=True)
    reason = models.TextField(blank=True)
    activity = models.ForeignKey("programmes.Activity", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=SCOPING.stages), name="scoping_stage"),
            models.CheckConstraint(
                condition=~Q(stage="agreed")
                | (Q(unit_by__isnull=False) & Q(state_by__isnull=False) & ~Q(terms="")),
                name="agreed_by_both",
            ),
        ]


class Errand(Guarded):
    """A dated task of a case; `coordinates_with` is what its area said when it was made."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="errands")
    title = models.CharField(max_length=200)
    area = models.CharField(max_length=60, blank=True)
    coordinates_with = models.JSONField(default=dict)
    owner = models.CharField(max_length=200)
    due = models.DateField()
    stage = models.CharField(max_length=8, default=ERRAND.start)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=ERRAND.stages), name="errand_stage")
        ]


class Outcome(Guarded):
    """Something that the State got, in words and by the activity in which it happened."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="outcomes")
    text = models.TextField()
    activity = models.ForeignKey("programmes.Activity", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()


class Remark(Guarded):
    """A word between the State and the unit; it is never changed."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="remarks")
    text = models.TextField()
    author = _person()
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    at = models.DateTimeField()
