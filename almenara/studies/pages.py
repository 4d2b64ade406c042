"""What the pages of studies show."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core import paging
from almenara.core.access.rules import offer, reasons
from almenara.core.languages import page_language
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.core.types.heads import Names
from almenara.core.web.papers import blocks
from almenara.formats.names import folded
from almenara.formats.papers import printing
from almenara.formats.papers.model import Paper
from almenara.formats.tlp import TLP
from almenara.studies import citing, forms, naming, packing, papers, queries, questions, words
from almenara.studies.access import is_writer
from almenara.studies.models import BRIEF, Citation, StudyEdition, StudyText
from almenara.studies.stages import EDITION

Context = dict[str, Any]
PAGE = 20
STUDIES = {"url": "/studies/", "label": gettext_lazy("Estudios")}
LANGUAGES = dict(settings.LANGUAGES)


def list_page(viewer: Actor, asked: Mapping[str, str]) -> Context:
    """The newest edition of every study and brief that the viewer may read."""
    kind = asked.get("kind", "")
    kind = kind if kind in words.KINDS else ""
    page = paging.page(queries.studies(viewer, kind), PAGE, asked.get("page"))
    tabs = [("", _("Todos")), *words.KINDS.items()]
    return {
        "page": page,
        "rows": edition_rows(viewer, list(page.object_list)),
        "tabs": [
            {"url": f"?kind={key}" if key else "?", "label": label, "current": key == kind}
            for key, label in tabs
        ],
        "may_write": is_writer(viewer),
    }


def edition_rows(viewer: Actor, rows: Iterable[StudyEdition]) -> list[Context]:
    rows = list(rows)
    names = queries.institution_names(viewer, {slug for row in rows for slug in row.units})
    return [
        {
            "url": papers.address(row),
            "title": {text.language: text.title for text in row.texts.all()},
            "kind": words.KINDS[row.kind],
            "number": row.number,
            "units": [names.get(slug, slug) for slug in row.units],
            "at": row.published_at or row.made_at,
            "marking": row.marking if row.kind == BRIEF else "",
            "stage": words.STAGES[row.stage],
            "drift": row.drift if row.stage == "published" else 0,
        }
        for row in rows
    ]


def edition_page(viewer: Actor, edition: StudyEdition) -> Context:
    """An edition in the reader's language; what is otherwise now stands beside its figure."""
    read = _read(viewer, edition)
    paper = _paper(viewer, read)
    writes = is_writer(viewer)
    steps = [verb for verb in words.STEPS if EDITION.may(edition, verb)] if writes else []
    why = reasons(viewer, edition, *steps)
    units = _units(viewer, edition)
    return {
        **_around(viewer, edition),
        "paper": paper,
        "is_other": paper.language != page_language(),
        "languages": [(t.language, LANGUAGES[t.language]) for t in edition.texts.all()],
        "body": blocks(paper.blocks, paper.words.unsourced),
        "findings": papers.findings(paper) if writes else [],
        "changed": sum(map(len, read.now.values())),
        "figures": [_cited(read, row) for row in read.citations.values()],
        "alerts": [_alert(row) for row in queries.alerts(viewer, edition)],
        "judgement": judgement(viewer, edition),
        "steps": [(verb, EDITION.steps[verb][1], words.STEPS[verb], why[verb]) for verb in steps],
        "editions": [(row.number, papers.address(row), words.STAGES[row.stage])
                     for row in queries.numbers(viewer, edition.slug)],
        "may": _may(viewer, edition) if writes else {},
        "citation": papers.reference(edition, paper.title, units, settings.BASE_URL),
        "source": "; ".join(dict.fromkeys(
            naming.flow(row, page_language()) for row in read.citations.values()
        )),
    }  # fmt: skip


def _may(viewer: Actor, edition: StudyEdition) -> Context:
    """What a writer is offered here, each with the reason why it is off."""
    why = reasons(viewer, edition, "write", "renew")
    is_draft = edition.stage == EDITION.start
    return {"edit": is_draft and not why["write"], "renew": not is_draft and why["renew"] == ""}


def _around(viewer: Actor, edition: StudyEdition) -> Context:
    return {
        "edition": edition,
        "kind": words.KINDS[edition.kind],
        "title": words.title(edition),
        "address": papers.address(edition),
        "crumbs": [STUDIES],
        "stage": words.STAGES[edition.stage],
        "marking": edition.marking,
        "who_sees": who_sees(viewer, edition),
        "data_date": edition.published_at or edition.made_at,
    }


def who_sees(viewer: Actor, edition: StudyEdition) -> str:
    """In a sentence; those addressed are named to who may write it alone."""
    is_strict = edition.marking == str(TLP.AMBER_STRICT)
    if edition.stage in ("drafted", "cleared"):
        return (
            _("La leen las unidades que firman.")
            if is_strict
            else _("La leen las unidades que firman y la secretaría.")
        )
    if edition.kind != BRIEF:
        return _("Lo puede leer cualquiera.")
    to = _("las instituciones a las que va dirigida")
    if is_writer(viewer):
        names = queries.institution_names(viewer, edition.audience)
        to = ", ".join(names.get(slug, slug) for slug in edition.audience) or "—"
    if is_strict:
        return _("La leen las unidades que firman y: %s") % to
    return _("La leen la secretaría y: %s") % to


def judgement(
    viewer: Actor, edition: StudyEdition
) -> list[tuple[Any, dict[str, str], dict[str, str]]]:
    """Of a brief: threat and confidence, in words and what they mean."""
    if edition.kind != BRIEF:
        return []
    terms = queries.threats(viewer, edition.threats_version)
    chosen = (
        (_("Amenaza"), next(one for one in terms.threats if one.key == edition.threat)),
        (_("Confianza"), next(one for one in terms.confidence if one.key == edition.confidence)),
    )
    return [(label, one.names.model_dump(), one.means.model_dump()) for label, one in chosen]


def _alert(row: Any) -> Context:
    title, _body, said = row.text(page_language())
    return {"url": f"/alerts/{row.pk}/", "reference": row.reference, "title": title, "lang": said,
            "marking": row.marking, "exercise": row.is_exercise}  # fmt: skip


def _cited(read: papers.Reading, row: Citation) -> Context:
    """A line of the list of what is quoted."""
    return {
        "name": row.name,
        "url": papers.figure_url(read.edition, row.name),
        "flow": naming.flow(row, page_language()),
        "count": len(row.cells),
        "as_of": row.as_of,
        "changed": len(read.now.get(row.name, [])),
    }


def figure_page(viewer: Actor, edition: StudyEdition, name: str) -> Context:
    """A citation: its table, its codes, its vintage, its question, and what is otherwise now."""
    row = queries.citation(viewer, edition, name)
    now = queries.changed(viewer, [row])
    text = StudyText(language=page_language())
    grid = papers.table(papers.Reading(edition, text, {name: row}, now), row)
    return {
        **_around(viewer, edition),
        "crumbs": [STUDIES, {"url": papers.address(edition), "label": words.title(edition)}],
        "row": row,
        "flow": naming.flow(row, page_language()),
        "definition": naming.text_in(row.described["definition"], page_language()),
        "table": blocks([grid]),
        "changed": len(now.get(name, [])),
        "codes": _codes(row),
        "question": questions.question(row),
        "where": _where(row),
        "explorer": questions.explorer(row),
        "picture": questions.picture(row),
        "source": papers.source(row, page_language()),
        "data_date": row.as_of,
    }


def _codes(row: Citation) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """By dimension its code list and the codes that occur."""
    about = row.described
    return [
        (
            naming.text_in(about["concepts"].get(name, {}), page_language()) or name,
            about["codelists"].get(name, ""),
            [(code, naming.text_in(names, page_language())) for code, names in codes.items()],
        )
        for name, codes in about["codes"].items()
    ]


def _where(row: Citation) -> str:
    said = [f"{name}={'+'.join(codes)}" for name, codes in row.where.items()]
    if row.start or row.end:
        said.append(f"{citing.TIME}={row.start}…{row.end}")
    return " ".join(said)


def require_writer(viewer: Actor, edition: StudyEdition) -> None:
    """Go on only if the viewer works on this draft: its pages say who reads it."""
    offer(viewer, "write", edition)
    if edition.stage != EDITION.start:
        raise WrongStage(_("Ya no es un borrador: haga otra edición."))


def new_page(viewer: Actor, kind: str, form: Any) -> Context:
    return {"kind": words.KINDS[kind], "is_brief": kind == BRIEF, "form": form, "crumbs": [STUDIES]}


def new_form(viewer: Actor, kind: str, *args: Any) -> forms.HeadForm:
    offer(viewer, "draft", StudyEdition(units=[viewer.institution]))
    made = forms.NewBriefForm if kind == BRIEF else forms.StudyForm
    return made(*args, given=choices(viewer, kind), initial={"language": page_language()})


def choices(viewer: Actor, kind: str) -> dict[str, Any]:
    """What a form offers this writer."""
    units = [(one.pk, one.name) for one in queries.units(viewer) if one.pk != viewer.institution]
    if kind != BRIEF:
        return {"units": units}
    terms = queries.threats(viewer)
    return {
        "units": units,
        "threat": [(one.key, _named(one.names)) for one in terms.threats],
        "confidence": [(one.key, _named(one.names)) for one in terms.confidence],
        "audience": [(one.pk, f"{one.state.name} · {one.name}" if one.state else one.name)
                     for one in queries.readers(viewer)],
    }  # fmt: skip


def _named(names: Names) -> str:
    return naming.text_in(names.model_dump(), page_language())


def edit_page(viewer: Actor, edition: StudyEdition, sent: Any = None) -> Context:
    """The draft as its writers work on it; a form that was refused comes back as it was sent."""
    require_writer(viewer, edition)
    texts = {text.language: text for text in edition.texts.all()}
    rows = queries.citations(viewer, edition)
    return {
        **_around(viewer, edition),
        "crumbs": [STUDIES, {"url": papers.address(edition), "label": words.title(edition)}],
        "texts": [
            (name, code == edition.language, _sent(sent, code) or _text_form(code, texts.get(code)))
            for code, name in settings.LANGUAGES
        ],
        "head": sent if isinstance(sent, forms.HeadForm) else head_form(viewer, edition),
        "citations": [
            {"row": row, "flow": naming.flow(row, page_language()), "count": len(row.cells),
             "token": f"{{{{{'figure' if len(row.cells) == 1 else 'table'} {row.name}}}}}",
             "url": papers.figure_url(edition, row.name)}
            for row in rows
        ],
    }  # fmt: skip


def _sent(sent: Any, code: str) -> Any:
    is_text = isinstance(sent, forms.TextForm) and sent["language"].value() == code
    return sent if is_text else None


def _text_form(code: str, text: Any) -> forms.TextForm:
    said = {name: getattr(text, name, "") for name in ("title", "summary", "body")}
    made = forms.TextForm(auto_id=f"{code}_%s", initial={"language": code, **said})
    made.fields["language"].widget = made.fields["language"].hidden_widget()
    return made


def head_form(viewer: Actor, edition: StudyEdition, *args: Any) -> forms.HeadForm:
    made = forms.BriefForm if edition.kind == BRIEF else forms.HeadForm
    alerts = " ".join(row.reference for row in queries.alerts(viewer, edition))
    kept = ("units", "threat", "confidence", "marking", "audience")
    first = {name: getattr(edition, name) for name in kept} | {"alerts": alerts}
    return made(*args, given=choices(viewer, edition.kind), initial=first)


def cite_page(viewer: Actor, edition: StudyEdition, code: str, form: Any = None) -> Context:
    """First the dataflow, then its codes and periods."""
    require_writer(viewer, edition)
    return {
        **_around(viewer, edition),
        "crumbs": [STUDIES, {"url": papers.address(edition), "label": words.title(edition)}],
        "flows": [
            (one.id, naming.text_in(one.names, page_language())) for one in queries.flows(viewer)
        ],
        "dataflow": code,
        "form": form or (cite_form(viewer, code) if code else None),
    }


def cite_form(viewer: Actor, code: str, *args: Any, **more: Any) -> forms.CitationForm:
    """The dimensions in which there is a choice, with the codes of which there are figures."""
    flow, known = queries.flow(viewer, code), queries.available(viewer, code)
    concepts = {one.id: one.names for one in flow.concepts.concepts}
    dimensions = {}
    for one in flow.structure.key:
        label = naming.text_in(concepts.get(one.concept, {}), page_language()) or one.id
        there = [(key, flow.label(one.id, key, page_language())) for key in known.get(one.id, ())]
        if one.id == citing.AREA:
            there.sort(key=lambda choice: folded(choice[1]))
        if len(there) > 1:
            dimensions[one.id] = (label, there)
    return forms.CitationForm(dimensions, *args, **more)


def output(viewer: Actor, edition: StudyEdition, form: str) -> tuple[bytes, str]:
    """The edition as a file that leaves, and its type."""
    read = _read(viewer, edition, settings.BASE_URL)
    paper = _paper(viewer, read)
    if form == "pdf":
        return printing.as_pdf(paper), "application/pdf"
    cited = papers.reference(edition, paper.title, _units(viewer, edition), settings.BASE_URL)
    rows = list(read.citations.values())
    return packing.packed(edition, rows, cited, paper.language), "application/zip"


def _units(viewer: Actor, edition: StudyEdition) -> list[str]:
    names = queries.institution_names(viewer, edition.units)
    return [names.get(slug, slug) for slug in edition.units]


def _read(viewer: Actor, edition: StudyEdition, base: str = "") -> papers.Reading:
    read = papers.reading(viewer, edition, page_language(), base)
    if read is None:
        raise ObjectDoesNotExist
    return read


def _paper(viewer: Actor, read: papers.Reading) -> Paper:
    with translation.override(read.text.language):
        facts = papers.facts(read.edition, _units(viewer, read.edition))
        told = judgement(viewer, read.edition) if read.base else []  # a page shows it apart
        facts += [f"{label}: {names[read.text.language]}" for label, names, _means in told]
    return papers.paper(read, facts)
