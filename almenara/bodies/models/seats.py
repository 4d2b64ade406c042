"""Bodies, as their type says, who has a seat in them, and the numbers that they gave."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q

from almenara.bodies.models.rows import CAPACITIES
from almenara.core.parties.guarded import Guarded, GuardedQuerySet, among
from almenara.core.parties.models import DateRange, Named, Person, State

RULES = ("all", "states", "persons")
SHARES = ("third", "majority", "two-thirds")
VOTINGS = ("consensus", "majority", "two-thirds")


class Body(Named):
    """Who meets and decides; its document is that of the type's `version`.

    `rule`: every member State of the day, the States with a seat, or persons that States sent.
    `is_confirmed`: quorum and voting were confirmed by the body, else they are proposed.
    """

    slug = models.SlugField(max_length=60, primary_key=True)
    version = models.PositiveIntegerField()
    acronym = models.CharField(max_length=40)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    secretariat = models.CharField(max_length=24, blank=True)
    rule = models.CharField(max_length=8)
    quorum = models.CharField(max_length=12)
    voting = models.CharField(max_length=12)
    is_confirmed = models.BooleanField(default=False)
    languages = ArrayField(models.CharField(max_length=2))
    classes = models.JSONField(default=list)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        constraints = [
            among("rule", RULES, "body_rule"),
            among("quorum", SHARES, "body_quorum"),
            among("voting", VOTINGS, "body_voting"),
        ]


class BodySeat(Guarded):
    """A State's seat in a body from a day to a day, or that of a person whom it sent."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="seats")
    state = models.ForeignKey(State, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    capacity = models.CharField(max_length=5, default="vote")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        ordering = ["body", "state", "since"]
        constraints = [
            among("capacity", CAPACITIES, "seat_capacity"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="seat_ends_later"
            ),
            ExclusionConstraint(
                name="one_seat_at_a_time",
                condition=Q(person=None),
                expressions=[
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                    ("body", RangeOperators.EQUAL),
                    ("state", RangeOperators.EQUAL),
                ],
            ),
            ExclusionConstraint(
                name="one_seat_a_person",
                condition=Q(person__isnull=False),
                expressions=[
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                    ("body", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                ],
            ),
        ]


class Numbering(Guarded):
    """The last number given of a class in a year: whoever gives the next one holds this row."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    key = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["body", "key", "year"], name="one_series")]
