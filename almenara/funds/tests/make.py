"""Partners, funds and what they hold, made through the services."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from almenara.core.parties.actor import Actor
from almenara.directory.tests.make import officer
from almenara.funds import services
from almenara.funds.drafts import (
    AgreementShape,
    ContributionShape,
    FundShape,
    IndicatorShape,
    PartnerShape,
    ProjectShape,
    ReceiptShape,
)
from almenara.funds.models import Contribution, Fund, Partner, Project

HEADER = ("line", "date", "fund", "code", "amount", "currency", "text")
PERIOD = {"starts": "2021-01-01", "ends": "2021-12-31"}


def partner(
    slug: str = "donor-a", kind: str = "private", by: Actor | None = None, **more: Any
) -> Partner:
    said = {"slug": slug, "titles": {"es": f"Socio {slug}"}, "kind": kind, "since": "2020-01-01"}
    return services.enrol(by or officer(), PartnerShape.model_validate({**said, **more}))


def fund(code: str = "F-1", by: Actor | None = None, **more: Any) -> Fund:
    said = {
        "code": code, "titles": {"es": f"Fondo {code}"}, "currency": "USD", **PERIOD,
        "codes": [{"code": one, "titles": {"es": one}} for one in ("100", "200")],
    }  # fmt: skip
    return services.open_fund(by or officer(), FundShape.model_validate({**said, **more}))


def agreement(of: Partner, by: Actor | None = None, **more: Any) -> Any:
    said = {"reference": "A-1", "titles": {"es": "Un acuerdo"}, **PERIOD}
    return services.agree(by or officer(), of, AgreementShape.model_validate({**said, **more}))


def pledged(
    of: Partner, amount: str, into: str = "", by: Actor | None = None, **more: Any
) -> Contribution:
    said = {"partner": of.pk, "fund": into, "purpose": "Cooperación", "amount": amount,
            "currency": "USD", **more}  # fmt: skip
    by = by or officer()
    made = services.submit_contribution(by, ContributionShape.model_validate(said))
    for stage in ("proposal", "pledge"):
        services.step_contribution(by, made, stage)
    return made


def received(
    of: Partner, amount: str, into: str, by: Actor | None = None, **more: Any
) -> Contribution:
    by = by or officer()
    made = pledged(of, amount, into, by, **more)
    services.step_contribution(by, made, "agreement")
    said = {"fund": into, "received": amount, "received_on": "2021-02-01"}
    return services.receive(by, made, ReceiptShape.model_validate(said))


def project(by: Actor | None = None, *, measured: bool = True, **more: Any) -> Project:
    by = by or officer()
    said = {"titles": {"es": "Un proyecto"}, **PERIOD,
            "budget": [{"year": 2021, "amount": "1000.00", "currency": "USD"}]}  # fmt: skip
    made = services.submit(by, ProjectShape.model_validate({**said, **more}))
    if measured:
        services.measure(by, made, own_measure())
    return made


def own_measure() -> IndicatorShape:
    return IndicatorShape.model_validate({"titles": {"es": "Familias"}, "unit": "familias"})


def line(amount: str = "10.00", **more: str) -> dict[str, str]:
    said = {"line": "1", "date": "2021-03-01", "fund": "F-1", "code": "100", "amount": amount,
            "currency": "USD", "text": ""}  # fmt: skip
    return {**said, **more}


def ledger(rows: Iterable[dict[str, str]], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """A file of the ledger."""
    out = io.StringIO()
    written = csv.DictWriter(out, HEADER, delimiter=delimiter)
    written.writeheader()
    written.writerows(rows)
    return out.getvalue().encode(encoding)


def day(text: str) -> date:
    return date.fromisoformat(text)
