"""`almenara reference [FILE …]`: facts about the parties and the types of every app."""

import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from almenara.config import reference
from almenara.formats.refusal import Unreadable


class Command(BaseCommand):
    help = "Carga Estados, observadores, unidades, organismos y tipos; repetirlo no cambia nada."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="solo estos archivos de hechos")
        parser.add_argument("--json", action="store_true")

    def handle(self, files: list[Path], **options: Any) -> None:
        try:
            report = reference.load_files(files) if files else reference.load_all()
        except Unreadable as refusal:
            self.stderr.write(str(refusal))
            sys.exit(2)
        except OSError as why:
            self.stderr.write(f"{why.filename}: {why.strerror}")
            sys.exit(2)
        for row in report.vanished:
            self.stderr.write(f"ya no está en su archivo, y se conserva: {row}")
        if options["json"]:
            self.stdout.write(json.dumps(dataclasses.asdict(report)))
