"""What programs and pages send about projects and money, read strictly."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from almenara.core.types.heads import Slug, Strict, Titles
from almenara.formats import amounts

Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")]
Amount = Annotated[Decimal, Field(ge=0, max_digits=17, decimal_places=2)]
Day = date


def _known(code: str) -> str:
    if code not in amounts.CODES:
        raise ValueError(_("No es una moneda de ISO 4217, como USD."))
    return code


Currency = Annotated[str, AfterValidator(_known)]


def later(ends: Day, starts: Day | None) -> Day:
    """The last day, unless it comes before the first."""
    if starts and ends < starts:
        raise ValueError(_("Termina antes de empezar."))
    return ends


class Period(Strict):
    """From a day to a day, both in it."""

    starts: Day
    ends: Day

    @field_validator("ends")
    @classmethod
    def is_later(cls, ends: Day, said: ValidationInfo) -> Day:
        return later(ends, said.data.get("starts"))


class YearShape(Strict):
    """What a project may cost in a year."""

    year: int = Field(ge=2000, le=2100)
    amount: Amount
    currency: Currency


class ProjectShape(Period):
    """POST /projects."""

    titles: Titles
    logic: str = Field(default="", max_length=20_000)
    risks: list[str] = Field(default=[], max_length=50)
    budget: list[YearShape] = []


class IndicatorShape(Strict):
    """A result of a plan by its code, or a measure of the project's own with its unit."""

    plan: str = ""
    result: str = ""
    titles: Titles | None = None
    unit: str = Field(default="", max_length=60)
    target: int | None = Field(default=None, ge=0, le=2_000_000_000)


class FigureShape(Strict):
    territory: str = Field(min_length=1, max_length=120)
    state: str
    value: int = Field(ge=0, le=2_000_000_000)


class PartnerShape(Strict):
    """An organisation for the register; `party` is the code of a State, observer, institution."""

    slug: str = Slug
    titles: Titles
    kind: Literal[
        "state", "observer", "un", "specialised", "regional", "subregional", "civil-society",
        "private", "academia", "other",
    ]  # fmt: skip
    party: str = ""
    interests: list[str] = []
    since: Day


class AgreementShape(Strict):
    """An agreement with a partner, from a day, to another where it ends."""

    reference: str = Field(min_length=1, max_length=60)
    titles: Titles
    starts: Day
    ends: Day | None = None

    @field_validator("ends")
    @classmethod
    def is_later(cls, ends: Day | None, said: ValidationInfo) -> Day | None:
        return later(ends, said.data.get("starts")) if ends else None


class CodeShape(Strict):
    code: Code
    titles: Titles
    most: Amount | None = None


class FundShape(Period):
    """A fund with the codes under which it may be spent."""

    code: Code
    titles: Titles
    currency: Currency
    restrictions: str = Field(default="", max_length=5_000)
    codes: list[CodeShape] = Field(min_length=1)


class ContributionShape(Strict):
    """What a partner may give."""

    partner: str
    fund: str = ""
    agreement: str = ""  # the reference of one of the partner's
    purpose: str = Field(min_length=1, max_length=300)
    amount: Amount = Field(gt=0)
    currency: Currency


class ReceiptShape(Strict):
    """What arrived, in the fund's currency, and when."""

    fund: str
    received: Amount = Field(gt=0)
    received_on: Day


class DedicationShape(Strict):
    """The programme of a plan for which a fund is; none, and its sums are published no more."""

    plan: str = ""
    programme: str = ""


class ConsentShape(Strict):
    """Whether the partner agrees that a contribution is published."""

    is_public: bool


class AllocationShape(Strict):
    """Money of a fund for a project, or for an activity of a plan."""

    amount: Amount = Field(gt=0)
    project: str = ""
    activity: str = ""


class BudgetShape(Strict):
    """A line of the programme-budget."""

    titles: Titles
    chapter: str = Field(min_length=1, max_length=40)
    programme: str = Field(min_length=1, max_length=80)
    year: int = Field(ge=2000, le=2100)
    fund: str
    code: str
    approved: Amount


class StageShape(Strict):
    """POST /projects/{id}/stage."""

    stage: Literal["appraised", "approved", "running", "closed", "evaluated", "refused"]
