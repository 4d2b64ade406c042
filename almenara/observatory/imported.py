"""Structures of SDMX, of whatever agency, as documents of types: drafts until the rest is said.

SDMX knows no purpose, legal basis, audience or retention (R1), so that nothing of it becomes active
by itself. Text that is missing in one of our languages is filled with what there is, and says so.
"""

from collections.abc import Iterator
from typing import Any

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable
from almenara.formats.sdmx import jsonreading, mlfigures, mlreading, model
from almenara.formats.sdmx.model import Structures, Texts

Document = dict[str, Any]
LANGUAGES = ("es", "en", "pt", "fr")
_PARTS = (b'"codelists"', b'"conceptSchemes"', b'"dataStructures"', b'"dataflows"')


def documents(raw: bytes) -> list[Document] | None:
    """The types in a file of SDMX-ML or SDMX-JSON; None when it is neither."""
    if mlfigures.is_message(raw):
        return list(_documents(mlreading.read(raw)))
    is_json = raw.lstrip()[:1] == b"{" and b'"data"' in raw and any(one in raw for one in _PARTS)
    return list(_documents(jsonreading.read(raw))) if is_json else None


def _documents(found: Structures) -> Iterator[Document]:
    """What is named comes before what names it."""
    for listed in found.codelists:
        yield _head("codelist", listed) | {"codes": [_code(one) for one in listed.codes]}
    for scheme in found.concepts:
        said = [{"id": one.id, **_texts(one.names, one.descriptions)} for one in scheme.concepts]
        yield _head("concepts", scheme) | {"concepts": said}
    for shape in found.structures:
        yield _structure(shape)
    for flow in found.dataflows:
        descriptions = _texts({}, flow.descriptions)
        yield _head("dataflow", flow) | {"structure": _named(flow.structure)} | descriptions


def _structure(shape: model.DataStructure) -> Document:
    time = [one.id for one in shape.dimensions if one.is_time]
    if shape.measure != model.MEASURE or time != [model.TIME]:
        said = _("«{name}»: la medida es OBS_VALUE y el tiempo TIME_PERIOD.", name=shape.id)
        raise Unreadable([shape.id], said)
    return _head("structure", shape) | {
        "scheme": _named(shape.scheme),
        "dimensions": [_component(one) for one in shape.key],
        "attributes": [
            _component(one) | ({"required": True} if one.is_required else {})
            for one in shape.attributes
        ],
    }


def _component(one: model.Component) -> Document:
    codelist = {"codelist": _named(one.codelist)} if one.codelist else {}
    return {"id": one.id, "concept": one.concept} | codelist


def _code(one: model.Code) -> Document:
    said: Document = {"id": one.id, **_texts(one.names, one.descriptions)}
    if one.parent:
        said["parent"] = one.parent
    return said | ({"withdrawn": True} if one.withdrawn else {})


def _head(kind: str, one: Any) -> Document:
    return {
        "type": kind,
        "slug": one.id.lower().replace("_", "-"),
        "version": _version(one.version),
        "id": one.id,
        "agency": one.agency,
        "names": _marked(one.names, one.id),
    }


def _version(said: str) -> int:
    """A type has whole versions: 2.1 is taken in as 2."""
    return max(int(said.partition(".")[0]) if said[:1].isdigit() else 1, 1)


def _named(said: str) -> str:
    whom = model.reference(said)
    version = f"{_version(whom.version)}.0" if whom.version else ""
    return str(whom._replace(version=version))


def _marked(texts: Texts, otherwise: str) -> dict[str, str]:
    """In all our languages; a text of another one says which."""
    language, text = next(((k, v) for k, v in texts.items() if v), ("", otherwise))
    mark = f"[{language}] " if language else ""
    return {one: texts.get(one) or f"{mark}{text}"[:200] for one in LANGUAGES}


def _texts(names: Texts, descriptions: Texts) -> Document:
    """Names and descriptions in those of our languages that there are."""
    found: Document = {}
    for name, texts in (("names", names), ("descriptions", descriptions)):
        ours = {one: texts[one][:200] for one in LANGUAGES if texts.get(one)}
        if texts:
            found[name] = ours or {"en": _marked(texts, "")["en"]}
    return found
