"""Two funds, a donor and a project of the demonstration: promised and agreed, nothing spent."""

from typing import Any

from almenara.config.demonstration import cast
from almenara.config.demonstration.people import Company
from almenara.config.demonstration.plans import PLANNER
from almenara.funds import services
from almenara.funds.drafts import (
    AgreementShape,
    BudgetShape,
    ContributionShape,
    FundShape,
    IndicatorShape,
    PartnerShape,
    ProjectShape,
)

DAY = "2021-01-01"
PERIOD = {"starts": DAY, "ends": "2027-12-31"}


def _marked(es: str, en: str, pt: str, fr: str) -> dict[str, str]:
    return cast.marked({"es": es, "en": en, "pt": pt, "fr": fr})


PARTNERS: tuple[dict[str, Any], ...] = (
    {
        "slug": "observador-es", "kind": "observer", "party": cast.OBSERVER, "since": DAY,
        "titles": _marked("Observador donante", "Observer as a donor", "Observador doador",
                          "Observateur donateur"),
        "interests": ["Seguridad portuaria (demostración)"],
    },
    {
        "slug": "organismo-especializado", "kind": "specialised", "since": DAY,
        "titles": _marked("Organismo especializado", "Specialised agency",
                          "Organismo especializado", "Organisme spécialisé"),
    },
)  # fmt: skip
AGREEMENT = {
    "reference": "DEMO-1", "starts": DAY,
    "titles": _marked("Memorando de entendimiento", "Memorandum of understanding",
                      "Memorando de entendimento", "Protocole d’accord"),
}  # fmt: skip
COURSES = _marked("Cursos", "Courses", "Cursos", "Cours")
MISSIONS = _marked("Misiones", "Missions", "Missões", "Missions")


def _codes(courses: str, missions: str) -> list[dict[str, Any]]:
    """Each fund has codes of its own: a line under another fund's code has no place."""
    return [{"code": courses, "titles": COURSES},
            {"code": missions, "titles": MISSIONS, "most": "5000.00"}]  # fmt: skip


FUNDS: tuple[dict[str, Any], ...] = (
    {"code": "D-CARGA", "currency": "USD", **PERIOD, "codes": _codes("101", "102"),
     "titles": _marked("Fondo de seguridad de la carga", "Cargo security fund",
                       "Fundo de segurança da carga", "Fonds de sécurité du fret")},
    {"code": "D-CIBER", "currency": "CAD", **PERIOD, "codes": _codes("201", "202"),
     "titles": _marked("Fondo de ciberseguridad", "Cybersecurity fund",
                       "Fundo de segurança cibernética", "Fonds de cybersécurité")},
)  # fmt: skip
PROJECT = {
    "titles": _marked("Inspección de carga en puertos", "Inspection of cargo in ports",
                      "Inspeção de carga em portos", "Inspection du fret dans les ports"),
    **PERIOD,
    "logic": "Si quienes inspeccionan comparten un método, la carga peligrosa se detiene antes.",
    "risks": ["Rotación de quienes se formaron"],
    "budget": [{"year": 2021, "amount": "10000.00", "currency": "USD"}],
}  # fmt: skip
LINE = {"chapter": "DEMO", "programme": "CICTE", "year": 2021, "fund": "D-CARGA", "code": "101",
        "approved": "10000.00", "titles": COURSES}  # fmt: skip


def fund(company: Company) -> None:
    """A register, two funds, a pledge that one of them awaits, a project that is measured."""
    keeper = company.actor(PLANNER)
    observer, agency = (
        services.enrol(keeper, PartnerShape.model_validate(said)) for said in PARTNERS
    )
    services.agree(keeper, agency, AgreementShape.model_validate(AGREEMENT))
    for said in FUNDS:
        services.open_fund(keeper, FundShape.model_validate(said))
    pledge = ContributionShape.model_validate(
        {"partner": observer.pk, "fund": "D-CARGA", "purpose": "Ejercicio",
         "amount": "10000.00", "currency": "USD"}
    )  # fmt: skip
    contribution = services.submit_contribution(keeper, pledge)
    for stage in ("proposal", "pledge"):
        services.step_contribution(keeper, contribution, stage)
    project = services.submit(keeper, ProjectShape.model_validate(PROJECT))
    measure = IndicatorShape(plan="cicte-2020-2021", result="D3.1")
    services.measure(keeper, project, measure)
    for stage in ("appraised", "approved"):
        services.step(keeper, project, stage)
    line = services.budget(keeper, BudgetShape.model_validate(LINE))
    services.step_budget(keeper, line, "approve")
