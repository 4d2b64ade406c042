"""Asking authorities, writing to military bodies, travelling: each with its dates."""

from datetime import date, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Index, Q

from almenara.core.parties.alphabet import ByName
from almenara.core.parties.guarded import Guarded, among
from almenara.core.parties.models import Institution, Person, State
from almenara.mandates.stages import CONSULTATION, JOURNEY, LETTER, UNREPORTED

OUTCOMES = ("accepted", "in-part", "no")
TIME_TO_REPORT = timedelta(days=15)  # after a journey's last day


class Consultation(Guarded):
    """Questions to the authorities of some States, and what becomes of their answers."""

    title = models.CharField(max_length=200)
    questions = ArrayField(models.CharField(max_length=500))
    states = ArrayField(models.CharField(max_length=3))
    language = models.CharField(max_length=2)
    due = models.DateField()
    effect = models.TextField(blank=True)
    stage = models.CharField(max_length=8, default=CONSULTATION.start)
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [among("stage", CONSULTATION.stages, "consultation_stage")]


class Reply(Guarded):
    """One State's answer to one question: accepted, in part, no, and why."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="replies")
    question = models.PositiveSmallIntegerField()
    state = models.ForeignKey(State, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=8, blank=True)
    why = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["question", ByName("state")]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "question", "state"], name="one_reply_a_question"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", why="") | (Q(outcome__in=OUTCOMES) & ~Q(why="")),
                name="no_outcome_without_its_why",
            ),
        ]


class Letter(Guarded):
    """From one office to another; `due`: until when an answer is asked for."""

    origin = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    addressee = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    sent_on = models.DateField()
    due = models.DateField(null=True)
    received_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    answer = models.TextField(blank=True)
    stage = models.CharField(max_length=8, default=LETTER.start)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    warned_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_on", "subject"]
        constraints = [
            among("stage", LETTER.stages, "letter_stage"),
            models.CheckConstraint(
                condition=Q(due=None) | Q(due__gte=F("sent_on")), name="letter_due_later"
            ),
            models.CheckConstraint(
                condition=~Q(stage="answered") | Q(answered_on__isnull=False),
                name="answered_on_a_day",
            ),
        ]
        indexes = [
            Index(fields=["origin", "-sent_on"], name="letters_from"),
            Index(fields=["addressee", "-sent_on"], name="letters_to"),
        ]

    def is_late(self, on: date) -> bool:
        return self.due is not None and self.due < on and self.stage != "answered"


class Journey(Guarded):
    """An official's mission: without a report so long after its last day it is listed."""

    traveller = models.ForeignKey(Person, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=300)
    place = models.CharField(max_length=200)
    starts = models.DateField()
    ends = models.DateField()
    report = models.TextField(blank=True)
    stage = models.CharField(max_length=10, default=JOURNEY.start)
    reported_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-starts", "purpose"]
        constraints = [
            among("stage", JOURNEY.stages, "journey_stage"),
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="journey_ends_later"),
        ]

    def is_late(self, on: date) -> bool:
        return self.stage in UNREPORTED and self.ends + TIME_TO_REPORT < on
