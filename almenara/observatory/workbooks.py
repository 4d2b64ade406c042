"""The workbook in which a State writes its figures: made from the structure, its codes locked.

What it says in its cells is what SDMX-CSV says with labels, `F: Mujeres`, so that the reader of
deliveries reads it as it is, in any of the four languages.
"""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from itertools import product
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from almenara.formats.sdmx.model import MEASURE, TIME
from almenara.observatory.cells import Key, Table
from almenara.observatory.structures import FREQUENCY, Flow

LANGUAGES = ("es", "en", "pt", "fr")
MOST = 600  # rows of a first template; beyond it only one dimension varies at a time
SPARE = 100  # empty rows at the end, with lists to choose from
STATUS, LEFT = "OBS_STATUS", "cobertura"
_OPEN, _SHADE = Protection(locked=False), PatternFill("solid", fgColor="EEF2F0")


Line = tuple[Key, str, float | None]  # a series, its period and what is known of it


def lines(flow: Flow, state: str, period: str, former: Table) -> list[Line]:
    """For one period: the series of the delivery before, or those of the structure."""
    known = {key: value for (key, when), value in _values(former).items() if when == period}
    return [(key, period, known.get(key)) for key in former.keys or _keys(flow, state, period)]


def whole(former: Table) -> list[Line]:
    """The delivery before as it was, to be gone on with: every series, period and figure."""
    return [(one.key, one.period, one.value) for one in former]


def template(
    flow: Flow, rows: Sequence[Line], language: str, left: Sequence[Sequence[str]] = ()
) -> bytes:
    """The workbook with these lines; `left`: what another file said that has no place in it."""
    book = Workbook()
    sheet = book.active
    sheet.title = flow.id[:31]
    titles = [*flow.dimensions, TIME, MEASURE, STATUS]
    sheet.append([_heading(flow, one, language) for one in titles])
    for key, period, value in rows:
        sheet.append([*_labels(flow, key, language), period, value, None])
    _lists(book, flow, language)
    _locked(sheet, flow, len(rows) + 1, len(titles))
    if left:
        notes = book.create_sheet(LEFT[:31])
        for line, row in enumerate(left, 1):
            for column, said in enumerate(row, 1):
                notes.cell(line, column, said).data_type = "s"  # text, whatever it begins with
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _values(table: Table) -> dict[tuple[Key, str], float]:
    return {(one.key, one.period): one.value for one in table if one.value is not None}


def _heading(flow: Flow, name: str, language: str) -> str:
    """`SEX: Sexo`."""
    concepts = {one.id: one.names for one in flow.concepts.concepts}
    said = concepts.get(name, {})
    words = said.get(language) or said.get("es", "")
    return f"{name}: {words}" if words else name


def _labels(flow: Flow, key: Sequence[str], language: str) -> Iterator[str]:
    for dimension, code in zip(flow.dimensions, key, strict=True):
        yield _label(flow, dimension, code, language)


def _label(flow: Flow, dimension: str, code: str, language: str) -> str:
    words = flow.label(dimension, code, language)
    return code if words == code else f"{code}: {words}"


def _keys(flow: Flow, state: str, period: str) -> Iterator[Key]:
    """Every combination of codes, where they are few; else one dimension after the other."""
    choices = [_choices(flow, one, state, period) for one in flow.dimensions]
    size = 1
    for codes in choices:
        size *= len(codes)
    if size <= MOST:
        yield from product(*choices)
        return
    first = tuple(codes[0] for codes in choices)
    yield first
    for at, codes in enumerate(choices):
        yield from ((*first[:at], code, *first[at + 1 :]) for code in codes[1:])


def _choices(flow: Flow, dimension: str, state: str, period: str) -> list[str]:
    """The codes of a dimension, its total first; of areas the State's own."""
    codes = flow.codes.get(dimension, {})
    if dimension == FREQUENCY:
        letter = period[5:6]  # 2026-W05, but 2026 and 2026-01
        return [letter if letter.isalpha() else {4: "A", 7: "M"}.get(len(period), "D")]
    if dimension == flow.policy.area and state in codes:
        return [state]
    found = [one.id for one in codes.values() if not one.withdrawn]
    return sorted(found, key=lambda one: one != "_T") or [""]


def _lists(book: Any, flow: Flow, language: str) -> None:
    """A sheet with the codes of each dimension in the four languages."""
    sheet = book.create_sheet("codigos")
    at = 1
    for dimension in flow.dimensions:
        for row, cells in enumerate(_rows(flow, dimension, language), 1):
            for offset, text in enumerate(cells):
                sheet.cell(row, at + offset, text)
        at += len(LANGUAGES) + 1
    sheet.protection.sheet = True


def _rows(flow: Flow, dimension: str, language: str) -> Iterator[Iterable[str]]:
    yield [dimension, *LANGUAGES]
    for code in flow.codes.get(dimension, {}).values():
        if not code.withdrawn:
            names = [code.names.get(one, "") for one in LANGUAGES]
            yield [_label(flow, dimension, code.id, language), *names]


def _locked(sheet: Any, flow: Flow, last: int, width: int) -> None:
    """Codes stay as they are; figures, flags and the empty rows at the end may be written."""
    time = len(flow.dimensions) + 1
    for row in sheet.iter_rows(1, last + SPARE, 1, width):
        for cell in row:
            is_code = cell.column <= time
            if cell.row == 1:
                cell.font = Font(bold=True)
            elif cell.row > last or not is_code:
                cell.protection = _OPEN
            else:
                cell.fill = _SHADE
            cell.number_format = "@" if is_code else "General"
    for at, dimension in enumerate(flow.dimensions):
        _choose(sheet, flow, dimension, (at, last))
    sheet.protection.sheet = True
    sheet.freeze_panes = sheet.cell(2, time + 1)
    for at in range(1, width + 1):
        sheet.column_dimensions[get_column_letter(at)].width = 24 if at <= time else 14


def _choose(sheet: Any, flow: Flow, dimension: str, place: tuple[int, int]) -> None:
    """In the empty rows below a place (column, last row) a code is chosen from its list."""
    at, last = place
    if count := sum(not one.withdrawn for one in flow.codes.get(dimension, {}).values()):
        column = get_column_letter(at * (len(LANGUAGES) + 1) + 1)
        among = f"codigos!${column}$2:${column}${count + 1}"
        choice = DataValidation("list", formula1=among, allow_blank=True)
        sheet.add_data_validation(choice)
        letter = get_column_letter(at + 1)
        choice.add(f"{letter}{last + 1}:{letter}{last + SPARE}")
