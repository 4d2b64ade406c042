"""Which lists leave as XLSX or DOCX, and in which columns; their rows are those of the pages."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from almenara.assistance import pages as assistance
from almenara.assistance.models import Case
from almenara.bodies import pages as bodies
from almenara.bodies.models import Meeting
from almenara.core.languages import page_language
from almenara.core.paging import SHEETS, Sheet
from almenara.core.parties.actor import Actor
from almenara.exchange import rows as exchange
from almenara.exchange.models import Alert
from almenara.funds.models import LedgerLine, Partner, Project
from almenara.funds.pages.around import KINDS
from almenara.funds.pages.projects import PROJECT_STAGES
from almenara.funds.stages import INTERNAL
from almenara.mandates import saying
from almenara.mandates.models import Consultation, Journey, Letter, Mandate, Task, Transmission
from almenara.mandates.pages import dealings, registers
from almenara.programmes import pages as programmes
from almenara.programmes.models import Activity

Cells = Iterator[list[Any]]


def _named(names: dict[str, str]) -> str:
    """In the reader's language, else in one that there is."""
    return names.get(page_language()) or next(iter(names.values()), "")


def _green(row: Any) -> str:
    return "TLP:GREEN"


def _amber(row: Any) -> str:
    return "TLP:AMBER"


def _activities(viewer: Actor, found: list[Activity]) -> Cells:
    for row in programmes.rows_of(viewer, found):
        yield [
            row["title"], str(row["kind"]), row["starts"], row["ends"], str(row["place"]),
            " ".join(state.code for state in row["states"]), ", ".join(row["results"]),
            str(row["stage"][2]), row["marking"],
        ]  # fmt: skip


def _mandates(viewer: Actor, found: list[Mandate]) -> Cells:
    for row in registers.rows_of(viewer, found):
        yield [
            row["symbol"], row["paragraph"], _named(row["summary"]), str(row["addressee"]),
            row["owner"] or "", row["due"], str(row["stage"][2]),
        ]  # fmt: skip


def _tasks(viewer: Actor, found: list[Task]) -> Cells:
    for row in registers.task_rows(viewer, found):
        yield [row["title"], row["owner"], row["due"], str(row["stage"][2])]


def _consultations(viewer: Actor, found: list[Consultation]) -> Cells:
    for row in found:
        yield [row.title, " ".join(row.states), row.due, str(saying.CONSULTATIONS[row.stage][2])]


def _letters(viewer: Actor, found: list[Letter]) -> Cells:
    for row in map(dealings.letter_row, found):
        yield [
            row["subject"], row["origin"], row["addressee"], row["sent_on"], row["due"],
            str(row["stage"][2]),
        ]  # fmt: skip


def _journeys(viewer: Actor, found: list[Journey]) -> Cells:
    for row in dealings.journey_rows(viewer, found):
        yield [
            row["purpose"], row["place"], row["who"], row["starts"], row["ends"],
            str(row["stage"][2]),
        ]  # fmt: skip


def _transmissions(viewer: Actor, found: list[Transmission]) -> Cells:
    for row in found:
        yield [
            row.resolution.symbol, row.resolution.name, row.made_at,
            str(saying.TRANSMISSIONS[row.stage][2]),
        ]  # fmt: skip


def _meetings(viewer: Actor, found: list[Meeting]) -> Cells:
    for row in found:
        stage = bodies.STAGES[row.stage]
        yield [row.body.name, row.name, row.starts, row.ends, row.place, str(stage[2])]


def _cases(viewer: Actor, found: list[Case]) -> Cells:
    for row in found:
        yield [
            row.reference, row.state.name, row.topic.name, row.title,
            str(assistance.STAGES[row.stage][2]), row.made_at, row.due_at,
        ]  # fmt: skip


def _projects(viewer: Actor, found: list[Project]) -> Cells:
    for row in found:
        yield [_named(row.names), row.starts, row.ends, str(PROJECT_STAGES[row.stage][2])]


def _partners(viewer: Actor, found: list[Partner]) -> Cells:
    for row in found:
        yield [_named(row.names), str(KINDS[row.kind]), row.since, row.until]


def _lines(viewer: Actor, found: list[LedgerLine]) -> Cells:
    for row in found:
        yield [row.row, row.on, row.fund_id, row.code, row.amount, row.currency, row.text]


def _alerts(viewer: Actor, found: list[Alert]) -> Cells:
    for row in exchange.alert_rows(viewer, found):
        origin = row["origin"]
        home = origin["state"].name if origin["state"] else origin["institution"]
        yield [
            row["reference"], row["title"], home, row["published_at"], row["stage"]["words"],
            row["marking"],
        ]  # fmt: skip


OURS: dict[type[Model], Sheet] = {
    Activity: Sheet(
        _("Actividades"),
        (_("Título"), _("Qué es"), _("Empieza"), _("Termina"), _("Lugar"), _("Estados"),
         _("Resultados"), _("Etapa"), _("Marca")),
        _activities,
        lambda row: row.marking,
    ),
    Mandate: Sheet(
        _("Mandatos"),
        (_("Resolución"), _("Párrafo"), _("Qué pide"), _("A quién"), _("Responsable"),
         _("Informar hasta"), _("Etapa")),
        _mandates,
    ),
    Task: Sheet(
        _("Tareas"),
        (_("Tarea"), _("Responsable"), _("Hasta"), _("Etapa")),
        _tasks,
        _green,
    ),
    Consultation: Sheet(
        _("Consultas"),
        (_("Título"), _("Estados"), _("Hasta"), _("Etapa")),
        _consultations,
        _green,
    ),
    Letter: Sheet(
        _("Correspondencia"),
        (_("Asunto"), _("Origen"), _("A quién"), _("Enviada"), _("Hasta"), _("Etapa")),
        _letters,
        _amber,
    ),
    Journey: Sheet(
        _("Misiones oficiales"),
        (_("Para qué"), _("Lugar"), _("Quién viaja"), _("Empieza"), _("Termina"), _("Etapa")),
        _journeys,
        _green,
    ),
    Transmission: Sheet(
        _("Remisiones"),
        (_("Resolución"), _("Título"), _("Desde"), _("Etapa")),
        _transmissions,
        _green,
    ),
    Meeting: Sheet(
        _("Reuniones"),
        (_("Órgano"), _("Título"), _("Empieza"), _("Termina"), _("Lugar"), _("Etapa")),
        _meetings,
    ),
    Case: Sheet(
        _("Asistencia"),
        (_("Referencia"), _("Estado"), _("Tema"), _("Título"), _("Etapa"), _("Pedida"),
         _("Responsable hasta")),
        _cases,
        _amber,
    ),
    Project: Sheet(
        _("Proyectos"),
        (_("Proyecto"), _("Empieza"), _("Termina"), _("Etapa")),
        _projects,
        lambda row: "TLP:AMBER" if row.stage in INTERNAL else "TLP:CLEAR",
    ),
    Partner: Sheet(
        _("Socios"),
        (_("Nombre"), _("Qué es"), _("Desde"), _("Hasta")),
        _partners,
    ),
    LedgerLine: Sheet(
        _("Libro de gastos"),
        (_("Fila"), _("Fecha"), _("Fondo"), _("Código"), _("Monto"), _("Moneda"), _("Concepto")),
        _lines,
        _amber,
    ),
    Alert: Sheet(
        _("Alertas"),
        (_("Referencia"), _("Título"), _("Origen"), _("Publicada"), _("Estado de la alerta"),
         _("Marca")),
        _alerts,
        lambda row: row.marking,
    ),
}  # fmt: skip


def register() -> None:
    """Once, when everything is there."""
    SHEETS.update(OURS)
