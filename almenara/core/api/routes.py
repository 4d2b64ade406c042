"""What a route asks, takes and gives, said once: so it is read, answered, and described.

`takes` is the shape that reads the body, `gives` the one through which the answer leaves, `asks`
the parameters of the query; any other parameter is refused. Every POST answers an
`Idempotency-Key` (docs/api.md), whatever it does. Where GET is, HEAD is: the same answer, of
which the server sends the head.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import Parameter, Signature
from typing import Any, Generic, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpResponse
from ninja import Router
from pydantic import BaseModel

from almenara.core.api import parts
from almenara.core.api.app import BODY_LIMIT, TooLarge, body
from almenara.core.api.describing import CODE, REF, TEXT, Given
from almenara.core.api.exact import exact
from almenara.core.api.lists import Asked, parameters
from almenara.core.api.once import once
from almenara.core.parties.request import Request
from almenara.core.types.heads import read

T = TypeVar("T")


class Listed(Given, Generic[T]):
    """One page of a list (docs/api.md)."""

    items: list[T]
    count: int
    next: str | None


Said = Callable[[], T]  # reads the body: after what it is about was found for the viewer


@dataclass(frozen=True)
class Made:
    """The answer about a thing that was made, and where it is."""

    answer: dict[str, Any]
    location: str


@dataclass(frozen=True)
class Terms:
    """How a route differs from the usual one; `asks` are parameters with their schemas or codes.

    `form`: it takes a file, and these texts beside it. A body beyond the usual limit, up to
    `limit`, is taken only with the member `large_with`.
    """

    takes: type[BaseModel] | None = None
    form: parts.Parts | None = None
    asks: Mapping[str, Asked] = field(default_factory=dict)
    status: int = 200
    limit: int = BODY_LIMIT
    large_with: str = ""
    is_public: bool = False
    described: Mapping[str, Any] = field(default_factory=dict)


USUAL = Terms()


def route(
    router: Router, call: str, gives: type[BaseModel] | None, terms: Terms = USUAL
) -> Callable[[Any], Any]:
    """`@route(router, "POST /alerts", Alert, Terms(takes=AlertShape, status=201))`."""
    method, path = call.split()
    statuses = {terms.status, 200} if method == "POST" else {terms.status}
    options: dict[str, Any] = {"by_alias": True}  # a member is described as it is answered
    if terms.is_public:
        options["auth"] = None
    if gives is not None:
        options["response"] = dict.fromkeys(sorted(statuses), gives)

    def register(view: Any) -> Any:
        run = _named(_runner(view, method, gives, terms), view, re.findall(r"{(\w+)}", path))
        extra = {**_asked(terms), **_taken(terms), **terms.described}
        if terms.is_public:
            extra["security"] = [{}, {"token": []}]
        methods = [method, "HEAD"] if method == "GET" else [method]
        router.api_operation(methods, path, openapi_extra=extra, **options)(run)
        return view

    return register


def _runner(view: Any, method: str, gives: type[BaseModel] | None, terms: Terms) -> Any:
    def answered(request: Request, slots: dict[str, str]) -> HttpResponse:
        def read_body() -> Any:
            return _said(request, shape, terms) if shape else None

        if any("\x00" in said for said in slots.values()):
            raise ObjectDoesNotExist  # no text of the database holds one
        if terms.form is not None:
            parts.check(request, terms.form)
        said = [read_body] if (shape := terms.takes) else []
        return _response(view(request, *said, **slots), gives, terms.status)

    def run(request: Request, **slots: str) -> HttpResponse:
        if int(request.headers.get("Content-Length") or 0) > terms.limit:
            raise TooLarge(terms.limit)
        parameters(request, terms.asks)
        if method != "POST":
            return answered(request, slots)
        return once(request, lambda: answered(request, slots))

    return run


def _said(request: Request, shape: type[BaseModel], terms: Terms) -> BaseModel:
    """The body, each value of the kind that is described, as its shape."""
    said = body(request, terms.limit, terms.large_with)
    exact(shape, said)
    return read(shape, said)


def _response(result: Any, gives: type[BaseModel] | None, status: int) -> HttpResponse:
    """The answer leaves through its shape: what the shape does not know would be a bug."""
    if isinstance(result, HttpResponse) or gives is None:
        return result
    made = result if isinstance(result, Made) else Made(result, "")
    text = gives.model_validate(made.answer).model_dump_json(exclude_unset=True)
    response = HttpResponse(text, status=status, content_type="application/json; charset=utf-8")
    if made.location:
        response["Location"] = made.location
    return response


def _named(run: Any, view: Any, slots: list[str]) -> Any:
    """The function that ninja registers: named as the view, with the places of the path."""
    kind = Parameter.POSITIONAL_OR_KEYWORD
    given = [Parameter("request", kind), *(Parameter(n, kind, annotation=str) for n in slots)]
    run.__name__, run.__module__, run.__doc__ = view.__name__, view.__module__, view.__doc__
    run.__signature__ = Signature(given)
    return run


def _asked(terms: Terms) -> dict[str, Any]:
    given = [
        {"in": "query", "name": name, "required": False, "schema": _schema(asked)}
        for name, asked in terms.asks.items()
    ]
    return {"parameters": given} if given else {}


def _schema(asked: Asked) -> Mapping[str, Any]:
    """Of a parameter whose codes only an installation knows, that there are such."""
    if callable(asked):
        return CODE
    once = {"enum": list(dict.fromkeys(asked["enum"]))} if "enum" in asked else {}
    return {**asked, **once} or TEXT


def _taken(terms: Terms) -> dict[str, Any]:
    if terms.form is not None:
        return {"requestBody": parts.described(terms.form)}
    if terms.takes is None:
        return {}
    schema = terms.takes.model_json_schema(ref_template=REF)
    content = {"application/json": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}
