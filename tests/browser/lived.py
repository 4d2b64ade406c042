"""A running server over a copy of the demonstration world, and a watched tab for each person."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from tests.browser.watch import Watch

PASSWORD = "una clave de prueba bien larga"
# hints come from a process of their own, which does not run here; a route would stop all caching
SILENCE = "window.EventSource = class { addEventListener() {} close() {} }"


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """The test says what matters."""


class Lived:
    """Whoever enters here meets what the demonstration shows on its first day."""

    def __init__(self, chromium: Any, address: str, link: psycopg.Connection) -> None:
        self.chromium, self.address, self.link = chromium, address, link
        self.tabs: dict[str, Any] = {}
        self.watches: list[Watch] = []
        self.contexts: list[Any] = []

    def one(self, question: str, *values: Any) -> str:
        """The first answer as text, or "" when there is none."""
        found = self.link.execute(question, values).fetchone()
        return str(found[0]) if found else ""

    def tab(self, who: str) -> Any:
        """The same tab each time; its contents policy is off, which axe needs."""
        if who not in self.tabs:
            self.tabs[who] = self.open(who, bypass_csp=True)
        return self.tabs[who]

    def open(self, who: str, width: int = 1280, **more: Any) -> Any:
        """A new tab of somebody who has signed in by a button of the front door."""
        size = {"width": width, "height": 800}
        context = self.chromium.new_context(viewport=size, reduced_motion="reduce", **more)
        context.add_init_script(SILENCE)
        self.contexts.append(context)
        page = context.new_page()
        if who:
            self.enter(page, who)
        self.watches.append(Watch(page))
        return page

    def enter(self, page: Any, who: str) -> None:
        login = f"{self.address}/accounts/login/"
        page.context.request.get(login)
        key = next(c["value"] for c in page.context.cookies() if c["name"] == "csrftoken")
        form = {"demonstration": who, "csrfmiddlewaretoken": key}
        answer = page.context.request.post(login, form=form, headers={"Referer": login})
        assert answer.ok, (who, answer.status)

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        said = [word for watch in self.watches for word in watch.complaints + watch.foreign]
        assert not said, said[:20]


@contextmanager
def copied(server: Any, source: str) -> Iterator[psycopg.Connection]:
    """The world once more, so that what is done in it is not met by other tests."""
    name = f"{source}_lived"
    with psycopg.connect(server.url("superuser", "postgres"), autocommit=True) as link:
        link.execute(f'drop database if exists "{name}" with (force)')
        link.execute(f'create database "{name}" template "{source}" owner almenara_owner')
        with psycopg.connect(server.url("superuser", name), autocommit=True) as inside:
            yield inside
        link.execute(f'drop database "{name}" with (force)')


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server of this process."""
    server = ThreadedWSGIServer(("localhost", 0), Quiet, ipv6=False)
    server.daemon_threads = True
    server.set_app(get_wsgi_application())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
