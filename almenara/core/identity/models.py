"""Where somebody is signed in, and what they ask to have corrected; persons are of the parties."""

import uuid
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from almenara.core.parties.guarded import GuardedQuerySet
from almenara.core.parties.models import Person


class Session(AbstractBaseSession):
    """A browser's stay, of a person once they signed in; `name` is told, the key never.

    Outside row-level security: it is looked up by its key before anybody is known.
    """

    name = models.UUIDField(default=uuid.uuid4)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions"
    )
    agent = models.CharField(max_length=200, blank=True)
    begun_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = GuardedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["user", "-seen_at"], name="sessions_of_a_user")]

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_module(settings.SESSION_ENGINE).SessionStore


class Correction(models.Model):
    """A person asks to have what is kept of them, or shown on a page, put right (R18)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="corrections")
    about = models.CharField(max_length=200, blank=True)
    words = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True) | ~models.Q(answer=""),
                name="an_answer_has_words",
            )
        ]
