"""Symbols of papers: what a class writes before, between and after number and year."""

import re

PLACES = re.compile(r"{(\w+)}")
KNOWN = ("number", "yy", "year")


def fault(pattern: str) -> str:
    """Why a pattern makes no symbols, or ""."""
    places = PLACES.findall(pattern)
    if places.count("number") != 1:
        return "{number} once"
    if not {"yy", "year"} & set(places):
        return "{yy} or {year}: numbers begin again each year"
    if unknown := sorted(set(places) - set(KNOWN)):
        return f"unknown place: {', '.join(unknown)}"
    return ""


def symbol(pattern: str, number: int, year: int, part: str = "", part_number: int = 0) -> str:
    """`CICTE/doc.5/26`, and `CICTE/doc.5/26 rev.1` for its first revision."""
    made = pattern.replace("{number}", str(number)).replace("{year}", str(year))
    made = made.replace("{yy}", f"{year % 100:02}")
    return f"{made} {part}.{part_number}" if part else made
