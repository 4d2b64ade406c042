"""A decision on its way to the Governments: each link with its post and its date."""

from django.db import models
from django.db.models import Index, Q

from almenara.core.parties.alphabet import ByName
from almenara.core.parties.guarded import Guarded, among
from almenara.core.parties.models import Institution, Person, State
from almenara.mandates.models.registers import Resolution
from almenara.mandates.stages import RECEIPT, TRANSMISSION


class Transmission(Guarded):
    """What was adopted goes to every Permanent Mission; `note` is the text of the cover note."""

    resolution = models.ForeignKey(Resolution, models.PROTECT, related_name="transmissions")
    note = models.TextField()
    stage = models.CharField(max_length=12, default=TRANSMISSION.start)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]
        constraints = [among("stage", TRANSMISSION.stages, "transmission_stage")]


class Hop(Guarded):
    """One link of the chain: which post passed it on, and when."""

    transmission = models.ForeignKey(Transmission, models.CASCADE, related_name="hops")
    verb = models.CharField(max_length=8)
    post = models.CharField(max_length=120)
    on = models.DateField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(fields=["transmission", "verb"], name="each_link_once"),
            among("verb", list(TRANSMISSION.steps), "hop_verb"),
        ]


class Receipt(Guarded):
    """One State's Mission of the day of sending; no `institution`: it has none here."""

    transmission = models.ForeignKey(Transmission, models.CASCADE, related_name="receipts")
    state = models.ForeignKey(State, models.PROTECT, related_name="+")
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")
    stage = models.CharField(max_length=12, default=RECEIPT.start)
    received_on = models.DateField(null=True)
    forwarded_on = models.DateField(null=True)
    forwarded_to = models.CharField(max_length=200, blank=True)
    answered_on = models.DateField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = [ByName("state")]
        constraints = [
            models.UniqueConstraint(fields=["transmission", "state"], name="one_receipt_a_state"),
            among("stage", RECEIPT.stages, "receipt_stage"),
            models.CheckConstraint(
                condition=Q(stage="sent") | Q(received_on__isnull=False), name="received_on_a_day"
            ),
        ]
        indexes = [Index(fields=["state", "transmission"], name="receipt_of_a_state")]
