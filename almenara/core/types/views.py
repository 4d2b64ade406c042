"""The public register of types (R1): what each is for, on which ground, who answers for it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from almenara.core.access.rules import reasons
from almenara.core.parties.refusals import Denied
from almenara.core.parties.request import Request
from almenara.core.types import heads, queries, reading, services, typefile
from almenara.core.types.words import lasting
from almenara.core.types.writing import Sheet, begin
from almenara.formats.refusal import Unreadable


@require_GET
def register(request: Request) -> HttpResponse:
    """The newest version of every type, kind by kind."""
    newest = {(row.type, row.slug): row for row in reversed(queries.versions(request.actor))}
    kinds: dict[str, list[Any]] = {}
    for (kind, _slug), row in sorted(newest.items()):
        kinds.setdefault(kind, []).append(row)
    for kind in heads.SPECS:
        kinds.setdefault(kind, [])
    titled = [(kind, heads.SPECS[kind].title, rows) for kind, rows in kinds.items()]
    context: dict[str, Any] = {"kinds": titled, "count": len(newest)}
    context["forms"] = [kind for kind, spec in heads.SPECS.items() if spec.has_form]
    context["may_load"] = not queries.may_load(request.actor)
    return render(request, "types/register.html", context)


@require_GET
def version(request: Request, type: str, name: str) -> HttpResponse:
    """One type: its head, its versions, and what is missing before it may be used."""
    try:
        found = queries.version(request.actor, type, name)
    except ObjectDoesNotExist:
        if request.actor.is_known:
            raise
        return redirect_to_login(request.get_full_path())
    return render(request, "types/version.html", _shown(request, found))


def _shown(request: Request, found: Any) -> dict[str, Any]:
    versions = queries.versions(request.actor, found.type).filter(slug=found.slug)
    return {
        "version": found,
        "title": heads.SPECS[found.type].title,
        "document": found.document,
        "classes": heads.classes(found.document.get("data_classes", [])),
        "retention": lasting(found.document.get("retention") or ""),
        "versions": versions,
        "in_use": next((one.pk for one in versions if one.stage == "active"), None),
        "why": reasons(request.actor, found, "grant"),
        "may_write": heads.SPECS[found.type].has_form and not queries.may_load(request.actor),
        "sections": reading.sections(request.actor, found.type, found.document),
        "rows": [
            *reading.rows(request.actor, found.type, found.document),
            *heads.SPECS[found.type].enabled(request.actor, found.slug),
        ],
    }


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: Request, type: str, name: str = "") -> HttpResponse:
    """A type by form: a first version, a copy of another type (`?from=`), or a new version."""
    begun = begin(request.actor, type, name, request.GET.get("from", ""))
    sheet = Sheet(request.actor, begun, request.POST or None)
    if made := sheet.answered():
        messages.success(request, _("Guardado: versión %d.") % made.version)
        return redirect("types:version", made.type, made.slug)
    context = {"sheet": sheet, "form": sheet.form, "type": type, "name": name}
    context |= {"number": begun.number, "title": begun.spec.title}
    status = 422 if sheet.form.errors else 200
    return render(request, "types/write.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def load(request: Request) -> HttpResponse:
    """Types from a file of YAML: all of them or none."""
    if reason := queries.may_load(request.actor):
        raise Denied(reason)
    errors = _loaded(request) if request.method == "POST" else []
    if request.method == "POST" and not errors:
        return redirect("types:register")
    return render(request, "types/load.html", {"errors": errors}, status=422 if errors else 200)


def _loaded(request: Request) -> list[tuple[str, str]]:
    """Take the file in, or the places that cannot be read."""
    file = request.FILES.get("file")
    try:
        made = typefile.load(request.actor, file.read() if file else b"")
    except Unreadable as refusal:
        return [(".".join(map(str, loc)), said) for loc, said in refusal.places(_)]
    messages.success(request, _("Cargado: %s") % ", ".join(one.slug for one in made))
    return []


@require_GET
def text(request: Request, type: str, name: str) -> HttpResponse:
    """One type as the YAML from which it could be loaded."""
    try:
        found = queries.version(request.actor, type, name)
    except ObjectDoesNotExist:
        if request.actor.is_known:
            raise
        return redirect_to_login(request.get_full_path())
    headers = {"Content-Disposition": f'attachment; filename="{found.slug}.yaml"'}
    return HttpResponse(typefile.text(found), content_type="application/yaml", headers=headers)


@require_POST
def approve(request: Request, type: str, name: str) -> HttpResponse:
    """The second approver of a type with sensitive data."""
    services.grant(request.actor, queries.version(request.actor, type, name))
    messages.success(request, _("Aprobado: ya puede usarse."))
    return redirect("types:version", type, name)


register.is_public = version.is_public = text.is_public = True  # type: ignore[attr-defined]
approve.asks_who = True  # type: ignore[attr-defined]  # as `identity.recent` marks pages
