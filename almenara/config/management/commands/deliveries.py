"""`almenara deliveries --at T`: remind States of what is late, as each morning."""

import json
from datetime import datetime

from almenara.config.moments import AtCommand
from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.formats.rfc3339 import moment
from almenara.observatory import jobs, queries


class Command(AtCommand):
    help = "Recuerda a los Estados sus entregas atrasadas; sin --at, las de ahora."

    def do(self, when: datetime, as_json: bool) -> None:
        late = jobs.remind_at(when)
        with system_work():
            names = queries.usernames(SYSTEM, [pk for _late, people in late for pk in people])
        told = [
            {
                "state": one.provision.state_id,
                "dataflow": one.provision.dataflow_id,
                "period": one.due.period,
                "reminder": one.number,
                "to": sorted(names[pk] for pk in people),
            }
            for one, people in late
        ]
        if as_json:
            self.stdout.write(json.dumps({"at": moment(when), "told": told}))
            return
        for line in told:
            self.stdout.write(f"{line['state']} {line['dataflow']} {line['period']}")
