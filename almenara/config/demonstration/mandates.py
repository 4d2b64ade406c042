"""What follows from decisions in the demonstration: two adopted texts, with our words only.

Of the declaration of 2018 and of the work plan only facts are public sources': body, kind and date.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from almenara.config.demonstration import cast
from almenara.config.demonstration.people import Company
from almenara.core.access.context import acting
from almenara.core.parties.actor import Actor
from almenara.core.types.heads import read
from almenara.mandates import drafts, queries, services
from almenara.programmes import queries as programmes
from almenara.programmes import services as plans

OFFICER, COLLEAGUE, EXECUTIVE = "s-cicte-oficial-1", "s-cicte-oficial-2", "ssm-oe-oficial-1"
PLAN = "cicte-2020-2021"
DECLARATION: dict[str, Any] = {
    "body": "cicte",
    "symbol": "CICTE/XVIII-2018 (demo)",
    "kind": "declaration",
    "adopted_on": "2018-05-01",
    "precision": "month",
    "titles": {
        "es": "Declaración de 2018 sobre el extremismo violento (demostración)",
        "en": "Declaration of 2018 on violent extremism (demonstration)",
        "pt": "Declaração de 2018 sobre o extremismo violento (demonstração)",
        "fr": "Déclaration de 2018 sur l’extrémisme violent (démonstration)",
    },
    "paragraphs": [
        {
            "paragraph": 5,
            "verb": "invite",
            "addressee": "STATES",
            "summaries": {
                "es": "Contar qué hace cada Estado para prevenir el extremismo violento",
                "en": "Say what each State does to prevent violent extremism",
                "pt": "Dizer o que cada Estado faz para prevenir o extremismo violento",
                "fr": "Dire ce que fait chaque État pour prévenir l’extrémisme violent",
            },
        },
        {
            "paragraph": 6,
            "verb": "request",
            "addressee": "S-CICTE",
            "report_to": "cicte",
            "due": "2026-07-15",
            "summaries": {
                "es": "Acompañar a los Estados e informar al Comité",
                "en": "Support the States and report to the Committee",
                "pt": "Acompanhar os Estados e informar ao Comitê",
                "fr": "Accompagner les États et faire rapport au Comité",
            },
        },
    ],
}
DECISION: dict[str, Any] = {
    "body": "cicte",
    "symbol": "CICTE/Plan 2020-2021 (demo)",
    "kind": "decision",
    "adopted_on": "2020-01-01",
    "precision": "year",
    "titles": {
        "es": "Plan de trabajo 2020-2021 (demostración)",
        "en": "Work plan 2020-2021 (demonstration)",
        "pt": "Plano de trabalho 2020-2021 (demonstração)",
        "fr": "Plan de travail 2020-2021 (démonstration)",
    },
    "paragraphs": [
        {
            "paragraph": 1,
            "verb": "instruct",
            "addressee": "S-CICTE",
            "until": "2022-01-01",
            "summaries": {
                "es": "Poner en práctica los programas del plan",
                "en": "Carry out the programmes of the plan",
                "pt": "Executar os programas do plano",
                "fr": "Mettre en œuvre les programmes du plan",
            },
        },
        {
            "paragraph": 2,
            "verb": "invite",
            "addressee": "SSM-OE",
            "summaries": {
                "es": "Buscar fondos para lo que no tiene",
                "en": "Look for funds for what has none",
                "pt": "Buscar fundos para o que não os tem",
                "fr": "Chercher des fonds pour ce qui n’en a pas",
            },
        },
    ],
}
SERVED = {6: ("C3",)}  # paragraphs of the declaration by the results that serve them
LINKS = (("pass", "S-CICTE", 40), ("endorse", "SSM", 37), ("send", "SG", 33))  # days ago


def follow(company: Company) -> None:
    """Mandates with and without owner, a late task, and one of everything else."""
    officer, executive = company.actor(OFFICER), company.actor(EXECUTIVE)
    declared = services.adopt(officer, read(drafts.ResolutionShape, DECLARATION))
    services.adopt(officer, read(drafts.ResolutionShape, DECISION))
    _assign(company, officer, declared)
    _transmit(company, officer, declared)
    _consult(company, officer)
    _write(officer)
    _travel(company, officer)
    _keep_peace(company, executive)


def _ago(days: int) -> str:
    return (timezone.localdate() - timedelta(days=days)).isoformat()


def _assign(company: Company, officer: Actor, declared: queries.Resolution) -> None:
    with acting(officer):
        rows = {row.paragraph: row for row in queries.mandates(officer).filter(resolution=declared)}
        codes = dict(
            programmes.results(officer, programmes.plan(officer, PLAN)).values_list("code", "pk")
        )
    owned = read(drafts.AssignShape, {"owner": "s-cicte"})
    services.step(officer, services.assign(officer, rows[6], owned), "in-course")
    for number, results in SERVED.items():
        plans.serve(officer, rows[number], [codes[code] for code in results])
    said = {"kind": "measure", "text": "Un programa en las escuelas (ejercicio)", "on": _ago(60)}
    services.note(company.actor("pan-mision-titular"), rows[5], read(drafts.ActionShape, said))
    task = {
        "title": "Informe al Comité (ejercicio)", "owner": OFFICER, "due": "2026-07-15",
        "mandate": str(rows[6].pk),
    }  # fmt: skip
    services.assign_task(officer, read(drafts.TaskShape, task))


def _transmit(company: Company, officer: Actor, declared: queries.Resolution) -> None:
    """All the way to the Missions; Panama's has it, Mexico's sent it on, the others are silent."""
    note = "Se remite para conocimiento de los Gobiernos (ejercicio)."
    sent = services.open_transmission(officer, declared, note)
    with acting(officer):
        heads = {unit.code: unit.head for unit in queries.units(officer)}
    for verb, unit, days in LINKS:
        said = {"verb": verb, "post": heads[unit] or unit, "on": _ago(days)}
        services.hand_on(officer, sent, read(drafts.HopShape, said))
    for state, steps in (("pan", 1), ("mex", 2)):
        mission = company.actor(f"{state}-mision-titular")
        with acting(mission):
            receipt = queries.receipts(mission, [sent]).get()
        for stage, days in (("received", 30), ("forwarded", 28))[:steps]:
            step = {"stage": stage, "on": _ago(days), "text": "Ministerio de Relaciones Exteriores"}
            services.step_receipt(mission, receipt, read(drafts.ReceiptShape, step))


def _consult(company: Company, officer: Actor) -> None:
    said = {
        "title": "Qué debe tener el próximo plan (ejercicio)",
        "questions": ["¿Qué programa le sirvió más?", "¿Qué falta?"],
        "states": ["CRI", "MEX", "PAN"], "due": _ago(-30),
    }  # fmt: skip
    asked = services.ask(officer, read(drafts.ConsultationShape, said))
    authority = company.actor("pan-mision-titular")
    services.answer(authority, asked, {0: "El de seguridad de puertos (ejercicio)."})


def _write(officer: Actor) -> None:
    """To a military body: a request whose day is over."""
    said = {
        "addressee": cast.BOARD, "sent_on": _ago(30), "due": _ago(5),
        "subject": "Lugar para el foro de medidas de confianza (ejercicio)",
    }  # fmt: skip
    services.send_letter(officer, read(drafts.LetterShape, said))


def _travel(company: Company, officer: Actor) -> None:
    said = {
        "traveller": COLLEAGUE, "purpose": "Reunión de puertos (ejercicio)", "place": "Panamá",
        "starts": _ago(22), "ends": _ago(20),
    }  # fmt: skip
    services.propose_journey(officer, read(drafts.JourneyShape, said))


def _keep_peace(company: Company, executive: Actor) -> None:
    """A file of three persons, and the note of another that is closed."""
    people = [EXECUTIVE, "ssm-oe-oficial-2", OFFICER]
    for title in ("Apoyo a un diálogo (ejercicio)", "Apoyo concluido (ejercicio)"):
        said = {"title": title, "mandate": "A petición de las partes (ejercicio)", "people": people}
        file = services.open_file(executive, read(drafts.PeaceShape, said))
    services.close_file(executive, file, "Se apoyó un diálogo hasta su término (ejercicio).")
