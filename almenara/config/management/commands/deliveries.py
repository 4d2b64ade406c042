"""`almenara deliveries --at T`: remind States of what is late, as each morning."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.exchange import shown
from almenara.exchange.composing import moment
from almenara.formats.refusal import Unreadable
from almenara.observatory import jobs, queries


class Command(BaseCommand):
    help = "Recuerda a los Estados sus entregas atrasadas; sin --at, las de ahora."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--at", default="", help="2026-03-08T05:00:00Z")
        parser.add_argument("--json", action="store_true")

    def handle(self, at: str, **options: Any) -> None:
        try:
            when = moment(at, ["at"]) if at else timezone.now()
        except Unreadable as refusal:
            self.stderr.write(str(refusal))
            sys.exit(2)
        late = jobs.remind_at(when)
        with system_work():
            names = queries.usernames(SYSTEM, [pk for _late, people in late for pk in people])
        told = [
            {
                "state": one.provision.state_id,
                "dataflow": one.provision.dataflow_id,
                "period": one.due.period,
                "reminder": one.number(when.date()),
                "to": sorted(names[pk] for pk in people),
            }
            for one, people in late
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"at": shown.moment(when), "told": told}))
            return
        for line in told:
            self.stdout.write(f"{line['state']} {line['dataflow']} {line['period']}")
