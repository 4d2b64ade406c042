"""Communication checks, requests for contact, admissions, and how often cards are looked up."""

from django.db import models
from django.db.models import F, Q

from almenara.core.parties.guarded import Guarded, among
from almenara.core.parties.models import Institution, Person, State
from almenara.directory import stages
from almenara.directory.models.networks import Network
from almenara.directory.models.posts import Post
from almenara.directory.models.rows import WORDS


class Check(Guarded):
    """A question «are you there?» to the institutions of a network, announced or by surprise."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="checks")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    announced = models.BooleanField(default=False)
    states_all = models.PositiveSmallIntegerField()
    states_taking_part = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=WORDS, default=stages.CHECK.start)

    class Meta:
        constraints = [
            among("stage", stages.CHECK.stages, "check_stage"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opened_at")), name="check_closes_later"
            ),
        ]
        indexes = [models.Index(fields=["stage", "closes_at"], name="check_to_close")]


class Probe(Guarded):
    """One institution in a check; silence is told to its State first (R5)."""

    check_asked = models.ForeignKey(Check, models.CASCADE, related_name="probes")
    network = models.ForeignKey(Network, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    state = models.ForeignKey(State, models.PROTECT, null=True, related_name="+")
    asker = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=WORDS, default=stages.PROBE.start)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            among("stage", stages.PROBE.stages, "probe_stage"),
            models.UniqueConstraint(
                fields=["check_asked", "institution"], name="one_probe_an_institution"
            ),
        ]
        indexes = [models.Index(fields=["institution", "stage"], name="probe_of_institution")]


class ContactRequest(Guarded):
    """Somebody asks a post of another State to call back; it climbs like an alert."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="contacts")
    origin = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    state = models.ForeignKey(State, models.PROTECT, null=True, related_name="+")
    urgency = models.CharField(max_length=WORDS, default="normal")
    marking = models.CharField(max_length=WORDS, default="TLP:AMBER")
    reason = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=200, blank=True)
    stage = models.CharField(max_length=WORDS, default=stages.CONTACT.start)
    step = models.PositiveSmallIntegerField(default=1)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reached_at = models.DateTimeField(null=True)
    reached_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [among("stage", stages.CONTACT.stages, "contact_stage")]
        indexes = [models.Index(fields=["stage", "due_at"], name="contact_due")]


class ContactStep(Guarded):
    """Who was told of a request for contact at which step."""

    request = models.ForeignKey(ContactRequest, models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=WORDS)
    post = models.ForeignKey(Post, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="one_step_a_number")
        ]


class Application(Guarded):
    """An institution asks to enter a network whose type wants approvals first (S8)."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="applications")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    state = models.ForeignKey(State, models.PROTECT, related_name="+")
    stage = models.CharField(max_length=WORDS, default=stages.APPLICATION.start)
    document = models.UUIDField()
    applied_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField()
    due_on = models.DateField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            among("stage", stages.APPLICATION.stages, "application_stage"),
            models.UniqueConstraint(
                fields=["network", "institution"],
                condition=Q(stage__in=["applied", "endorsed", "member"]),
                name="one_open_application",
            ),
        ]


class Approval(Guarded):
    """One of the approvals that an application waits for: whose, and by whom."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="approvals")
    whose = models.CharField(max_length=WORDS)
    given = models.BooleanField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    document = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "whose"], name="one_approval_each"),
            models.UniqueConstraint(fields=["application", "person"], name="one_person_one_yes"),
        ]


class LookUp(Guarded):
    """How many cards a person asked for in one second; limits add up the last sixty (R4)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    network = models.ForeignKey(Network, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    asked = models.PositiveIntegerField(default=0)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "network", "at"], name="one_row_a_second")
        ]


class SealedCopy(Guarded):
    """An issue of the offline copy: to whom, of what, when; the files are mailed, not kept."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
