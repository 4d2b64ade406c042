"""Rosters: rules, changes beside them, and the shifts that they make."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from almenara.core.parties.guarded import Guarded
from almenara.core.parties.models import Person
from almenara.directory.models.posts import Post
from almenara.directory.models.rows import WORDS, Moments, choices, ends_later


class RosterRule(Guarded):
    """Hand-over times on the wall clock, as `rosters.read_rule` reads them."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="rules")
    document = models.JSONField()
    valid_from = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "valid_from"],
                condition=Q(replaced_at__isnull=True),
                name="one_rule_a_start",
            )
        ]


class RosterChange(Guarded):
    """An override or a swap: a row beside the rule, never an edit of the past."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=WORDS, choices=choices(("override", "swap")))
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    other = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    other_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="override", ends_at__gt=F("starts_at"))
                | Q(kind="swap", other__isnull=False, other_at__isnull=False),
                name="change_is_whole",
            )
        ]


class Shift(Guarded):
    """Who answers from `starts_at` until just before `ends_at`; made 13 months ahead."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="shifts")
    person = models.ForeignKey(Person, models.CASCADE, related_name="shifts")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    source = models.CharField(max_length=WORDS, default="rule")

    class Meta:
        constraints = [
            ends_later("shift_ends_later"),
            ExclusionConstraint(
                name="one_shift_at_a_time",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    (Moments("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["post", "starts_at"], name="shift_of_post")]


class GapNotice(Guarded):
    """That a State was told of a gap in a roster so many days ahead: once each."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="gap_notices")
    starts_at = models.DateTimeField()
    days = models.PositiveSmallIntegerField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "starts_at", "days"], name="told_once")
        ]
