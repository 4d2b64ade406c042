"""`almenara watch --dataflow DF` looks a flow over, `almenara watch --replay ID` a signal again.

Acts as the system. Exit 1 where a replay says otherwise, 2 where there is no such flow or signal.
"""

import json
import sys
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.management.base import BaseCommand, CommandParser

from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.observatory import queries, watched
from almenara.observatory.services import watching


class Command(BaseCommand):
    help = "Mira las series guardadas de un flujo, o calcula otra vez una señal."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        one = parser.add_mutually_exclusive_group(required=True)
        one.add_argument("--dataflow", help="DF_ICCS")
        one.add_argument("--replay", metavar="ID")

    def handle(self, *, dataflow: str | None, replay: str | None, **options: Any) -> None:
        try:
            with system_work():
                answer = _looked(dataflow) if dataflow else _again(str(replay))
        except (ObjectDoesNotExist, ValidationError):
            self.stderr.write(f"No existe: {dataflow or replay}")
            sys.exit(2)
        self.stdout.write(json.dumps(answer, ensure_ascii=False))
        if answer.get("is_same") is False:
            sys.exit(1)


def _looked(code: str) -> dict[str, Any]:
    made = watching.watch(SYSTEM, code)
    found = watched.signals(SYSTEM, watch=str(made.pk))
    return {
        "look": str(made.pk),
        "judged": made.judged,
        "silent": made.silent,
        "signals": [str(one.pk) for one in found],
    }


def _again(pk: str) -> dict[str, Any]:
    again, is_same = watched.replayed(queries.watch_signal(SYSTEM, pk))
    names = ("observed", "expected", "bound", "probability")
    return {"is_same": is_same} | {name: getattr(again, name, None) for name in names}
