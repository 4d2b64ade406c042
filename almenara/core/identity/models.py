"""Where somebody is signed in; persons and what hangs on them are rows of the parties."""

import uuid
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from almenara.core.parties.guarded import GuardedQuerySet


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

    objects = GuardedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["user", "-seen_at"], name="sessions_of_a_user")]

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_module(settings.SESSION_ENGINE).SessionStore
