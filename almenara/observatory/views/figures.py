"""Figures for everybody: home, explorer, indicators, States, and their files."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from almenara.core.parties.request import Request
from almenara.core.web.doors import partly_public, public
from almenara.observatory import files, queries
from almenara.observatory.pages import bulletins, drawings, explorer

PICTURES = {"svg": "image/svg+xml", "png": "image/png"}
FILES = tuple(files.FORMS)


@public
@require_safe
def home(request: Request) -> HttpResponse:
    """What is published, and from whom."""
    return render(request, "observatory/home.html", explorer.home_page(request.actor))


@partly_public
@require_safe
def explore(request: Request) -> HttpResponse:
    """Choose, filter, compare."""
    context, status = explorer.explorer_page(request.actor, dict(request.GET.lists()))
    return render(request, "observatory/explorer.html", context, status=status)


@partly_public
@require_safe
def indicator(request: Request, slug: str) -> HttpResponse:
    """One indicator: a sentence, a picture, a table, how we know."""
    context = explorer.indicator_page(request.actor, slug, dict(request.GET.lists()))
    return render(request, "observatory/indicator.html", context)


@partly_public
@require_safe
def state(request: Request, state: str) -> HttpResponse:
    """The newest figures of a State."""
    context = explorer.state_page(request.actor, state)
    return render(request, "observatory/state.html", context)


@partly_public
@require_safe
def picture(request: Request, slug: str, form: str) -> HttpResponse:
    """The picture of a selection, as it is shown and as it is downloaded."""
    found = explorer.read(request.actor, slug, dict(request.GET.lists()))
    width = drawings.SIZES.get(request.GET.get("size", ""), drawings.WIDE)
    made = drawings.png(found) if form == "png" else drawings.svg(found, width)
    return _file(made, PICTURES[form], f"{slug}.{form}", "download" in request.GET)


@partly_public
@require_safe
def data(request: Request, slug: str, form: str) -> HttpResponse:
    """The figures of a selection as a file."""
    found = explorer.read(request.actor, slug, dict(request.GET.lists()))
    out = queries.out_since(request.actor, found.selection.as_of).get(found.flow.id)
    made, media = files.written(found.flow, found.table, form, found.language, out)
    return _file(made, media, f"{slug}.{form}", True)


@partly_public
@require_safe
def bulletin(request: Request, slug: str) -> HttpResponse:
    """An indicator on paper: tagged PDF."""
    found = explorer.read(request.actor, slug, dict(request.GET.lists()))
    made = bulletins.written(request.actor, found)
    name = f"{slug}-{(get_language() or 'es')[:2]}.pdf"
    return _file(made, "application/pdf", name, True)


def _file(made: bytes, media: str, name: str, is_download: bool) -> HttpResponse:
    response = HttpResponse(made, content_type=media)
    kind = "attachment" if is_download else "inline"
    response["Content-Disposition"] = f'{kind}; filename="{name}"'
    return response
