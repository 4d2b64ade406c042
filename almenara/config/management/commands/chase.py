"""`almenara chase --at T`: escalate what nobody answered in time, as the worker does."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.exchange import jobs, queries, shown
from almenara.exchange.composing import moment
from almenara.formats.refusal import Unreadable


class Command(BaseCommand):
    help = "Escala las entregas cuyo plazo venció (CONTRACTS §5); sin --at, las de ahora."
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
        chased = [delivery.pk for delivery in jobs.chase_at(when)]
        with system_work():
            rows = [queries.delivery(SYSTEM, pk) for pk in chased]
            climbed = [row for row in rows if not row.is_overdue]
            told = queries.told(SYSTEM, climbed)
        found = {
            "at": shown.moment(when),
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
        self._say(found, options["json"])

    def _say(self, found: dict[str, Any], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(found, ensure_ascii=False))
            return
        for one in found["escalated"]:
            to = ", ".join(one["to"])
            self.stdout.write(f"{one['delivery']} {one['institution']}: paso {one['step']} → {to}")
        for pk in found["overdue"]:
            self.stdout.write(f"{pk}: nadie respondió; se avisó al originador")
