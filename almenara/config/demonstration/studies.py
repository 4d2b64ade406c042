"""A study and a threat brief of the demonstration: real figures of public sources, quoted.

The brief quotes the first cut of a source that counted anew in its second: its figures warn. It
says nothing of any State but what the source says.
"""

from datetime import datetime
from typing import Any, cast

from almenara.config.demonstration.people import Company
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.observatory import queries as observatory
from almenara.studies import services
from almenara.studies.drafts import CitationShape, StageShape, StudyShape, TextShape

ANALYST, OFFICER, REVIEWER = "dsp-dis-analista", "ssm-oe-oficial-1", "ssm-oe-oficial-2"
PLACES = ["BLZ", "CRI", "GTM", "HND", "NIC", "PAN", "SLV"]
OFFENCES = "DF_MEX_OFFENCES"
STUDY = {
    "es": {
        "title": "Homicidio y cárceles: dos series lado a lado (demostración)",
        "summary": "Qué dicen dos fuentes públicas del mismo año, y por qué no se calcula una con "
        "la otra.",
        "body": """## Lo que se cuenta

La tasa de homicidio cuenta víctimas; la de prisión, personas privadas de libertad el día del
recuento. En Costa Rica, por cada cien mil habitantes, las fuentes dan
{{figure homicidio?REF_AREA=CRI&decimals=1}} y {{figure carceles?REF_AREA=CRI}}; en Panamá,
{{figure homicidio?REF_AREA=PAN&decimals=1}} y {{figure carceles?REF_AREA=PAN}}.

## Las dos series

{{table homicidio+carceles}}

## Lo que no se concluye

Un valor alto en una columna no explica el de la otra: son fuentes, definiciones y fechas de
recuento distintas. Sirve para preguntar a quienes llevan las dos series, no para ordenar Estados.
""",
    },
    "en": {
        "title": "Homicide and prisons: two series side by side (demonstration)",
        "summary": "What two public sources say of the same year, and why neither is computed "
        "with the other.",
        "body": """## What is counted

The homicide rate counts victims; the prison rate, persons held on the day of the count. In Costa
Rica, per hundred thousand inhabitants, the sources give
{{figure homicidio?REF_AREA=CRI&decimals=1}} and {{figure carceles?REF_AREA=CRI}}; in Panama,
{{figure homicidio?REF_AREA=PAN&decimals=1}} and {{figure carceles?REF_AREA=PAN}}.

## The two series

{{table homicidio+carceles}}

## What does not follow

A high value in one column does not explain the other: sources, definitions and days of counting
differ. It serves to ask those who keep both series, not to rank States.
""",
    },
}
QUOTED = (
    {"name": "homicidio", "dataflow": "DF_HOMICIDE", "where": {"REF_AREA": PLACES},
     "start": "2018", "end": "2018"},
    {"name": "carceles", "dataflow": "DF_PRISON_WPB", "where": {"REF_AREA": PLACES}},
)  # fmt: skip
BRIEF = {
    "kind": "brief",
    "language": "es",
    "title": "Violencia letal: un primer corte no basta (demostración)",
    "summary": "Por qué esperar al segundo corte antes de decidir por una cifra mensual.",
    "threat": "violence",
    "confidence": "low",
    "marking": "TLP:GREEN",
    "audience": ["mex-csirt", "pan-cicte", "kna-seguridad"],
    "body": """## Apreciación

El primer corte de la fuente contó en Tabasco {{figure homicidio-doloso}} homicidios dolosos en
enero de 2026, y {{figure otros-contra-la-vida}} otros delitos contra la vida y la integridad. Entre
un corte y el siguiente una fuente puede mover casos de una clase a otra: si la cifra cambió, esta
página lo dice al lado.

## Qué hacer

Comparar siempre dos cortes antes de hablar de una tendencia, y preguntar a quien lleva la serie.
""",
}
NEXUS = {
    "language": "es",
    "title": "Cocaína: lo incautado y lo consumido (demostración)",
    "summary": "Un borrador que espera a otra persona que lo revise.",
    "body": """## Oferta y demanda

{{table incautaciones+consumo}}
""",
}
BOTH_SIDES = (
    {
        "name": "incautaciones",
        "dataflow": "DF_SEIZURES_WDR",
        "where": {"REF_AREA": ["CHL", "COL", "URY"], "DRUG": ["COCAINE_SALT"]},
    },
    {
        "name": "consumo",
        "dataflow": "DF_PREVALENCE_WDR",
        "where": {"REF_AREA": ["CHL", "COL", "URY"], "DRUG": ["COCAINE"], "SEX": ["_T"]},
    },
)
FIRST_CUT = {"homicidio-doloso": "HOMICIDE", "otros-contra-la-vida": "LIFE_OTHER"}


def publish(company: Company) -> None:
    """Two go out: somebody writes, somebody else clears; a third is still a draft."""
    analyst, officer = company.actor(ANALYST), company.actor(OFFICER)
    reviewer = company.actor(REVIEWER)
    original = StudyShape.model_validate({"language": "es", **STUDY["es"]})
    study = services.draft(analyst, original)
    services.write(analyst, study, TextShape.model_validate({"language": "en", **STUDY["en"]}))
    for quoted in QUOTED:
        services.cite(analyst, study, CitationShape.model_validate(quoted))
    _out(analyst, reviewer, study)
    brief = services.draft(officer, StudyShape.model_validate(BRIEF))
    for name, offence in FIRST_CUT.items():
        where = {"REF_AREA": ["27"], "OFFENCE": [offence]}
        asked = CitationShape(
            name=name, dataflow=OFFENCES, where=where, start="2026-01", end="2026-01",
            as_of=_first_cut(),
        )  # fmt: skip
        services.cite(officer, brief, asked)
    _out(officer, reviewer, brief)
    draft = services.draft(analyst, StudyShape.model_validate(NEXUS))
    for quoted in BOTH_SIDES:
        services.cite(analyst, draft, CitationShape.model_validate(quoted))


def _out(writer: Actor, reviewer: Actor, edition: Any) -> None:
    services.step(reviewer, edition, StageShape(stage="cleared"))
    services.step(writer, edition, StageShape(stage="published"))


def _first_cut() -> datetime:
    """The moment at which the first release of the monthly source was out."""
    flow = observatory.flow(SYSTEM, OFFENCES)
    first = observatory.releases(SYSTEM, flow).order_by("published_at")[:1].get()
    return cast(datetime, first.published_at)
