"""`almenara cases --at T`: tell the head of each case without an owner in time, as each night."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from almenara.assistance import jobs, queries
from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.exchange import shown
from almenara.exchange.composing import moment
from almenara.formats.refusal import Unreadable


class Command(BaseCommand):
    help = "Avisa a la jefatura de los casos sin responsable en plazo; sin --at, los de ahora."
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
            names = queries.usernames(SYSTEM, [pk for _case, people in late for pk in people])
        told = [
            {
                "case": str(case.pk),
                "reference": case.reference,
                "to": sorted(names[pk] for pk in people),
            }
            for case, people in late
        ]
        if options["json"]:
            self.stdout.write(json.dumps({"at": shown.moment(when), "told": told}))
            return
        for one in told:
            self.stdout.write(f"{one['reference']}: sin responsable → {', '.join(one['to'])}")
