"""From a form to an act and back: what could not be read stands beside its field."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from almenara.core.parties.refusals import WrongStage
from almenara.core.parties.request import Request
from almenara.core.web import refusals
from almenara.formats.refusal import Unreadable

T = TypeVar("T")
Page = tuple[str, dict[str, Any]]


def attempt(
    form: forms.Form, do: Callable[[dict[str, Any]], T], rows: Sequence[forms.Form] = ()
) -> T | None:
    """Do it with what the form read; a refusal of the service becomes errors of the form.

    `rows`: the forms beside it, whose places the service calls `["posts", number, …]`.
    """
    if not form.is_valid():
        return None
    try:
        return do(form.cleaned_data)
    except Unreadable as refusal:
        for loc, words in refusals.places(refusal):
            _put(form, loc, _row(rows, loc, words))
    except WrongStage as refusal:
        _put(form, [refusal.place], str(refusal))
    return None


def _row(rows: Sequence[forms.Form], loc: Sequence[str | int], words: str) -> str:
    """The same words for above the form; those of a row stand beside its field too."""
    if not rows or loc[:1] != ["posts"] or len(loc) < 2:
        return words
    number = int(loc[1])
    _put(rows[number], loc[2:], words)
    return _("Puesto {n}: {words}").format(n=number + 1, words=words)


def _put(form: forms.Form, loc: Sequence[str | int], words: str) -> None:
    """Beside its field if the form has it, else above the form."""
    named = [part for part in loc if part in form.fields]
    form.add_error(str(named[-1]) if named else None, words)


def finished(
    request: Request, form: forms.Form, made: object, url: str, page: Page, words: str = ""
) -> HttpResponse:
    """Go on where it shows, or is said; or the same page with the errors (nothing was kept)."""
    if made is not None and form.is_valid():
        if words:
            told(request, words)
        return redirect(url)
    status = 422 if form.is_bound else 200
    return render(request, page[0], {**page[1], "form": form}, status=status)


def told(request: Request, words: str) -> None:
    messages.success(request, words)
