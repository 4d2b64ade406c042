"""`almenara submit --dataflow DF --state S --vintage D FILE`: a State's figures, read and checked.

Acts as the system and journals the user of the operating system. Exit 0 when only warnings stand,
1 with an error or a refusal, 2 when nothing could be read.
"""

import getpass
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext

from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.core.parties.refusals import Denied
from almenara.formats.refusal import Unreadable
from almenara.observatory import queries, shown
from almenara.observatory.services import deliveries


class Command(BaseCommand):
    help = "Recibe las cifras de un Estado, las revisa por celda y dice qué cambió y qué se halló."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dataflow", required=True)
        parser.add_argument("--state", required=True, help="MEX")
        parser.add_argument("--vintage", required=True, help="2026-02-21")
        parser.add_argument("--json", action="store_true")

    def handle(self, file: Path, **options: Any) -> None:
        try:
            sent = deliveries.Sent(
                options["dataflow"], options["state"], _day(options["vintage"]), file.name,
                file.read_bytes(), getpass.getuser(),
            )  # fmt: skip
            submission = deliveries.deliver(SYSTEM, sent)
        except OSError as why:
            self._refuse(f"{file}: {why.strerror}", 2)
        except Unreadable as refusal:
            self._refuse("\n".join(words for _loc, words in refusal.places(gettext)), 2)
        except Denied as refusal:
            self._refuse(str(refusal), 1)
        with system_work():
            answer = shown.submission(SYSTEM, submission)
            errors = queries.findings(SYSTEM, submission).filter(level="error").count()
        self._say(answer, as_json=options["json"])
        if errors:
            sys.exit(1)

    def _refuse(self, words: str, code: int) -> None:
        self.stderr.write(words)
        sys.exit(code)

    def _say(self, answer: dict[str, Any], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        for name in ("submission", "cells", "new", "changed", "removed"):
            self.stdout.write(f"{name} {answer[name]}")
        for one in answer["findings"]:
            place = f"{one['line']}:{one['column']}" if one["line"] else "-"
            self.stdout.write(
                f"{one['level']} {one['rule']} {place} {one['area']} {one['period']} {one['msg']}"
            )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable(["vintage"], "La fecha se escribe como 2026-02-21.") from None
