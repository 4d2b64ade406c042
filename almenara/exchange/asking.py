"""What a first word asks of its reader: by when, and why it climbed to them."""

from collections import defaultdict
from collections.abc import Collection
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
    }


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
    """Posts, not persons: «no acusaron recibo: guardia (avisada el 24 nov 15:22)»."""
    if not has_climbed(notice):
        return []
    zone = zone_of(notice.person)
    before = [
        _("%(post)s (aviso: %(moment)s)")
        % {"post": post, "moment": moments.written(one.made_at, zone)}
        for one, post in silent.get(notice.group, ())
        if one.step < notice.step
    ]
    if not before:
        return [_("Le llega porque nadie acusó recibo a tiempo.")]
    return [_("Le llega porque no hubo acuse de recibo a tiempo de: %s.") % joined(before)]


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
