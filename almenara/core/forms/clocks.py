"""The hour that somebody reads on a wall: one that comes twice is asked which, one that never
comes is refused."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from almenara.formats.refusal import Loc, Unreadable


def struck(wall: datetime, place: tzinfo) -> list[datetime]:
    """The moments (UTC) at which the clocks of a place show it: none, one or two."""
    try:
        both = [wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1)]
        shown = {one for one in both if one.astimezone(place).replace(tzinfo=None) == wall}
    except OverflowError:  # beyond the last year that there is
        return []
    return sorted(shown)


def meant(wall: datetime, place: tzinfo, loc: Loc) -> datetime:
    """The one moment of that hour; of two, one is said with its offset."""
    found = struck(wall, place)
    if not found:
        raise Unreadable(loc, skipped())
    if len(found) > 1:
        both = [one.astimezone(place).isoformat(timespec="minutes") for one in found]
        words = _("Esa hora llega dos veces ese día: diga %(first)s o %(second)s.")
        raise Unreadable(loc, words % dict(zip(("first", "second"), both, strict=True)))
    return found[0]


def skipped() -> str:
    return _("Esa hora no existe allí: los relojes la saltan.")


class WallClockInput(forms.DateTimeInput):
    """An hour of a day; where it comes twice, a choice beside it."""

    twice: Sequence[datetime] = ()

    def __init__(self) -> None:
        super().__init__({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        """«2026-11-01T01:30», and «#0» or «#1» where the turn was chosen."""
        said, turn = data.get(name), data.get(f"{name}_turn")
        return f"{said}#{turn}" if said and turn else said

    def format_value(self, value: Any) -> Any:
        return super().format_value(_hour(value)[0] if isinstance(value, str) else value)

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        hour = super().render(name, value, attrs, renderer)
        if not self.twice:
            return hour
        first, second = (f"{one:%H:%M} UTC" for one in self.twice)
        turns = [("", _("Elija")), ("0", _("la primera vez: %s") % first),
                 ("1", _("la segunda vez: %s") % second)]  # fmt: skip
        dress = {"class": "usa-select", "aria-label": _("Cuál de las dos veces")}
        return hour + forms.Select(dress, turns).render(f"{name}_turn", _hour(str(value))[1])


class WallClockField(forms.DateTimeField):
    """An hour on the clocks of `place`, wherever the reader lives, as a moment in UTC."""

    widget = WallClockInput
    place: tzinfo = UTC

    def to_python(self, value: Any) -> datetime | None:
        ProhibitNullCharactersValidator()(value)  # the reader of dates stops at one
        hour, turn = _hour(str(value or ""))
        with timezone.override(UTC):
            read = super().to_python(hour)
        if read is None:
            return None
        found = struck(read.replace(tzinfo=None), self.place)
        if not found:
            raise forms.ValidationError(skipped())
        if len(found) == 1:
            return found[0]
        self.widget.twice = found
        if turn not in ("0", "1"):
            raise forms.ValidationError(_("Esa hora llega dos veces ese día: elija cuál."))
        return found[int(turn)]


def _hour(value: str) -> tuple[str, str]:
    hour, _mark, turn = value.partition("#")
    return hour, turn
