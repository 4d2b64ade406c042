"""Meetings: agenda, who was sent, who was there, who asked to come."""

from django.db import models
from django.db.models import F, Q

from almenara.bodies.models.rows import CAPACITIES, DISTRIBUTIONS, Distributed
from almenara.bodies.models.seats import Body
from almenara.bodies.stages import DELEGATION, MEETING, REGISTRATION
from almenara.core.documents.models import Document
from almenara.core.parties.guarded import Guarded, among
from almenara.core.parties.models import Institution, Named, Observer, Person, State

MODES = ("virtual", "in-person", "hybrid")
PRESENCES = ("present", "excused", "absent")
PARTIES = ("state", "observer", "institution", "organisation")


class Meeting(Named, Guarded):
    """A session of a body; `zone` is that of its clock."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings")
    ordinal = models.PositiveIntegerField()
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    zone = models.CharField(max_length=40)
    mode = models.CharField(max_length=12)
    place = models.CharField(max_length=200, blank=True)
    is_open_to_all = models.BooleanField(default=False)
    stage = models.CharField(max_length=10, default=MEETING.start)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-starts", "id"]
        indexes = [models.Index(fields=["-starts", "id"], name="meeting_newest")]
        constraints = [
            among("stage", MEETING.stages, "meeting_stage"),
            among("mode", MODES, "meeting_mode"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="meeting_ends_later"),
            models.UniqueConstraint(fields=["body", "ordinal"], name="one_meeting_an_ordinal"),
        ]


class AgendaItem(Distributed):
    """A point of the agenda, below another one or at the top; its words do not change.

    One that was taken out stays, because an order that was adopted may name it.
    """

    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="below")
    position = models.PositiveSmallIntegerField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [among("distribution", DISTRIBUTIONS, "item_distribution")]


class AgendaOrder(Guarded):
    """The order of business as it was adopted, and each time that it was changed.

    `items` are numbers as people say them and keys, `["2.1", "<id>"]`: the words are the items'.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="orders")
    number = models.PositiveSmallIntegerField()
    items = models.JSONField()
    why = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["meeting", "number"], name="one_order")]


class Delegation(Guarded):
    """Whom a State, an observer, an institution or an organisation sends, and the answer to it.

    Only a State votes; the answer to its credentials has a day.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="delegations")
    state = models.ForeignKey(State, models.PROTECT, null=True, related_name="+")
    observer = models.ForeignKey(Observer, models.PROTECT, null=True, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    organisation = models.CharField(max_length=200, blank=True)
    capacity = models.CharField(max_length=5)
    note = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=10, default=DELEGATION.start)
    named_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["meeting", "named_at", "id"]
        constraints = [
            among("capacity", CAPACITIES, "delegation_capacity"),
            among("stage", DELEGATION.stages, "delegation_stage"),
            models.CheckConstraint(
                condition=Q(capacity="voice") | Q(state__isnull=False), name="only_states_vote"
            ),
            models.CheckConstraint(
                condition=Q(stage="named") | Q(answered_at__isnull=False), name="answer_has_a_day"
            ),
            *(
                models.UniqueConstraint(
                    fields=["meeting", party], name=f"one_delegation_of_{party}",
                    condition=~Q(organisation="") if party == "organisation"
                    else Q(**{f"{party}__isnull": False}),
                )
                for party in PARTIES
            ),
        ]  # fmt: skip


class Delegate(Guarded):
    """Somebody of a delegation, with an account or without; with one, of one delegation only."""

    delegation = models.ForeignKey(Delegation, models.CASCADE, related_name="delegates")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["delegation", "name"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="delegate_of_one")
        ]


class Attendance(Guarded):
    """Was a delegation there on a day, and could it vote that day?"""

    delegation = models.ForeignKey(Delegation, models.PROTECT, related_name="attendances")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    day = models.DateField()
    presence = models.CharField(max_length=8)
    capacity = models.CharField(max_length=5)

    class Meta:
        ordering = ["day", "delegation"]
        constraints = [
            among("presence", PRESENCES, "attendance_presence"),
            among("capacity", CAPACITIES, "attendance_capacity"),
            models.UniqueConstraint(fields=["delegation", "day"], name="attends_once_a_day"),
        ]


class Registration(Guarded):
    """Somebody without an account who wants to come, or whose organisation asks to be accredited.

    The link in their mail proves the address; the table keeps its digest only. `told` is the last
    stage of which a letter left. Gone 90 days after the meeting.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="registrations")
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    purpose = models.TextField(max_length=2000, blank=True)
    mail = models.CharField(max_length=254)
    language = models.CharField(max_length=2)
    digest = models.CharField(max_length=64, unique=True)
    stage = models.CharField(max_length=10, default=REGISTRATION.start)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=500, blank=True)
    told = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            among("stage", REGISTRATION.stages, "registration_stage"),
            models.UniqueConstraint(
                fields=["meeting", "mail", "organisation"], name="registers_once"
            ),
            models.CheckConstraint(
                condition=~Q(stage__in=["accredited", "refused"]) | Q(answered_at__isnull=False),
                name="accreditation_has_a_day",
            ),
        ]
