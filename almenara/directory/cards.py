"""What opens when the platform is down: posts and duty lines as PDF, CSV, vCard, and for print."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import resources
from io import BytesIO

from almenara.directory.wallclock import zone
from almenara.formats import tlp, vcard
from almenara.formats.papers import printing
from almenara.formats.refusal import Said as _
from almenara.formats.tables.listing import Listing, as_csv

WORDS: Mapping[str, str] = {
    "copy": _("Copia de la red para cuando la plataforma no responde"),
    "card": _("A quién llamar"),
    "notice": _("Solo puestos y líneas de guardia. Sustituye a la anterior: destrúyala."),
    "nothing": _("No hay puestos."),
    "as_of": _("Datos del"),
    "page": _("Página"),
    "where": _("Estado e institución"),
    "post": _("Puesto"),
    "kind": _("Clase"),
    "phone": _("Teléfono"),
    "mail": _("Correo"),
    "zone": _("Hora e idiomas"),
}
COLUMNS = (
    "marking", "network", "as_of", "state", "institution", "post", "kind", "phone", "mail",
    "zone", "languages",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One post and its duty line; there is no place for a person's name or own address (R4).

    `state`, `institution`, `kind` and `title` are in the reader's language; `zone` is IANA.
    """

    post: str
    state: str
    institution: str
    kind: str
    title: str
    phone: str
    mail: str
    zone: str
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """The duty lines of one network at one moment, for one reader."""

    network: str
    marking: tlp.TLP
    at: datetime
    language: str
    lines: tuple[DutyLine, ...]


def pdf(copy: Copy, words: Mapping[str, str] = WORDS) -> bytes:
    """The network's copy as a tagged PDF (PDF/UA-1): marking, network and date on every page."""
    return _compiled(copy, words, small=False)


def card(copy: Copy, words: Mapping[str, str] = WORDS) -> bytes:
    """The same lines as a card of a quarter of a page, to print and keep in a pocket."""
    return _compiled(copy, words, small=True)


def page_source() -> bytes:
    """The Typst source; what it shows arrives as the JSON of `page_input`."""
    template = resources.files("almenara.directory") / "templates" / "directory" / "copy.typ"
    return template.read_bytes()


def page_input(copy: Copy, words: Mapping[str, str], *, small: bool) -> dict[str, str]:
    """What the source shows, as JSON: no text of anybody becomes markup."""
    shown = {
        "title": words["card" if small else "copy"],
        "notice": words["notice" if copy.lines else "nothing"],
        "network": copy.network,
        "marking": copy.marking,
        "colour": copy.marking.colour,
        "language": copy.language,
        "words": dict(words),
        "small": small,
        "lines": [_line(line, copy.at) for line in copy.lines],
    }
    return {"copy": json.dumps(printing.printable(shown))}


def _compiled(copy: Copy, words: Mapping[str, str], *, small: bool) -> bytes:
    return printing.compiled(page_source(), page_input(copy, words, small=small), copy.at)


def _line(line: DutyLine, at: datetime) -> dict[str, str]:
    return {
        "where": " · ".join(part for part in (line.state, line.institution) if part),
        "title": line.title or "—",
        "kind": line.kind,
        "phone": line.phone or "—",
        "mail": line.mail,
        "zone": _local(line.zone, at),
        "languages": " ".join(line.languages),
    }


def _local(name: str, at: datetime) -> str:
    """A zone as people say it: its city, and how far from UTC its clocks are at that moment."""
    offset = at.astimezone(zone(name)).strftime("%z")
    sign = "−" if offset[0] == "-" else "+"
    return f"{name.rsplit('/', 1)[-1].replace('_', ' ')} (UTC{sign}{offset[1:3]}:{offset[3:5]})"


def _as_of(copy: Copy) -> str:
    return copy.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def table(copy: Copy) -> bytes:
    """The lines as CSV (UTF-8 with its mark, so that spreadsheets read it); no cell calculates."""
    rows = [
        (
            copy.marking, copy.network, _as_of(copy), line.state, line.institution, line.title,
            line.kind, line.phone, line.mail, line.zone, " ".join(line.languages),
        )
        for line in copy.lines
    ]  # fmt: skip
    out = BytesIO()
    as_csv(Listing(copy.network, COLUMNS, [[*map(_plain, row)] for row in rows], copy.at), out)
    return out.getvalue()


def _plain(words: str) -> str:
    """One line without control or direction characters."""
    return "".join(char if char.isprintable() else " " for char in words)


def vcards(copy: Copy) -> bytes:
    """The lines as vCard 4; each card says its network, marking and date in its note."""
    note = f"{copy.marking} · {_plain(copy.network)} · {_as_of(copy)}"
    return vcard.write(_card(line, copy, note) for line in copy.lines).encode()


def _card(line: DutyLine, copy: Copy, note: str) -> vcard.Card:
    return vcard.Card(
        uid=f"urn:uuid:{line.post}",
        name=_plain(" · ".join(part for part in (line.title, line.state) if part)),
        organisation=_plain(line.institution),
        revised=copy.at,
        role=_plain(line.kind),
        phones=(_plain(line.phone),) if line.phone else (),
        mails=(_plain(line.mail),) if line.mail else (),
        zone=line.zone,
        language=line.languages[0] if line.languages else "",
        note=note,
        categories=(_plain(copy.network),),
    )
