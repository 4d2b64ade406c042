"""What every type says of itself before it may be used (R1), and how each kind of type is read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from almenara.core import parties
from almenara.core.parties.actor import Actor
from almenara.formats import duration, yamltext
from almenara.formats.refusal import Unreadable

REQUIRED = ("purpose", "legal_basis", "data_classes", "audience", "retention", "responsible")
CLASSES = Path(parties.__file__).parent / "reference" / "data_classes.yaml"
KNOWN = {row["code"]: row for row in yamltext.document(CLASSES.read_bytes())["classes"]}
SENSITIVE = frozenset(code for code, row in KNOWN.items() if row["sensitive"])


def refused_beside(codes: Iterable[str]) -> set[str]:
    """The classes of data that these do not admit beside them."""
    return {one for code in codes for one in KNOWN.get(code, {}).get("refuses", ())}


def is_closed(codes: Iterable[str]) -> bool:
    """Is one of these classes never for a military liaison (R16)?"""
    return any("liaison" in KNOWN.get(code, {}).get("closed_to", ()) for code in codes)


Slug = Field(pattern=r"^[a-z0-9-]{1,60}$")
T = TypeVar("T", bound=BaseModel)
Place = list[str | int]


def lasting(text: str) -> str:
    """A duration as it was written, or a ValueError for pydantic."""
    try:
        duration.parse(text, [])
    except Unreadable as refusal:
        raise ValueError(refusal.places(_)[0][1]) from None
    return text


ORDERED = object()  # marks a list whose order says something
Duration = Annotated[
    str, AfterValidator(lasting), WithJsonSchema({"type": "string", "format": "duration"})
]


def _each(said: Any) -> list[Any]:
    return said if isinstance(said, list) else [said]


class Strict(BaseModel):
    """A piece of a type: an unknown key is an error with its place."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def is_storable(cls, said: Any) -> Any:
        """A text with NUL is no text: the database keeps none."""
        if any(isinstance(one, str) and "\x00" in one for one in _each(said)):
            raise ValueError(_("Se espera un texto."))
        return said


class Names(Strict):
    """The same words in the four official languages."""

    es: str = Field(min_length=1)
    en: str = Field(min_length=1)
    pt: str = Field(min_length=1)
    fr: str = Field(min_length=1)


class Texts(Strict):
    """The same in the official languages, as far as it was said."""

    @property
    def said(self) -> dict[str, str]:
        return {code: text.strip() for code, text in self.model_dump().items() if text.strip()}


class Titles(Texts):
    """Words in one official language or more."""

    es: str = Field(default="", max_length=200)
    en: str = Field(default="", max_length=200)
    pt: str = Field(default="", max_length=200)
    fr: str = Field(default="", max_length=200)

    @model_validator(mode="after")
    def is_said(self) -> Self:
        if not any(self.said.values()):
            raise ValueError(_("Un título en un idioma al menos."))
        return self


class Head(Strict):
    """The head of every type; what R1 asks for may be missing, then the type stays a draft."""

    type: str
    slug: str = Slug
    version: int = Field(ge=1)
    names: Names
    purpose: Names | str | None = None
    legal_basis: Names | str | None = None
    data_classes: list[str] = []
    audience: Names | str | None = None
    retention: Duration | None = None
    responsible: str | None = None

    @field_validator("data_classes")
    @classmethod
    def classes_agree(cls, said: list[str]) -> list[str]:
        if refused_beside(said) & set(said):
            raise ValueError(_("Una de estas clases de datos no admite otra de ellas."))
        return said

    @property
    def missing(self) -> list[str]:
        return [key for key in REQUIRED if not getattr(self, key)]

    @property
    def document(self) -> dict[str, Any]:
        """As it is kept: what was said, nothing added."""
        return self.model_dump(mode="json", exclude_unset=True, by_alias=True)

    @property
    def is_closed(self) -> bool:
        return is_closed(self.data_classes)

    @property
    def is_sensitive(self) -> bool:
        return bool(SENSITIVE & set(self.data_classes))


Facts = list[tuple[Any, str]]
Rows = list[tuple[Any, list[tuple[str, Facts]]]]  # heading, and each row with its name
Choices = Mapping[str, Any] | Callable[[Actor], list[tuple[str, str]]]


@dataclass(frozen=True)
class Spec:
    """One kind of type: how it is read, and what its app does when a version becomes active.

    `words` are label and hint of each place, `choices` what may stand there, `sections` the parts
    of its form, `preview` the fields that a document would make, `enabled` who let the type do
    more than it does by itself, for its page; `title` what all of them are called.
    """

    shape: type[Head]
    apply: Callable[[Any], None]
    words: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    choices: Mapping[str, Choices] = field(default_factory=dict)
    sections: tuple[tuple[Any, tuple[str, ...]], ...] = ()
    preview: Callable[[dict[str, Any]], Any] = lambda document: ()
    enabled: Callable[[Actor, str], Rows] = lambda viewer, slug: []
    walled: str = ""  # the table of what is written under the type, with `guards.wall` (R16)
    title: Any = ""

    @property
    def has_form(self) -> bool:
        """Without words for its places a type is made from a file alone."""
        return bool(self.words)


SPECS: dict[str, Spec] = {}


def classes(codes: list[str]) -> list[dict[str, Any]]:
    """Classes of data with their names; one that is not in the list by its code."""
    unknown = {"names": {}, "sensitive": False}
    return [{"code": code, **KNOWN.get(code, unknown)} for code in codes]


def read(shape: type[T], document: Any) -> T:
    """A document as one of our shapes, or every place where it is not."""
    try:
        return shape.model_validate(document)
    except ValidationError as fault:
        found = [(_place(e, document), e) for e in fault.errors()]
        meant = [(at, said(e)) for at, e in found if _is_meant(at, e, found)]
        raise Unreadable.many(meant) from None


def _is_meant(place: Place, fault: Any, found: list[tuple[Place, Any]]) -> bool:
    """Of several shapes that may stand there, the faults of the one that was sent."""
    if not fault["type"].endswith("_type"):
        return True
    near = [(at, e) for at, e in found if at[: len(place)] == place]
    return all(at == place and e["type"].endswith("_type") for at, e in near)


def _place(fault: Any, document: Any) -> Place:
    """Where in the document: pydantic also names which of several shapes it tried there."""
    place: Place = []
    last = len(fault["loc"]) - 1
    for depth, piece in enumerate(fault["loc"]):
        inner = isinstance(document, dict) and piece in document
        inner = inner or (isinstance(document, list) and isinstance(piece, int))
        if inner or (fault["type"] == "missing" and depth == last):
            place.append(piece)
            document = document[piece] if inner else None
    return place


FAULTS = {
    "missing": gettext_lazy("Falta este campo."),
    "string_too_short": gettext_lazy("Falta este campo."),
    "too_short": gettext_lazy("Elija al menos una."),
    "extra_forbidden": gettext_lazy("Campo desconocido."),
    "string_type": gettext_lazy("Se espera un texto."),
    "string_pattern_mismatch": gettext_lazy("No tiene la forma que se espera: %(pattern)s"),
    "string_too_long": gettext_lazy("Pasa de %(max_length)d caracteres."),
    "literal_error": gettext_lazy("Se espera una de: %(expected)s"),
    "greater_than_equal": gettext_lazy("Debe ser %(ge)s o más."),
    "less_than_equal": gettext_lazy("Debe ser %(le)s o menos."),
    "too_long": gettext_lazy("Son demasiados: como mucho %(max_length)d."),
    "uuid_parsing": gettext_lazy("Identificador mal escrito."),
    **dict.fromkeys(
        ("datetime_parsing", "datetime_from_date_parsing", "timezone_aware"),
        gettext_lazy("Se espera un momento con zona, como 2026-03-08T05:00:00Z."),
    ),
    "int_parsing": gettext_lazy("Se espera un número entero."),
    "int_type": gettext_lazy("Se espera un número entero."),
    "bool_type": gettext_lazy("Se espera sí o no."),
    "float_parsing": gettext_lazy("Se espera un número."),
    "dict_type": gettext_lazy("Se esperan claves con sus valores."),
    "list_type": gettext_lazy("Se espera una lista."),
    "value_error": "%(error)s",
}


def said(fault: Any) -> str:
    """What pydantic found, in the reader's language where we have words for it."""
    words, context = FAULTS.get(fault["type"]), fault.get("ctx", {})
    if "expected" in context:  # pydantic joins the last two in English
        context = {"expected": str(context["expected"]).replace(" or ", ", ")}
    return str(words) % context if words else str(fault["msg"])


def typed(document: Any) -> Head:
    """A document as the shape of its own kind of type."""
    kind = document.get("type") if isinstance(document, dict) else None
    if not isinstance(kind, str) or kind not in SPECS:
        raise Unreadable(["type"], _("Tipo desconocido; hay: ") + ", ".join(sorted(SPECS)))
    head = read(SPECS[kind].shape, document)
    if is_closed(SENSITIVE & set(head.data_classes)) and not SPECS[kind].walled:
        raise Unreadable(["data_classes"], _("Esta clase de tipo no guarda datos así."))
    return head
