"""Calendars of two States in the demonstration, and a delivery without a single figure.

What was found in it is about how it was written; nothing is invented of a State.
"""

from datetime import date

from almenara.config.demonstration import cast
from almenara.config.demonstration.people import Company
from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.observatory.services import deliveries, provisions

ANALYST = "dsp-dis-analista"
FLOW = "DF_ICCS"
STARTS, VINTAGE = date(2025, 1, 1), date(2026, 6, 30)
SHEET = (
    "FREQ,REF_AREA,ICCS,SEX,AGE,MECHANISM,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE",
    "A,{0},0101,_T,_T,_T,NUMBER,2024,s/d",
    "A,{0},0101,X,_T,_T,NUMBER,2024,",
    "A,{0},0101,F,_T,_T,NUMBER,31/12/2024,",
    "A,{0},0401,_T,_T,_T,NUMBER,2024,",
)


def deliver(company: Company) -> None:
    """One State delivers in time and reads what was found; the other one is waited for."""
    analyst = company.actor(ANALYST)
    for state in cast.STATISTICS:
        home = f"{state.lower()}-estadistica"
        provisions.arrange(analyst, provisions.Arrangement(FLOW, home, STARTS))
    first = sorted(cast.STATISTICS)[0]
    raw = "\n".join(SHEET).format(first).encode()
    sent = deliveries.Sent(FLOW, first, VINTAGE, "demostracion.csv", raw)
    made = deliveries.receive(company.actor(f"{first.lower()}-estadistica"), sent)
    with system_work():
        deliveries.check(SYSTEM, made)
