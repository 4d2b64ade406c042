"""What a text about drugs never says: how much, where from, of whom (R14). Plain values only.

A net for what slips in, not a proof: a bulletin is read by a person before it is published.
"""

import re

from almenara.formats.refusal import Said as _

DOSE = re.compile(r"\d\s*(?:mg|[µμ]g|mcg|ug|g|ml|cc|gotas?|drops?|gouttes?)\b", re.IGNORECASE)
SOURCE = re.compile(r"https?:|www\.|\.onion\b|\bt\.me\b|\bwa\.me\b|@\w{3,}", re.IGNORECASE)
AGE = re.compile(
    r"\d\s*(?:años de edad|anos de idade|years? old|year-olds?)|\d-year-old"
    r"|\b(?:âgée?s? de|de|com)\s+\d{1,3}\s+(?:años|anos|ans)\b|\baged\s+\d",
    re.IGNORECASE,
)
SEX = re.compile(
    r"\b(?:hombres?|mujer(?:es)?|var[oó]n(?:es)?|homem|homens|mulher(?:es)?|hommes?|femmes?"
    r"|m[ae]n|wom[ae]n|males?|females?)\b",
    re.IGNORECASE,
)
_NEVER = (
    "age sex gender place address city name person patient dose dosage quantity price recipe "
    "source supplier vendor shop website"
)
NEVER = frozenset(_NEVER.split())


def fault(text: str) -> str:
    """Why this text may not stay as it is, or ""."""
    if DOSE.search(text):
        return _("Parece una dosis: no se escriben cantidades de consumo.")
    if SOURCE.search(text):
        return _("Parece una dirección o una cuenta: no se dice dónde se consigue.")
    if AGE.search(text) or SEX.search(text):
        return _("Parece decir la edad o el sexo de alguien: no se escriben datos de personas.")
    return ""
