"""The annual report of the demonstration: built when the world is made, cleared by a second person.

Nothing was held in its plan and nothing spent, and that is what its figures say.
"""

from almenara.config.demonstration.people import Company
from almenara.reports import services
from almenara.reports.drafts import BuildShape, ProseShape

SLUG = "annual-cicte-2020-2021"
AUTHOR, REVIEWER = "s-cicte-oficial-1", "s-cicte-oficial-2"
INTRODUCTION = {
    "es": "Este informe es de la **demostración**: las actividades del plan están planeadas, "
    "ninguna se ha realizado, y así lo dicen sus cifras. Cada una abre sus registros.",
    "en": "This report belongs to the **demonstration**: the activities of the plan are planned, "
    "none has been held, and its figures say so. Each one opens its records.",
    "pt": "Este relatório é da **demonstração**: as atividades do plano estão planejadas, "
    "nenhuma foi realizada, e é o que dizem suas cifras. Cada uma abre seus registros.",
    "fr": "Ce rapport est celui de la **démonstration** : les activités du plan sont prévues, "
    "aucune n’a été réalisée, et ses chiffres le disent. Chacun ouvre ses données.",
}


def publish(company: Company) -> None:
    """One edition, with a word of introduction in each language."""
    author, reviewer = company.actor(AUTHOR), company.actor(REVIEWER)
    for language, text in INTRODUCTION.items():
        said = {"place": "introduction", "language": language, "text": text}
        services.write(author, SLUG, ProseShape.model_validate(said))
    edition = services.build(author, SLUG, BuildShape())
    for stage in ("cleared", "presented", "published"):
        edition = services.step(reviewer, edition, stage)
