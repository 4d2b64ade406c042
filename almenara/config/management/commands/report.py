"""`almenara report build SLUG`: a new edition, and its PDF, DOCX and HTML under HOME/reports."""

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.core.types.heads import read
from almenara.formats.refusal import Unreadable
from almenara.reports import pages, queries, services, shown
from almenara.reports.drafts import BuildShape

FIGURE = ("token", "measure", "value", "rows_hash", "rows_url", "as_of")


class Command(BaseCommand):
    help = "Hace una edición de un informe: congela sus cifras y escribe PDF, DOCX y HTML."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        build = parser.add_subparsers(dest="action", required=True).add_parser("build")
        build.add_argument("slug")
        build.add_argument("--language", choices=[c for c, _n in settings.LANGUAGES], default="es")
        build.add_argument("--json", action="store_true")

    def handle(self, slug: str, language: str, **options: Any) -> None:
        with translation.override(language):
            try:
                answer = self._built(slug, language)
            except ObjectDoesNotExist:
                self._refuse([(["slug"], "Ningún informe vigente se llama así.")], options["json"])
            except Unreadable as refusal:
                self._refuse(refusal.errors, options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
            return
        self.stdout.write(f"{slug}: edición {answer['edition']}, {len(answer['figures'])} cifras")
        for form in pages.MEDIA:
            self.stdout.write(answer[form])

    def _built(self, slug: str, language: str) -> dict[str, Any]:
        edition = services.build(SYSTEM, slug, read(BuildShape, {"language": language}))
        with system_work():
            figures = shown.figures(edition, queries.figures(SYSTEM, edition))
            files = pages.outputs(SYSTEM, edition, language)
        folder = Path(settings.HOME).resolve() / "reports" / slug / str(edition.number)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        answer: dict[str, Any] = {
            "edition": edition.number,
            "figures": [{key: one[key] for key in FIGURE} for one in figures],
        }
        for form, content in files.items():
            place = folder / f"{slug}-{language}.{form}"
            place.write_bytes(content)
            answer[form] = str(place)
        return answer

    def _refuse(self, errors: list[Any], as_json: bool) -> None:
        found = [{"loc": loc, "msg": str(msg)} for loc, msg in errors]
        if as_json:
            self.stdout.write(json.dumps({"errors": found}, ensure_ascii=False))
        else:
            self.stderr.write("; ".join(one["msg"] for one in found))
        sys.exit(2)
