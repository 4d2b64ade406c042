"""Traffic Light Protocol 2.0 (FIRST, 2022): five ordered words that only ever narrow."""

from collections.abc import Iterable
from enum import StrEnum

from almenara.formats.refusal import Loc, Unreadable
from almenara.formats.refusal import Said as _


class TLP(StrEnum):
    """A marking, written exactly as it stands on the wire; `<` and `>` compare strictness."""

    CLEAR = "TLP:CLEAR"
    GREEN = "TLP:GREEN"
    AMBER = "TLP:AMBER"
    AMBER_STRICT = "TLP:AMBER+STRICT"
    RED = "TLP:RED"

    @property
    def level(self) -> int:
        """0 for CLEAR to 4 for RED."""
        return list(TLP).index(self)

    @property
    def colour(self) -> str:
        """The colour of the letters on black, as FIRST fixes it."""
        return COLOURS[self]

    def __lt__(self, other: str) -> bool:
        return self.level < TLP(other).level

    def __le__(self, other: str) -> bool:
        return self.level <= TLP(other).level

    def __gt__(self, other: str) -> bool:
        return self.level > TLP(other).level

    def __ge__(self, other: str) -> bool:
        return self.level >= TLP(other).level


COLOURS = {
    TLP.CLEAR: "#FFFFFF",
    TLP.GREEN: "#33FF00",
    TLP.AMBER: "#FFC000",
    TLP.AMBER_STRICT: "#FFC000",
    TLP.RED: "#FF2B2B",
}


def parse(value: object, loc: Loc = ("marking",)) -> TLP:
    """Read a marking; anything but one of the five exact words is unreadable."""
    if isinstance(value, str) and value in TLP.__members__.values():
        return TLP(value)
    words = ", ".join(TLP)
    raise Unreadable(loc, _("Marcación desconocida; se admite: {words}.", words=words))


def strictest(markings: Iterable[TLP]) -> TLP | None:
    """The marking that binds when several do; None when there is none."""
    return max(markings, key=lambda marking: marking.level, default=None)
