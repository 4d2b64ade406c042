"""Moments as people say them: in the reader's zone, then in UTC. No clock: the moment is given."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, ngettext

from almenara.core.dates import dated

# Zones whose place is not called as in the zone's own name.
PLACES: dict[str, str | Promise] = {
    "America/Argentina/Buenos_Aires": "Buenos Aires",
    "America/Asuncion": "Asunción",
    "America/Belize": gettext_lazy("Belice"),
    "America/Bogota": "Bogotá",
    "America/Grenada": gettext_lazy("Granada"),
    "America/Mexico_City": gettext_lazy("Ciudad de México"),
    "America/New_York": gettext_lazy("Nueva York"),
    "America/Panama": gettext_lazy("Panamá"),
    "America/Port-au-Prince": gettext_lazy("Puerto Príncipe"),
    "America/Port_of_Spain": gettext_lazy("Puerto España"),
    "America/Sao_Paulo": "São Paulo",
    "America/St_Kitts": gettext_lazy("San Cristóbal"),
    "America/St_Lucia": gettext_lazy("Santa Lucía"),
    "America/St_Vincent": gettext_lazy("San Vicente"),
}


def place(zone: str) -> str:
    """The name of a zone's place, as in «hora de Panamá»."""
    return str(PLACES.get(zone) or zone.rsplit("/", 1)[-1].replace("_", " "))


def day(moment: datetime, now: datetime) -> str:
    """«hoy», «ayer», «mañana», or the date; both moments in the same zone."""
    away = (moment.date() - now.date()).days
    if abs(away) > 1:
        return dated(moment, moment.year != now.year)
    return (gettext("hoy"), gettext("mañana"), gettext("ayer"))[away]


def said(moment: datetime, zone: str, now: datetime) -> str:
    """«hoy 03:12, hora de Panamá · 08:12 UTC»."""
    if zone == "UTC":
        return f"{day(moment.astimezone(UTC), now.astimezone(UTC))} {_clock(moment, 'UTC')} UTC"
    here = moment.astimezone(ZoneInfo(zone))
    there = moment.astimezone(UTC)
    utc = f"{there:%H:%M} UTC"
    if there.date() != here.date():
        utc = f"{utc} ({dated(there, has_year=False)})"
    return f"{at(f'{day(here, now.astimezone(ZoneInfo(zone)))} {here:%H:%M}', zone)} · {utc}"


def written(moment: datetime, zone: str) -> str:
    """«24 nov 15:22, hora de Panamá»: in a letter, that is read on another day."""
    return at(_written(moment, zone), zone)


def stretch(since: datetime, until: datetime, zone: str) -> str:
    """«22 nov 16:22 – 25 nov 07:00», of a letter that names the zone once."""
    return f"{_written(since, zone)} – {_written(until, zone)}"


def at(words: str, zone: str) -> str:
    """Clocks with the place by which they go: «07:00, hora de Panamá», «12:00 UTC»."""
    if zone == "UTC":
        return f"{words} UTC"
    return gettext("%(clocks)s, hora de %(place)s") % {"clocks": words, "place": place(zone)}


def _written(moment: datetime, zone: str) -> str:
    here = moment.astimezone(ZoneInfo(zone))
    return f"{dated(here, has_year=False)} {here:%H:%M}"


def briefly(moment: datetime, zone: str, now: datetime) -> str:
    """«hoy 03:12», for lists whose head names the zone."""
    here = moment.astimezone(ZoneInfo(zone))
    return f"{day(here, now.astimezone(ZoneInfo(zone)))} {here:%H:%M}"


def span(length: timedelta) -> str:
    """«11 min», «3 h 20 min», «2 días»: a length without its direction."""
    minutes = int(abs(length).total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        days = hours // 24
        return ngettext("%(count)d día", "%(count)d días", days) % {"count": days}
    if hours and rest:
        return gettext("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    return (gettext("%(hours)d h") % {"hours": hours}) if hours else f"{minutes} min"


def ago(moment: datetime, now: datetime) -> str:
    """«hace 12 min» or «dentro de 12 min»."""
    if abs(now - moment) < timedelta(minutes=1):
        return gettext("ahora")
    words = gettext("hace %(span)s") if moment < now else gettext("dentro de %(span)s")
    return words % {"span": span(now - moment)}


def due(moment: datetime, now: datetime) -> str:
    """«vence en 11 min» or «venció hace 3 min»."""
    words = gettext("venció hace %(span)s") if moment < now else gettext("vence en %(span)s")
    return words % {"span": span(now - moment)}


def _clock(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%H:%M}"
