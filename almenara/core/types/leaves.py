"""A shape of types taken apart into its leaves, so that one form can ask for any of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from almenara.core.parties.models import LANGUAGES
from almenara.core.types.heads import ORDERED, Names, Titles, lasting

Path = tuple[str, ...]
Document = dict[str, Any]
ABSENT: Any = object()
HEAD = {"type", "version"}  # said by the page, not asked
TEXTS: set[Any] = {Names, Titles}
PLAIN: dict[Any, Any] = {bool: "tick", int: "number", float: "number"}


@dataclass(frozen=True)
class Leaf:
    """One place of a document; `rows` and `lines` hold a list of shapes of their own.

    free: whatever YAML says, where there is no shape.
    """

    path: Path
    kind: Literal[
        "text", "names", "duration", "number", "tick", "choice", "many", "order", "words", "rows",
        "lines", "free",
    ]  # fmt: skip
    is_required: bool
    default: Any = None
    choices: tuple[str, ...] = ()
    below: tuple["Leaf", ...] = ()
    is_plain: bool = False  # names that may be one text

    @property
    def name(self) -> str:
        return "-".join(self.path)


def of(shape: type[BaseModel], path: Path = (), is_asked: bool = True) -> Iterator[Leaf]:
    """The leaves of a shape in its order; a shape in a shape by its own leaves."""
    for key, info in shape.model_fields.items():
        if not path and key in HEAD:
            continue
        here = (*path, info.alias or key)
        kinds, marks = _bare(info.annotation, tuple(info.metadata))
        below = next((one for one in kinds if _is_shape(one)), None)
        is_required = is_asked and info.is_required()
        if below is not None and below not in TEXTS:
            yield from of(below, here, is_required)
            continue
        default = info.get_default(call_default_factory=True)
        leaf = Leaf(here, "text", is_required, None if default is PydanticUndefined else default)
        yield _told(leaf, kinds, marks)


def _told(leaf: Leaf, kinds: list[Any], marks: tuple[Any, ...]) -> Leaf:
    """The same leaf with its kind."""
    if TEXTS & set(kinds):
        return replace(leaf, kind="names", is_plain=str in kinds)
    if any(getattr(mark, "func", None) is lasting for mark in marks):
        return replace(leaf, kind="duration")
    kind = kinds[0]
    if get_origin(kind) is Literal:
        return replace(leaf, kind="choice", choices=get_args(kind))
    if get_origin(kind) is list:
        return _listed(leaf, get_args(kind)[0], marks)
    if get_origin(kind) is dict:
        return replace(leaf, kind="free")
    return replace(leaf, kind=PLAIN.get(kind, "text"))


def _listed(leaf: Leaf, one: Any, marks: tuple[Any, ...]) -> Leaf:
    if _is_shape(one):
        inner = tuple(of(one, ("",)))
        flat = tuple(replace(each, path=each.path[1:]) for each in inner)
        is_simple = all(each.kind in ("text", "names") for each in flat)
        return replace(leaf, kind="lines" if is_simple else "rows", below=flat)
    if get_origin(one) is dict:
        return replace(leaf, kind="free")
    if get_origin(one) is Literal:
        kind: Any = "order" if ORDERED in marks else "many"
        return replace(leaf, kind=kind, choices=get_args(one))
    return replace(leaf, kind="words")


def _bare(annotation: Any, marks: tuple[Any, ...]) -> tuple[list[Any], tuple[Any, ...]]:
    """The types that an annotation admits, without None, and what is written beside them."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _bare(inner, (*marks, *more))
    if get_origin(annotation) in (Union, UnionType):
        found: list[Any] = []
        for one in get_args(annotation):
            if one is not NoneType:
                kinds, marks = _bare(one, marks)
                found += kinds
        return found, marks
    return [annotation], marks


def _is_shape(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def at(document: Any, path: Path) -> Any:
    """What stands at a place, or ABSENT."""
    for key in path:
        if not isinstance(document, dict) or key not in document:
            return ABSENT
        document = document[key]
    return document


def written(leaves: tuple[Leaf, ...], said: dict[Path, Any], former: Any) -> Document:
    """A document that says what differs from the defaults, and what the former one said too."""
    document: Document = {}
    for leaf in leaves:
        value, before = said.get(leaf.path), at(former, leaf.path)
        if leaf.kind == "rows":
            value = [written(leaf.below, row, _twin(leaf, row, before)) for row in value or []]
        if is_empty(value):
            value = [] if leaf.kind in ("many", "words", "lines", "rows", "order") else None
        if leaf.kind == "many" and before is not ABSENT and set(before or ()) == set(value or ()):
            value = before
        if before is ABSENT and value == _plain(leaf.default, value):
            continue
        _put(document, leaf.path, value)
    return _without_hollow(leaves, document, former)


def is_empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _plain(default: Any, value: Any) -> Any:
    return value if is_empty(default) and is_empty(value) else default


def _twin(leaf: Leaf, row: dict[Path, Any], before: Any) -> Any:
    """The row of the former document with the same first answer."""
    first = leaf.below[0].path
    rows = before if isinstance(before, list) else []
    return next((one for one in rows if at(one, first) == row.get(first)), {})


def _put(document: Document, path: Path, value: Any) -> None:
    for key in path[:-1]:
        document = document.setdefault(key, {})
    document[path[-1]] = value


def _without_hollow(leaves: tuple[Leaf, ...], document: Document, former: Any) -> Document:
    """Without groups that have nothing to say any more; what was null before is null again."""
    groups = {leaf.path[0] for leaf in leaves if len(leaf.path) > 1}
    telling = {leaf.path[0] for leaf in leaves if not is_empty(leaf.default)}
    for key in groups - telling:
        if key in document and all(is_empty(one) for one in document[key].values()):
            del document[key]
    nulls = {key: None for key in groups - set(document) if at(former, (key,)) is None}
    return document | nulls


def languages(value: Any) -> dict[str, str]:
    """A text by language; a plain one is that of the source language."""
    return value if isinstance(value, dict) else {LANGUAGES[0]: value or ""}
