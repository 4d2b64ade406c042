"""Figures of public sources in the demonstration: as their facts files have them, and no others.

`facts/sources.yaml` says of which flow each file is, of which source and day. The analyst takes
them over and publishes them; no State delivered them and none is said to have agreed (R8, R9).
"""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import timezone

from almenara.config.demonstration.people import Company
from almenara.core.parties.actor import SYSTEM
from almenara.formats import yamltext
from almenara.formats.sdmx.model import MEASURE, TIME
from almenara.observatory import cells, queries
from almenara.observatory.services import agreeing, releasing, sources, watching

FACTS = Path(__file__).parent / "facts"
ANALYST = "dsp-dis-analista"
WATCHED = "DF_HOMICIDE"


def publish(company: Company) -> None:
    """Each source in the order of the list; a later cut of one flow is a later release.

    One flow is looked over for signals.
    """
    analyst = company.actor(ANALYST)
    for said in yamltext.document((FACTS / "sources.yaml").read_bytes())["sources"]:
        flow = queries.flow(SYSTEM, said["flow"])
        vintage = date.fromisoformat(said["vintage"])
        table = cells.table(flow.dimensions, _cells(flow, said))
        source = sources.Source(flow.id, vintage, table, said["from"])
        taken = agreeing.accept(analyst, sources.take_in(SYSTEM, source))
        release = releasing.schedule(analyst, [taken], timezone.now())
        releasing.publish(analyst, release)
    watching.watch(analyst, WATCHED)


def _cells(flow: queries.Flow, said: dict[str, Any]) -> Iterator[cells.Cell]:
    fixed = said["fixed"]
    with (FACTS / said["file"]).open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            period, value = row.pop(TIME), float(row.pop(MEASURE))
            key = tuple(fixed.get(one) or row.pop(one) for one in flow.dimensions)
            attributes = {name: text for name, text in row.items() if text}
            yield cells.Cell(key, period, value, attributes=attributes)
