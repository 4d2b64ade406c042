"""`almenara journal export | verify | sign | proof` (docs/api.md)."""

import json
import os
import secrets
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from almenara.core.access.context import system_work
from almenara.core.journal import archive, services
from almenara.core.parties.actor import SYSTEM
from almenara.core.parties.models import State
from almenara.core.parties.refusals import WrongStage
from almenara.formats import journalfile
from almenara.formats.refusal import Unreadable


class Command(BaseCommand):
    help = "La bitácora: entregarla, comprobarla, firmarla, y probar a un Estado lo suyo."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        export = actions.add_parser("export", help="todos los asientos y las cabezas firmadas")
        export.add_argument("--file", type=Path, help="sin él, la salida estándar")
        verify = actions.add_parser("verify", help="comprueba la base de datos o un archivo")
        verify.add_argument("--file", type=Path, help="un archivo hecho por export")
        verify.add_argument("--head", type=Path, help="una cabeza guardada en otra parte")
        proof = actions.add_parser("proof", help="los asientos de un Estado con sus pruebas")
        proof.add_argument("--state", required=True, help="código de tres letras")
        proof.add_argument("--since", type=Path, help="archivo con la cabeza que el Estado guarda")
        proof.add_argument("--file", type=Path, help="sin él, la salida estándar")
        sign = actions.add_parser("sign", help="una cabeza firmada, ahora")
        for action in (export, verify, sign):
            action.add_argument("--json", action="store_true")

    def handle(self, action: str, **options: Any) -> None:
        try:
            getattr(self, f"_{action}")(**options)
        except WrongStage as refusal:
            raise CommandError(str(refusal), returncode=1) from None
        except (Unreadable, UnicodeDecodeError, FileNotFoundError, IsADirectoryError) as fault:
            raise CommandError(str(fault), returncode=2) from None

    def _export(self, file: Path | None, **options: Any) -> None:
        head = services.export(SYSTEM, uid=os.getuid())
        with system_work():
            self._write(archive.exported(head), file)
        if file:
            self._tell(options["json"], f"{head.size} asientos en {file}", _head(head))

    def _verify(self, file: Path | None, head: Path | None, **options: Any) -> None:
        kept = _kept(head) if head else []
        if file:
            with file.open(encoding="utf-8", newline="\n") as lines:
                verdict = journalfile.verify(lines, kept)
        else:
            with system_work():
                verdict = archive.verdict(kept)
        self._tell(options["json"], _sentence(verdict), verdict.document())
        if not verdict.ok:
            sys.exit(1)

    def _sign(self, **options: Any) -> None:
        head = services.sign(SYSTEM)
        self._tell(options["json"], archive.as_line(head).line(), _head(head))

    def _proof(self, state: str, since: Path | None, file: Path | None, **options: Any) -> None:
        with system_work():
            if not State.objects.visible_to(SYSTEM).filter(pk=state).exists():
                raise Unreadable(["state"], f"No hay un Estado {state}.")
        kept = _kept(since)[-1] if since else None
        head = services.export(SYSTEM, state=state, uid=os.getuid())
        with system_work():
            self._write(archive.proof(state, head, kept), file)

    def _write(self, lines: Iterable[str], file: Path | None) -> None:
        """To standard output, or into a private file that is complete when it appears."""
        if not file:
            for line in lines:
                self.stdout.write(line, ending="")
            return
        fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        try:
            private = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(private, "w", encoding="utf-8") as out:
                out.writelines(lines)
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)

    def _tell(self, as_json: bool, sentence: str, document: dict[str, object]) -> None:
        self.stdout.write(json.dumps(document, ensure_ascii=False) if as_json else sentence.strip())


def _kept(file: Path) -> list[journalfile.Head]:
    """Heads kept elsewhere: lines as exported."""
    lines = [line for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]
    if not lines:
        raise Unreadable(["head"], f"{file} no tiene ninguna cabeza.")
    return [journalfile.head_of(line) for line in lines]


def _head(head: Any) -> dict[str, object]:
    return dict(json.loads(archive.as_line(head).line()))


def _sentence(verdict: journalfile.Verdict) -> str:
    if verdict.fault:
        place = "" if verdict.fault.seq is None else f"Asiento {verdict.fault.seq}: "
        return f"NO. {place}{verdict.fault.what}"
    heads = "1 cabeza" if verdict.heads == 1 else f"{verdict.heads} cabezas"
    return f"Sí: {verdict.size} asientos, {heads}, raíz {verdict.root}."
