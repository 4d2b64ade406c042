"""Figures as people read them: thousands apart from five digits on, in the signs of a language."""

from decimal import Decimal

NARROW = "\u202f"
POINTS = {"es": (NARROW, ","), "pt": (".", ","), "fr": (NARROW, ","), "en": (",", ".")}


def grouped(number: str, language: str) -> str:
    """A plain decimal as the language writes it: `12345.6` is `12 345,6`."""
    group, point = POINTS[language]
    whole, _dot, rest = number.partition(".")
    digits = whole.lstrip("-")
    if len(digits) > 4:
        whole = f"{int(whole):,}".replace(",", group)
    return f"{whole}{point}{rest}" if rest else whole


def rounded(value: float, language: str) -> str:
    """For reading: from 1000 on whole, else with one decimal, below one with two digits."""
    if value == int(value) or abs(value) >= 1000:
        return grouped(str(round(value)), language)
    exact = Decimal(repr(value))
    return grouped(f"{exact:.{min(6, max(1, 1 - exact.adjusted()))}f}", language)
