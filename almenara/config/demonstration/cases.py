"""Two States of the demonstration ask for assistance: one waits for an owner, one for its terms."""

from datetime import timedelta

from django.utils import timezone

from almenara.assistance import services
from almenara.assistance.drafts import CaseShape, MeetingShape, MinutesShape
from almenara.config.demonstration.people import Company

ASKED = {
    "topic": "unscr-1540",
    "title": "Lista nacional de bienes de doble uso (ejercicio)",
    "request": "Revisar el borrador de la lista y capacitar a quien la aplicará. Es un ejercicio.",
    "fields": {"kind": "both"},
}
MET = {
    "topic": "authorised-operators",
    "title": "Validación de operadores en un puerto nuevo (ejercicio)",
    "request": "Asesoría a la aduana sobre sus formularios de validación. Es un ejercicio.",
    "fields": {"service": "Aduana (ejercicio)"},
}
AGENDA = "1. Qué hay hoy. 2. Qué hace falta. 3. Quién pone qué."
NOTES = "La aduana mostró sus formularios; faltan los de transporte terrestre."
TERMS = "Dos sesiones en línea y un informe breve. La aduana nombra a quien responde."


def ask(company: Company) -> None:
    """One case without owner, one whose terms the State has still to confirm; nothing is spent."""
    services.ask(company.actor("pan-cicte-titular"), CaseShape.model_validate(ASKED))
    state, officer = company.actor("mex-cicte-titular"), company.actor("s-cicte-oficial-2")
    case = services.ask(state, CaseShape.model_validate(MET))
    services.assign(officer, case, officer.name)
    day = timezone.now().date() - timedelta(days=1)
    meeting = services.convene(officer, case, MeetingShape(held_on=day, agenda=AGENDA))
    minutes = MinutesShape(notes=NOTES, terms=TERMS, version=meeting.version)
    services.confirm(officer, services.write(officer, meeting, minutes), meeting.version + 1)
    services.answer(state, case, "¿Sirve el jueves para la primera sesión? (ejercicio)")
