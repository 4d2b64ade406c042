"""Codes as people write them: `M`, `M: Hombre`, `Hombre`, or a national code that a map knows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from almenara.formats.refusal import Said
from almenara.formats.refusal import Said as _
from almenara.formats.tables.model import Date
from almenara.observatory.cells import Table
from almenara.observatory.findings import ERROR, WARNING
from almenara.observatory.intake.layouts import Layout, folded
from almenara.observatory.structures import Flow

_DATED = re.compile(r"\d{1,2}[-/ ](?:\d{1,2}|[a-z]{3,4})\.?(?:[-/ ]\d{2,4})?", re.IGNORECASE)
_LONGEST = 60


class Code(NamedTuple):
    """The code that a text stands for, and what there is to say about it."""

    id: str
    said: Said | None = None
    level: str = ""


@dataclass
class Codes:
    """What the texts of one file mean, each worked out once.

    maps: dimension → national code → common code (versioned maps of the State).
    spelt: dimension without a list → folded text → the text as the vintage before wrote it.
    """

    flow: Flow
    layout: Layout
    maps: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    spelt: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _known: dict[tuple[str, str], Code] = field(default_factory=dict)

    def read(self, dimension: str, text: str) -> Code:
        """Of a dimension or a coded attribute; a text that is no code comes back as it is."""
        place = (dimension, text)
        if (found := self._known.get(place)) is None or isinstance(text, Date):
            found = self._known[place] = self._read(dimension, text)
        return found

    def _read(self, dimension: str, text: str) -> Code:
        if isinstance(text, Date):
            said = _("Excel hizo de este código la fecha {text}; dé a la columna el formato de "
                     "texto y vuelva a escribirlo.", text=text[:_LONGEST])  # fmt: skip
            return Code(text[:_LONGEST], said, ERROR)
        if not text:
            return Code("", _("Falta el código de {dimension}.", dimension=dimension), ERROR)
        codes = self.flow.codes.get(dimension)
        if codes is None:
            return Code(self.spelt.get(dimension, {}).get(folded(text), text))
        found = self._meant(dimension, text)
        if not found:
            return Code(text[:_LONGEST], *self._unknown(dimension, text))
        if codes[found].withdrawn:
            said = _("El código {code} ya se retiró de la lista.", code=found)
            return Code(found, said, WARNING)
        if text.isdecimal() and text != found == text.zfill(len(found)):
            said = _("El código {text} perdió sus ceros; se leyó {code}.", text=text, code=found)
            return Code(found, said, WARNING)
        return Code(found)

    def _meant(self, dimension: str, text: str) -> str:
        """The code of the list for which a text stands; "" = none."""
        codes = self.flow.codes[dimension]
        key = folded(text)
        mapped = self.maps.get(dimension, {}).get(text)
        written = self.layout.values.get(dimension, {}).get(key)
        for one in (mapped, written, text, text.partition(":")[0].strip()):
            if one and one in codes:
                return one
        return self._by_name.get(dimension, {}).get(key, "") or self._zeros(dimension, text)

    def _zeros(self, dimension: str, text: str) -> str:
        """The one code that is this number with zeros before it, as spreadsheets take them away."""
        if not text.isdecimal():
            return ""
        found = [code for code in self.flow.codes[dimension] if code == text.zfill(len(code))]
        return found[0] if len(found) == 1 else ""

    @cached_property
    def _by_name(self) -> Mapping[str, Mapping[str, str]]:
        """By dimension, names in any language and ids in any case → code; no name of two."""
        found: dict[str, dict[str, str]] = {}
        for dimension, codes in self.flow.codes.items():
            names = found[dimension] = {}
            for code in codes.values():
                for name in {folded(one) for one in (code.id, *code.names.values())}:
                    names[name] = "" if names.get(name, code.id) != code.id else code.id
        return found

    def _unknown(self, dimension: str, text: str) -> tuple[Said, str]:
        if _DATED.fullmatch(text):
            said = _("«{text}» parece una fecha que Excel hizo de un código de {dimension}.",
                     text=text[:_LONGEST], dimension=dimension)  # fmt: skip
        else:
            said = _("«{text}» no está en la lista de códigos de {dimension}.",
                     text=text[:_LONGEST], dimension=dimension)  # fmt: skip
        return said, ERROR


def spellings(flow: Flow, before: Table | None) -> Mapping[str, Mapping[str, str]]:
    """How the vintage before wrote what has no code list, so that capitals make no new series."""
    if before is None:
        return {}
    free = [(name, at) for at, name in enumerate(flow.dimensions) if name not in flow.codes]
    return {name: {folded(key[at]): key[at] for key in before.keys} for name, at in free}
