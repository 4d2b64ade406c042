"""A State's contact point says what its alerts may say about persons (R6)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from almenara.core.parties.request import Request
from almenara.core.types.heads import read
from almenara.exchange import persons, queries, services
from almenara.exchange.actforms import EnableForm
from almenara.exchange.drafts import EnableShape
from almenara.exchange.views.trying import ANY, attempt, status_of


@require_safe
def person_kinds(request: Request) -> HttpResponse:
    """The kinds whose type admits it, and what this person's State enabled."""
    return render(request, "exchange/person_kinds.html", persons.kinds_page(request.actor))


@ANY
def enable(request: Request, slug: str) -> HttpResponse:
    """What the State's alerts of one kind may say about persons, and on what ground."""
    kind = queries.person_kind(request.actor, slug)
    form = EnableForm(queries.person_fields(request.actor, kind), request.POST or None)
    if attempt(form, lambda: services.enable(request.actor, kind, _shape(form))):
        messages.success(request, _("Habilitado: consta en el registro público de tipos."))
        return redirect("exchange:enable", slug)
    context = persons.kind_page(request.actor, kind) | {"form": form}
    return render(request, "exchange/person_fields.html", context, status=status_of(form))


@require_POST
def revoke(request: Request, slug: str) -> HttpResponse:
    """No more; what was said on this ground is erased now."""
    services.revoke(request.actor, queries.own_enabling(request.actor, slug))
    messages.success(request, _("Revocado: los datos enviados con esa base se borraron."))
    return redirect("exchange:enable", slug)


def _shape(form: EnableForm) -> EnableShape:
    return read(EnableShape, form.document())
