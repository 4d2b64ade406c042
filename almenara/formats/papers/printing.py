"""Typst makes PDF/UA-1 of a source of ours; what it shows comes as JSON, never as markup."""

import json
import unicodedata
from dataclasses import asdict
from datetime import datetime
from importlib import resources
from typing import Any

import typst

from almenara.formats.papers.model import Grid, Heading, Items, Paper, Paragraph, Picture


def compiled(source: bytes, inputs: dict[str, str], at: datetime) -> bytes:
    """A tagged PDF of that moment: the same inputs give the same bytes."""
    made: bytes = typst.compile(
        source,
        sys_inputs=inputs,
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        timestamp=at.replace(microsecond=0),
    )
    return made


def as_pdf(paper: Paper) -> bytes:
    """The paper with its marking and date on every page."""
    source = resources.files("almenara.formats.papers") / "paper.typ"
    shown = {
        "title": paper.title,
        "facts": list(paper.facts),
        "language": paper.language,
        "marking": paper.marking,
        "words": asdict(paper.words),
        "blocks": [_shown(block) for block in paper.blocks],
    }
    return compiled(source.read_bytes(), {"paper": json.dumps(printable(shown))}, paper.at)


def printable(shown: object) -> object:
    """The same with every text in letters that the page's typeface has; others become `?`."""
    if isinstance(shown, dict):
        return {key: printable(value) for key, value in shown.items()}
    if isinstance(shown, list):
        return [printable(value) for value in shown]
    if isinstance(shown, str):
        return "".join(map(_letter, unicodedata.normalize("NFC", shown)))
    return shown


KINDS = {Heading: "heading", Paragraph: "paragraph", Items: "items", Grid: "grid",
         Picture: "picture"}  # fmt: skip


def _shown(block: Any) -> dict[str, Any]:
    """A block as JSON can say it."""
    said = asdict(block) | {"kind": KINDS[type(block)]}
    if "numbers" in said:
        said["numbers"] = [n in block.numbers for n in range(len(block.header))]
    plain: dict[str, Any] = json.loads(json.dumps(said))
    return plain


def _letter(char: str) -> str:
    if not char.isprintable() and char not in "\u00a0\u202f":
        return " "
    code = ord(char)
    known = code < 0x250 or 0x1E00 <= code < 0x1F00 or 0x2010 <= code < 0x203B or char == "−"
    return char if known else "?"
