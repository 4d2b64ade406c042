"""The copy that opens when the platform is down: marked, dated, tagged, and it never calculates."""

import csv
import json
import re
from dataclasses import fields, replace
from datetime import UTC, datetime
from io import StringIO

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from almenara.directory import cards
from almenara.directory.cards import WORDS, Copy, DutyLine
from almenara.formats.tlp import TLP
from tests.extent import examples

pytestmark = pytest.mark.sampled

AT = datetime(2026, 11, 22, 3, 12, tzinfo=UTC)
LINE = DutyLine(
    post="0b8f0e0c-52a5-4f9f-8d0b-0e6f9d3b8c11",
    state="Panamá",
    institution="CSIRT Panamá",
    kind="guardia",
    title="Guardia del CSIRT nacional",
    phone="+507 520 7400",
    mail="guardia@csirt.example",
    zone="America/Panama",
    languages=("es", "en"),
)
COPY = Copy("Red de CSIRT", TLP.AMBER_STRICT, AT, "es", (LINE,))
LONG = replace(COPY, lines=(LINE,) * 60)


def on_each_page(copy: Copy, label: str, *, small: bool) -> list[dict[str, object]]:
    found = typst.query(
        cards.page_source(),
        f"<{label}>",
        sys_inputs=cards.page_input(copy, WORDS, small=small),
        ignore_system_fonts=True,
    )
    return json.loads(found)


def unfolded(content: bytes) -> list[str]:
    return content.decode().replace("\r\n ", "").split("\r\n")


def rows(copy: Copy) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(cards.table(copy).decode("utf-8-sig"), newline="")))


def test_there_is_no_place_for_a_persons_name_or_own_address() -> None:
    assert {field.name for field in fields(DutyLine)} == {
        "post", "state", "institution", "kind", "title", "phone", "mail", "zone", "languages",
    }  # fmt: skip


@pytest.mark.parametrize("make", [cards.pdf, cards.card])
def test_the_page_is_a_tagged_pdf_that_says_its_language(make: object) -> None:
    made = make(COPY)
    assert made.startswith(b"%PDF-1.7")
    assert b"pdfuaid:part" in made
    assert b"/MarkInfo" in made
    assert b"/Lang(es)" in made


@pytest.mark.parametrize("small", [False, True])
def test_every_page_says_marking_and_network_and_date(small: bool) -> None:
    made = cards.card(LONG) if small else cards.pdf(LONG)
    pages = int(re.search(rb"/Type/Pages/Count (\d+)", made)[1])
    assert pages >= 3
    markings = on_each_page(LONG, "marking", small=small)
    assert [found["value"] for found in markings] == ["TLP:AMBER+STRICT"] * pages
    for label in ("date", "network"):
        assert len(on_each_page(LONG, label, small=small)) == pages


def test_the_same_copy_is_the_same_bytes() -> None:
    assert cards.pdf(COPY) == cards.pdf(COPY)


def test_a_copy_without_lines_says_so() -> None:
    empty = replace(COPY, lines=())
    assert WORDS["nothing"] in cards.page_input(empty, WORDS, small=False)["copy"].encode(
        "ascii"
    ).decode("unicode_escape")
    assert cards.pdf(empty).startswith(b"%PDF")
    assert cards.card(empty).startswith(b"%PDF")
    assert len(cards.table(empty).splitlines()) == 1
    assert cards.vcards(empty) == b""


def test_the_offset_is_that_of_the_moment() -> None:
    toronto = replace(LINE, zone="America/St_Johns")
    shown = [
        json.loads(
            cards.page_input(replace(COPY, lines=(toronto,), at=at), WORDS, small=False)["copy"]
        )["lines"][0]["zone"]
        for at in (AT, datetime(2026, 7, 1, tzinfo=UTC))
    ]
    assert shown == ["St Johns (UTC−03:30)", "St Johns (UTC−02:30)"]


HOSTILE = (
    "#panic() *x* $y$ <z> @a \\", "=HYPERLINK(1)", "+507", "-1", "@SUM(A1)", "\t=1", "\x00\x07",
    "\u202etfel\u200b", "😀 日本 العربية", "a\r\nEND:VCARD", "x;y,z\\n", "e\u0301", "",
)  # fmt: skip
texts = st.one_of(st.text(max_size=40), st.sampled_from(HOSTILE))


@settings(max_examples=examples(15), deadline=None)
@given(texts, texts, texts, texts)
def test_whatever_a_post_is_called_the_page_is_made(
    title: str, network: str, phone: str, mail: str
) -> None:
    line = replace(LINE, title=title, phone=phone, mail=mail)
    copy = replace(COPY, network=network, lines=(line,))
    assert cards.pdf(copy).startswith(b"%PDF")
    assert cards.card(copy).startswith(b"%PDF")


@settings(max_examples=examples(80), deadline=None)
@given(texts, texts)
def test_no_cell_is_a_formula_and_no_row_is_lost(title: str, network: str) -> None:
    copy = replace(COPY, network=network, lines=(replace(LINE, title=title), LINE))
    found = rows(copy)
    assert len(found) == 2
    assert not any(
        cell.lstrip().startswith(("=", "+", "-", "@")) for row in found for cell in row.values()
    )


def test_each_row_says_marking_network_and_date() -> None:
    row = rows(COPY)[0]
    assert (row["marking"], row["network"], row["as_of"]) == (
        "TLP:AMBER+STRICT", "Red de CSIRT", "2026-11-22 03:12 UTC",
    )  # fmt: skip
    assert row["phone"] == "'+507 520 7400"


def test_a_card_for_the_telephone_is_of_the_post() -> None:
    lines = unfolded(cards.vcards(COPY))
    assert lines[:3] == ["BEGIN:VCARD", "VERSION:4.0", "KIND:org"]
    assert f"UID:urn:uuid:{LINE.post}" in lines
    assert "TEL;TYPE=work:+507 520 7400" in lines
    assert "NOTE:TLP:AMBER+STRICT · Red de CSIRT · 2026-11-22 03:12 UTC" in lines


@settings(max_examples=examples(80), deadline=None)
@given(texts, texts)
def test_no_text_can_write_a_card_of_its_own(title: str, network: str) -> None:
    copy = replace(COPY, network=network, lines=(replace(LINE, title=title),))
    lines = unfolded(cards.vcards(copy))
    assert lines.count("BEGIN:VCARD") == lines.count("END:VCARD") == 1
    assert {line.split(":")[0].split(";")[0] for line in lines if line} <= {
        "BEGIN", "VERSION", "KIND", "UID", "FN", "ORG", "ROLE", "TEL", "EMAIL", "TZ", "LANG",
        "NOTE", "CATEGORIES", "REV", "END",
    }  # fmt: skip
