"""A week of a post as a band: shifts and gaps by their share of the week, in both zones."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from almenara.core.access.rules import reasons
from almenara.core.parties.actor import Actor
from almenara.core.web import moments
from almenara.directory import desk, icalendars, pages, rosters, shown
from almenara.directory.models import Post, Shift
from almenara.directory.wallclock import instant, zone
from almenara.formats.refusal import Unreadable

Context = dict[str, Any]
TONES = ("one", "two", "three")
AHEAD = timedelta(days=28)


@dataclass(frozen=True)
class Week:
    """Seven days on the wall clock of a zone, from the first one."""

    first: date
    place: str
    now: datetime

    @property
    def start(self) -> datetime:
        return instant(self.first, time(0), zone(self.place))

    @property
    def end(self) -> datetime:
        return instant(self.first + timedelta(days=7), time(0), zone(self.place))

    def share(self, moment: datetime) -> float:
        """Where in the week a moment lies, in per cent from the left."""
        inside = min(max(moment, self.start), self.end) - self.start
        return round(100 * (inside / (self.end - self.start)), 3)


def of(text: str, place: str, now: datetime) -> Week:
    """The week from a day on (2026-11-23), else from today."""
    try:
        day = date.fromisoformat(text) if text else now.astimezone(zone(place)).date()
    except ValueError:
        raise Unreadable(["query", "week"], _("La fecha se escribe como 2026-01-31.")) from None
    return Week(day, place, now)


def page(viewer: Actor, post: Post, week: Week) -> Context:
    """The context of the roster's page."""
    rows = list(desk.shifts(viewer, post, week.start, week.end))
    plain = [rosters.Shift(str(row.person_id), row.starts_at, row.ends_at) for row in rows]
    found = rosters.gaps(plain, max(week.start, week.now), week.end) if rows else []
    base = f"/directory/posts/{post.pk}/roster/"
    return {
        "crumbs": [
            {"url": f"/directory/{post.network_id}/", "label": post.network.name},
            {"url": f"/directory/posts/{post.pk}/", "label": shown.text(post.titles)},
        ],
        "network": {"name": post.network.name, "url": f"/directory/{post.network_id}/"},
        "post": {
            "title": shown.text(post.titles),
            "institution": post.institution.name,
            "state": post.state_id,
        },
        "week": _head(week, base),
        "days": [_day(week, n) for n in range(7)],
        "bands": [_band(post, rows, found, week)] if rows else [],
        "zone_words": _zone_words(week),
        "gaps": [{"words": _span(gap.starts_at, gap.ends_at, week.place)} for gap in found],
        "calendar_url": f"{base}calendar.ics",
        "set_url": f"{base}set/",
        "why": reasons(viewer, post, "roster")
        | {"swap": reasons(viewer, post, "roster")["roster"]},
        "may": {"roster": not reasons(viewer, post, "roster")["roster"]},
        "marking": pages.MARKING,
        "who_sees": _("Los miembros de la red"),
    }


def choices(viewer: Actor, post: Post) -> list[tuple[str, str]]:
    """The coming shifts of a post, to choose which to exchange."""
    return [
        (
            str(row.pk),
            f"{row.person.user.get_username()} · {_span(row.starts_at, row.ends_at, post.zone)}",
        )
        for row in _coming(viewer, post)
    ]


def chosen(viewer: Actor, post: Post, pk: str) -> Shift:
    return next(row for row in _coming(viewer, post) if str(row.pk) == pk)


def initial(viewer: Actor, post: Post) -> Context:
    """The roster form as the newest rule says, else with every holder in order."""
    names = {str(p.pk): p.user.get_username() for p in desk.people_of(viewer, post)}
    rule = desk.rule(viewer, post)
    if rule is None:
        return {"people": "\n".join(names.values())}
    document = rule.document
    slots = document["hand_overs"]
    return {
        "people": "\n".join(names[one] for one in document["people"] if one in names),
        "hand_overs": ", ".join(slot["at"] for slot in slots),
        "days": slots[0].get("days", list(rosters.DAYS)),
        "rotation": document.get("rotation", "each"),
        "zone": document["zone"],
    }


def calendar(viewer: Actor, post: Post, now: datetime, base_url: str) -> bytes:
    """The coming shifts for any calendar."""
    title = shown.text(post.titles)
    entries = [
        icalendars.Entry(
            str(post.pk), title, row.person.user.get_username(), row.starts_at, row.ends_at, now
        )
        for row in desk.shifts(viewer, post, now, now + timedelta(days=400))
    ]
    host = urlsplit(base_url).hostname or "localhost"
    return icalendars.write(f"{title} · {post.network.name}", entries, host)


def _coming(viewer: Actor, post: Post) -> list[Shift]:
    from_now = datetime.now(UTC)
    rows = desk.shifts(viewer, post, from_now, from_now + AHEAD)
    return [row for row in rows if row.starts_at > from_now]


def _head(week: Week, base: str) -> Context:
    last = week.first + timedelta(days=6)
    return {
        "title": f"{date_format(week.first, 'j M')} – {date_format(last, 'j M Y')}".lower(),
        "previous_url": f"{base}?week={week.first - timedelta(days=7)}",
        "next_url": f"{base}?week={week.first + timedelta(days=7)}",
        "today_url": base,
    }


def _day(week: Week, number: int) -> Context:
    day = week.first + timedelta(days=number)
    start = instant(day, time(0), zone(week.place))
    return {
        "name": date_format(day, "D j").lower(),
        "start": week.share(start),
        "today": week.now.astimezone(zone(week.place)).date() == day,
    }


def _band(post: Post, rows: list[Shift], found: list[rosters.Gap], week: Week) -> Context:
    people = list(dict.fromkeys(row.person_id for row in rows))
    parts = [
        _part(
            row.starts_at,
            row.ends_at,
            week,
            row.person.user.get_username(),
            TONES[people.index(row.person_id) % len(TONES)],
        )
        for row in rows
    ] + [_part(gap.starts_at, gap.ends_at, week, _("Nadie"), "gap") for gap in found]
    is_now = week.start <= week.now < week.end
    return {
        "title": shown.text(post.titles),
        "note": _("Hay horas sin guardia") if found else "",
        "gaps": bool(found),
        "segments": sorted(parts, key=lambda part: part["start"]),
        "now": week.share(week.now) if is_now else None,
    }  # fmt: skip


def _part(starts_at: datetime, ends_at: datetime, week: Week, who: str, tone: str) -> Context:
    start = week.share(starts_at)
    return {
        "start": start,
        "width": round(week.share(ends_at) - start, 3),
        "tone": tone,
        "who": who,
        "words": _span(starts_at, ends_at, week.place),
        "is_gap": tone == "gap",
    }


def _span(starts_at: datetime, ends_at: datetime, place: str) -> str:
    """lun 23 07:00 – 19:00 · 12:00 – 00:00 UTC."""
    here, there = starts_at.astimezone(zone(place)), ends_at.astimezone(zone(place))
    day = date_format(here, "D j").lower()
    until = f"{there:%H:%M}" if there.date() == here.date() else _until(there)
    utc = f"{starts_at.astimezone(UTC):%H:%M} – {ends_at.astimezone(UTC):%H:%M} UTC"
    return f"{day} {here:%H:%M} – {until} · {utc}"


def _until(there: datetime) -> str:
    return f"{date_format(there, 'D j').lower()} {there:%H:%M}"


def _zone_words(week: Week) -> str:
    offset = week.now.astimezone(zone(week.place)).strftime("%z")
    sign = "−" if offset[0] == "-" else "+"
    return _("Hora de {place} (UTC{offset})").format(
        place=moments.place(week.place), offset=f"{sign}{offset[1:3]}:{offset[3:]}"
    )
