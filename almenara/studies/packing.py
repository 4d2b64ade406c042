"""A study with its data and its questions, as one file: whoever has it can do it again."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from almenara.formats.text import formula_safe
from almenara.observatory import queries as observatory
from almenara.studies import citing, papers, questions
from almenara.studies.models import Citation, StudyEdition

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def packed(edition: StudyEdition, rows: list[Citation], cited: str, language: str) -> bytes:
    """ZIP: README, texts, a CSV for each citation, code lists, questions; the same bytes always."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in _files(edition, rows, cited, language):
            moment = (edition.published_at or edition.made_at).timetuple()[:6]
            folder.writestr(zipfile.ZipInfo(name, moment), content)
    return out.getvalue()


def _files(
    edition: StudyEdition, rows: list[Citation], cited: str, language: str
) -> Iterable[tuple[str, str]]:
    with translation.override(language):
        yield "README.md", _readme(edition, rows, cited)
    for text in sorted(edition.texts.all(), key=lambda one: one.language):
        body = f"# {text.title}\n\n{text.summary}\n\n{text.body}\n"
        yield f"text.{text.language}.md", body
    for row in rows:
        yield f"figures/{row.name}.csv", figures(row)
    yield "codelists.csv", _codelists(rows)
    asked = [questions.question(row, settings.BASE_URL) for row in rows]
    yield "queries.json", json.dumps(asked, ensure_ascii=False, indent=2) + "\n"


def figures(row: Citation) -> str:
    """The cells of a citation; an empty value was not published, it is no zero."""
    header = [*row.described["dimensions"], citing.TIME, "OBS_VALUE", "OBS_STATUS", "CONF_STATUS"]
    lines = [
        [*cell["key"], cell["period"], observatory.text(cell["value"]), cell["status"],
         cell.get("confidentiality", citing.FREE)]
        for cell in row.cells
    ]  # fmt: skip
    return _csv(header, lines)


def _codelists(rows: list[Citation]) -> str:
    found = {
        (name, row.described["codelists"].get(name, ""), code): names
        for row in rows
        for name, codes in row.described["codes"].items()
        for code, names in codes.items()
    }
    lines = [
        [*place, *(names.get(language, "") for language in LANGUAGES)]
        for place, names in sorted(found.items())
    ]
    return _csv(["dimension", "codelist", "code", *LANGUAGES], lines)


def _readme(edition: StudyEdition, rows: list[Citation], cited: str) -> str:
    said = [
        f"# {cited}", "", _("Marcación: %s") % edition.marking, "",
        _("figures/: una tabla por cita, como se publicó en la fecha de cada una."),
        _("codelists.csv: qué significa cada código. queries.json: la pregunta de cada tabla."),
        _("Un valor vacío no se publicó: no es cero."), "",
    ]  # fmt: skip
    for row in rows:
        source = papers.source(row, translation.get_language() or "es")
        said.append(
            f"- {row.name}: {row.dataflow} {row.version}, {row.as_of.isoformat()}. {source}"
        )
    return "\n".join(said) + "\n"


def _csv(header: list[str], lines: Iterable[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([formula_safe(cell) for cell in line] for line in lines)
    return out.getvalue()
