"""Writes the drawn parts of the documentation again, out of the code: `python -m tools.pages`."""

import re
from pathlib import Path

from almenara.assistance import stages as assistance
from almenara.bodies import stages as bodies
from almenara.core.notices.stages import NOTICE
from almenara.core.types.stages import TYPE
from almenara.core.workflow.machine import Machine
from almenara.directory import stages as directory
from almenara.exchange import stages as exchange
from almenara.funds import stages as funds
from almenara.mandates import stages as mandates
from almenara.observatory import stages as observatory
from almenara.programmes import stages as programmes
from almenara.reports import stages as reports
from almenara.studies import stages as studies
from almenara.substances import stages as substances

PAGE = Path(__file__).resolve().parent.parent / "docs" / "architecture.md"
MACHINES = {
    "A delivery": exchange.DELIVERY,
    "An alert": exchange.ALERT,
    "A broken glass": exchange.GLASS,
    "A notice": NOTICE,
    "A version of a type": TYPE,
    "A post": directory.POST,
    "A designation": directory.DESIGNATION,
    "A proposal": directory.PROPOSAL,
    "A State in a voluntary network": directory.ACCESSION,
    "A team that applies": directory.APPLICATION,
    "A check": directory.CHECK,
    "One institution in a check": directory.PROBE,
    "A request for contact": directory.CONTACT,
    "A meeting of a body": bodies.MEETING,
    "A delegation's credentials": bodies.DELEGATION,
    "Somebody who registers for a meeting": bodies.REGISTRATION,
    "A decision": bodies.DECISION,
    "A mandate": mandates.MANDATE,
    "A task out of a mandate": mandates.TASK,
    "The transmission of a decision": mandates.TRANSMISSION,
    "Its receipt by a Mission": mandates.RECEIPT,
    "A consultation": mandates.CONSULTATION,
    "A letter": mandates.LETTER,
    "A mission on the road": mandates.JOURNEY,
    "Good offices": mandates.PEACE,
    "A plan": programmes.PLAN,
    "An activity": programmes.ACTIVITY,
    "Two rows that may be one person": programmes.LIKENESS,
    "A case of assistance": assistance.CASE,
    "The meeting before it": assistance.SCOPING,
    "What a case asks of somebody": assistance.ERRAND,
    "A project": funds.PROJECT,
    "An agreement with a partner": funds.AGREEMENT,
    "A contribution": funds.CONTRIBUTION,
    "A budget": funds.BUDGET,
    "A batch of the ledger": funds.BATCH,
    "An edition of a report": reports.EDITION,
    "A delivery of figures": observatory.SUBMISSION,
    "A release of figures": observatory.RELEASE,
    "A signal of a new substance": substances.SIGNAL,
    "A bulletin": substances.BULLETIN,
    "An edition of a study": studies.EDITION,
}


def drawn(name: str, machine: Machine) -> str:
    """One life with its title, folded away: there are many."""
    return (
        f"<details><summary>{name}</summary>\n\n```mermaid\n{machine.mermaid()}\n```\n\n</details>"
    )


def with_machines(text: str) -> str:
    """The page with every machine drawn anew between its two marks."""
    found = "\n".join(drawn(name, machine) for name, machine in MACHINES.items())
    between = re.compile(r"(<!-- machines -->\n).*?(<!-- end of machines -->)", re.DOTALL)
    return between.sub(lambda marks: f"{marks[1]}\n{found}\n\n{marks[2]}", text)


if __name__ == "__main__":
    PAGE.write_text(with_machines(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
