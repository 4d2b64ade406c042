"""What was decided, what each paragraph asks of whom, and what was done about it."""

from datetime import date

from django.db import models
from django.db.models import F, Index, Q

from almenara.core import dates
from almenara.core.parties.guarded import Guarded, among
from almenara.core.parties.models import Institution, Named, Person, State
from almenara.mandates.stages import LIVE, MANDATE, TASK

KINDS = ("resolution", "declaration", "decision")
PRECISIONS = ("year", "month", "day")
ASKED = ("request", "instruct", "invite", "urge", "recommend", "decide")
ACTIONS = ("measure", "report", "note")
STATES = "STATES"  # the addressee of a paragraph that asks something of the member States


class Resolution(Named, Guarded):
    """What a body adopted; `precision`: with `month` only the month of `adopted_on` is known."""

    body = models.ForeignKey("bodies.Body", models.PROTECT, related_name="+")
    decision = models.ForeignKey("bodies.Decision", models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=12)
    symbol = models.CharField(max_length=60, unique=True)
    adopted_on = models.DateField()
    precision = models.CharField(max_length=5, default="day")

    class Meta:
        ordering = ["-adopted_on", "symbol"]
        constraints = [
            among("kind", KINDS, "resolution_kind"),
            among("precision", PRECISIONS, "resolution_precision"),
        ]

    @property
    def adopted(self) -> str:
        """The day, as far as it is known."""
        return dates.known(self.adopted_on, self.precision)


class Mandate(Guarded):
    """One operative paragraph; `summaries` are our words, never the paragraph's own.

    `addressee` is the code of a unit or `STATES`; `owner` the office that took it on: none is a
    gap. `report_to` and `due`: to whom something must be reported, by when.
    """

    resolution = models.ForeignKey(Resolution, models.CASCADE, related_name="mandates")
    paragraph = models.PositiveSmallIntegerField()
    verb = models.CharField(max_length=12)
    summaries = models.JSONField()
    addressee = models.CharField(max_length=24, blank=True)
    owner = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    report_to = models.ForeignKey("bodies.Body", models.PROTECT, null=True, related_name="+")
    due = models.DateField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="successors")
    stage = models.CharField(max_length=12, default=MANDATE.start)

    class Meta:
        ordering = ["-resolution__adopted_on", "resolution__symbol", "paragraph", "addressee"]
        constraints = [
            models.UniqueConstraint(
                fields=["resolution", "paragraph", "addressee"], name="one_mandate_an_addressee"
            ),
            among("stage", MANDATE.stages, "mandate_stage"),
            among("verb", ASKED, "mandate_verb"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="mandate_ends_later"
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=("assigned", "in-course", "done")) | ~Q(owner=None),
                name="mandate_in_course_has_an_owner",
            ),
        ]

    def is_late(self, on: date) -> bool:
        return self.due is not None and self.due < on and self.stage in LIVE


class Action(Guarded):
    """What a State or an office of the secretariat (no `state`) did about a paragraph."""

    mandate = models.ForeignKey(Mandate, models.CASCADE, related_name="actions")
    state = models.ForeignKey(State, models.PROTECT, null=True, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    text = models.CharField(max_length=500)
    language = models.CharField(max_length=2)
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-at"]
        constraints = [among("kind", ACTIONS, "action_kind")]
        indexes = [Index(fields=["mandate", "state"], name="action_in_the_matrix")]


class Task(Guarded):
    """Something that one officer must have done by a day, out of a decision or a mandate."""

    decision = models.ForeignKey("bodies.Decision", models.PROTECT, null=True, related_name="+")
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="tasks")
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    due = models.DateField()
    stage = models.CharField(max_length=8, default=TASK.start)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["due", "made_at"]
        constraints = [
            among("stage", TASK.stages, "task_stage"),
            models.CheckConstraint(
                condition=~Q(decision=None) | ~Q(mandate=None), name="task_comes_from_something"
            ),
        ]
        indexes = [Index(fields=["stage", "due"], name="task_due")]

    def is_late(self, on: date) -> bool:
        return self.stage == TASK.start and self.due < on
