"""Which form of a message a reader wants: the header Accept, or `format=` for who cannot set it."""

import re
from typing import NamedTuple

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

_SDMX = "application/vnd.sdmx."


class Form(NamedTuple):
    """A form of message; `name` chooses its writer, `type` is what the answer calls it."""

    name: str
    type: str
    has_names: bool = False


ML, ML3, CSV1, CSV2, JSON, GENERIC, TIMED = "ml", "ml3", "csv1", "csv2", "json", "generic", "timed"
_DATA = {
    (f"{_SDMX}structurespecificdata+xml", "2.1"): ML,
    (f"{_SDMX}structurespecifictimeseriesdata+xml", "2.1"): TIMED,
    (f"{_SDMX}genericdata+xml", "2.1"): GENERIC,
    (f"{_SDMX}data+xml", "3.0.0"): ML3,
    (f"{_SDMX}data+csv", "2.0.0"): CSV2,
    (f"{_SDMX}data+csv", "1.0.0"): CSV1,
    (f"{_SDMX}data+json", "2.0.0"): JSON,
}
_STRUCTURE = {
    (f"{_SDMX}structure+xml", "2.1"): ML,
    (f"{_SDMX}structure+xml", "3.0.0"): ML3,
    (f"{_SDMX}structure+json", "2.0.0"): JSON,
}
_PLAIN = {
    "*/*": ML,
    "application/*": ML,
    "text/*": ML,
    "application/xml": ML,
    "text/xml": ML,
    "application/json": JSON,
    "text/csv": CSV2,
}
_UTF8 = "; charset=utf-8"
_XML, _CSV, _JSON = f"application/xml{_UTF8}", f"text/csv{_UTF8}", f"application/json{_UTF8}"
_SHORT = {
    "xml": Form(ML, _XML), "generic": Form(GENERIC, _XML), "xml3": Form(ML3, _XML),
    "csv": Form(CSV2, _CSV), "csvnames": Form(CSV2, _CSV, True), "csv1": Form(CSV1, _CSV),
    "json": Form(JSON, _JSON),
}  # fmt: skip
_QUALITY = re.compile(r"[01](?:\.\d{0,3})?")


def data(accept: str, short: str = "") -> Form:
    """The form of a data message, or Unreadable when none that we write is wanted."""
    return _chosen(accept, short, _DATA)


def structure(accept: str, short: str = "") -> Form:
    """The form of a structure message, likewise."""
    return _chosen(accept, short, _STRUCTURE)


def _chosen(accept: str, short: str, known: dict[tuple[str, str], str]) -> Form:
    types = {name: f"{kind};version={version}" for (kind, version), name in known.items()}
    if short:
        if short not in _SHORT or _SHORT[short].name not in types:
            raise Unreadable(["format"], _("No se escribe «{name}» aquí.", name=short))
        return _SHORT[short]
    for kind, parameters in _ranked(accept or "*/*"):
        plain = _PLAIN.get(kind, "")
        if plain in types:
            kind = "text/xml" if kind == "text/*" else kind
            said = types[plain] if kind.endswith("*") else f"{kind}{_UTF8}"
            return Form(plain, said, parameters.get("labels") == "both")
        asked = parameters.get("version", "")
        for (name, version), form in known.items():
            if name == kind and asked in ("", version):
                return Form(form, types[form], parameters.get("labels") in ("both", "name"))
    said = ", ".join(types.values())
    raise Unreadable(["Accept"], _("Ningún formato pedido se escribe aquí; hay: {said}", said=said))


def _ranked(accept: str) -> list[tuple[str, dict[str, str]]]:
    """Media types with their parameters, the most wanted first."""
    found = []
    for place, part in enumerate(accept.split(",")[:50]):
        kind, *rest = (piece.strip() for piece in part.split(";"))
        pairs = (piece.partition("=") for piece in rest)
        said = {name.strip().lower(): value.strip(' "') for name, _sign, value in pairs}
        quality = said.pop("q", "1")
        wanted = float(quality) if _QUALITY.fullmatch(quality) else 1.0
        if wanted:
            found.append((-wanted, place, kind.lower(), said))
    return [(kind, said) for _wanted, _place, kind, said in sorted(found, key=lambda one: one[:2])]
