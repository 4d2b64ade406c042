"""What somebody asks of a flow: which codes, from when to when, as of which day, drawn how."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx.periods import days
from almenara.observatory.cells import Key
from almenara.observatory.structures import AREA, FREQUENCY, UNIT, Flow

Codes = Mapping[str, tuple[str, ...]]
Keys = Callable[[Codes], Iterable[Key]]
KINDS = ("lines", "panels", "bars", "map")
TOTAL = "_T"
SINGLE = frozenset({UNIT, FREQUENCY})  # figures of two units never share an axis


@dataclass(frozen=True)
class Selection:
    """`where`: codes by dimension, none = all; `kind` "" = what suits; `period`: of bars, map."""

    flow: Flow
    where: Codes = field(default_factory=dict)
    start: str = ""
    end: str = ""
    as_of: date | None = None
    kind: str = ""
    period: str = ""

    def query(self, kind: str = "") -> str:
        """The same as parameters of an address, drawn as it is or in another way."""
        pairs = [(name, code) for name, codes in self.where.items() for code in codes]
        single = {"start": self.start, "end": self.end, "as_of": self.as_of,
                  "kind": kind or self.kind, "period": self.period}  # fmt: skip
        return urlencode([*pairs, *((name, value) for name, value in single.items() if value)])

    def only(self, **codes: str) -> "Selection":
        """The same with one code in each of these dimensions."""
        return replace(
            self, where={**self.where, **{name: (code,) for name, code in codes.items()}}
        )

    @property
    def areas(self) -> tuple[str, ...]:
        return self.where.get(AREA, ())


def read(
    flow: Flow, there: Codes, given: Mapping[str, Iterable[str]], keys: Keys = lambda _where: ()
) -> Selection:
    """What an address asks; `there`: the codes with figures, in the order of their lists.

    Of dimensions that nobody chose, but the areas, the codes are taken that most of the series
    which `keys` finds have together; of these, totals first, then the order of the lists.
    """
    faults = []
    where: dict[str, tuple[str, ...]] = {}
    for name in flow.dimensions:
        asked = tuple(dict.fromkeys(code for code in given.get(name, ()) if code))
        unknown = [code for code in asked if code not in there.get(name, ())]
        faults += [([name], _("«{code}» no tiene cifras aquí.", code=code)) for code in unknown]
        if name in SINGLE and len(asked) > 1:
            faults.append(([name], _("Elija una sola unidad: dos no caben en una escala.")))
        if asked:
            where[name] = asked
    kind = _one(given, "kind")
    if kind and kind not in KINDS:
        faults.append((["kind"], _("No es una forma de dibujar.")))
    times = {name: _one(given, name) for name in ("start", "end", "period")}
    faults += [([name], _fault(text)) for name, text in times.items() if text and _fault(text)]
    as_of, wrong = _as_of(_one(given, "as_of"))
    if faults or wrong:
        raise Unreadable.many([*faults, *wrong])
    whole = _usual(flow, there, where, keys)
    return Selection(flow, whole, as_of=as_of, kind=kind, **times)


def keyed(flow: Flow, asked: Mapping[str, str]) -> Selection:
    """What a program asks: `key` as in SDMX REST, `A.MEX+COL.PER_100K`; nothing there = all."""
    parts = asked["key"].split(".") if asked.get("key") else []
    if parts and len(parts) != len(flow.dimensions):
        said = ".".join(flow.dimensions)
        raise Unreadable(["query", "key"], _("Se escribe como {said}.", said=said))
    where = {
        name: tuple(re.split(r"[+ ,]", part))
        for name, part in zip(flow.dimensions, parts, strict=False)
        if part
    }
    times = {name: asked.get(name, "") for name in ("start", "end")}
    as_of, wrong = _as_of(asked.get("as_of", ""))
    wrong += [
        (
            ["key"],
            _("«{text}» no está en la lista de códigos de {dimension}.", text=code, dimension=name),
        )
        for name, codes in where.items()
        for code in codes
        if flow.codes.get(name) and code not in flow.codes[name]
    ]
    wrong += [([name], _fault(said)) for name, said in times.items() if said and _fault(said)]
    if wrong:
        raise Unreadable.many((["query", *place], why) for place, why in wrong)
    return Selection(flow, where, as_of=as_of, **times)


def _usual(flow: Flow, there: Codes, where: dict[str, tuple[str, ...]], keys: Keys) -> Codes:
    """With the codes of whole series in the dimensions that nobody chose."""
    open_ = [name for name in flow.dimensions if name not in where and name != AREA]
    single = {name: there[name] for name in open_ if len(there.get(name, ())) == 1}
    where = where | single
    if left := [flow.dimensions.index(name) for name in open_ if name not in single]:
        counted = Counter(tuple(key[n] for n in left) for key in keys(where))
        best = min(counted, key=lambda codes: (-counted[codes], _ranks(flow, there, left, codes)),
                   default=())  # fmt: skip
        where |= {flow.dimensions[n]: (code,) for n, code in zip(left, best, strict=False)}
    return {name: where[name] for name in flow.dimensions if name in where}


def _ranks(flow: Flow, there: Codes, left: list[int], codes: Key) -> list[int]:
    lists = (there[flow.dimensions[n]] for n in left)
    places = ({code: at for at, code in enumerate(found)} for found in lists)
    return [
        -1 if code == TOTAL else known.get(code, len(known))
        for code, known in zip(codes, places, strict=True)
    ]


def _one(given: Mapping[str, Iterable[str]], name: str) -> str:
    return next(iter(given.get(name, ())), "").strip()


def _fault(text: str) -> str:
    try:
        days(text)
    except Unreadable as refusal:
        return refusal.errors[0][1]
    return ""


def _as_of(text: str) -> tuple[date | None, list[tuple[list[str], str]]]:
    try:
        return (date.fromisoformat(text) if text else None), []
    except ValueError:
        return None, [(["as_of"], _("No es un día como 2026-03-01."))]
