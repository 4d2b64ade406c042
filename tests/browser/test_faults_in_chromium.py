"""What the look at every page must find, planted in a page of our own: that, and nothing else."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.browser import pages
from tests.browser.test_pages_in_chromium import looked_at, spanish
from tests.browser.watch import Watch

ADDRESS = "http://almenara.test"
PAGE = """<!doctype html><html lang="pt"><head><title>{title}</title>
<meta name="viewport" content="width=device-width"></head>
<body><header></header><main><h1>Palavras</h1>{inside}</main></body></html>"""
UNTRANSLATED = min(spanish("pt"))
PLANTED = {
    "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>": "image-alt",
    "<p style='color: #aaa; background: #fff'>pouco se lê</p>": "color-contrast",
    "<input name='nome'>": "label",
    "<div style='width: 400px'>larga</div>": "88 wider than 320",
    "<h1>Outra vez</h1>": "h1",
    f"<p>{UNTRANSLATED}</p>": UNTRANSLATED,
    f"<p><button aria-label='{UNTRANSLATED}'>x</button></p>": UNTRANSLATED,
    "<p lang='es'>Una palabra</p>": "",
}


@pytest.fixture
def site(chromium: Any) -> Any:
    """A place of one page, and what the console of its only tab said."""
    context = chromium.new_context(bypass_csp=True, reduced_motion="reduce")
    tab = context.new_page()
    watch, shown = Watch(tab), {"inside": "", "title": "Palavras"}
    body = {"content_type": "text/html; charset=utf-8"}
    context.route("**/*", lambda route: route.fulfill(body=PAGE.format(**shown), **body))
    yield SimpleNamespace(address=ADDRESS, tab=lambda who: tab, shown=shown, watch=watch)
    context.close()


def _said(site: Any, language: str = "pt", **shown: str) -> list[str]:
    site.shown.update({"inside": "", "title": "Palavras"} | shown)
    return looked_at(site, pages.Page("", "/"), language, True, spanish("pt"))


def test_each_planted_fault_is_found(site):
    for inside, wanted in PLANTED.items():
        said = _said(site, inside=inside)
        assert bool(said) == bool(wanted), (inside, said)
        assert all(word.startswith(wanted) for word in said), (inside, said)
    assert site.watch.complaints + site.watch.foreign == []


def test_another_language_and_a_title_that_stayed_spanish_are_found(site):
    assert _said(site, language="fr") == ["lang"]
    assert _said(site, title=f"{UNTRANSLATED} · Almenara") == [UNTRANSLATED]


def test_what_the_console_says_and_who_is_called_is_written_down(site):
    _said(site, inside="<script>console.error('falha')</script>")
    _said(site, inside="<script>falta()</script>")
    _said(site, inside="<link rel='stylesheet' href='http://alheio.test/x.css'>")
    assert site.watch.complaints[0] == "falha"
    assert "falta is not defined" in site.watch.complaints[1]
    assert site.watch.foreign == ["http://alheio.test/x.css"]
