"""The home of a person: what awaits them, who is on duty, what is new in each of their networks."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from almenara.core.access.rules import why_not
from almenara.core.identity import queries as identity
from almenara.core.languages import page_language
from almenara.core.notices import inbox as inboxes
from almenara.core.notices import queries as notices
from almenara.core.parties.actor import Actor
from almenara.directory import desk, oncall, shown
from almenara.directory import queries as directory
from almenara.exchange import pages, queries
from almenara.exchange.models import Delivery
from almenara.exchange.rows import alert_rows

Context = dict[str, Any]
SOON = timedelta(minutes=15)
MOST, LATEST, UNREAD = 8, 6, 200
COUNTED = 208  # alerts without an acknowledgement; beyond, the home says «200+»
SHIFTS = timedelta(days=14)
RECENT = timedelta(days=7)
NOMINATIONS = ngettext_lazy(
    "%(n)d nominación por verificar", "%(n)d nominaciones por verificar", "n"
)
PROPOSALS = ngettext_lazy("%(n)d propuesta por nominar", "%(n)d propuestas por nominar", "n")
APPLICATIONS = ngettext_lazy("%(n)d solicitud de ingreso", "%(n)d solicitudes de ingreso", "n")


def home_page(viewer: Actor) -> Context:
    """Everything on one page, each part from the queries of its app."""
    now = timezone.now()
    networks = _networks(viewer)
    return {
        "awaiting": awaiting(viewer, now),
        "duties": _duties(viewer, networks, now),
        "latest": alert_rows(viewer, list(queries.alerts(viewer)[:LATEST])),
        "networks": networks,
        "unread": _unread(viewer),
        "shifts": _shifts(viewer, now),
        "calendar_url": "/directory/mine/",
        "why": {"write": pages.why_not_write(viewer)},
        "now": now,
    }


def awaiting(viewer: Actor, now: datetime) -> list[Context]:
    """What waits for this person, the most urgent first."""
    found = [
        *_alerts(viewer, now),
        *_calls(viewer),
        *_unanswered(viewer, now),
        *_checks(viewer),
        *_decisions(viewer),
    ]
    return sorted(found, key=lambda one: ("ember", "sand", "sea").index(one["tone"]))


def _line(url: str, icon: str, tone: str, text: str, due: datetime | None = None) -> Context:
    return {"url": url, "icon": icon, "tone": tone, "text": text, "due": due, "detail": ""}


def _alerts(viewer: Actor, now: datetime) -> list[Context]:
    """Alerts without an acknowledgement of the viewer's institution."""
    waiting = queries.waiting_for(viewer)
    found = [
        _line(
            f"/alerts/{row.alert_id}/",
            "alert",
            _tone(row, now),
            _("%(reference)s sin acuse: %(title)s")
            % {"reference": row.alert.reference, "title": row.alert.text(page_language())[0]},
            row.due_at,
        )
        | {"exercise": row.alert.is_exercise, "marking": row.alert.marking}
        for row in waiting[:MOST]
    ]
    more = waiting.order_by()[: COUNTED + 1].count() - len(found)
    if more > 0:
        words = ngettext("Y %(n)s alerta más sin acuse", "Y %(n)s alertas más sin acuse", more)
        said = words % {"n": more if more <= COUNTED - MOST else f"{COUNTED - MOST}+"}
        found.append(_line("/alerts/?stage=waiting&sort=due", "alert", "sand", said))
    return found


def _tone(row: Delivery, now: datetime) -> str:
    is_now = row.is_overdue or row.stage == "escalated" or row.alert.is_immediate
    return "ember" if is_now or row.due_at < now + SOON else "sand"


def _calls(viewer: Actor) -> list[Context]:
    count = notices.calls(viewer).count()
    if not count:
        return []
    words = ngettext("%(n)d llamada por hacer", "%(n)d llamadas por hacer", count) % {"n": count}
    return [_line("/calls/", "phone", "ember", words)]


def _unanswered(viewer: Actor, now: datetime) -> list[Context]:
    """Alerts of the viewer's institution that somebody let pass by."""
    return [
        _line(
            f"/alerts/{row.alert_id}/",
            "warning",
            "ember",
            _("Nadie respondió a %(reference)s en %(where)s")
            % {"reference": row.alert.reference, "where": row.institution.name},
        )
        | {"exercise": row.alert.is_exercise, "marking": row.alert.marking}
        for row in queries.overdue(viewer, now - RECENT)[:MOST]
    ]


def _checks(viewer: Actor) -> list[Context]:
    return [
        _line(
            f"/checks/{probe.check_asked_id}/",
            "verified",
            "sand",
            _("Comprobación de enlace: %s") % probe.check_asked.network.name,
            probe.check_asked.closes_at,
        )
        for probe in desk.open_probes(viewer)
    ]


def _decisions(viewer: Actor) -> list[Context]:
    """Nominations, proposals and applications on which this person may say yes."""
    waiting: list[tuple[Iterable[Any], str, Any]] = [
        (desk.unverified(viewer)[:50], "verify", NOMINATIONS),
        (desk.proposals(viewer)[:50], "nominate", PROPOSALS),
        (
            desk.applications(viewer).filter(stage__in=("applied", "endorsed"))[:50],
            "approve",
            APPLICATIONS,
        ),
    ]
    found = [*_asked_of_keepers(viewer)]
    for rows, verb, words in waiting:
        count = sum(not why_not(viewer, verb, row) for row in rows)
        if count:
            found.append(_line("/directory/waiting/", "people", "sea", words % {"n": count}))
    return found


def _asked_of_keepers(viewer: Actor) -> list[Context]:
    """Emergency access that waits for a second person, and corrections without an answer."""
    found = []
    if count := len(queries.glasses_to_decide(viewer)):
        words = ngettext("%(n)d acceso de emergencia por decidir",
                         "%(n)d accesos de emergencia por decidir", count)  # fmt: skip
        found.append(_line("/glass/", "lock", "sand", words % {"n": count}))
    if not viewer.has_role("administrator"):
        return found
    if count := sum(row.answered_at is None for row in identity.all_corrections(viewer)):
        words = ngettext(
            "%(n)d corrección por responder", "%(n)d correcciones por responder", count
        )
        found.append(_line("/people/corrections/", "edit", "sea", words % {"n": count}))
    return found


def _networks(viewer: Actor) -> list[Context]:
    """The viewer's own, with both denominators (R5)."""
    mine = directory.networks(viewer).filter(slug__in=directory.seated(viewer))
    rows = list(mine)
    return [
        item | {"name": row.name, "url": f"/directory/{row.slug}/"}
        for row, item in zip(rows, shown.taking_part(viewer, rows), strict=True)
    ]


def _duties(viewer: Actor, networks: list[Context], now: datetime) -> list[Context]:
    """Colleagues are called by their office, not by their account; the same is said once."""
    home, slugs = viewer.institution, [network["slug"] for network in networks]
    watches = directory.watches(viewer, slugs, [home], now, now + SHIFTS)
    found = [_duty(viewer, watches[network["slug"]], now) for network in networks]
    known = {duty.get(key) for duty in found for key in ("who", "next")} - {None, ""}
    rows = identity.people(viewer).filter(user__username__in=known)
    offices = {row.user.get_username(): shown.text(row.titles) for row in rows}
    said = [
        duty
        | {key: offices.get(name) or name for key in ("who", "next") if (name := duty.get(key))}
        for duty in found
    ]
    return [
        duty | {"networks": [n for n, same in zip(networks, said, strict=True) if same == duty]}
        for number, duty in enumerate(said)
        if duty not in said[:number]
    ]


def _duty(viewer: Actor, watch: directory.Watch, now: datetime) -> Context:
    """Who answers now in the viewer's institution for a network, until when, and who is next."""
    home = viewer.institution
    steps = watch.steps(home, now)
    until = oncall.until(watch.posts.get(home, []), now, absences=watch.absences)
    after = watch.steps(home, until) if until else []
    if not steps:
        return {"is_gap": True}
    return {
        "is_gap": False,
        "is_own": steps[0].person == viewer.person,
        "who": steps[0].username,
        "until": until,
        "next": after[0].username if after and after[0].person != steps[0].person else "",
    }


def _unread(viewer: Actor) -> list[Context]:
    """Unread words of each network, and nothing of others (S6)."""
    rows = list(notices.inbox(viewer).filter(read_at=None)[:UNREAD])
    return [
        {
            "network": name or _("De la plataforma"),
            "count": len(entries),
            "items": [
                {
                    "url": one.content.url if one.content else "/inbox/",
                    "title": one.content.title if one.content else _("Ya no está a su alcance"),
                    "marking": one.notice.marking,
                    "at": one.notice.made_at,
                    "exercise": bool(one.content and one.content.is_exercise),
                }
                for one in entries[:5]
            ],
        }
        for name, entries in inboxes.entries(rows)
    ]


def _shifts(viewer: Actor, now: datetime) -> list[Context]:
    return [
        {"network": row.post.network.name, "starts": row.starts_at, "ends": row.ends_at}
        for row in desk.my_shifts(viewer, now).filter(starts_at__lt=now + SHIFTS)[:MOST]
    ]
