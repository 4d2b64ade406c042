"""`almenara chase --at T`: escalate what nobody answered in time, as the worker does."""

import json
from datetime import datetime
from typing import Any

from almenara.config.moments import AtCommand
from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.exchange import jobs, queries
from almenara.formats.rfc3339 import moment


class Command(AtCommand):
    help = "Escala las entregas cuyo plazo venció; sin --at, las de ahora."

    def do(self, when: datetime, as_json: bool) -> None:
        chased = [delivery.pk for delivery in jobs.chase_at(when)]
        with system_work():
            rows = [queries.delivery(SYSTEM, pk) for pk in chased]
            climbed = [row for row in rows if not row.is_overdue]
            told = queries.told(SYSTEM, climbed)
        found = {
            "at": moment(when),
            "escalated": [
                {
                    "delivery": str(row.pk),
                    "state": row.state_id,
                    "institution": row.institution_id,
                    "step": row.step,
                    "to": told[row.pk],
                }
                for row in climbed
            ],
            "overdue": [str(row.pk) for row in rows if row.is_overdue],
        }
        self._say(found, as_json)

    def _say(self, found: dict[str, Any], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for one in found["escalated"]:
            to = ", ".join(one["to"])
            self.stdout.write(f"{one['delivery']} {one['institution']}: paso {one['step']} → {to}")
        for pk in found["overdue"]:
            self.stdout.write(f"{pk}: nadie respondió; se avisó al originador")
