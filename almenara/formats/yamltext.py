"""YAML from strangers: strict reading, in which a word stays the word that was written.

YAML 1.1 reads `NO` as false, `032` as 26, `1:30` as 90 and a date as an object. Here only `true`,
`false`, `null` and plain decimal numbers are more than text; anchors are refused, since a small
text could grow without end through them, and so is a key that comes twice.
"""

import re
from collections.abc import Hashable
from typing import Any

import yaml
from yaml.composer import Composer

from almenara.formats.refusal import Loc, Unreadable
from almenara.formats.refusal import Said as _

_WORDS = (
    ("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), "tf"),
    ("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]{0,17})$"), "-0123456789"),
    ("tag:yaml.org,2002:float", re.compile(r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$"), "-0123456789"),
    ("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""]),
)


class _Strict(Composer, yaml.CSafeLoader):
    """The safe loader of libyaml with the few words of JSON."""

    yaml_implicit_resolvers: dict[str, Any] = {}

    def __init__(self, stream: Any) -> None:
        yaml.CSafeLoader.__init__(self, stream)
        Composer.__init__(self)  # ours, in place of libyaml's own: it sees anchors

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "anchor", None):
            raise yaml.MarkedYAMLError(problem="&, *", problem_mark=event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _value in node.value:
            if not isinstance(key.value, str):
                raise yaml.MarkedYAMLError(problem="[…]:", problem_mark=key.start_mark)
            if key.value in seen:
                said = f"«{key.value[:100]}» 2x"
                raise yaml.MarkedYAMLError(problem=said, problem_mark=key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


for _tag, _shape, _first in _WORDS:
    _Strict.add_implicit_resolver(_tag, _shape, list(_first))


def documents(raw: bytes | str, loc: Loc = ()) -> list[Any]:
    """Every document of a text, or Unreadable: not UTF-8, not YAML, a key twice, an anchor."""
    text = ""
    try:
        text = raw.decode() if isinstance(raw, bytes) else raw
        return [found for found in yaml.load_all(text, _Strict) if found is not None]
    except UnicodeDecodeError:
        raise Unreadable(loc, _("El texto no está en UTF-8.")) from None
    except RecursionError:
        raise Unreadable(loc, _("El YAML tiene demasiados niveles.")) from None
    except yaml.MarkedYAMLError as fault:
        raise _unreadable(loc, fault, text.count("\n")) from None
    except yaml.YAMLError as fault:
        raise Unreadable(loc, _("No es YAML: {fault}.", fault=str(fault)[:200])) from None


def document(raw: bytes | str, loc: Loc = ()) -> Any:
    """The one document of a text."""
    found = documents(raw, loc)
    if len(found) != 1:
        raise Unreadable(loc, _("Debe haber un documento y hay {count}.", count=len(found)))
    return found[0]


def written(document: Any) -> str:
    """A document as YAML that `document` reads back; what would be read as more is quoted."""
    return str(yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=100))


def _unreadable(loc: Loc, fault: yaml.MarkedYAMLError, last: int) -> Unreadable:
    """Where and why; what misses its end is at the last line, not behind it."""
    mark = fault.problem_mark or fault.context_mark
    at = (min(mark.line, last) + 1, mark.column + 1) if mark else (1, 1)
    place = {"line": at[0], "column": at[1], "why": fault.problem or "?"}
    said = _("No es YAML: línea {line}, columna {column} ({why}).", **place)
    return Unreadable([*loc, f"line {at[0]}"], said)
