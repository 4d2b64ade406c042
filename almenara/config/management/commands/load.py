"""`almenara load FILE.yaml`: a type enters, as a draft or active."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from almenara.core.parties.actor import SYSTEM
from almenara.core.types import typefile
from almenara.formats.refusal import Unreadable


class Command(BaseCommand):
    help = "Carga los tipos de un archivo YAML: redes, clases de mensaje y los demás."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true")

    def handle(self, file: Path, **options: Any) -> None:
        try:
            found = typefile.load(SYSTEM, file.read_bytes())
        except OSError as why:
            self._refuse(Unreadable(["file"], str(why.strerror)), options["json"])
        except Unreadable as refusal:
            self._refuse(refusal, options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(typefile.answer(found), ensure_ascii=False))
            return
        for one in found:
            self.stdout.write(typefile.sentence(one))

    def _refuse(self, refusal: Unreadable, as_json: bool) -> None:
        errors = [{"loc": loc, "msg": str(msg)} for loc, msg in refusal.errors]
        if as_json:
            self.stdout.write(json.dumps({"errors": errors}, ensure_ascii=False))
        else:
            self.stderr.write(str(refusal))
        sys.exit(2)
