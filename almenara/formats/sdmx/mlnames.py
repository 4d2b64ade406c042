"""Namespaces and heads of SDMX-ML messages, in the two versions that are spoken."""

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "{http://www.w3.org/XML/1998/namespace}"


@dataclass(frozen=True)
class Version:
    """One version of SDMX-ML: "2.1" or "3.0"."""

    number: str

    @property
    def is_old(self) -> bool:
        """Version 2.1: references are elements, the measure is one, constraints have no role."""
        return self.number == "2.1"

    def space(self, of: str) -> str:
        """The namespace of a part: message, common, structure, data/generic…"""
        base = f"http://www.sdmx.org/resources/sdmxml/schemas/v{self.number.replace('.', '_')}"
        return f"{base}/{of}"

    @property
    def spaces(self) -> dict[str, str]:
        """The namespaces by the prefixes that our messages use."""
        parts = {"mes": "message", "com": "common", "str": "structure"}
        return {prefix: self.space(part) for prefix, part in parts.items()}


OLD, NEW = Version("2.1"), Version("3.0")


def error(code: int, text: str, language: str, version: Version = OLD) -> str:
    """A refusal as an SDMX-ML error message; `code` is one of SDMX's own."""
    spaces = "".join(
        f" xmlns:{prefix}={quoteattr(version.spaces[prefix])}" for prefix in ("mes", "com")
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<mes:Error{spaces}><mes:ErrorMessage code="{code}">'
        f"<com:Text xml:lang={quoteattr(language)}>{escape(text)}</com:Text>"
        "</mes:ErrorMessage></mes:Error>\n"
    )
