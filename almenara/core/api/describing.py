"""The description of the API, from the shapes that read and answer; what holds for every call."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, WithJsonSchema

REF = "#/components/schemas/{model}"
TEXT = {"type": "string"}
CODE = {"type": "string", "description": "One of the codes that there are; another one is 422"}
DATE = {"type": "string", "format": "date"}
TIME = {"type": "string", "format": "date-time"}
STATE = {"type": "string", "pattern": "^[A-Z]{3}$"}
PROBLEM = {"application/problem+json": {"schema": {"$ref": REF.format(model="Problem")}}}
REFUSED = {
    401: "Who are you?",
    403: "Not for you, with the reason",
    404: "Not there for you",
    409: "The wrong stage",
    413: "Too large",
    422: "Unreadable, with the places",
    429: "Too often; see Retry-After",
}
WRITING = ("post", "put")
Day = Annotated[str, WithJsonSchema(DATE)]
Moment = Annotated[str, WithJsonSchema(TIME)]


class Given(BaseModel):
    """A shape that is answered: exactly these members."""

    model_config = ConfigDict(extra="forbid")


class Place(Given):
    """A place that could not be read, and why."""

    loc: list[str | int]
    msg: str


class Problem(Given):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Place] = []


LANGUAGE = {"enum": ["es", "en", "pt", "fr"], "description": "The language of messages"}
PAGE = [
    {"in": "query", "name": "limit", "required": False,
     "schema": {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}},
    {"in": "query", "name": "offset", "required": False,
     "schema": {"type": "integer", "minimum": 0, "maximum": 10**9, "default": 0}},
]  # fmt: skip
KEY = {"in": "header", "name": "Idempotency-Key", "required": False,
       "schema": {"type": "string", "minLength": 1, "maxLength": 255},
       "description": "The same key within 24 h gives the first answer again (200)"}  # fmt: skip


def completed(schema: dict[str, Any]) -> dict[str, Any]:
    """Ninja's description with what every call has: refusals, key, language, pages, security."""
    shapes = schema["components"].setdefault("schemas", {})
    _take_in(shapes, Problem.model_json_schema(ref_template=REF), "Problem")
    schema["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for path, calls in schema["paths"].items():
        calls.pop("head", None)  # goes without saying wherever there is a get
        for method, call in calls.items():
            _complete(call, method, "{" in path, shapes)
    return schema


def _complete(call: dict[str, Any], method: str, has_slot: bool, shapes: dict[str, Any]) -> None:
    call.setdefault("security", [{"token": []}])
    parameters = call.setdefault("parameters", [])
    parameters += [
        {"in": "query", "name": "lang", "required": False, "schema": LANGUAGE},
        *(PAGE if _is_list(call) else []),
        *([KEY] if method == "post" else []),
    ]
    for said in (call.get("requestBody", {}), call["responses"].get(422, {})):
        for content in said.get("content", {}).values():
            _take_in(shapes, content["schema"])
    for status, why in REFUSED.items():
        is_writing = method in WRITING
        if (is_writing or status not in (409, 413)) and (has_slot or is_writing or status != 404):
            call["responses"].setdefault(status, {"description": why, "content": PROBLEM})
    for status in (200, 201):
        if status in call["responses"]:
            call["responses"][status].setdefault("content", {})
    if has_slot and method != "get" and "201" in map(str, call["responses"]):
        call["responses"][201]["headers"] = {"Location": {"schema": TEXT}}


def refusing(status: int, shape: type[BaseModel]) -> dict[int, Any]:
    """A refusal that says more than others."""
    schema = shape.model_json_schema(ref_template=REF)
    content = {"application/problem+json": {"schema": schema}}
    return {status: {"description": REFUSED[status], "content": content}}


def _is_list(call: dict[str, Any]) -> bool:
    contents = call["responses"].get(200, {}).get("content", {}).values()
    return any("Listed" in str(content["schema"]) for content in contents)


def _take_in(shapes: dict[str, Any], schema: dict[str, Any], name: str = "") -> None:
    """Move the shapes inside a schema, and itself under `name`, to the common ones."""
    for other, shape in schema.pop("$defs", {}).items():
        if shapes.setdefault(other, shape) != shape:
            raise AssertionError(f"two shapes are called {other}")
    if name:
        shapes[name] = schema
