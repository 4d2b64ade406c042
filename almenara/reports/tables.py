"""Tables that a report can ask for: their rows as data, in four languages, with figures as tokens.

A table is frozen with its edition, so that it stays readable when a plan is amended.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core.parties.actor import Actor
from almenara.formats.refusal import Unreadable
from almenara.funds import queries as funds
from almenara.programmes import queries as programmes
from almenara.reports.measuring import token

Cell = dict[str, Any]
Table = dict[str, Any]


def table(viewer: Actor, argument: str) -> Table:
    """The table of a token `name?parameters`, as it is now."""
    name, _mark, query = argument.partition("?")
    if name not in TABLES:
        raise Unreadable([argument], _("Tabla desconocida."))
    return TABLES[name](viewer, dict(parse_qsl(query)))


def tokens(found: Table) -> list[str]:
    """The figures in it, row by row."""
    return [cell["token"] for row in found["rows"] for cell in row if "token" in cell]


def said(words: str | Promise) -> dict[str, str]:
    """Words of ours in the four languages."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = str(words)
    return found


def _results(viewer: Actor, asked: Mapping[str, str]) -> Table:
    """Every result of a plan that promised a figure: what was promised, reached, and how much."""
    plan = programmes.plans(viewer).filter(slug=asked.get("plan", "")).first()
    if plan is None:
        raise Unreadable(["results"], _("Plan desconocido."))
    rows = programmes.results(viewer, plan).exclude(target_kind="none")
    return {
        "caption": said(gettext_lazy("Resultados con meta")),
        "header": [
            said(gettext_lazy("Resultado")),
            said(gettext_lazy("Meta")),
            said(gettext_lazy("Logrado")),
            said(gettext_lazy("Avance")),
        ],
        "numbers": [1, 2, 3],
        "rows": [_result(plan.slug, row) for row in rows],
    }


def _result(plan: str, row: programmes.Result) -> list[Cell]:
    asked = {"plan": plan, "result": row.code}
    counts = {"people": "people-trained", "activities": "activities-held"}
    value = {"token": token(counts[row.measure], asked)} if row.measure in counts else {"text": "—"}
    return [
        {"names": {key: f"{row.code} · {words}" for key, words in row.names.items()}},
        {"names": _target(row)},
        value,
        {"token": token("result-progress", asked)},
    ]


def _target(row: programmes.Result) -> dict[str, str]:
    if row.target_kind == "each-state":
        return said(gettext_lazy("cada Estado"))
    if row.target_kind == "exactly":
        return said(str(row.target_value))
    words = said(gettext_lazy("al menos %d"))
    return {key: text % row.target_value for key, text in words.items()}


def _funds(viewer: Actor, asked: Mapping[str, str]) -> Table:
    """Every fund with what was spent of it, currency by currency."""
    pairs = {(row.code, row.currency) for row in funds.funds(viewer)} | set(funds.spent(viewer))
    names = {row.code: row.names for row in funds.funds(viewer)}
    return {
        "caption": said(gettext_lazy("Gasto por fondo y moneda")),
        "header": [
            said(gettext_lazy("Fondo")),
            said(gettext_lazy("Moneda")),
            said(gettext_lazy("Gastado")),
        ],
        "numbers": [2],
        "rows": [
            [
                {"names": {key: f"{fund} · {words}" for key, words in names[fund].items()}},
                {"text": currency},
                {"token": token("expenditure", {"fund": fund, "currency": currency})},
            ]
            for fund, currency in sorted(pairs)
        ],
    }


TABLES: dict[str, Callable[[Actor, Mapping[str, str]], Table]] = {
    "results": _results,
    "funds": _funds,
}
