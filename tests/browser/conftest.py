"""A real Chromium for the tests that need one.

Without one they are skipped and say why; where `BROWSER=required` they fail, and where it is
`later` (in `make test`) they wait for `make browser`.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser import lived as places
from tests.browser.watch import Watch

# One engine; the first has no windows to draw, which is half of the second's work.
CHROMIUMS = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
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
    if os.environ.get("BROWSER") == "later":
        pytest.skip("asked by `make browser`")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - an optional group
    except ImportError:
        missing("playwright is not installed: python3 tools/prepare.py browser")
    program = next((one for one in CHROMIUMS if Path(one).exists()), "")
    if not program:
        missing(f"none of {CHROMIUMS} is there: apt-get install chromium-headless-shell")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # playwright's loop runs in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
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


@pytest.fixture(scope="module")
def lived(chromium: Any, _world: Any, server: Any, django_db_blocker: Any) -> Iterator[Any]:
    """The demonstration world behind a running server; each account may use its front door."""
    from django.core.cache import cache  # noqa: PLC0415 - settings must be read first
    from django.db import connection, connections  # noqa: PLC0415 - settings must be read first
    from django.test import override_settings  # noqa: PLC0415 - settings must be read first

    former, (name, world) = connection.settings_dict["NAME"], _world
    hours = 24 * 60 * 60  # asked whole it lasts longer than a sign-in counts as fresh
    changed = override_settings(
        DEMONSTRATION_POSTS=tuple(world.rows), ACCOUNT_REAUTHENTICATION_TIMEOUT=hours
    )
    with places.copied(server, name) as link, django_db_blocker.unblock(), changed:
        connections.close_all()
        connection.settings_dict["NAME"] = link.info.dbname
        cache.clear()
        try:
            with places.serving() as address:
                site = places.Lived(chromium, address, link)
                yield site
                site.close()
        finally:
            connections.close_all()
            connection.settings_dict["NAME"] = former
