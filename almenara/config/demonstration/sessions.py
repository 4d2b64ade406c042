"""A session of the committee as an exercise: agenda, papers, who was there, one decision."""

from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone

from almenara.bodies import clocks, queries, services
from almenara.bodies.drafts import (
    DecisionShape,
    DelegationShape,
    ItemShape,
    MeetingShape,
    PaperShape,
)
from almenara.bodies.queries import Meeting
from almenara.config.demonstration.people import Company
from almenara.core.parties.actor import Actor

CLERK = "s-cicte-oficial-1"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SESSION = {
    "es": "Período de sesiones del CICTE (ejercicio)",
    "en": "Session of CICTE (exercise)",
    "pt": "Período de sessões do CICTE (exercício)",
    "fr": "Session du CICTE (exercice)",
}
GROUP = {
    "es": "Grupo de trabajo sobre el ciberespacio (ejercicio)",
    "en": "Working group on cyberspace (exercise)",
    "pt": "Grupo de trabalho sobre o ciberespaço (exercício)",
    "fr": "Groupe de travail sur le cyberespace (exercice)",
}
ITEMS = (
    {"es": "Aprobación del orden del día", "en": "Adoption of the order of business",
     "pt": "Aprovação da ordem do dia", "fr": "Adoption de l’ordre du jour"},
    {"es": "Informe de la secretaría", "en": "Report of the secretariat",
     "pt": "Relatório da secretaria", "fr": "Rapport du secrétariat"},
    {"es": "Plan de trabajo", "en": "Work plan",
     "pt": "Plano de trabalho", "fr": "Plan de travail"},
)  # fmt: skip
PAPERS = (
    {"class": "doc", "title": "Informe de la secretaría (ejercicio)", "marking": "TLP:CLEAR"},
    {"class": "doc", "title": "Asuntos de personal (ejercicio)", "marking": "TLP:AMBER"},
)
DECISION = {
    "kind": "approves-plan",
    "titles": {
        "es": "Aprobación del plan de trabajo (ejercicio)",
        "en": "Approval of the work plan (exercise)",
        "pt": "Aprovação do plano de trabalho (exercício)",
        "fr": "Approbation du plan de travail (exercice)",
    },
    "targets": [{"kind": "plan", "ref": "cicte-2020-2021"}],
}


def meet(company: Company) -> None:
    """A session that is open today, and a meeting in two months to which anybody may come."""
    clerk, now = company.actor(CLERK), timezone.now()
    session = _convened(clerk, "cicte", now - timedelta(days=1), names=SESSION, mode="in-person")
    for titles in ITEMS:
        services.add_item(clerk, session, ItemShape.model_validate({"titles": titles}))
    for said in PAPERS:
        paper = services.submit(
            clerk, session, PaperShape.model_validate({"language": "es", **said})
        )
        services.translate(clerk, paper, "es", "", BytesIO(PDF), f"{paper.number}.pdf")
    services.step(clerk, session, "open")
    services.adopt(clerk, session)
    _fill(clerk, session)
    services.decide(clerk, session, DecisionShape.model_validate(DECISION))
    later = now + timedelta(days=60)
    _convened(clerk, "gt-ciber", later, names=GROUP, mode="virtual", is_open_to_all=True)


def _convened(clerk: Actor, body: str, day: datetime, **said: Any) -> Meeting:
    """Three days from nine to six."""
    starts = datetime.combine(day.date(), time(9))
    ends = datetime.combine((day + timedelta(days=2)).date(), time(18))
    shape = {"starts": starts, "ends": ends, "zone": "America/New_York", **said}
    return services.convene(clerk, queries.body(clerk, body), MeetingShape.model_validate(shape))


def _fill(clerk: Actor, session: Meeting) -> None:
    """As many States as the quorum asks, by their code alone."""
    day = clocks.day(timezone.now(), session.zone)
    there = sorted(queries.seats_on(clerk, session.body, day))
    half = there[: len(there) // 2 + 1]
    sent = [services.name(clerk, session, DelegationShape(state=code)) for code in half]
    for delegation in sent:
        services.answer(clerk, delegation, is_accredited=True)
    services.attend(clerk, session, day, {str(one.pk): "present" for one in sent})
