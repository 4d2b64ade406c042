"""What can be done with projects, partners, funds and the ledger. Each function is one act."""

from almenara.funds.services.books import accept, import_ledger, read_ledger, withdraw
from almenara.funds.services.giving import (
    agree,
    allocate,
    consent,
    dedicate,
    enrol,
    open_fund,
    receive,
    step_agreement,
    step_contribution,
    submit_contribution,
)
from almenara.funds.services.projects import (
    budget,
    measure,
    revise,
    step,
    step_budget,
    submit,
    territories,
)

__all__ = [
    "accept",
    "agree",
    "allocate",
    "budget",
    "consent",
    "dedicate",
    "enrol",
    "import_ledger",
    "measure",
    "open_fund",
    "read_ledger",
    "receive",
    "revise",
    "step",
    "step_agreement",
    "step_budget",
    "step_contribution",
    "submit",
    "submit_contribution",
    "territories",
    "withdraw",
]
