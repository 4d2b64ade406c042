"""Decisions, what they are about, and who voted how."""

from django.db import models
from django.db.models import F, Q

from almenara.bodies.models.meetings import AgendaItem, Attendance
from almenara.bodies.models.papers import Paper
from almenara.bodies.models.rows import DISTRIBUTIONS, Distributed
from almenara.bodies.stages import DECISION
from almenara.core.parties.guarded import Guarded, among
from almenara.core.parties.models import Person, State

KINDS = ("adopts-report", "approves-instrument", "approves-plan", "creates-mandate", "elects",
         "other")  # fmt: skip
MODES = ("consensus", "vote")
CHOICES = ("yes", "no", "abstain")


class Decision(Distributed):
    """What a meeting decided, with the quorum that was there.

    `targets` say what it is about: `{"kind": "plan", "ref": "cicte-2020-2021"}`; `reservations`
    are those of States: `{"state": "PAN", "text": "…"}`. `replaces` is the decision that this one
    puts an end to.
    """

    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, related_name="decisions")
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    texts = models.JSONField()
    targets = models.JSONField(default=list)
    mode = models.CharField(max_length=10)
    reservations = models.JSONField(default=list)
    present = models.PositiveSmallIntegerField()
    required = models.PositiveSmallIntegerField()
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    stage = models.CharField(max_length=10, default=DECISION.start)
    why_ended = models.CharField(max_length=200, blank=True)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    adopted_on = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-adopted_on", "-number", "id"]
        constraints = [
            among("distribution", DISTRIBUTIONS, "decision_distribution"),
            among("kind", KINDS, "decision_kind"),
            among("mode", MODES, "decision_mode"),
            among("stage", DECISION.stages, "decision_stage"),
            models.CheckConstraint(
                condition=Q(present__gte=F("required")), name="decided_with_quorum"
            ),
            models.UniqueConstraint(fields=["meeting", "number"], name="one_decision_a_number"),
        ]


class Ballot(Guarded):
    """One State's voice; it leads to an attendance with a vote, and to no other.

    `capacity` is always `vote`, and a foreign key of both columns holds the attendance to it.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="ballots")
    state = models.ForeignKey(State, models.PROTECT, related_name="+")
    attendance = models.ForeignKey(Attendance, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=5, default="vote")
    choice = models.CharField(max_length=8)

    class Meta:
        ordering = ["decision", "state"]
        constraints = [
            among("choice", CHOICES, "ballot_choice"),
            among("capacity", ("vote",), "voice_is_no_vote"),
            models.UniqueConstraint(fields=["decision", "state"], name="one_state_one_voice"),
        ]
