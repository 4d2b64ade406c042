"""What the pages of reports show."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy

from almenara.core.access.rules import reasons
from almenara.core.languages import page_language
from almenara.core.parties.actor import Actor
from almenara.core.web.papers import blocks
from almenara.formats.late import Late
from almenara.formats.papers import printing, web
from almenara.formats.papers.model import Paper
from almenara.reports import boards, desk, papers, queries, words
from almenara.reports.drafts import ReportShape
from almenara.reports.forms import BuildForm, ProseForm
from almenara.reports.models import Edition, Figure
from almenara.reports.stages import EDITION

Context = dict[str, Any]
PAGE = 50
REPORTS = {"url": "/reports/", "label": gettext_lazy("Informes")}
OFFICE = Late("almenara.formats.papers.office")
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
}


def reports_page(viewer: Actor) -> Context:
    """Every report with its newest edition, as far as the viewer may see one."""
    newest: dict[str, Edition] = {}
    for row in queries.editions(viewer):
        newest.setdefault(row.report, row)
    rows = [(one, newest.get(one.slug)) for one in queries.templates(viewer)]
    return {
        "rows": [
            {"slug": one.slug, "names": one.names, "purpose": one.document.get("purpose"),
             "edition": edition and edition_row(edition)}
            for one, edition in rows
        ],
    }  # fmt: skip


def report_page(
    viewer: Actor,
    slug: str,
    number: str | None = None,
    *,
    build: BuildForm | None = None,
    prose: ProseForm | None = None,
) -> Context:
    """One report: what people write for it, and its editions; forms come back as they were."""
    shape = queries.template(viewer, slug)
    page = Paginator(queries.editions(viewer, slug), PAGE).get_page(number)
    may_build = viewer.has_role("secretariat")
    return {
        "slug": slug,
        "names": shape.names.model_dump(),
        "crumbs": [REPORTS],
        "page": page,
        "editions": [edition_row(row) for row in page],
        "may_build": may_build,
        "build": build or build_form(viewer, slug),
        "places": prose_forms(viewer, slug, shape, prose) if may_build else [],
    }  # fmt: skip


def build_form(viewer: Actor, slug: str, *args: Any) -> BuildForm:
    found = queries.editions(viewer, slug).filter(stage__in=("presented", "published"))
    replaceable = found.filter(replacement=None).order_by("-number")
    first = {"language": page_language()}
    return BuildForm(list(replaceable.values_list("number", flat=True)), *args, initial=first)


def prose_forms(
    viewer: Actor, slug: str, shape: ReportShape, sent: ProseForm | None
) -> list[Context]:
    """By place, a form for each language with what stands there, or with what was sent."""
    kept = queries.prose(viewer, slug)
    place, language = (sent["place"].value(), sent["language"].value()) if sent else ("", "")
    return [
        {
            "names": one.names.model_dump(),
            "forms": [
                (name, sent if (one.place, code) == (place, language) else
                 _prose(one.place, code, kept.get(one.place, {}).get(code, "")))
                for code, name in settings.LANGUAGES
            ],
        }
        for one in shape.places
    ]  # fmt: skip


def _prose(place: str, language: str, text: str) -> ProseForm:
    said = {"place": place, "language": language, "text": text}
    return ProseForm(auto_id=f"{place}_{language}_%s", initial=said)


def edition_row(row: Edition) -> Context:
    return {
        "url": f"/reports/{row.report}/{row.number}/",
        "number": row.number,
        "made_at": row.made_at,
        "stage": words.STAGES[row.stage],
        "replaced_by": getattr(row, "replacement", None),
    }


def edition_page(viewer: Actor, edition: Edition) -> Context:
    """The edition in the reader's language; every figure opens its rows."""
    paper, changed = composed(viewer, edition, page_language(), "")
    steps = [verb for verb in EDITION.steps if EDITION.may(edition, verb)]
    why = reasons(viewer, edition, *steps)
    is_desk = viewer.has_role("secretariat")
    return {
        "edition": edition,
        "paper": paper,
        "body": blocks(paper.blocks, paper.words.unsourced),
        "findings": papers.findings(paper) if is_desk else [],
        "changed": changed,
        "crumbs": [REPORTS, {"url": f"/reports/{edition.report}/", "label": edition.name}],
        "marking": paper.marking,
        "who_sees": words.WHO[edition.stage],
        "stage": words.STAGES[edition.stage],
        "steps": [(EDITION.steps[verb][1], words.VERBS[verb], why[verb]) for verb in steps]
        if is_desk else [],
        "data_date": edition.made_at,
    }  # fmt: skip


def composed(viewer: Actor, edition: Edition, language: str, base: str) -> tuple[Paper, int]:
    """The edition as a paper, and how many of its figures are otherwise now."""
    figures = list(queries.figures(viewer, edition))
    now = queries.changed(viewer, figures)
    return papers.paper(papers.reading(edition, figures, now, language, base)), len(now)


def output(viewer: Actor, edition: Edition, language: str, form: str) -> bytes:
    """The edition as a file that leaves: its links lead back to this installation."""
    return written(composed(viewer, edition, language, settings.BASE_URL)[0], form)


def outputs(viewer: Actor, edition: Edition, language: str) -> dict[str, bytes]:
    """An edition that was built just now in every form: nothing of it can have changed."""
    figures = queries.figures(viewer, edition)
    paper = papers.paper(papers.reading(edition, figures, {}, language, settings.BASE_URL))
    return {form: written(paper, form) for form in MEDIA}


def written(paper: Paper, form: str) -> bytes:
    if form == "pdf":
        return printing.as_pdf(paper)
    if form == "html":
        return web.page(paper).encode()
    out = BytesIO()
    OFFICE.as_docx(paper, out)
    return out.getvalue()


def figure_page(viewer: Actor, edition: Edition, figure: Figure, number: str | None) -> Context:
    """The rows of a frozen figure that this viewer may see, and how many there are besides."""
    measure = queries.measure(viewer, figure.measure)
    rows = queries.frozen(viewer, figure)
    found = queries.shown(viewer, measure, figure.parameters, rows)
    changed = queries.changed(viewer, [figure])
    language = page_language()

    def said(value: Any) -> str:
        return papers.said(value, figure.unit, figure.parameters, language)

    return {
        "edition": edition,
        "figure": figure,
        "measure": measure,
        "value": said(figure.value),
        "today": said(changed[figure.token]) if figure.token in changed else None,
        "how": words.AGGREGATIONS[measure.aggregation],
        "parameters": [(words.PARAMETERS[key], code) for key, code in figure.parameters.items()],
        "page": Paginator(found, PAGE).get_page(number),
        "hidden": len(rows) - len(found),
        "crumbs": [
            {"url": f"/reports/{edition.report}/", "label": edition.name},
            {"url": f"/reports/{edition.report}/{edition.number}/", "label": edition.number},
        ],
        "marking": papers.MARKING,
        "data_date": figure.as_of,
    }


def desk_page(viewer: Actor) -> Context:
    """What awaits the viewer's office."""
    piles = desk.piles(viewer)
    return {"piles": piles, "done": [pile for pile in piles if not pile.lines]}


def board_page(viewer: Actor) -> Context:
    return {
        "offices": boards.board(viewer),
        "crumbs": [{"url": "/desk/", "label": gettext_lazy("Mi mesa")}],
    }
