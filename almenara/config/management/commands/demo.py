"""`almenara demo [--reset]`: the demonstration world (docs/decisions/demonstration.md)."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from almenara.config import env, reference
from almenara.config.demonstration import world
from almenara.config.refusal import Refusal


class Command(BaseCommand):
    help = "Hace el mundo de demostración la primera vez; con --reset, lo hace de nuevo."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reset", action="store_true", help="borra la demostración y la rehace"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, reset: bool, **options: Any) -> None:
        try:
            world.require_demonstration()
            if reset:
                world.reset(env.database_url(settings.ENV, "owner"))
            else:
                reference.prepare()
            if reset or not world.present():
                world.build()
        except Refusal as why:
            raise CommandError(str(why), returncode=why.code) from None
        said = world.summary()
        if options["json"]:
            self.stdout.write(json.dumps(said, ensure_ascii=False))
        else:
            self.stdout.write(f"{said['accounts']} cuentas en {said['file']}")
