"""Networks, the seats of institutions in them, and the States that joined."""

from django.db import models
from django.db.models import Q

from almenara.core.parties.guarded import Guarded, GuardedQuerySet, among
from almenara.core.parties.models import Institution, Named, State
from almenara.directory import stages
from almenara.directory.models.rows import WORDS, ends_later


class Network(Named):
    """A network as its type says it is now; that it exists is public (R1), who is in it is not."""

    slug = models.SlugField(max_length=60, primary_key=True)
    version = models.PositiveIntegerField()
    document = models.JSONField()
    owner = models.SlugField(max_length=60)
    is_voluntary = models.BooleanField(default=False)
    is_windowed = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    objects = GuardedQuerySet.as_manager()

    def roles_that(self, verb: str) -> frozenset[str]:
        """Which roles do this here: `nominates`, `verifies`, `who_checks` …"""
        return frozenset(self.document.get(verb, ()))


class Seat(Guarded):
    """An institution's place in a network: the key by which its people read the rest.

    Its policy looks at its own columns only, so that all others may ask it (no recursion).
    """

    network = models.ForeignKey(Network, models.PROTECT, related_name="seats")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="seats")
    state = models.ForeignKey(State, models.PROTECT, null=True, related_name="seats")
    lead = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "institution"],
                condition=Q(until__isnull=True),
                name="one_open_seat",
            ),
            models.UniqueConstraint(
                fields=["network", "state"],
                condition=Q(until__isnull=True, lead=True),
                name="one_lead_a_state",
            ),
        ]
        indexes = [models.Index(fields=["institution", "network"], name="seat_of_institution")]


class Accession(Guarded):
    """A State's place in a network: invited, acceded, suspended, left; each with its note (R15)."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="accessions")
    state = models.ForeignKey(State, models.PROTECT, related_name="accessions")
    stage = models.CharField(max_length=WORDS, default=stages.ACCESSION.start)
    terms = models.CharField(max_length=40, blank=True)
    document = models.UUIDField(null=True)
    invited_at = models.DateTimeField(null=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            among("stage", stages.ACCESSION.stages, "accession_stage"),
            models.UniqueConstraint(fields=["network", "state"], name="one_accession_a_state"),
        ]


class Window(Guarded):
    """A network reached only for a time: an event, its host, and the States with a delegation."""

    network = models.ForeignKey(Network, models.PROTECT, related_name="windows")
    names = models.JSONField(default=dict)
    host = models.ForeignKey(State, models.PROTECT, related_name="+")
    states = models.JSONField(default=list)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [ends_later("window_ends_later")]
        indexes = [models.Index(fields=["network", "host"], name="window_of_host")]
