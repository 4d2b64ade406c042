"""From a form to an act and back: what could not be read stands beside its field."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.views.decorators.http import require_http_methods

from almenara.core.parties.request import Request
from almenara.exchange import forms, opening, queries
from almenara.formats.refusal import Unreadable

T = TypeVar("T")
ANY = require_http_methods(["GET", "HEAD", "POST"])


def attempt(form: forms.PlacedForm, do: Callable[[], T]) -> T | None:
    """Do it with what the form read; a refusal of the service becomes errors of the form."""
    if not form.is_valid():
        return None
    try:
        return do()
    except Unreadable as refusal:
        form.refuse(refusal)
        return None


def status_of(form: forms.PlacedForm) -> int:
    return 422 if form.is_bound else 200


def alert_of(request: Request, pk: str) -> queries.Alert:
    try:
        return opening.alert(request.actor, UUID(pk))
    except ValueError:
        raise ObjectDoesNotExist from None
