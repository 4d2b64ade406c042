"""A real Chromium for the tests that need one.

Without one they are skipped and say why; where `BROWSER=required` they fail.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.watch import Watch

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def missing(reason: str) -> None:
    """Says why there is no browser: a skip on a laptop, a failure in CI."""
    wanted = os.environ.get("BROWSER", os.environ.get("ALMENARA_BROWSER"))
    if wanted == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One Chromium for all the tests of a process."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - an optional group
    except ImportError:
        missing("playwright is not installed: python3 tools/prepare.py browser")
    if not Path(CHROMIUM).exists():
        missing(f"{CHROMIUM} is not there: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium: Any) -> Iterator[Callable[..., Any]]:
    """`tab(width=1280, dark=False, scripts=True, policy=True, language="es")` gives a watched page.

    At the end of the test a page that complained in its console, broke its content policy or
    called a host other than the one that it came from fails the test. `policy=False` switches the
    policy off, which axe needs; use it for axe only.
    """
    contexts, watches = [], []

    def make(
        width: int = 1280,
        dark: bool = False,
        scripts: bool = True,
        policy: bool = True,
        language: str = "es",
    ) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 800 if width > 600 else 640},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            bypass_csp=not policy,
            locale=language,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        watches.append(Watch(page))
        return page

    yield make
    for context in contexts:
        context.close()
    assert [word for watch in watches for word in watch.complaints] == []
    assert [url for watch in watches for url in watch.foreign] == []
