"""What every row of the directory has in common."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Func, Q

POST_KINDS = ("duty", "alternate", "head")
LINE_KINDS = ("phone", "mail", "sms", "fax", "radio")
WORDS = 24


class Moments(Func):
    """Two moments as a range, for EXCLUDE constraints only (look-ups compare the columns)."""

    function = "TSTZRANGE"
    output_field: ClassVar = DateTimeRangeField()


def choices(words: Any) -> list[tuple[str, str]]:
    return [(word, word) for word in words]


def ends_later(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name=name)
