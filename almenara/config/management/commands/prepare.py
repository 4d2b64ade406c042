"""`almenara prepare`: what `serve` needs before it starts, tables and reference data."""

from typing import Any

from django.core.management.base import BaseCommand

from almenara.config import reference


class Command(BaseCommand):
    help = "Pone al día las tablas y los datos de referencia; repetirlo no cambia nada."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        reference.prepare()
