import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almenara.formats import text
from almenara.formats.refusal import Unreadable

anything = st.text(
    st.characters(exclude_categories=[])
    | st.sampled_from("\u200d\u200c\u200b\u0301\u212a\u202e\x00\n\r\t é")
)


@given(anything)
def test_what_is_kept_can_be_kept_again_shown_and_stored(value):
    try:
        kept = text.prose(value, 10_000, ["body"])
    except Unreadable:
        return
    assert text.prose(kept, 10_000, ["body"]) == kept
    assert kept == unicodedata.normalize("NFC", kept)
    assert kept.encode().decode() == kept
    assert not set(kept) & set("\x00\r\u200b\u202e\u2066\ufeff")
    one = text.line(value, 10_000, ["title"])
    assert text.line(one, 10_000, ["title"]) == one
    assert len(one.splitlines()) <= 1


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"], max_codepoint=0x24F)))
def test_plain_words_come_back_as_they_were(value):
    words = unicodedata.normalize("NFC", value).replace("\u00ad", "").strip()
    assert text.prose(value, 10_000, []) == words


@pytest.mark.parametrize(
    "bad",
    ["a\x00b", "a\x1bb", "\u202ecod.exe", "a\u2066b", "a\u202db", "\ud800", "\ufffe", "\U0001ffff"],
)
def test_what_deceives_or_cannot_be_stored_is_refused_with_its_place(bad):
    for read in (text.line, text.prose):
        with pytest.raises(Unreadable) as refusal:
            read(bad, 100, ["title"])
        assert refusal.value.errors[0][0] == ["title"]


@pytest.mark.parametrize("bad", [None, 3, b"x", ["x"], {}])
def test_what_is_no_text_is_refused(bad):
    with pytest.raises(Unreadable):
        text.line(bad, 100, ["title"])


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("  aviso \r\n", "aviso"),
        ("pay\u200bpal\ufeff\u2060", "paypal"),
        ("pay\u200dpal", "paypal"),
        ("a\u00f1\u200do", "año"),
        ("cafe\u0301", "café"),
        ("\u0645\u06cc\u200c\u062e\u0648", "\u0645\u06cc\u200c\u062e\u0648"),
        ("\U0001f469\u200d\U0001f4bb", "\U0001f469\u200d\U0001f4bb"),
        ("\u200d\U0001f469\u200d", "\U0001f469"),
        ("<b>uno</b> & dos", "<b>uno</b> & dos"),
        ("uno\r\ndos\u2028tres", "uno\ndos\ntres"),
    ],
)  # fmt: skip
def test_what_is_mended(sent, kept):
    assert text.prose(sent, 100, []) == kept


def test_one_line_has_one_kind_of_space():
    assert text.line(" uno\n\tdos\u00a0 tres ", 100, []) == "uno dos tres"


def test_limits_count_code_points_after_mending():
    assert text.line("e\u0301" * 200, 200, ["title"]) == "é" * 200
    assert text.line("\U0001f600" * 200, 200, ["title"])
    with pytest.raises(Unreadable) as refusal:
        text.line("x" * 201, 200, ["title"])
    assert "200" in refusal.value.errors[0][1]
    assert "201" in refusal.value.errors[0][1]


@given(anything)
def test_no_cell_begins_a_formula(value):
    cell = text.formula_safe(value)
    assert cell in (value, "'" + value)
    assert not str(cell).lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert not str(cell).startswith(("\t", "\r", "\n"))


@pytest.mark.parametrize("cell", [-5, 3.5, None, True, "aviso", "", "1-2", "a=b"])
def test_harmless_cells_are_left_alone(cell):
    assert text.formula_safe(cell) == cell


@pytest.mark.parametrize("cell", ['=HYPERLINK("x")', "+1", "-1", "@SUM", " =1", "\t=1", "＝1"])
def test_formulas_are_quoted(cell):
    assert text.formula_safe(cell) == "'" + cell
