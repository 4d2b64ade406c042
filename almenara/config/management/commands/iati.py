"""`almenara iati export --plan SLUG --out FILE`: a valid file, or the list of what is wrong."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext

from almenara.core.access.context import acting, system_work
from almenara.core.parties.actor import NOBODY
from almenara.formats.refusal import Unreadable
from almenara.programmes import publishing, queries


class Command(BaseCommand):
    help = "Un plan como archivo IATI 2.03: sale solo si es válido."

    def add_arguments(self, parser: CommandParser) -> None:
        export = parser.add_subparsers(dest="action", required=True).add_parser("export")
        export.add_argument("--plan", required=True, help="el nombre corto del plan")
        export.add_argument("--out", required=True, type=Path, help="el archivo que se escribe")
        export.add_argument("--json", action="store_true")

    def handle(self, plan: str, out: Path, **options: Any) -> None:
        folder = Path(settings.IATI_SCHEMAS) if settings.IATI_SCHEMAS else None
        try:
            with system_work(), acting(NOBODY):
                found = queries.plan(NOBODY, plan)
                raw, count = publishing.export(found, timezone.now(), folder)
        except ObjectDoesNotExist:
            raise CommandError(f"No hay ningún plan «{plan}».", returncode=2) from None
        except Unreadable as refusal:
            self._refuse(refusal, options["json"])
        try:
            _write(out, raw)
        except OSError as why:
            raise CommandError(f"{out}: {why.strerror}", returncode=2) from None
        said = {"valid": True, "activities": count, "file": str(out), "errors": []}
        self.stdout.write(json.dumps(said) if options["json"] else f"{count} actividades en {out}")

    def _refuse(self, refusal: Unreadable, as_json: bool) -> None:
        faults = [{"loc": loc, "msg": words} for loc, words in refusal.places(gettext)]
        if as_json:
            self.stdout.write(json.dumps({"valid": False, "errors": faults}, ensure_ascii=False))
        lines = (f"{' · '.join(map(str, one['loc']))}: {one['msg']}" for one in faults)
        raise CommandError("\n".join(["No es válido, no se escribió nada:", *lines]), returncode=1)


def _write(out: Path, raw: bytes) -> None:
    """Complete when it appears."""
    fresh = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    fresh.write_bytes(raw)
    os.replace(fresh, out)
