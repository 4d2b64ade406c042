"""The XML schemas of IATI 2.03 and the list of registration agencies, shipped or given.

Shipped: what `vendor/VENDOR.json` names. Its package has a schema of organisation files, too, but
that one is not deterministic and does not load: a folder with newer schemas takes its place.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from lxml import etree

from almenara.formats import xmltext
from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

FILES = {
    "iati-activities": "iati-activities-schema.xsd",
    "iati-organisations": "iati-organisations-schema.xsd",
}
_SHIPPED = Path(__file__).parent / "vendor"
_AGENCIES = "OrganisationRegistrationAgency.xml"
_ONE_AT_A_TIME = Lock()  # a schema keeps the faults of its last document


def faults(tree: Any, folder: Path | None, most: int) -> Iterator[tuple[int, str]]:
    """What the schema of the root element says against the document: lines and reasons."""
    root = tree.getroot()
    if root.tag not in FILES:
        yield root.sourceline, _(_ROOT.template, name=str(root.tag)[:100])
        return
    path = _found(FILES[root.tag], folder)
    if path is None:
        yield root.sourceline, _NOT_SHIPPED
        return
    with _ONE_AT_A_TIME:
        schema = _schema(path)
        schema.validate(tree)
        found = [(fault.line, fault.message) for fault in schema.error_log]
    yield from ((line, _said(message)) for line, message in found[:most])
    if len(found) > most:
        yield found[most][0], _("Y {count} errores más.", count=len(found) - most)


def agencies(folder: Path | None) -> frozenset[str]:
    """The codes of the lists in which organisations are registered (org-id.guide)."""
    return _codes(_found(_AGENCIES, folder) or _SHIPPED / _AGENCIES)


def _found(name: str, folder: Path | None) -> Path | None:
    return next((at / name for at in (folder, _SHIPPED) if at and (at / name).is_file()), None)


@cache
def _schema(path: Path) -> etree.XMLSchema:
    try:
        return etree.XMLSchema(etree.parse(path, xmltext.parser()))
    except (etree.XMLSchemaParseError, etree.XMLSyntaxError, OSError) as fault:
        why = str(fault)[:300]
        said = _("El esquema «{name}» no se puede usar: {why}", name=path.name, why=why)
        raise Unreadable([1], said) from None


@cache
def _codes(path: Path) -> frozenset[str]:
    return frozenset(code.text for code in etree.parse(path, xmltext.parser()).iter("code"))


def _said(message: str) -> str:
    """A fault in words for the person who sent the file, naming element and attribute."""
    for shape, said in _WORDS:
        if found := shape.fullmatch(message):
            holes = {name: text[:200] for name, text in found.groupdict(default="").items()}
            return _(said.template, **holes)
    return _("No cumple el esquema: {why}", why=message[:500])


def _shape(reason: str) -> re.Pattern[str]:
    place = r"Element '(?P<element>[^']*)'(?:, attribute '[^']*')?: "
    return re.compile(place + reason, re.DOTALL)


_ROOT = _("El elemento raíz «{name}» no es iati-activities ni iati-organisations.")
_NOT_SHIPPED = _(
    "Sin esquema (no schema shipped): para archivos de organizaciones indique en "
    "ALMENARA_IATI_SCHEMAS una carpeta que lo tenga."
)
_ONE_OF = r" Expected is (?:one of )?\( (?P<expected>.*) \)\."
_WORDS = (
    (
        _shape(r"This element is not expected\." + _ONE_OF),
        _("El elemento «{element}» no va aquí; aquí puede ir: {expected}."),
    ),
    (_shape(r"This element is not expected\."), _("El elemento «{element}» no va aquí.")),
    (
        _shape(r"Missing child element\(s\)\." + _ONE_OF),
        _("Al elemento «{element}» le falta: {expected}."),
    ),
    (
        _shape(r"The attribute '(?P<attribute>[^']*)' is required but missing\."),
        _("Al elemento «{element}» le falta el atributo «{attribute}»."),
    ),
    (
        _shape(r"The attribute '(?P<attribute>[^']*)' is not allowed\."),
        _("El elemento «{element}» no admite el atributo «{attribute}»."),
    ),
    (
        _shape(r"'(?P<value>.*)' is not a valid value of the [a-z ]+ type '(?P<type>[^']*)'\."),
        _("En el elemento «{element}» el valor «{value}» no es {type}."),
    ),
    (
        _shape(r"Character content .* not allowed.*"),
        _("El elemento «{element}» no admite texto."),
    ),
)
