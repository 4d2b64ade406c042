"""`almenara administrator USER MAIL`: the first account of an installation in service.

Prints a link that sets its password once; every further account is invited on the pages.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from almenara.core.access.context import system_work
from almenara.core.identity import queries, services
from almenara.core.identity.enrolment import Enrolment, enrol
from almenara.core.parties.actor import SYSTEM
from almenara.directory import welcome
from almenara.formats.refusal import Unreadable


class Command(BaseCommand):
    help = "Hace la primera cuenta de una instalación en servicio y da el enlace de su contraseña."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("username")
        parser.add_argument("mail")
        parser.add_argument(
            "--institution", default="ssm-saa", help="el nombre corto de su institución"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with system_work():
                home = queries.institutions(SYSTEM).filter(slug=options["institution"]).first()
                if home is None:
                    raise CommandError("Esa institución no existe: ejecute antes almenara prepare.")
                person = enrol(SYSTEM, Enrolment(options["username"], options["mail"], home))
                services.grant_role(SYSTEM, person, "administrator")
        except Unreadable as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(welcome.link(person.user))
