"""Every piece, rendered: text of people is escaped, nothing is inline, refusals have a way out."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from almenara.core.parties.actor import NOBODY
from almenara.core.web import style

NOW = datetime(2026, 11, 22, 8, 12, tzinfo=UTC)
TEMPLATES = sorted(Path(__file__).resolve().parents[3].glob("**/templates/**/*.html"))
SPRITE = Path(__file__).resolve().parents[1] / "static/web/icons.svg"


def page(name, **context):
    request = RequestFactory().get("/?q=1")
    request.actor = NOBODY
    return render_to_string(name, {"now": NOW, **context}, request)


def piece(source, **context):
    compiled = CottonCompiler().process("{% load almenara %}" + source)
    return Template(compiled).render(Context({"now": NOW, **context}))


def those(fault):
    """The templates that have it."""
    return [path.name for path in TEMPLATES if fault(path.read_text("utf-8"))]


def test_no_template_has_an_inline_style_script_or_handler():
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son(?!e=)[a-z]+=|hx-on")
    assert those(inline.search) == []


def test_a_comment_of_several_lines_is_a_comment_tag():
    assert those(lambda text: any("{#" in x and "#}" not in x for x in text.splitlines())) == []


def test_every_icon_named_in_a_template_is_in_the_sprite():
    there = set(re.findall(r'symbol id="([a-z-]+)"', SPRITE.read_text("utf-8")))
    named = re.compile(r'(?:<c-icon name|\sicon)="([a-z-]+)"')
    assert those(lambda text: set(named.findall(text)) - there) == []


def test_the_page_of_pieces_has_one_heading_a_skip_link_and_four_languages():
    html = page("web/style.html", **style.sample(NOW))
    assert html.count("<h1>") == 1
    assert 'href="#main"' in html
    assert re.findall(r'hreflang="(..)"', html) == ["es", "en", "pt", "fr"]


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 422, 429])
def test_a_refusal_says_what_happened_and_the_way_on(status):
    html = page("web/refusal.html", status=status, reason="<b>No</b>", errors=[(["a", 0], "mal")])
    assert "&lt;b&gt;No" in html
    assert 'href="/"' in html


def test_what_people_wrote_stays_text():
    attack = '"><script>alert(1)</script>'
    html = piece(
        '<c-card :title="t">{{ t }}</c-card><c-state :name="t" code="X" />'
        '<c-button why="{{ t }}">x</c-button>',
        t=attack,
    )
    assert "<script>" not in html


def test_the_link_of_a_language_keeps_what_was_asked():
    html = page("web/style.html", **style.sample(NOW))
    assert 'href="?q=1&amp;lang=fr"' in html


def test_a_name_in_another_language_says_which():
    assert "[en]" in piece("{{ n|named }}", n={"en": "Foreign"})
    assert piece("{{ n|named }}", n={"es": "Panamá", "en": "Panama"}) == "Panamá"


def test_a_marking_is_always_its_words():
    html = piece('<c-tlp :marking="m" />', m="TLP:AMBER+STRICT")
    assert html == '<span class="tlp tlp-amberstrict">TLP:AMBER+STRICT</span>'
