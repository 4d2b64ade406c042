"""`almenara ledger import FILE`: what was spent, out of the books, whole or not at all."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext

from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.formats.amounts import Form
from almenara.funds import queries, services
from almenara.funds.ledgers import Stopped, told


class Command(BaseCommand):
    help = "Importa un libro de gastos (CSV o XLSX); la primera fila sin lugar lo detiene entero."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        taken = verbs.add_parser("import")
        taken.add_argument("file", type=Path)
        taken.add_argument("--decimal", choices=[str(form) for form in Form], default="point")
        taken.add_argument("--json", action="store_true")

    def handle(self, file: Path, decimal: str, **options: Any) -> None:
        try:
            batch = services.import_ledger(SYSTEM, file.name, file.read_bytes(), Form(decimal))
        except OSError as why:
            refused = {"errors": [{"loc": ["file"], "msg": why.strerror}]}
            if options["json"]:
                self.stdout.write(json.dumps(refused))
            self.stderr.write(f"{file}: {why.strerror}")
            sys.exit(2)
        except Stopped as refusal:
            [(_loc, message)] = refusal.places(gettext)
            stopped = {"row": refusal.row, "msg": message}
            self._say({"lines": 0, "totals": {}, "stopped_at": stopped}, options["json"])
            sys.exit(1)
        with system_work():
            overspent = [code for code in queries.overspent(SYSTEM) if code in batch.totals]
        for note in [
            *told(batch.notes),
            *(f"{code}: se gastó más de lo acordado" for code in overspent),
        ]:
            self.stderr.write(note)
        self._say({"lines": batch.lines, "totals": batch.totals}, options["json"])

    def _say(self, answer: dict[str, Any], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        if stopped := answer.get("stopped_at"):
            self.stdout.write(f"No se importó nada. Fila {stopped['row']}: {stopped['msg']}")
            return
        self.stdout.write(f"{answer['lines']} líneas")
        for fund, sums in answer["totals"].items():
            for currency, amount in sums.items():
                self.stdout.write(f"{fund} {amount} {currency}")
