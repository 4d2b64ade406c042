"""Moments as programs write them."""

from datetime import UTC, datetime


def moment(at: datetime | None) -> str | None:
    """RFC 3339 in UTC with `Z`, as exact as it is known."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
