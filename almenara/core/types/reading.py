"""What a type says, in words for people: every leaf of its document with its label."""

from typing import Any

from almenara.core.parties.actor import Actor
from almenara.core.types import heads, leaves, words
from almenara.core.types.heads import Facts, Rows
from almenara.core.types.leaves import ABSENT, Leaf
from almenara.formats import yamltext

MARKS = {True: words.YES, False: words.NO}


def sections(viewer: Actor, type: str, document: Any) -> list[tuple[Any, Facts]]:
    """Heading and facts, part by part; what stands in the head of every page is left out."""
    spec = heads.SPECS[type]
    found = list(leaves.of(spec.shape))
    return [
        (heading, [fact for leaf in found if leaf.path[0] in keys
                   for fact in _facts(viewer, spec, leaf, document)])
        for heading, keys in spec.sections
    ]  # fmt: skip


def rows(viewer: Actor, type: str, document: Any) -> Rows:
    """The lists of a type: heading, and each row with its first answer as its name."""
    spec = heads.SPECS[type]
    if not spec.has_form:
        return []
    found = []
    for leaf in leaves.of(spec.shape):
        if leaf.kind == "rows":
            label = spec.words[leaf.name][0]
            said = leaves.at(document, leaf.path)
            each = [
                (_named(row),
                 [fact for one in leaf.below for fact in _facts(viewer, spec, one, row, leaf.name)])
                for row in (said if isinstance(said, list) else [])
            ]  # fmt: skip
            found.append((label, each))
    return found


def _named(row: Any) -> str:
    """A row in words, or by what programs call it."""
    return words.named(row.get("names")) or str(row.get("key") or row.get("id", ""))


def changes(type: str, former: Any, document: Any) -> list[Any]:
    """The labels of what a new version says otherwise."""
    spec = heads.SPECS[type]
    return [
        words.label(spec, leaf.name)[0]
        for leaf in leaves.of(spec.shape)
        if _compared(leaf, former) != _compared(leaf, document)
    ]


def _compared(leaf: Leaf, document: Any) -> Any:
    """Of several that were ticked the order says nothing."""
    value = _default(leaf, document)
    return sorted(value) if leaf.kind in ("many", "words") and value else value


def _default(leaf: Leaf, document: Any) -> Any:
    value = leaves.at(document, leaf.path)
    return (leaf.default if value is ABSENT else value) or None


def _facts(viewer: Actor, spec: heads.Spec, leaf: Leaf, document: Any, above: str = "") -> Facts:
    place = f"{above}-{leaf.name}" if above else leaf.name
    value = _default(leaf, document) if leaf.kind != "tick" else bool(_default(leaf, document))
    if value is None or leaf.kind == "rows":
        return []
    names = dict(words.choices(viewer, spec, leaf, place) or [])
    return [(words.label(spec, place)[0], _said(leaf, value, names))]


def _said(leaf: Leaf, value: Any, names: dict[str, Any]) -> str:
    if leaf.kind == "names":
        return words.named(value)
    if leaf.kind == "tick":
        return str(MARKS[value])
    if leaf.kind == "duration":
        return words.lasting(value)
    if leaf.kind == "lines":
        return "; ".join(_named(row) for row in value)
    if leaf.kind == "free":
        return yamltext.written(value)
    if isinstance(value, list):
        return ", ".join(str(names.get(one, one)) for one in value)
    return str(names.get(value, value))
