"""An edition in the making: its tables and figures as they stand, frozen with their rows."""

import zlib
from collections.abc import Iterable

from django.db import connection
from django.db.models import Max

from almenara.core.parties.actor import Actor
from almenara.formats.papers import markdown
from almenara.reports import measuring, queries, tables
from almenara.reports.measures import together
from almenara.reports.models import Edition, Figure, Kept

_TURN = "select pg_advisory_xact_lock(hashtextextended('report:' || %s, 0))"
FAST = 1  # of zlib: rows are many, and read seldom


def number(slug: str) -> int:
    """The next number of a report; whoever asks meanwhile waits for our end."""
    with connection.cursor() as cursor:
        cursor.execute(_TURN, [slug])
    found = Edition.objects.unguarded("numbers are given once").filter(report=slug)
    return (found.aggregate(last=Max("number"))["last"] or 0) + 1


def tables_in(actor: Actor, texts: Iterable[str]) -> dict[str, tables.Table]:
    """By token each table that these texts ask for."""
    asked = (one for text in texts for kind, one in markdown.tokens(text) if kind == "table")
    return {one: tables.table(actor, one) for one in dict.fromkeys(asked)}


def tokens_in(texts: Iterable[str], found: dict[str, tables.Table]) -> list[str]:
    """The figures of the texts and of their tables, each once, in the order of reading."""
    tokens: list[str] = []
    for text in texts:
        for kind, argument in markdown.tokens(text):
            if kind == "figure":
                tokens.append(argument)
            elif kind == "table":
                tokens += tables.tokens(found[argument])
    return list(dict.fromkeys(tokens))


def freeze(actor: Actor, edition: Edition, tokens: list[str]) -> None:
    """Keep every figure with its value, moment, hash and rows."""
    figures: dict[str, Figure] = {}
    with together():
        for written in tokens:
            figure = _frozen(actor, edition, written)
            figure.position = len(figures) + 1
            figures.setdefault(figure.token, figure)
    kept = {figure.kept_id: figure.kept for figure in figures.values()}
    Kept.objects.bulk_create(kept.values(), ignore_conflicts=True)
    Figure.objects.bulk_create(figures.values())


def _frozen(actor: Actor, edition: Edition, written: str) -> Figure:
    taken = queries.taken_token(actor, written)
    return Figure(
        edition=edition, token=taken.token, measure=taken.measure.code,
        version=taken.measure.version, parameters=taken.asked, value=taken.value,
        unit=taken.measure.unit, whole=taken.whole, as_of=taken.at, kept=_kept(taken.rows),
    )  # fmt: skip


def _kept(rows: list[measuring.Row]) -> Kept:
    lines = measuring.lines(rows)
    return Kept(sha256=measuring.digest(lines), rows=len(rows), lines=zlib.compress(lines, FAST))
