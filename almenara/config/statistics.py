"""Statistics of the platform on itself (R18), from which nothing hidden can be inferred.

Only months that are over, so that no figure moves when somebody acts; a cell is shown from FEWEST
institutions and RUNG alerts on, rounded down to RUNG, so that whoever knows their own alerts learns
nothing of others'; no sums beside cells, so that nothing comes out by subtraction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from django.core.cache import cache
from django.db.models import Aggregate, Count, DurationField, F, Q
from django.db.models.functions import TruncMonth

from almenara.config import front
from almenara.core.access.context import as_system
from almenara.core.parties.actor import Actor
from almenara.directory.models import Probe
from almenara.exchange import queries
from almenara.exchange.models import Alert, Delivery

Context = dict[str, Any]
FEWEST, RUNG, STEP, MONTHS = 5, 10, 5, 12  # institutions; alerts; minutes and per cent; months
KEPT = 3600  # seconds that the sums are kept
WHY = "sums that name nobody, above the threshold"


class Median(Aggregate):
    """The middle of a column of durations."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field: ClassVar = DurationField()


@dataclass(frozen=True)
class Sums:
    """What was counted: by kind and month; minutes to acknowledge; per cent reached in checks."""

    alerts: dict[tuple[str, datetime], int]
    minutes: int | None
    reached: int | None


def page(viewer: Actor, now: datetime) -> Context:
    """The public page: States in each network with both denominators, and the sums."""
    until = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    since = until.replace(year=until.year - 1)
    key = f"statistics:{until:%Y%m}"
    sums: Sums | None = cache.get(key)
    if sums is None:
        sums = _sums(since, until)
        cache.set(key, sums, KEPT)
    names = {kind.slug: kind.name for kind in queries.kinds(viewer)}
    return {
        "networks": front.networks(viewer),
        "rows": _rows(sums, names),
        "minutes": sums.minutes,
        "reached": sums.reached,
        "since": since.date(),
        "last": until.date() - timedelta(days=1),
        "fewest": FEWEST,
        "rung": RUNG,
    }


def _rows(sums: Sums, names: dict[str, str]) -> list[Context]:
    return [
        {"kind": names[kind], "month": month.date(), "count": count}
        for (kind, month), count in sorted(
            sums.alerts.items(), key=lambda item: (item[0][1], names.get(item[0][0], "")),
            reverse=True,
        )
        if kind in names
    ]  # fmt: skip


def _sums(since: datetime, until: datetime) -> Sums:
    with as_system(WHY):
        return Sums(_alerts(since, until), _minutes(since, until), _reached(since, until))


def _alerts(since: datetime, until: datetime) -> dict[tuple[str, datetime], int]:
    rows = Alert.objects.unguarded(WHY).filter(published_at__gte=since, published_at__lt=until)
    by_month = rows.annotate(month=TruncMonth("published_at", tzinfo=UTC))
    cells = by_month.values("kind", "month").order_by()
    counted = cells.annotate(n=Count("pk"), origins=Count("origin", distinct=True))
    return shown((row["kind"], row["month"], row["n"], row["origins"]) for row in counted)


def shown(
    cells: Iterable[tuple[str, datetime, int, int]],
) -> dict[tuple[str, datetime], int]:
    """Of (kind, month, alerts, originating institutions) those above both thresholds, rounded."""
    return {
        (kind, month): count // RUNG * RUNG
        for kind, month, count, origins in cells
        if count >= RUNG and origins >= FEWEST
    }


def _minutes(since: datetime, until: datetime) -> int | None:
    """Median from sending to acknowledgement, to the next STEP minutes."""
    rows = Delivery.objects.unguarded(WHY).filter(
        acknowledged_at__isnull=False, sent_at__gte=since, sent_at__lt=until
    )
    found = rows.annotate(took=F("acknowledged_at") - F("sent_at")).aggregate(
        median=Median("took"), n=Count("pk"), institutions=Count("institution", distinct=True),
    )  # fmt: skip
    if found["n"] < RUNG or found["institutions"] < FEWEST:
        return None
    return rounded(found["median"].total_seconds() / 60)


def _reached(since: datetime, until: datetime) -> int | None:
    """Per cent of the institutions asked in closed checks that answered in time."""
    rows = Probe.objects.unguarded(WHY).filter(
        check_asked__stage="closed", asked_at__gte=since, asked_at__lt=until
    )
    found = rows.aggregate(
        asked=Count("pk"),
        reached=Count("pk", Q(stage="reached")),
        institutions=Count("institution", distinct=True),
    )
    if found["asked"] < RUNG or found["institutions"] < FEWEST:
        return None
    return rounded(100 * found["reached"] / found["asked"])


def rounded(value: float) -> int:
    return round(value / STEP) * STEP
