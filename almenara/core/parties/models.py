"""Who there is: States and their dated membership, institutions, units, persons and their roles."""

import uuid
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from almenara.core.languages import in_page_language
from almenara.core.parties.guarded import GuardedQuerySet

LANGUAGES = ("es", "en", "pt", "fr")
ROLES = (
    "ncp",
    "mission",
    "secretariat",
    "administrator",
    "observer",
    "analyst",
    "statistician",
    "liaison",
)
KINDS = ("ministry", "csirt", "police", "agency", "mission", "secretariat", "subregional",
         "observer", "other")  # fmt: skip


class DateRange(Func):
    """A pair of date columns as a range, for EXCLUDE constraints only (look-ups use columns)."""

    function = "DATERANGE"
    output_field: ClassVar = DateRangeField()


class Named(models.Model):
    """Something with a name in each official language."""

    names = models.JSONField(default=dict)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """In the reader's language, else in Spanish."""
        names: dict[str, str] = self.names
        return in_page_language(names, str(self.pk))

    def __str__(self) -> str:
        return self.name


class State(Named):
    """A State that is or was a member; being one today is a question about its dates."""

    code = models.CharField(max_length=3, primary_key=True)
    sort_key = models.CharField(max_length=80, db_index=True)
    language = models.CharField(max_length=2, default="es")
    zone = models.CharField(max_length=40, default="UTC")
    facts = models.JSONField(default=dict)

    objects = GuardedQuerySet.as_manager()


class Membership(models.Model):
    """One period of a State's status, with the act that says so (R15)."""

    state = models.ForeignKey(State, models.PROTECT, related_name="memberships")
    status = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.TextField(blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_status_at_a_time",
                expressions=[
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                    ("state", RangeOperators.EQUAL),
                ],
            ),
        ]


class Observer(Named):
    """A permanent observer: it sees what is public and what it is invited to."""

    code = models.CharField(max_length=8, primary_key=True)
    sort_key = models.CharField(max_length=80, db_index=True)
    status = models.CharField(max_length=20, default="observer")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    facts = models.JSONField(default=dict)

    objects = GuardedQuerySet.as_manager()


class Institution(Named):
    """An organisation in which persons work; `state` is null outside the States."""

    slug = models.SlugField(max_length=60, primary_key=True)
    state = models.ForeignKey(
        State, models.PROTECT, null=True, blank=True, related_name="institutions"
    )
    kind = models.CharField(max_length=16, choices=[(k, k) for k in KINDS], default="other")
    facts = models.JSONField(default=dict, blank=True)

    objects = GuardedQuerySet.as_manager()


class Belonging(models.Model):
    """A State's time in a subregional organisation."""

    organisation = models.ForeignKey(Institution, models.CASCADE, related_name="belongings")
    state = models.ForeignKey(State, models.PROTECT, related_name="belongings")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    source = models.TextField(blank=True)

    objects = GuardedQuerySet.as_manager()


class Unit(Named):
    """A unit of the secretariat from a date to a date; a replaced unit keeps what was its own."""

    code = models.CharField(max_length=24)
    parent_code = models.CharField(max_length=24, blank=True)
    kind = models.CharField(max_length=24)
    head = models.CharField(max_length=120, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    act = models.CharField(max_length=120, blank=True)
    successor_code = models.CharField(max_length=24, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "since"], name="one_unit_a_start"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="unit_ends_later"
            ),
        ]


class Person(models.Model):
    """The person behind an account. The journal knows them by `pseudonym` alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="person")
    institution = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="people"
    )
    titles = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=2, blank=True)
    zone = models.CharField(max_length=40, blank=True)
    pseudonym = models.CharField(max_length=24, unique=True)
    observer = models.ForeignKey(Observer, models.PROTECT, null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    compact = models.BooleanField(default=False)

    objects = GuardedQuerySet.as_manager()

    def __str__(self) -> str:
        return self.user.get_username()


class RoleGrant(models.Model):
    """A role that a person holds by themselves, from a day to a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=16, choices=[(r, r) for r in ROLES])
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=ROLES), name="known_role"),
            models.UniqueConstraint(
                fields=["person", "role"], condition=Q(until__isnull=True), name="one_open_grant"
            ),
        ]


class Token(models.Model):
    """A key to the API, kept as a digest; shown once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedQuerySet.as_manager()


class Substitution(models.Model):
    """Who acts for a holder while they are away, by which rule (S97); it ends by itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Person, models.CASCADE, related_name="absences")
    substitute = models.ForeignKey(Person, models.CASCADE, related_name="substitutions")
    rule = models.CharField(max_length=200)
    since = models.DateTimeField()
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="absence_ends_later"),
            models.CheckConstraint(
                condition=~Q(holder=F("substitute")), name="nobody_stands_in_for_themselves"
            ),
        ]


def is_current(since: date | None, until: date | None, on: date) -> bool:
    """Is `on` inside the half-open period since–until?"""
    return (since is None or since <= on) and (until is None or on < until)
