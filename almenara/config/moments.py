"""A command that does at a moment what the worker does by itself."""

import sys
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from almenara.exchange.composing import moment
from almenara.formats.refusal import Unreadable


class AtCommand(BaseCommand):
    """`--at`: the moment, now without it; `--json`: the answer for programs."""

    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """What each such command takes."""
        parser.add_argument("--at", default="", help="2026-03-08T05:00:00Z")
        parser.add_argument("--json", action="store_true")

    def handle(self, at: str, **options: Any) -> None:
        """Read the moment, or exit 2 and say what is wrong with it."""
        try:
            when = moment(at, ["at"]) if at else timezone.now()
        except Unreadable as refusal:
            self.stderr.write(str(refusal))
            sys.exit(2)
        self.do(when, options["json"])

    def do(self, when: datetime, as_json: bool) -> None:
        """What the worker does then."""
        raise NotImplementedError
