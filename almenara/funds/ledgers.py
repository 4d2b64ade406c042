"""A ledger as it comes: each row judged by the funds, all of them or none. Plain values only."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from almenara.formats import amounts
from almenara.formats.refusal import Said, Unreadable
from almenara.formats.refusal import Said as _
from almenara.formats.tables import reading
from almenara.formats.tables.model import Table

COLUMNS = ("line", "date", "fund", "code", "amount", "currency", "text")
NEEDED = ("date", "fund", "code", "amount", "currency")
TOTAL = re.compile(r"(gran |grand )?(sub)?-?(total|totales|totals|totais|totaux)\b", re.I)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST = 120
Totals = dict[str, dict[str, str]]
Notes = list[tuple[str, dict[str, object]]]


@dataclass(frozen=True)
class Terms:
    """What a fund lets be spent: from when until when, under which codes."""

    starts: date
    ends: date
    codes: frozenset[str]


@dataclass(frozen=True)
class Spent:
    """One line that could be read; a refund is negative."""

    row: int
    line: str
    on: date
    fund: str
    code: str
    amount: Decimal
    currency: str
    text: str


class Stopped(Unreadable):
    """The first row that has no place in the ledger, and why: nothing is taken in."""

    @property
    def row(self) -> int:
        loc = self.errors[0][0]
        return int(loc[0]) if loc else 1


def read(raw: bytes, form: amounts.Form, funds: Mapping[str, Terms]) -> tuple[list[Spent], Notes]:
    """The lines of a CSV or XLSX file and what was told on reading it, or Stopped."""
    try:
        table = reading.read(raw)
        places = _places(table)
        lines = [_line(row, cells, places, form, funds) for row, cells in table.rows]
    except Unreadable as refusal:
        raise Stopped.many(refusal.errors[:1]) from None
    told = [note.said for note in table.notes if note.row is None]
    return lines, [(said.template, said.values) for said in told if isinstance(said, Said)]


def told(notes: Notes) -> list[Said]:
    """What was kept of it, to be said in any language."""
    return [Said(template, **values) for template, values in notes]


def totals(lines: Iterable[Spent]) -> Totals:
    """By fund and currency, in the order of their codes; currencies are never added."""
    by_fund: dict[str, list[amounts.Amount]] = {}
    for line in lines:
        by_fund.setdefault(line.fund, []).append(amounts.Amount(line.amount, line.currency))
    return {
        fund: {code: amounts.written(value) for code, value in amounts.totals(found).items()}
        for fund, found in sorted(by_fund.items())
    }


def _places(table: Table) -> dict[str, int]:
    """Where each column stands."""
    header = [name.casefold() for name in table.header]
    for name in NEEDED:
        if name not in header:
            raise Unreadable([1, 1], _("Falta la columna «{name}».", name=name))
    for at, name in enumerate(header):
        if name not in COLUMNS:
            raise Unreadable([1, at + 1], _("Columna desconocida: «{name}».", name=name))
    return {name: at for at, name in enumerate(header)}


def _line(
    row: int,
    cells: tuple[str, ...],
    places: Mapping[str, int],
    form: amounts.Form,
    funds: Mapping[str, Terms],
) -> Spent:
    said = {name: cells[at] for name, at in places.items()}
    for column, fault in _faults(said, funds):
        raise Unreadable([row, places[column] + 1], fault)
    at = [row, places["amount"] + 1]
    return Spent(
        row, said.get("line", ""), date.fromisoformat(said["date"]), said["fund"], said["code"],
        amounts.read(said["amount"], form, at), said["currency"], said.get("text", ""),
    )  # fmt: skip


def _faults(said: Mapping[str, str], funds: Mapping[str, Terms]) -> Iterator[tuple[str, str]]:
    """The columns of a row in which something is wrong; the amount is read elsewhere."""
    for column in ("line", "date", "fund", "code"):
        if TOTAL.fullmatch(said.get(column, "").rstrip(":. ")):
            yield column, _("Parece una línea de total: quítela; los totales se calculan.")
    if TOTAL.match(said.get("text", "")):
        yield "text", _("Parece una línea de total: quítela; los totales se calculan.")
    if len(said.get("line", "")) > LONGEST:
        yield "line", _("Pasa de {most} signos.", most=LONGEST)
    terms = funds.get(said["fund"])
    if terms is None:
        yield "fund", _("Fondo desconocido: «{code}».", code=said["fund"][:60])
        return
    if said["code"] not in terms.codes:
        yield "code", _("Código desconocido en ese fondo: «{code}».", code=said["code"][:60])
    yield from _wrong_day(said["date"], terms)
    if said["currency"] not in amounts.CODES:
        yield "currency", _("No es una moneda de ISO 4217, como USD.")


def _wrong_day(text: str, terms: Terms) -> Iterator[tuple[str, str]]:
    try:
        day = date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        yield "date", _("La fecha se escribe como 2026-01-31.")
    elif not terms.starts <= day <= terms.ends:
        first, last = terms.starts.isoformat(), terms.ends.isoformat()
        yield "date", _("La fecha está fuera del fondo: {first} a {last}.", first=first, last=last)
