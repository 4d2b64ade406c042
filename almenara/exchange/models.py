"""Alerts, who reads them, and each one's way to each institution."""

from datetime import timedelta

from django.db import models
from django.db.models import Index, Q

from almenara.core.parties.guarded import Guarded, GuardedQuerySet
from almenara.core.parties.models import Institution, Named, Person, State
from almenara.exchange.drafts import MOST_HOURS
from almenara.exchange.stages import ALERT, DELIVERY, GLASS, WAITING
from almenara.formats.tlp import TLP

KEPT = timedelta(days=30)  # that a value about a person is there (R6)
ENDINGS = ["retracted", "expired", "revoked"]
MARKINGS = [str(marking) for marking in TLP]


class Kind(Named):
    """The active version of a message kind; `document` is the type as it was loaded."""

    slug = models.SlugField(max_length=60, primary_key=True)
    network = models.ForeignKey("directory.Network", models.PROTECT, related_name="kinds")
    version = models.PositiveIntegerField()
    document = models.JSONField()

    objects = GuardedQuerySet.as_manager()


class Alert(Guarded):
    """What one institution wants others to know; titles and bodies by language."""

    reference = models.CharField(max_length=12, unique=True)
    network = models.ForeignKey("directory.Network", models.PROTECT, related_name="alerts")
    kind = models.ForeignKey(Kind, models.PROTECT, related_name="alerts")
    kind_version = models.PositiveIntegerField()
    marking = models.CharField(max_length=16)
    is_immediate = models.BooleanField(default=False)
    is_exercise = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False)
    may_hand_on = models.BooleanField(default=True)
    language = models.CharField(max_length=2)
    titles = models.JSONField()
    bodies = models.JSONField(default=dict)
    fields = models.JSONField(default=dict)
    actions = models.JSONField(default=list)
    documents = models.JSONField(default=list)
    audience = models.JSONField()
    origin = models.ForeignKey(Institution, models.PROTECT, related_name="alerts")
    origin_state = models.ForeignKey(State, models.PROTECT, null=True, related_name="alerts")
    author = models.ForeignKey(Person, models.PROTECT, related_name="alerts")
    stage = models.CharField(max_length=12, default=ALERT.start)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            Index(fields=["-published_at", "id"], name="alert_newest"),
            Index(
                fields=["-published_at"], condition=Q(is_public=True), name="alert_public_newest"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=ALERT.stages), name="alert_stage"),
            models.CheckConstraint(condition=Q(marking__in=MARKINGS), name="alert_marking"),
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(marking="TLP:CLEAR"),
                name="only_clear_is_public",
            ),
        ]

    @property
    def is_above_green(self) -> bool:
        return self.marking not in ("TLP:CLEAR", "TLP:GREEN")

    def text(self, language: str) -> tuple[str, str, str]:
        """Title and body in the reader's language, else the original's, and which one it is.

        A version without the text that the original has is not read: its reader would miss it.
        """
        is_whole = language in self.titles and bool(
            self.bodies.get(language) or not self.bodies.get(self.language)
        )
        said = language if is_whole else self.language
        return self.titles[said], self.bodies.get(said, ""), said


class Revision(Guarded):
    """The words of an alert as they stood before an update."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    titles = models.JSONField()
    bodies = models.JSONField()
    fields = models.JSONField()
    at = models.DateTimeField()


class Bundle(models.Model):
    """The STIX bundle that came with an alert, as it came."""

    alert = models.OneToOneField(Alert, models.CASCADE, primary_key=True, related_name="bundle")
    text = models.TextField()

    objects = GuardedQuerySet.as_manager()


class Reader(Guarded):
    """An institution, or for RED a person, who reads an alert; asked by the other tables' policies.

    Its own policy uses its own columns only: policies that ask each other recurse. `is_outside`:
    handed on to an institution that had no place in the network then.
    """

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="readers")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    granted_by = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    is_outside = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(institution__isnull=False) ^ Q(person__isnull=False),
                name="reader_is_institution_or_person",
            ),
            models.UniqueConstraint(
                fields=["alert", "institution"],
                condition=Q(person__isnull=True),
                name="one_reading_institution",
            ),
            models.UniqueConstraint(
                fields=["alert", "person"],
                condition=Q(institution__isnull=True),
                name="one_reading_person",
            ),
        ]
        indexes = [
            Index(fields=["institution", "alert"], name="reader_institution"),
            Index(fields=["person", "alert"], name="reader_person"),
        ]


class Delivery(Guarded):
    """One alert on its way to one institution, until somebody there answers."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="deliveries")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="deliveries")
    state = models.ForeignKey(State, models.PROTECT, null=True, related_name="deliveries")
    origin = models.ForeignKey(Institution, models.PROTECT, related_name="sent_deliveries")
    handed_on_by = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=12, default=DELIVERY.start)
    step = models.PositiveSmallIntegerField(default=0)
    told = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    is_overdue = models.BooleanField(default=False)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=16, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "institution"], name="one_delivery_an_institution"
            ),
            models.CheckConstraint(condition=Q(stage__in=DELIVERY.stages), name="delivery_stage"),
            models.CheckConstraint(
                condition=Q(stage="acknowledged") ^ Q(acknowledged_at__isnull=True),
                name="acknowledged_once_and_dated",
            ),
            models.CheckConstraint(
                condition=~Q(institution=models.F("origin")), name="never_to_its_origin"
            ),
        ]
        indexes = [
            Index(fields=["institution", "alert"], name="delivery_institution"),
            Index(
                fields=["institution", "due_at"],
                condition=Q(stage__in=WAITING),
                name="delivery_waiting",
            ),
            Index(
                fields=["due_at"],
                condition=Q(acknowledged_at__isnull=True, is_overdue=False),
                name="delivery_due",
            ),
        ]


class Answer(Guarded):
    """A word in the thread of an alert, to its origin or to all who read it."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="answers")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    state = models.ForeignKey(State, models.PROTECT, null=True, related_name="+")
    origin = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    to = models.CharField(max_length=6, choices=[("origin", "origin"), ("all", "all")])
    body = models.TextField()
    at = models.DateTimeField()


class Draft(Guarded):
    """An alert not sent yet: seen by its author's institution, never listed as an alert."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="drafts")
    author = models.ForeignKey(Person, models.PROTECT, related_name="drafts")
    document = models.JSONField()
    at = models.DateTimeField()


class Glass(Guarded):
    """Somebody asks to read one alert that is not addressed to them, and another agrees (R3).

    `reference` is what a party gave: until both agreed nobody looks whether there is such an
    alert. `roles` are those in which it was asked, of the unit.
    """

    reference = models.CharField(max_length=12)
    alert = models.ForeignKey(Alert, models.PROTECT, null=True, related_name="+")
    asker = models.ForeignKey(Person, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    roles = models.JSONField()
    approver = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.TextField()
    legal_basis = models.TextField()
    hours = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=12, default=GLASS.start)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=GLASS.stages), name="glass_stage"),
            models.CheckConstraint(
                condition=Q(approver=None) | ~Q(approver=models.F("asker")),
                name="nobody_breaks_the_glass_alone",
            ),
            models.CheckConstraint(
                condition=~Q(stage="open")
                | Q(alert__isnull=False, approver__isnull=False, until__isnull=False),
                name="an_open_glass_has_two_persons_and_an_end",
            ),
            models.CheckConstraint(
                condition=Q(hours__gte=1, hours__lte=MOST_HOURS), name="glass_for_some_hours"
            ),
        ]
        indexes = [Index(fields=["asker", "-asked_at"], name="glass_asker")]


class Enabling(Guarded):
    """A State lets its own alerts of a kind say something about persons, on a legal basis (R6).

    `fields` are keys of the kind's `persons`: what a later version adds is not enabled by it.
    """

    kind = models.ForeignKey(Kind, models.PROTECT, related_name="enablings")
    state = models.ForeignKey(State, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    fields = models.JSONField()
    legal_basis = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "state"],
                condition=Q(until__isnull=True),
                name="one_enabling_a_kind_and_state",
            ),
            models.CheckConstraint(
                condition=~Q(legal_basis="") & ~Q(fields=[]), name="enabled_on_a_basis"
            ),
        ]


class Particular(Guarded):
    """One value about a person in an alert, apart from it so that it can be erased (R6)."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="particulars")
    origin = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    enabling = models.ForeignKey(Enabling, models.PROTECT, related_name="particulars")
    key = models.CharField(max_length=40)
    value = models.JSONField(null=True)
    given_at = models.DateTimeField()
    until = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "key"], name="one_value_a_question"),
            models.CheckConstraint(
                condition=Q(until__lte=models.F("given_at") + KEPT), name="kept_thirty_days"
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False, ended_at__isnull=True, ending="")
                | Q(value__isnull=True, ended_at__isnull=False, ending__in=ENDINGS),
                name="ended_is_erased",
            ),
        ]
        indexes = [
            Index(fields=["until"], condition=Q(ended_at__isnull=True), name="particular_due")
        ]
