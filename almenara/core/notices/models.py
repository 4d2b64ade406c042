"""A word to a person about a thing: the row is the truth, the job that sends it only a hint."""

import uuid
from datetime import time
from typing import Any

from django.db import models
from django.db.models import Q

from almenara.core.notices.stages import NOTICE
from almenara.core.parties import keyring
from almenara.core.parties.guarded import GuardedQuerySet
from almenara.core.parties.models import Person

CHANNELS = ("inbox", "mail", "webhook", "phone")
ADDRESS_KINDS = ("mail", "webhook", "pgp", "phone")
SPACE = uuid.UUID("6f1d2a3e-7c1b-5a35-9d4e-a1e3a0a5c0de")


def key_of(group: str, step: int, person: uuid.UUID, channel: str) -> str:
    """The key of a notice: the same for every attempt, telling nothing."""
    return uuid.uuid5(SPACE, f"{group}|{step}|{person}|{channel}").hex


class Notice(models.Model):
    """One word on one channel; `group` says what withdraws it, `about` what it is about.

    `origin` and `institution` repeat who tells and whose reader this is: row-level security
    compares only columns of this table. Of a RED thing only the person and `author` see the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=32, unique=True)
    group = models.CharField(max_length=200)
    step = models.PositiveSmallIntegerField(default=1)
    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    channel = models.CharField(max_length=8, choices=[(c, c) for c in CHANNELS])
    word = models.CharField(max_length=32)
    about = models.CharField(max_length=80)
    marking = models.CharField(max_length=16)
    is_urgent = models.BooleanField(default=False)
    origin = models.CharField(max_length=60, blank=True)
    institution = models.CharField(max_length=60, blank=True)
    author = models.UUIDField(null=True, blank=True)
    stage = models.CharField(max_length=10, default=NOTICE.start)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "step", "person", "channel"], name="one_notice_a_step_and_channel"
            ),
            models.CheckConstraint(condition=Q(stage__in=NOTICE.stages), name="notice_stage"),
            models.CheckConstraint(condition=Q(channel__in=CHANNELS), name="notice_channel"),
            models.CheckConstraint(
                condition=~Q(stage="sent") | Q(sent_at__isnull=False), name="sent_at_a_moment"
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "next_at"], condition=Q(stage="queued"), name="notice_due"
            ),
            models.Index(
                "person",
                "channel",
                models.F("read_at").asc(nulls_first=True),
                models.F("made_at").desc(),
                name="notice_inbox",
            ),
            models.Index(fields=["about", "made_at"], name="notice_about"),
        ]

    @property
    def language(self) -> str:
        """The reader's: the person's own choice, else their State's."""
        return language_of(self.person)


class Address(models.Model):
    """Where a person is reached on a channel; the address and its secret are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=8, choices=[(k, k) for k in ADDRESS_KINDS])
    sealed_address = models.BinaryField()
    sealed_secret = models.BinaryField(null=True)
    facts = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_address_a_kind"),
            models.CheckConstraint(condition=Q(kind__in=ADDRESS_KINDS), name="address_kind"),
        ]

    @property
    def address(self) -> str:
        return keyring.unseal(bytes(self.sealed_address), *self._place("address"))

    @property
    def secret(self) -> str:
        if self.sealed_secret is None:
            return ""
        return keyring.unseal(bytes(self.sealed_secret), *self._place("secret"))

    def seal(self, address: str, secret: str = "") -> None:
        """Put the address and its secret into the row, which is not saved yet."""
        self.sealed_address = keyring.seal(address, *self._place("address"))
        self.sealed_secret = keyring.seal(secret, *self._place("secret")) if secret else None

    def _place(self, column: str) -> tuple[str, str, str]:
        return "notices_address", column, str(self.pk)


class Quiet(models.Model):
    """A person's quiet hours on their wall clock; only what is urgent comes through."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="quiet")
    since = models.TimeField()
    until = models.TimeField()

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(since=models.F("until")), name="quiet_hours_have_an_end"
            )
        ]

    @property
    def hours(self) -> tuple[time, time]:
        return self.since, self.until


class OneTimeLink(models.Model):
    """The link of a mail without content: it shows a reference, and says «received» once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedQuerySet.as_manager()


def language_of(person: Person) -> str:
    """The language in which this person reads messages."""
    institution: Any = person.institution
    state = institution.state if institution else None
    return person.language or (state.language if state else "es")


def zone_of(person: Person) -> str:
    """The person's own time zone, else their State's."""
    institution: Any = person.institution
    state = institution.state if institution else None
    return person.zone or (state.zone if state else "UTC")
