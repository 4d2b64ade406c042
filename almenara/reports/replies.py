"""What programs are told of measures and reports: the exact members of each answer."""

from typing import Literal

from almenara.core.api.describing import Given, Moment
from almenara.core.api.routes import Listed

Names = dict[str, str]
Value = int | str | None


class Measure(Given):
    """`parameters` are all that it takes, `required` those that it needs."""

    code: str
    version: int
    unit: str
    names: Names
    aggregation: Literal["count", "distinct", "sum", "ratio"]
    parameters: list[str]
    required: list[str]


class Taken(Given):
    """A figure as it is now; money is text with two decimals."""

    value: Value
    unit: str
    as_of: Moment
    rows_url: str
    rows_hash: str


class FigureRow(Given):
    """One row of a figure: codes, never names; `of` is the whole of a ratio."""

    id: str
    key: str = ""
    value: int | str = 0
    of: int = 0


class Rows(Listed[FigureRow]):
    """`hidden` rows count in the figure and are not for this viewer."""

    hidden: int


class Figure(Given):
    """A frozen figure; `now` is there where it is otherwise today, null where nothing is left."""

    token: str
    measure: str
    value: Value
    unit: str
    rows_hash: str
    rows_url: str
    as_of: Moment
    now: Value = None


class Head(Given):
    """An edition; a corrigendum `replaces` another one, which stays as it is."""

    report: str
    edition: int
    version: int
    names: Names
    language: Literal["es", "en", "pt", "fr"]
    stage: Literal["drafted", "cleared", "presented", "published"]
    made_at: Moment
    replaces: int | None
    replaced_by: int | None
    url: str


class Edition(Head):
    """An edition with its figures in the order of reading."""

    figures: list[Figure]


class Prose(Given):
    """What stands at a place of the next edition."""

    place: str
    language: str
    text: str
