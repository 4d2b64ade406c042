"""What is under way in the demonstration: something waits for everybody who enters."""

from datetime import timedelta

from django.utils import timezone

from almenara.config.demonstration import cast
from almenara.config.demonstration.people import Company
from almenara.config.demonstration.posts import Postings
from almenara.core.identity import services as identity
from almenara.core.parties.actor import SYSTEM
from almenara.directory import queries as directory
from almenara.directory import services
from almenara.exchange import services as exchange
from almenara.exchange.drafts import GlassShape

GAP = cast.STATES[-1].lower()  # the State whose roster has nobody asks for a third officer
AWAY = timedelta(days=7), timedelta(days=14)
GLASS = {
    "reference": "PAN-000000",  # of no alert: asking looks for none
    "reason": "Ejercicio de acceso de emergencia",
    "legal_basis": "Ninguna: es un ejercicio",
    "hours": 2,
}
DRAFT = {
    "network": "csirt",
    "kind": "cyber-alert",
    "marking": "TLP:AMBER",
    "language": "es",
    "title": {"es": "Intentos repetidos contra un portal de trámites"},
    "body": {"es": "Falta saber desde dónde. Es un ejercicio."},
    "audience": {"states": ["CRI"]},
    "exercise": True,
}


def begin(company: Company, postings: Postings) -> None:
    """A draft, a nomination, a proposal, a call, an absence, a correction, a glass to break."""
    network = directory.network(SYSTEM, cast.TEAM_NETWORK)
    exchange.submit_draft(company.actor("pan-csirt-guardia-1"), DRAFT)
    postings.nominate_third(f"{GAP}-cicte-titular", f"{GAP}-csirt-suplente")
    postings.propose("pan-csirt-jefatura", "pan-csirt-suplente")
    asker = company.actor("mex-csirt-guardia-1")
    reason = "Comparar dos registros de acceso (ejercicio)"
    services.ask_contact(asker, network, "pan-csirt", reason, "normal", "TLP:AMBER")
    since, until = (timezone.now() + days for days in AWAY)
    away = company.actor("pan-csirt-jefatura")
    identity.substitute(
        away, company.people["pan-csirt-suplente"], "Reglamento interno (ejercicio)", since, until
    )
    asked = "La línea de la oficina tiene otra extensión (ejercicio)."
    identity.ask(company.actor("pan-estadistica"), "Directorio", asked)
    exchange.ask_glass(company.actor("administracion-1"), GlassShape.model_validate(GLASS))
