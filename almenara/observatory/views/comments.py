"""Where a State says what it thinks of figures of a public source."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from almenara.core.parties.request import Request
from almenara.formats.refusal import Unreadable
from almenara.observatory import forms, queries
from almenara.observatory.pages import explorer
from almenara.observatory.services import commenting


@require_POST
def comment(request: Request, slug: str) -> HttpResponse:
    """Comment for one's State; faults come back at their fields."""
    form = forms.CommentForm(request.POST)
    if form.is_valid() and _said(request, slug, form):
        messages.success(request, _("El comentario está junto a las cifras."))
        return _back(request, slug)
    asked = dict(request.GET.lists())
    context = explorer.indicator_page(request.actor, slug, asked, form)
    return render(request, "observatory/indicator.html", context, status=422)


@require_POST
def withdraw(request: Request, slug: str) -> HttpResponse:
    """Take back what one's State says."""
    actor = request.actor
    commenting.withdraw(actor, queries.comment(actor, slug, actor.state))
    messages.success(request, _("El comentario se retiró."))
    return _back(request, slug)


def _said(request: Request, slug: str, form: forms.CommentForm) -> bool:
    said = commenting.Remark(slug, request.actor.state, **form.cleaned_data)
    try:
        commenting.comment(request.actor, said)
    except Unreadable as refusal:
        form.refuse(refusal)
        return False
    return True


def _back(request: Request, slug: str) -> HttpResponse:
    return redirect(f"/observatory/indicators/{slug}/?{request.GET.urlencode()}#comment")
