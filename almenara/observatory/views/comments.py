"""Where a State says what it thinks of figures of a public source."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from almenara.core.parties.request import Request
from almenara.formats.refusal import Unreadable
from almenara.observatory import forms, queries
from almenara.observatory.pages import explorer
from almenara.observatory.services import commenting


@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: Request, slug: str) -> HttpResponse:
    """Comment for one's State; faults come back at their fields, links from there lead back."""
    if request.method != "POST":
        return redirect(_indicator(request, slug))
    form = forms.CommentForm(request.POST)
    if form.is_valid() and _said(request, slug, form):
        messages.success(request, _("El comentario está junto a las cifras."))
        return redirect(f"{_indicator(request, slug)}#comment")
    asked = dict(request.GET.lists())
    context = explorer.indicator_page(request.actor, slug, asked, form)
    return render(request, "observatory/indicator.html", context, status=422)


@require_POST
def withdraw(request: Request, slug: str) -> HttpResponse:
    """Take back what one's State says."""
    actor = request.actor
    commenting.withdraw(actor, queries.comment(actor, slug, actor.state))
    messages.success(request, _("El comentario se retiró."))
    return redirect(f"{_indicator(request, slug)}#comment")


def _said(request: Request, slug: str, form: forms.CommentForm) -> bool:
    said = commenting.Remark(slug, request.actor.state, **form.cleaned_data)
    try:
        commenting.comment(request.actor, said)
    except Unreadable as refusal:
        form.refuse(refusal)
        return False
    return True


def _indicator(request: Request, slug: str) -> str:
    """The indicator with what was chosen of it."""
    return f"/observatory/indicators/{slug}/?{request.GET.urlencode()}"
