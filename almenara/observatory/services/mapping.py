"""National codes become common ones by a map with versions, which says what it covers."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.parties.actor import Actor
from almenara.formats import yamltext
from almenara.formats.refusal import Unreadable
from almenara.formats.tables import reading
from almenara.observatory import queries
from almenara.observatory.models import CodeMap
from almenara.observatory.structures import Flow

COLUMNS = ("national", "code", "exact")
YES = {"", "1", "yes", "true", "si", "sí", "sim", "oui"}
Codes = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Map:
    """A map as it is sent: CSV, XLSX or YAML with national, code, exact."""

    flow: str
    dimension: str
    coverage: str
    raw: bytes = field(repr=False)


@act
def map_codes(actor: Actor, sent: Map) -> CodeMap:
    """From now on deliveries of the State are read with this version; former ones stay."""
    flow = queries.flow(actor, sent.flow)
    made = CodeMap(
        dataflow_id=flow.id, state_id=actor.state, dimension=sent.dimension,
        coverage=sent.coverage.strip()[:2000], made_by_id=actor.person or None,
        made_at=timezone.now(),
    )  # fmt: skip
    require(actor, "map", made)
    if sent.dimension not in flow.codes or sent.dimension not in flow.dimensions:
        raise Unreadable(["dimension"], _("No es una dimensión con lista de códigos."))
    made.codes = _codes(flow, sent)
    last = queries.every_map(actor).filter(
        dataflow=flow.id, state=actor.state, dimension=sent.dimension
    )
    made.version = (last.aggregate(last=Max("version"))["last"] or 0) + 1
    made.save(force_insert=True)
    record(actor, "map", made, codes=len(made.codes), version=made.version)
    return made


def _codes(flow: Flow, sent: Map) -> Codes:
    """Every line known; Unreadable with all that are not, at their row."""
    found: Codes = {}
    faults: list[tuple[list[str | int], str]] = []
    for row, national, code, exact in _lines(sent.raw):
        known = flow.codes[sent.dimension].get(code)
        if not national or known is None or known.withdrawn:
            said = _("Fila %(row)d: «%(code)s» no es un código en vigor.")
            faults.append((["file"], said % {"row": row, "code": code[:60]}))
        elif national in found:
            faults.append((["file"], _("Fila %d: el código nacional se repite.") % row))
        found[national] = {"code": code, "exact": exact}
    if faults:
        raise Unreadable.many(faults[:20])
    if not found:
        raise Unreadable(["file"], _("El archivo no tiene ninguna correspondencia."))
    return found


def _lines(raw: bytes) -> list[tuple[int, str, str, bool]]:
    """(row, national, code, is it exactly that?) of a table or of YAML `{national: code}`."""
    if raw.lstrip().startswith((b"codes:", b"---")):
        said = yamltext.document(raw).get("codes")
        if not isinstance(said, dict):
            raise Unreadable(["file"], _("Se espera «codes» con cada código nacional y el común."))
        return [(at, str(one), *_pair(code)) for at, (one, code) in enumerate(said.items(), 1)]
    try:
        table = reading.read(raw)
    except Unreadable as refusal:
        raise refusal.under("file") from None
    if missing := {"national", "code"} - {name.casefold() for name in table.header}:
        raise Unreadable(["file"], _("Falta la columna «%s».") % sorted(missing)[0])
    rows = [
        (number, {name.casefold(): cell for name, cell in row.items()})
        for number, row in table.records()
    ]
    return [
        (number, row["national"], row["code"], row.get("exact", "").casefold() in YES)
        for number, row in rows
    ]


def _pair(said: Any) -> tuple[str, bool]:
    if isinstance(said, dict):
        return str(said.get("code", "")), bool(said.get("exact", True))
    return str(said), True
