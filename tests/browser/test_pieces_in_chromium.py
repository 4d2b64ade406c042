"""The page of all pieces in a real browser: narrow and wide, light and dark, with its policy on."""

import mimetypes
from datetime import UTC, datetime

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from almenara.core.parties.actor import NOBODY
from almenara.core.web import headers, style
from tests.browser.watch import overflow, violations

ADDRESS = "http://almenara.test/"
NOW = datetime(2026, 11, 22, 8, 12, tzinfo=UTC)
VIEWS = [(320, False), (320, True), (1280, False), (1280, True)]


def rendered(language: str = "es") -> str:
    request = RequestFactory().get("/")
    request.actor = NOBODY
    with translation.override(language):
        return render_to_string("web/style.html", style.sample(NOW), request)


def show(page) -> None:
    """Answers the browser's requests out of the templates and static files, without a server."""
    html = rendered()

    def answer(route):
        path = route.request.url.removeprefix(ADDRESS)
        if not path:
            kept = {"Content-Security-Policy": headers.POLICY}
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=kept)
        elif found := finders.find(path.removeprefix("static/").split("?")[0]):
            route.fulfill(path=found, content_type=mimetypes.guess_type(found)[0] or "font/woff2")
        else:
            route.fulfill(status=404)

    page.route("**/*", answer)
    page.goto(ADDRESS)


@pytest.mark.parametrize(("width", "dark"), VIEWS)
def test_axe_finds_nothing_in_the_pieces(tab, width, dark):
    page = tab(width=width, dark=dark, policy=False)
    show(page)
    assert violations(page) == []


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_the_pieces_fit_their_window_and_break_no_policy(tab, width):
    page = tab(width=width)
    show(page)
    assert overflow(page) <= 0


def test_the_menu_of_a_narrow_page_opens_without_scripts(tab):
    page = tab(width=320, scripts=False)
    show(page)
    page.click(".bar-menu")
    assert page.is_visible("#menu .languages a[lang=fr]")


def test_a_button_asks_once_and_nothing_is_sent_before_the_answer(tab):
    page = tab()
    show(page)
    page.click("[data-confirm=sample-dialog]")
    assert page.is_visible("#sample-dialog")
    page.keyboard.press("Escape")
    assert not page.is_visible("#sample-dialog")
    assert page.url == ADDRESS


def test_the_switch_of_density_is_kept(tab):
    page = tab()
    show(page)
    page.click("[data-switch=density]")
    assert page.evaluate("document.documentElement.dataset.density") == "compact"
    assert "almenara_density=compact" in page.evaluate("document.cookie")


def test_a_button_that_is_off_says_why_and_sends_nothing(tab):
    page = tab()
    show(page)
    button = page.locator("button[aria-disabled=true]").first
    assert button.locator("xpath=following-sibling::*").inner_text().strip()
    button.click(force=True)
    assert page.url == ADDRESS
