"""One way to ask for one thing: a form, an act, and its refusals at their fields."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from almenara.core.parties.request import Request
from almenara.core.web.placed import PlacedForm
from almenara.formats.refusal import Unreadable

ANY = require_http_methods(["GET", "HEAD", "POST"])
T = TypeVar("T")


def attempt(form: PlacedForm, act: Callable[[], T]) -> T | None:
    """What the act made; nothing when the form, or the act, could not read what was said."""
    if not form.is_valid():
        return None
    try:
        return act()
    except Unreadable as refusal:
        form.refuse(refusal)
        return None


def write(request: Request, context: dict[str, Any]) -> HttpResponse:
    """The page that asks for it."""
    status = 422 if context["form"].errors else 200
    return render(request, "bodies/write.html", context, status=status)
