"""Whether two names are one substance: exact InChIKey, else the bare name, else a person.

Plain values only. Nothing likely is taken for certain: where names and keys disagree, or say
nothing, a person decides.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from almenara.formats.refusal import Said as _
from almenara.formats.refusal import Unreadable

SHAPE = re.compile(r"[A-Z]{14}-[A-Z]{8}[SN][A-Z]-[A-Z]")
SKELETON = 14  # letters of the key that say which atoms are bound, whatever their place in space
GREEK = {"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ω": "omega"}
_SALTS = (
    "hcl hydrochloride clorhidrato hidrocloruro cloridrato chlorhydrate hbr hydrobromide "
    "bromhidrato bromidrato bromhydrate fumarate hemifumarate fumarato citrate citrato sulfate "
    "sulphate sulfato tartrate tartrato oxalate oxalato phosphate fosfato maleate maleato mesylate "
    "mesilato mesilate base freebase salt sal sel"
)
_AROUND = "de d free libre livre"
SALTS = frozenset(_SALTS.split())
JOINING = frozenset(_AROUND.split())  # said around a salt


def inchikey(text: str, loc: list[str | int]) -> str:
    """The key as it is kept, or a refusal: 14 letters, 10, and one."""
    found = text.strip().upper().removeprefix("INCHIKEY=")
    if not SHAPE.fullmatch(found):
        raise Unreadable(loc, _("Se espera un InChIKey: 14 letras, guion, 10 letras, guion, una."))
    return found


def name_key(name: str) -> str:
    """The same for one name in capitals or not, with hyphens or not, as a salt or as the base."""
    spelt = "".join(GREEK.get(sign, sign) for sign in name.casefold())
    plain = unicodedata.normalize("NFKD", spelt)
    words = re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c)))
    bare = [word for word in words if word not in SALTS]
    if len(bare) < len(words):
        bare = [word for word in bare if word not in JOINING]
    return "".join(bare or words)


@dataclass(frozen=True)
class Decision:
    """By what a substance was identified, and the files among which somebody chooses."""

    by: Literal["key", "name", "new", "person"]
    found: tuple[UUID, ...] = ()


def decide(
    key: str, by_key: Collection[UUID], by_name: Collection[UUID], keys: Mapping[UUID, str]
) -> Decision:
    """What is certain of a report; `keys` are those of every file that shares name or skeleton."""
    if by_key:
        return Decision("key", tuple(by_key))
    if not key:
        return Decision("name" if len(by_name) == 1 else "person", tuple(by_name))
    alike = [pk for pk, other in keys.items() if other[:SKELETON] == key[:SKELETON]]
    candidates = tuple(dict.fromkeys([*by_name, *alike]))
    if not candidates:
        return Decision("new")
    is_certain = len(candidates) == 1 and not keys.get(candidates[0])
    return Decision("name" if is_certain else "person", candidates)
