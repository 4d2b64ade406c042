"""`almenara cases --at T`: tell the head of each case without an owner in time, as each night."""

import json
from datetime import datetime

from almenara.assistance import jobs, queries
from almenara.config.moments import AtCommand
from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.formats.rfc3339 import moment


class Command(AtCommand):
    help = "Avisa a la jefatura de los casos sin responsable en plazo; sin --at, los de ahora."

    def do(self, when: datetime, as_json: bool) -> None:
        late = jobs.remind_at(when)
        with system_work():
            names = queries.usernames(SYSTEM, [pk for _case, people in late for pk in people])
        told = [
            {
                "case": str(case.pk),
                "reference": case.reference,
                "to": sorted(names[pk] for pk in people),
            }
            for case, people in late
        ]
        if as_json:
            self.stdout.write(json.dumps({"at": moment(when), "told": told}))
            return
        for one in told:
            self.stdout.write(f"{one['reference']}: sin responsable → {', '.join(one['to'])}")
