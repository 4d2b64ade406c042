"""What has happened in the demonstration: exercises in several networks, languages and markings.

All of it happens when the world is made, by the clock and in the journal; nothing is dated back.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from almenara.config.demonstration.people import Company
from almenara.core.access.context import acting
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.directory import queries as directory
from almenara.directory import services as directory_services
from almenara.exchange import queries, services
from almenara.exchange.drafts import AlertShape, Words
from almenara.exchange.models import Alert, Delivery
from almenara.formats import duration

CHECKED, CHECKER, WITHIN = "csirt", "s-cicte-oficial-1", "P2D"
ANSWERING = ("bra-csirt-guardia-1", "can-csirt-guardia-1", "pan-csirt-guardia-2")


@dataclass(frozen=True)
class Episode:
    """One alert and what became of it; people by their user names."""

    author: str
    kind: str
    marking: str
    title: dict[str, str]
    body: dict[str, str]
    audience: dict[str, Any]
    network: str = "csirt"
    language: str = "es"
    more: dict[str, Any] = field(default_factory=dict)
    acknowledged: tuple[tuple[str, str], ...] = ()
    updated: dict[str, str] = field(default_factory=dict)
    retracted: str = ""
    escalated: str = ""
    answers: tuple[tuple[str, str, str], ...] = ()
    handed_on: tuple[str, str] = ("", "")

    def shape(self) -> AlertShape:
        return AlertShape.model_validate(
            {
                "network": self.network,
                "kind": self.kind,
                "marking": self.marking,
                "language": self.language,
                "title": self.title,
                "body": self.body,
                "audience": self.audience,
                "exercise": True,
                **self.more,
            }
        )


EPISODES = (
    Episode(
        "can-csirt-guardia-1",
        "cyber-alert",
        "TLP:CLEAR",
        {
            "en": "Update remote access gateways now",
            "es": "Actualice ya las pasarelas de acceso remoto",
            "pt": "Atualize já os portais de acesso remoto",
            "fr": "Mettez à jour sans attendre les passerelles d’accès à distance",
        },
        {
            "en": "A known weakness is being used. Install the maker’s correction and close what "
            "you do not need. This is an exercise.",
            "es": "Se está usando una debilidad conocida. Instale la corrección del fabricante y "
            "cierre lo que no necesite. Es un ejercicio.",
            "pt": "Uma fraqueza conhecida está sendo usada. Instale a correção do fabricante e "
            "feche o que não precisar. É um exercício.",
            "fr": "Une faiblesse connue est exploitée. Installez le correctif du fabricant et "
            "fermez ce dont vous n’avez pas besoin. Ceci est un exercice.",
        },
        {"network": True, "public": True},
        language="en",
        more={"actions": ["block"], "fields": {"severity": "high"}},
        acknowledged=(("pan-csirt-guardia-1", "acting"), ("bra-csirt-guardia-2", "received")),
    ),
    Episode(
        "mex-csirt-guardia-1",
        "cyber-alert",
        "TLP:GREEN",
        {
            "es": "Correos falsos que imitan a la autoridad tributaria",
            "en": "False mails that imitate the tax authority",
        },
        {
            "es": "Llegan con un archivo comprimido. No se ha visto daño. Es un ejercicio.",
            "en": "They bring a compressed file. No harm was seen. This is an exercise.",
        },
        {"network": True},
        more={"actions": ["watch"], "fields": {"severity": "medium"}},
        acknowledged=(
            ("can-csirt-guardia-2", "received"),
            ("cri-csirt-guardia-1", "acting"),
            ("pan-csirt-suplente", "received"),
        ),
        updated={"es": "Ya se conoce la dirección de origen; va en el aviso. Es un ejercicio."},
    ),
    Episode(
        "pan-csirt-guardia-1",
        "cyber-alert",
        "TLP:AMBER",
        {
            "es": "Suplantación de un banco en dos países",
            "en": "A bank is imitated in two countries",
        },
        {
            "es": "Páginas falsas registradas esta semana. Se pide avisar al banco. Ejercicio.",
            "en": "False pages registered this week. Please warn the bank. Exercise.",
        },
        {"states": ["CRI", "MEX"]},
        more={"urgency": "immediate", "actions": ["block", "call-origin"]},
        acknowledged=(("cri-csirt-guardia-2", "acting"),),
    ),
    Episode(
        "bra-csirt-guardia-1",
        "incident",
        "TLP:AMBER+STRICT",
        {"pt": "Serviço de pagamentos interrompido", "es": "Servicio de pagos interrumpido"},
        {
            "pt": "Contido após duas horas; procura-se a origem. É um exercício.",
            "es": "Contenido tras dos horas; se busca el origen. Es un ejercicio.",
        },
        {"states": ["URY"]},
        language="pt",
        more={
            "fields": {"category": "denial-of-service", "impact": "serious", "status": "contained"}
        },
        acknowledged=(("ury-csirt-suplente", "received"),),
    ),
    Episode(
        "cri-csirt-guardia-1",
        "incident",
        "TLP:AMBER",
        {"es": "Cifrado de archivos en una institución", "en": "Files encrypted in an office"},
        {
            "es": "Se restauran copias. Se pide revisar accesos remotos. Es un ejercicio.",
            "en": "Copies are being restored. Please review remote access. Exercise.",
        },
        {"states": ["PAN", "MEX", "CAN"]},
        more={"fields": {"category": "ransomware", "impact": "severe", "status": "ongoing"}},
        acknowledged=(
            ("pan-csirt-guardia-1", "acting"),
            ("mex-csirt-guardia-2", "received"),
            ("can-csirt-guardia-1", "received"),
        ),
        answers=(
            ("pan-csirt-guardia-1", "¿Por dónde entraron? Ejercicio.", "origin"),
            ("cri-csirt-guardia-1", "Por un acceso remoto sin segundo factor. Ejercicio.", "all"),
        ),
    ),
    Episode(
        "ury-csirt-guardia-1",
        "notice-csirt",
        "TLP:AMBER",
        {"es": "Dirección sospechosa", "pt": "Endereço suspeito"},
        {"es": "Conviene vigilarla. Es un ejercicio.", "pt": "Convém vigiá-lo. É um exercício."},
        {"states": ["BRA", "PAN"]},
        acknowledged=(("bra-csirt-guardia-1", "received"),),
        retracted="La dirección era de un proveedor legítimo. Es un ejercicio.",
    ),
    Episode(
        "kna-seguridad-guardia-1",
        "notice-csirt",
        "TLP:RED",
        {"en": "For two heads of team only", "es": "Solo para dos jefaturas"},
        {
            "en": "A finding that only the persons named may read. Exercise.",
            "es": "Un hallazgo que solo leen las personas nombradas. Ejercicio.",
        },
        {"persons": ["can-csirt-jefatura", "pan-csirt-jefatura"]},
        language="en",
        acknowledged=(("pan-csirt-jefatura", "received"),),
    ),
    Episode(
        "mex-csirt-finanzas-guardia-1",
        "notice-csirt",
        "TLP:GREEN",
        {"es": "Programa dañino en cajeros", "en": "Harmful program in cash machines"},
        {
            "es": "Se vio en una sola ciudad. Puede pasarse en la red. Es un ejercicio.",
            "en": "Seen in one city only. May be handed on in the network. Exercise.",
        },
        {"institutions": ["pan-csirt"]},
        acknowledged=(("pan-csirt-guardia-2", "acting"),),
        handed_on=("pan-csirt-guardia-2", "ury-csirt"),
    ),
    Episode(
        "cri-csirt-guardia-2",
        "cyber-alert",
        "TLP:AMBER",
        {"es": "Accesos nocturnos a un servidor de correo", "en": "Night access to a mail server"},
        {
            "es": "Entran con claves robadas. ¿Lo ven también ustedes? Es un ejercicio.",
            "en": "They enter with stolen passwords. Do you see it too? Exercise.",
        },
        {"states": ["PAN", "BRA"]},
        more={"actions": ["watch", "verify-contact"], "fields": {"severity": "high"}},
    ),
    Episode(
        "pan-enlace-guardia-1",
        "terrorism-alert",
        "TLP:AMBER",
        {"es": "Amenaza sin confirmar", "en": "Unconfirmed threat"},
        {
            "es": "Mensaje anónimo contra un puerto. Se verifica. Es un ejercicio.",
            "en": "Anonymous message against a port. Being verified. Exercise.",
        },
        {"states": ["CRI", "HTI"]},
        network="inter-american",
        more={
            "urgency": "immediate",
            "actions": ["watch"],
            "fields": {"nature": "threat", "certainty": "unverified"},
        },
        acknowledged=(("cri-enlace-guardia-1", "acting"),),
        escalated="hti-enlace",
    ),
    Episode(
        "bra-enlace-guardia-1",
        "notice-of-action",
        "TLP:GREEN",
        {
            "pt": "Controles reforçados por um evento esportivo",
            "es": "Controles reforzados por un evento deportivo",
        },
        {
            "pt": "Durante três dias haverá mais filas na fronteira. É um exercício.",
            "es": "Durante tres días habrá más espera en la frontera. Es un ejercicio.",
        },
        {"network": True},
        network="inter-american",
        language="pt",
        more={"fields": {"measure": "event", "starts_on": "{today}"}},
        acknowledged=(
            ("ury-enlace-suplente", "received"),
            ("mex-enlace-guardia-1", "received"),
            ("kna-seguridad-guardia-2", "not-applicable"),
        ),
    ),
    Episode(
        "hti-enlace-guardia-1",
        "notice-inter-american",
        "TLP:AMBER",
        {"fr": "Demande d’appui en formation", "es": "Pedido de apoyo en formación"},
        {
            "fr": "Nous cherchons des formateurs en sûreté portuaire. Exercice.",
            "es": "Buscamos formadores en protección portuaria. Ejercicio.",
        },
        {"states": ["CAN"]},
        network="inter-american",
        language="fr",
        acknowledged=(("can-enlace-guardia-1", "acting"),),
        answers=(("can-enlace-guardia-1", "Nous pouvons en proposer deux. Exercice.", "origin"),),
    ),
    Episode(
        "s-cicte-oficial-1",
        "circular",
        "TLP:GREEN",
        {
            "es": "Calendario de reuniones de puntos de contacto",
            "en": "Calendar of meetings of contact points",
            "pt": "Calendário de reuniões dos pontos de contato",
            "fr": "Calendrier des réunions des points de contact",
        },
        {
            "es": "Se envía para información; acuse recibo. Es un ejercicio.",
            "en": "For information; please acknowledge. Exercise.",
            "pt": "Para informação; acuse o recebimento. É um exercício.",
            "fr": "Pour information ; accusez réception. Exercice.",
        },
        {"network": True},
        network="cicte-ncp",
        more={"fields": {"action": "information"}},
        acknowledged=(
            ("pan-cicte-titular", "received"),
            ("kna-seguridad-titular", "received"),
            ("bra-cicte-suplente", "received"),
        ),
    ),
)


def live(company: Company) -> list[Alert]:
    """Let every episode happen, then a check of the link."""
    alerts = [_happen(company, episode) for episode in EPISODES]
    _check(company)
    return alerts


def _happen(company: Company, episode: Episode) -> Alert:
    author = company.actor(episode.author)
    alert = services.publish(author, _dated(episode.shape()))
    for username, answer in episode.acknowledged:
        actor = company.actor(username)
        services.acknowledge(actor, _delivery(actor, alert, actor.institution), answer)
    if episode.escalated:
        delivery = _delivery(SYSTEM, alert, episode.escalated)
        services.escalate(SYSTEM, delivery, delivery.due_at)
    for username, body, to in episode.answers:
        services.answer(company.actor(username), alert, body, to)
    reader, institution = episode.handed_on
    if reader:
        services.hand_on(company.actor(reader), alert, [institution])
    if episode.updated:
        services.update(author, alert, Words.model_validate({"body": episode.updated}))
    if episode.retracted:
        services.retract(author, alert, episode.retracted)
    return alert


def _delivery(viewer: Actor, alert: Alert, institution: str) -> Delivery:
    with acting(viewer):
        return queries.deliveries(viewer, alert).get(institution=institution)


def _dated(shape: AlertShape) -> AlertShape:
    """Fields that ask for a day get today's."""
    today = timezone.now().date().isoformat()
    fields = {k: today if v == "{today}" else v for k, v in (shape.fields or {}).items()}
    return shape.model_copy(update={"fields": fields or None})


def _check(company: Company) -> None:
    """The secretariat asks who is there; some have answered."""
    network = directory.network(SYSTEM, CHECKED)
    check = directory_services.open_check(
        company.actor(CHECKER), network, duration.parse(WITHIN, []), announced=True
    )
    for username in ANSWERING:
        actor = company.actor(username)
        with acting(actor):
            probe = directory.probes(actor, check).get(institution=actor.institution)
        directory_services.answer(actor, probe)
