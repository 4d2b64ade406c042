"""`almenara check`: is this installation sound? Exit 0 when every answer is yes, 1 otherwise."""

import json
import sys
from typing import Any

from django.core.management.commands import check

from almenara.config import checkup


class Command(check.Command):
    help = "¿Está bien esta instalación? Termina con 0 si todo está bien, si no con 1."

    def add_arguments(self, parser: Any) -> None:
        super().add_arguments(parser)
        parser.add_argument("--json", action="store_true", help="un documento JSON")

    def handle(self, *app_labels: Any, **options: Any) -> None:
        """Django's own checks of the code first, then ours of the installation."""
        super().handle(*app_labels, **options)
        found = checkup.checks()
        if options["json"]:
            print(json.dumps(found, ensure_ascii=False))
        else:
            for one in found["checks"]:
                print(f"{'✓' if one['ok'] else '✗'} {one['name']} {one['detail']}".rstrip())
        if not found["ok"]:
            sys.exit(1)
