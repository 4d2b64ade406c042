"""Pictures kept under HOME by the hash of what they were drawn from; the oldest make room."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.utils.translation import gettext as _

from almenara.core.parties.refusals import TooMany
from almenara.observatory.charts.drawing import QUEUE, VERSION, Artist, Busy
from almenara.observatory.charts.pictures import Spec
from almenara.observatory.charts.words import Words

MOST = 4000  # files
_artist = Artist()


def svg(spec: Spec, words: Words) -> bytes:
    """A chart, drawn once."""
    order = {"spec": spec, "numbers": words.number_format(), "version": VERSION}
    return _kept(json.dumps(order, sort_keys=True), "svg", lambda: _draw(**order))


def png(drawn: bytes) -> bytes:
    """The same picture in pixels."""
    said = drawn.decode()
    return _kept(said, "png", lambda: _draw(svg=said))


def _draw(**order: object) -> bytes:
    try:
        return _artist.draw(**order)
    except Busy:
        raise TooMany(_("Demasiadas peticiones en un minuto."), QUEUE) from None


def _kept(said: str, form: str, draw: Callable[[], bytes]) -> bytes:
    name = sha256(f"{form} {said}".encode()).hexdigest()
    place = Path(settings.HOME) / "charts" / f"{name}.{form}"
    if place.exists():
        return place.read_bytes()
    made = draw()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if name.startswith("00"):
        _make_room(place.parent)
    aside = place.with_suffix(f".{token_hex(8)}")
    aside.write_bytes(made)
    aside.replace(place)
    return made


def _make_room(folder: Path) -> None:
    """Looked at now and then: one picture in 256 counts the others."""
    kept = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime)
    for file in kept[: max(0, len(kept) - MOST)]:
        file.unlink(missing_ok=True)
