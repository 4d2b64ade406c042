"""Posts, who holds them by which act, how they are reached, and what waits to be nominated."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from almenara.core.parties import keyring
from almenara.core.parties.guarded import Guarded, among
from almenara.core.parties.models import Institution, Person, State
from almenara.directory import stages
from almenara.directory.models.networks import Network, Seat
from almenara.directory.models.rows import (
    LINE_KINDS,
    POST_KINDS,
    WORDS,
    Moments,
    choices,
)


class Post(Guarded):
    """A function that answers; it outlives whoever holds it. `lead` repeats the seat's."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="posts")
    network = models.ForeignKey(Network, models.PROTECT, related_name="posts")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="posts")
    state = models.ForeignKey(State, models.PROTECT, null=True, related_name="posts")
    lead = models.BooleanField(default=False)
    kind = models.CharField(max_length=WORDS, choices=choices(POST_KINDS))
    titles = models.JSONField(default=dict)
    zone = models.CharField(max_length=40, default="UTC")
    languages = models.JSONField(default=list)
    stage = models.CharField(max_length=WORDS, default=stages.POST.start)
    nominated_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            among("kind", POST_KINDS, "post_kind"),
            among("stage", stages.POST.stages, "post_stage"),
        ]
        indexes = [models.Index(fields=["network", "institution", "kind"], name="post_in_network")]


class Designation(Guarded):
    """A person holds a post from a moment on, by an act (a note verbale) of who may nominate."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="designations")
    person = models.ForeignKey(Person, models.CASCADE, related_name="designations")
    is_single = models.BooleanField()
    stage = models.CharField(max_length=WORDS, default=stages.DESIGNATION.start)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    place = models.PositiveSmallIntegerField(default=0)
    document = models.UUIDField()
    nominated_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            among("stage", stages.DESIGNATION.stages, "designation_stage"),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("nominated_by")),
                name="nobody_approves_their_own_nomination",
            ),
            models.CheckConstraint(
                condition=~Q(stage="verified", approved_by__isnull=True),
                name="verified_by_somebody",
            ),
            ExclusionConstraint(
                name="one_designation_a_person",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (Moments("since", "until"), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="one_holder_at_a_time",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    (Moments("since", "until"), RangeOperators.OVERLAPS),
                ],
                condition=Q(is_single=True, stage="verified"),
            ),
        ]
        indexes = [models.Index(fields=["person", "until"], name="designation_of_person")]


class ContactLine(Guarded):
    """How a post is reached; the address is sealed (`core.parties.keyring`), never private."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=WORDS, choices=choices(LINE_KINDS))
    address = models.BinaryField()
    priority = models.PositiveSmallIntegerField(default=0)
    attested_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            among("kind", LINE_KINDS, "line_kind"),
            models.UniqueConstraint(fields=["post", "kind", "priority"], name="one_line_a_place"),
        ]

    @property
    def in_clear(self) -> str:
        """The address as it is called or written to."""
        return keyring.unseal(bytes(self.address), "directory_contactline", "address", str(self.pk))


class Proposal(Guarded):
    """A nomination that an institution asks for and that waits for who nominates (S77)."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="proposals")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="+")
    state = models.ForeignKey(State, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=WORDS, choices=choices(POST_KINDS))
    titles = models.JSONField(default=dict)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    stage = models.CharField(max_length=WORDS, default=stages.PROPOSAL.start)
    waits_for = models.CharField(max_length=WORDS)
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    passed_on_at = models.DateTimeField(null=True)
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [among("stage", stages.PROPOSAL.stages, "proposal_stage")]


class Attestation(Guarded):
    """Somebody said that a post's card is right, and what they corrected."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="attestations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    changed = models.JSONField(default=list)
