"""What a picture says besides its figures, in one language; and where its lines of text break."""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from almenara.formats.figures import POINTS


@dataclass(frozen=True)
class Words:
    """Texts of one picture.

    unit: of the values. absent: "no data". flags: letter → what it means. foot: source, date of
    the data, licence.
    """

    language: str
    title: str
    subtitle: str
    unit: str
    absent: str
    flags: Mapping[str, str]
    foot: str

    @property
    def below(self) -> str:
        """The line below the title."""
        return " · ".join(filter(None, (self.subtitle, self.unit)))

    def number_format(self) -> dict[str, object]:
        """Of D3."""
        group, point = POINTS[self.language]
        return {"decimal": point, "thousands": group, "grouping": [3], "currency": ["", ""]}


def wrapped(text: str, pixels: int, size: float) -> list[str]:
    """The text in lines that fit; a letter is about half as wide as it is high."""
    return textwrap.wrap(text, max(16, int(pixels / (size * 0.52)))) or [""]
