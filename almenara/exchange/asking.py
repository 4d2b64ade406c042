"""What is asked of whoever is told: by when, why it climbed to them, and who did not answer."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core.notices.models import Notice, zone_of
from almenara.core.parties.actor import SYSTEM
from almenara.core.web import moments
from almenara.core.web.sentences import joined
from almenara.directory import queries as directory
from almenara.exchange import sending
from almenara.exchange.models import Delivery
from almenara.exchange.stages import WAITING

WHY = "each notice is for a reader"
POSTS = {
    "duty": gettext_lazy("guardia"),
    "alternate": gettext_lazy("suplente"),
    "head": gettext_lazy("jefatura"),
    "named": gettext_lazy("persona nombrada"),
}


def has_climbed(notice: Notice) -> bool:
    return notice.step > 1 and notice.group.startswith("delivery:")


def asked(notices: Collection[Notice]) -> dict[UUID, list[str]]:
    """By notice, in its reader's language and zone; nothing of what is answered or over."""
    waiting = _waiting(notices)
    silent = _silent([n for n in notices if n.group in waiting and has_climbed(n)], waiting)
    return {
        notice.pk: [*_climbed(notice, silent), *_until(notice, waiting[notice.group])]
        for notice in notices
        if notice.group in waiting
    } | _unanswered([notice for notice in notices if notice.word == "overdue"])


def _unanswered(notices: Collection[Notice]) -> dict[UUID, list[str]]:
    """For the origin: which institution said nothing, and when it was told."""
    ids = {n.group.partition(":")[2] for n in notices}
    rows = Delivery.objects.unguarded(WHY).filter(pk__in=ids).select_related("institution")
    found = {f"overdue:{row.pk}": row for row in rows}
    return {
        notice.pk: [_("Sin acuse de recibo: %s") % _told(notice, one.institution.name, one.sent_at)]
        for notice in notices
        if (one := found.get(notice.group))
    }


def _told(notice: Notice, who: str, at: datetime) -> str:
    when = moments.written(at, zone_of(notice.person))
    return _("%(post)s (aviso: %(moment)s)") % {"post": who, "moment": when}


def _waiting(notices: Collection[Notice]) -> dict[str, Delivery]:
    ids = {
        pk for n in notices for word, _colon, pk in [n.group.partition(":")] if word == "delivery"
    }
    rows = Delivery.objects.unguarded(WHY).filter(pk__in=ids, stage__in=WAITING)
    live = rows.exclude(alert__stage="retracted").select_related("alert__kind")
    return {f"delivery:{row.pk}": row for row in live}


def _until(notice: Notice, delivery: Delivery) -> list[str]:
    if delivery.is_overdue:
        return []
    return [
        _("Acuse de recibo hasta: %s") % moments.written(delivery.due_at, zone_of(notice.person))
    ]


def _climbed(notice: Notice, silent: dict[str, list[tuple[Notice, str]]]) -> list[str]:
    """Posts, not persons."""
    if not has_climbed(notice):
        return []
    told = [one for one in silent.get(notice.group, ()) if one[0].step < notice.step]
    if not told:
        return [_("Le llega porque nadie acusó recibo a tiempo.")]
    before = joined([_told(notice, post, one.made_at) for one, post in told])
    return [_("Le llega porque no hubo acuse de recibo a tiempo de: %s.") % before]


def _silent(
    climbed: Collection[Notice], waiting: dict[str, Delivery]
) -> dict[str, list[tuple[Notice, str]]]:
    """Who was told before and by which post, by group; one question a kind of message."""
    groups = {notice.group for notice in climbed}
    rows = Notice.objects.unguarded(WHY).filter(group__in=groups, channel="inbox").order_by("step")
    posts = _posts([waiting[group] for group in groups])
    found = defaultdict(list)
    for row in rows:
        home = waiting[row.group].institution_id
        if post := posts.get((waiting[row.group].alert.kind_id, home, str(row.person_id))):
            found[row.group].append((row, post))
    return found


def _posts(deliveries: Collection[Delivery]) -> dict[tuple[str, str, str], str]:
    """The function of each person in the ladders of these deliveries, as they stand now."""
    by_kind = defaultdict(list)
    for delivery in deliveries:
        by_kind[delivery.alert.kind_id].append(delivery)
    return {
        (kind, home, step.person): str(POSTS[step.kind])
        for kind, rows in by_kind.items()
        for home, ladder in directory.steps_of(
            SYSTEM, rows[0].alert.network_id, [row.institution_id for row in rows],
            timezone.now(), sending.escalation(rows[0].alert),
        ).items()
        for step in reversed(ladder)
    }  # fmt: skip
