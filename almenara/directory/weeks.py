"""A week of a post as a band: shifts and gaps by their share of the week, in both zones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from almenara.core import dates
from almenara.core.access.rules import why_not
from almenara.core.parties.actor import Actor
from almenara.core.web import moments
from almenara.directory import desk, icalendars, pages, rosters, shown
from almenara.directory.models import Post, RosterChange, Shift
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
    """The roster's page: this week as a band."""
    rows = list(desk.shifts(viewer, post, week.start, week.end))
    has_roster = bool(rows) or desk.rule(viewer, post) is not None
    found = _gaps(viewer, post, rows, week) if has_roster else []
    may = not why_not(viewer, "roster", post)
    return around(viewer, post, week) | {
        "week": _head(week, f"/directory/posts/{post.pk}/roster/"),
        "days": [_day(week, n) for n in range(7)],
        "bands": [_band(viewer, post, rows, found, week, may)] if has_roster else [],
        "gaps": [gap_words(viewer, gap, week.place, may) for gap in found],
    }


def around(viewer: Actor, post: Post, week: Week) -> Context:
    """What every view of a roster shows: which post, which clock, what may be changed."""
    base = f"/directory/posts/{post.pk}/roster/"
    reason = why_not(viewer, "roster", post)
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
        "week_url": base,
        "month_url": f"{base}month/",
        "zone_words": zone_words(week.place, week.now),
        "changes": [_change(viewer, row) for row in desk.changes(viewer, post, week.now)],
        "calendar_url": f"{base}calendar.ics",
        "set_url": f"{base}set/",
        "import_url": f"{base}import/",
        "why": {"roster": reason, "swap": reason},
        "may": {"roster": not reason},
        "marking": pages.MARKING,
        "who_sees": _("Los miembros de la red"),
    }


def _gaps(viewer: Actor, post: Post, rows: list[Shift], week: Week) -> list[rosters.Gap]:
    """From now on: hours without a shift, or with one of somebody who does not answer."""
    return rosters.gaps(counted(viewer, post, rows), max(week.start, week.now), week.end)


def counted(viewer: Actor, post: Post, rows: list[Shift]) -> list[rosters.Shift]:
    """The shifts of those who answer: verified, their account open."""
    people = desk.answering(viewer, post)
    return [
        rosters.Shift(str(row.person_id), row.starts_at, row.ends_at)
        for row in rows
        if str(row.person_id) in people
    ]


def gap_words(viewer: Actor, gap: rosters.Gap, place: str, may: bool) -> Context:
    """A gap in words, and where it is filled."""
    start, end = (
        f"{at.astimezone(zone(place)):%Y-%m-%dT%H:%M}" for at in (gap.starts_at, gap.ends_at)
    )
    return {
        "words": span(gap.starts_at, gap.ends_at, place, viewer.zone),
        "url": f"?from={start}&until={end}#cover" if may else "",
    }


def _change(viewer: Actor, row: RosterChange) -> Context:
    """A cover or swap that is not over, as people say it."""
    place = row.post.zone
    who = row.person.user.get_username()
    if row.kind == "override" and row.ends_at:
        words = _("{who} cubre {span}").format(
            who=who, span=span(row.starts_at, row.ends_at, place, viewer.zone)
        )
    else:
        other = row.other.user.get_username() if row.other else ""
        words = _("{who} ({one}) y {other} ({two}) se cambian el turno").format(
            who=who, one=_moment(row.starts_at, place), other=other,
            two=_moment(row.other_at or row.starts_at, place),
        )  # fmt: skip
    return {"words": words, "url": f"/directory/changes/{row.pk}/withdraw/"}


def choices(viewer: Actor, post: Post) -> list[tuple[str, str]]:
    """The coming shifts of a post, to choose which to exchange."""
    return [
        (
            str(row.pk),
            f"{row.person.user.get_username()} · {span(row.starts_at, row.ends_at, post.zone)}",
        )
        for row in _coming(viewer, post)
    ]


def first_swap(viewer: Actor, post: Post, one: str) -> Context:
    """The shift that a link named, or the next one, and the next of another person."""
    rows = _coming(viewer, post)
    mine = next((row for row in rows if str(row.pk) == one), rows[0] if rows else None)
    if mine is None:
        return {}
    other = next((row for row in rows if row.person_id != mine.person_id), mine)
    return {"one": str(mine.pk), "other": str(other.pk)}


def chosen(viewer: Actor, post: Post, pk: str) -> Shift:
    """The coming shift that a form named; it may have moved since the page was read."""
    for row in _coming(viewer, post):
        if str(row.pk) == pk:
            return row
    raise Unreadable([], _("Ese turno ya no está: el cuadro cambió."))


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
        "title": f"{dates.dated(week.first, has_year=False)} – {dates.dated(last)}",
        "previous_url": f"{base}?week={week.first - timedelta(days=7)}",
        "next_url": f"{base}?week={week.first + timedelta(days=7)}",
        "today_url": base,
    }


def _day(week: Week, number: int) -> Context:
    day = week.first + timedelta(days=number)
    start = instant(day, time(0), zone(week.place))
    return {
        "name": dates.weekday(day),
        "start": week.share(start),
        "today": week.now.astimezone(zone(week.place)).date() == day,
    }


def _band(
    viewer: Actor, post: Post, rows: list[Shift], found: list[rosters.Gap], week: Week, may: bool
) -> Context:
    people = list(dict.fromkeys(row.person_id for row in rows))
    answering = desk.answering(viewer, post)
    parts = []
    for row in rows:
        is_here = str(row.person_id) in answering
        tone = TONES[people.index(row.person_id) % len(TONES)] if is_here else "gap"
        name = row.person.user.get_username()
        who = name if is_here else _("{who}, que no responde").format(who=name)
        part = _part(row.starts_at, row.ends_at, week, who, tone, viewer.zone)
        if may and row.starts_at > week.now:
            part |= {"key": str(row.pk), "url": f"?one={row.pk}#swap", "act": _("Cambiar")}
        parts.append(part)
    parts += [
        _part(gap.starts_at, gap.ends_at, week, _("Nadie"), "gap", viewer.zone)
        for gap in rosters.gaps(plain(rows), max(week.start, week.now), week.end)
    ]
    is_now = week.start <= week.now < week.end
    return {
        "title": shown.text(post.titles),
        "note": _("Hay horas sin guardia") if found else "",
        "gaps": bool(found),
        "segments": sorted(parts, key=lambda part: part["start"]),
        "now": week.share(week.now) if is_now else None,
    }


def plain(rows: Iterable[Shift]) -> list[rosters.Shift]:
    return [rosters.Shift(str(row.person_id), row.starts_at, row.ends_at) for row in rows]


def _part(
    starts_at: datetime, ends_at: datetime, week: Week, who: str, tone: str, own: str
) -> Context:
    start = week.share(starts_at)
    return {
        "start": start,
        "width": round(week.share(ends_at) - start, 3),
        "tone": tone,
        "who": who,
        "words": span(starts_at, ends_at, week.place, own),
        "is_gap": tone == "gap",
    }


def span(starts_at: datetime, ends_at: datetime, place: str, own: str = "UTC") -> str:
    """lun 23 07:00 – 19:00 · 05:00 – 17:00, hora de Costa Rica · 12:00 – mar 24 00:00 UTC."""
    here, mine = starts_at.astimezone(zone(place)), starts_at.astimezone(zone(own))
    words = [_clocks(starts_at, ends_at, place)]
    if own != "UTC" and mine.utcoffset() != here.utcoffset():
        words.append(moments.at(_clocks(starts_at, ends_at, own, here.date()), own))
    return " · ".join([*words, f"{_clocks(starts_at, ends_at, 'UTC', here.date())} UTC"])


def _clocks(starts_at: datetime, ends_at: datetime, place: str, said: date | None = None) -> str:
    """07:00 – mar 24 07:00: a clock has its day where that is not the day said before it."""
    here, there = starts_at.astimezone(zone(place)), ends_at.astimezone(zone(place))
    words = [
        f"{at:%H:%M}" if at.date() == day else _until(at)
        for at, day in ((here, said), (there, here.date()))
    ]
    return " – ".join(words)


def _moment(at: datetime, place: str) -> str:
    return _until(at.astimezone(zone(place)))


def _until(there: datetime) -> str:
    return f"{dates.weekday(there)} {there:%H:%M}"


def zone_words(place: str, now: datetime) -> str:
    """Hora de Panamá (UTC−05:00)."""
    offset = now.astimezone(zone(place)).strftime("%z")
    sign = "−" if offset[0] == "-" else "+"
    return _("Hora de {place} (UTC{offset})").format(
        place=moments.place(place), offset=f"{sign}{offset[1:3]}:{offset[3:]}"
    )
