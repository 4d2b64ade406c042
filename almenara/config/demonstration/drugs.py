"""Early warning on drugs in the demonstration: a public list, and an exercise of two States.

The substance of the exercise does not exist, so that no State is said to have seen one that does.
"""

import csv
from pathlib import Path
from typing import Any

from almenara.config.demonstration.people import Company
from almenara.core.parties.actor import SYSTEM
from almenara.formats import yamltext
from almenara.substances import drafts, services
from almenara.substances.listing import ListShape
from almenara.substances.queries import DrugSignal

FACTS = Path(__file__).parent / "facts"
FIRST, SECOND, THIRD = (f"cicad-oid-oficial-{n}" for n in (1, 2, 3))
SEEN: dict[str, Any] = {
    "kind": "new-substance",
    "title": "Una sustancia que no conocíamos (ejercicio)",
    "summary": "La identificó el laboratorio nacional en un decomiso. Es un ejercicio.",
    "seen_on": "2026-10-05",
    "substance": "Ejemplina",
    "inchikey": "EJEMPLINADEMOS-UHFFFAOYSA-N",
    "may_name_state": True,
    "fields": {
        "certainty": "confirmed", "place_level": "border", "method": "reference",
        "specimen": "seized", "harm": "none",
    },
}  # fmt: skip
AGAIN: dict[str, Any] = SEEN | {
    "title": "Un polvo con otro nombre (ejercicio)",
    "seen_on": "2026-10-19",
    "substance": "Ejemplina clorhidrato",
}
ROUTE: dict[str, Any] = {
    "kind": "trafficking",
    "title": "Envíos pequeños por correo (ejercicio)",
    "summary": "Antes llegaban por mar. Es un ejercicio.",
    "seen_on": "2026-11-02",
    "fields": {"certainty": "probable", "place_level": "national", "mode": ["post"]},
}
TITLES = {
    "es": "Una sustancia nueva en la región (ejercicio)",
    "en": "A new substance in the region (exercise)",
    "pt": "Uma substância nova na região (exercício)",
    "fr": "Une nouvelle substance dans la région (exercice)",
}
TEXTS = {
    "es": "Se identificó una sustancia nueva. Los servicios de salud deben pensar en ella ante una "
    "intoxicación sin explicación. Es un ejercicio.",
    "en": "A new substance was identified. Health services should think of it in a poisoning "
    "without an explanation. This is an exercise.",
    "pt": "Foi identificada uma substância nova. Os serviços de saúde devem pensar nela diante de "
    "uma intoxicação sem explicação. É um exercício.",
    "fr": "Une nouvelle substance a été identifiée. Les services de santé doivent y penser devant "
    "une intoxication inexpliquée. C’est un exercice.",
}


def watch(company: Company) -> None:
    """One signal from its report to the bulletin, one verified, and one that waits."""
    services.load(SYSTEM, outside_list())
    first = _verified(company, "cri-drogas", SEEN)
    services.alert(company.actor(FIRST), first, drafts.RaiseShape())
    _publish(company, first)
    _verified(company, "pan-drogas", AGAIN)
    services.report(company.actor("pan-drogas"), drafts.DrugSignalShape.model_validate(ROUTE))


def outside_list() -> ListShape:
    """The list as its two files say it: the head, and a line for each record."""
    head = yamltext.document((FACTS / "new-substances.yaml").read_bytes())
    with (FACTS / "new-substances.csv").open(encoding="utf-8", newline="") as lines:
        return ListShape.model_validate({**head, "rows": list(csv.DictReader(lines))})


def _verified(company: Company, by: str, said: dict[str, Any]) -> DrugSignal:
    shape = drafts.DrugSignalShape.model_validate(said)
    signal = services.report(company.actor(by), shape)
    return services.verify(company.actor(SECOND), signal, drafts.VerifyShape())


def _publish(company: Company, signal: DrugSignal) -> None:
    piece = {"signal": signal.pk, "texts": TEXTS}
    shape = drafts.DrugBulletinShape.model_validate({"titles": TITLES, "items": [piece]})
    bulletin = services.write(company.actor(FIRST), shape)
    review = drafts.HealthReviewShape(
        version=bulletin.version, reviewer="Toxicología, ministerio de salud (ejercicio)",
        no_dose=True, no_source=True, no_person=True,
    )  # fmt: skip
    services.review(company.actor(THIRD), bulletin, review)
    services.publish(company.actor(FIRST), bulletin)
