"""What the secretariat of the demonstration has planned; nothing was held, nobody took part."""

from pathlib import Path

from almenara.config.demonstration.people import Company
from almenara.core.parties.actor import SYSTEM
from almenara.core.types import services as types
from almenara.formats import yamltext
from almenara.programmes import queries, services
from almenara.programmes.drafts import ActivityShape

PLANNER = "s-cicte-oficial-1"
STRATEGIC = Path(__file__).with_name("strategic.yaml")
ACTIVITIES = (
    {
        "results": ["D3.1"],
        "kind": "course",
        "titles": {
            "es": "Inspección de contenedores (ejercicio)",
            "en": "Inspection of containers (exercise)",
            "pt": "Inspeção de contêineres (exercício)",
            "fr": "Inspection des conteneurs (exercice)",
        },
        "starts": "2021-09-06",
        "ends": "2021-09-10",
        "modality": "virtual",
        "states": ["MEX", "PER"],
        "minutes": 900,
        "topic": "inspección de contenedores",
    },
    {
        "results": ["G3"],
        "kind": "meeting",
        "titles": {
            "es": "Primera reunión virtual de la Red (ejercicio)",
            "en": "First virtual meeting of the Network (exercise)",
            "pt": "Primeira reunião virtual da Rede (exercício)",
            "fr": "Première réunion virtuelle du Réseau (exercice)",
        },
        "starts": "2021-11-17",
        "ends": "2021-11-17",
        "modality": "virtual",
        "minutes": 120,
    },
)
CONFIRMED = ("meeting",)


def plan(company: Company) -> None:
    """Two activities of the work plan, one confirmed; goals above it; its file for IATI."""
    planner = company.actor(PLANNER)
    types.load(SYSTEM, yamltext.document(STRATEGIC.read_bytes()))
    for said in ACTIVITIES:
        shape = ActivityShape.model_validate({"plan": "cicte-2020-2021", **said})
        activity = services.submit(planner, shape)
        if activity.kind in CONFIRMED:
            services.step(planner, activity, "confirmed")
    services.publish(planner, queries.plan(planner, "cicte-2020-2021"))
