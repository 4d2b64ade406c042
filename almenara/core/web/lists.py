"""Any list as a file for people who carry it into a meeting: `?format=xlsx` or `docx`.

The page of the list is asked as always, with its filters; where it is cut into pages the whole of
it is heard (`core.paging`) and leaves instead. What is above GREEN leaves with a line in the
journal.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any, BinaryIO

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.identity import services as identity
from almenara.core.languages import page_language
from almenara.core.paging import SHEETS, Sheet, heard
from almenara.core.parties.request import Request
from almenara.core.web import refusals
from almenara.formats.refusal import Unreadable
from almenara.formats.tables.files import as_docx, as_xlsx
from almenara.formats.tables.listing import Listing
from almenara.formats.tlp import TLP, strictest

MOST = 20_000  # rows
OOXML = "application/vnd.openxmlformats-officedocument."
FORMS: dict[str, tuple[str, Callable[[Listing, BinaryIO], None]]] = {
    "xlsx": (OOXML + "spreadsheetml.sheet", as_xlsx),
    "docx": (OOXML + "wordprocessingml.document", as_docx),
}


class ListMiddleware:
    """Answers the page of a list with the whole list, where a file is asked for."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        form = request.GET.get("format", "")
        if request.method != "GET" or form not in FORMS or refusals.wants_json(request):
            return self.get_response(request)
        lists: list[QuerySet[Any]] = []
        token = heard.set(lists)
        try:
            response = self.get_response(request)
        finally:
            heard.reset(token)
        if response.status_code != 200 or not lists:
            return response
        try:
            return _file(request, form, lists[-1])
        except Unreadable as refusal:
            return refusals.page(request, 422, refusal)


def _file(request: Request, form: str, found: QuerySet[Any]) -> HttpResponse:
    rows = list(found[: MOST + 1])
    if len(rows) > MOST:
        raise Unreadable(["format"], _("Máximo %d filas: elija un filtro.") % MOST)
    sheet, word = SHEETS[found.model], str(found.model._meta.model_name)
    marking = strictest(TLP(sheet.marking(row)) for row in rows) or TLP.CLEAR
    kind, write = FORMS[form]
    out = BytesIO()
    write(_listing(request, sheet, rows, marking), out)
    if marking > TLP.GREEN:
        identity.export_list(request.actor, word, len(rows), str(marking))
    response = HttpResponse(out.getvalue(), content_type=kind)
    name = f"{word}-{timezone.localdate():%Y-%m-%d}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Almenara-Marking"] = str(marking)
    return response


def _listing(request: Request, sheet: Sheet, rows: list[Any], marking: TLP) -> Listing:
    return Listing(
        title=str(sheet.title),
        header=[str(name) for name in sheet.header],
        rows=sheet.rows(request.actor, rows),
        at=timezone.now(),
        marking=str(marking),
        language=page_language(),
    )
