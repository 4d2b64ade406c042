"""The exchange with 50,000 alerts and 100,000 journal rows, through a really served process.

`python -m bench exchange` (asked: publish to 35 institutions p95 < 300 ms; list and detail
p95 < 100 ms and at most 3 times a bare Django page; the same page at 1,000 and 50,000 alerts within
1.5; an acknowledgement on another screen p95 ≤ 200 ms; row-level security on/off ≤ 1.3; the first
page < 100 kB over the wire; and, without a goal, the journal of who has 90,000 rows of it).

What is compared takes turns, request by request, so that both meet the same machine. Peers: the
bare page is `bench.bare` behind the same server program; «off» is our own pages from a second web
server whose database login no policy holds for; «small» is an installation with 1,000 alerts. The
world: `bench.plenty`, built on the first run. A detail page is the first opening of an alert: it is
received, and above GREEN its reading is journalled.
"""

import csv
import gzip
import http.client
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg

from almenara.config.cluster import Cluster
from bench import plenty

ROUNDS, PUBLISHED, ACKNOWLEDGED, WARM = 40, 30, 20, 5
SMALL, LARGE = 1000, 50_000
ANSWERS = "mex-csirt-guardia-1"
LINKED = re.compile(rb'(?:href|src)="(/static/[^"#]+)')
INSIDE = re.compile(rb"url\(['\"]?([^#)'\"]+)")  # a fragment is in the page itself


@dataclass
class Browser:
    """One person's browser: its cookies; every request comes over a connection of its own."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, path: str, form: Mapping[str, str] | None = None, **headers: str
    ) -> tuple[int, bytes]:
        """Status and body as it came over the wire."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = {"Accept-Encoding": "gzip", "Cookie": self.jar, **headers}
        body = None
        if form is not None:
            body = urlencode({**form, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        line.request("GET" if body is None else "POST", path, body, sent)
        answer = line.getresponse()
        for header, value in answer.getheaders():
            if header.lower() == "set-cookie":
                name, _, rest = value.partition("=")
                self.cookies[name] = rest.partition(";")[0]
        found = answer.status, answer.read()
        line.close()
        return found

    @property
    def jar(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def page(self, path: str) -> bytes:
        """The text of a page that must be there."""
        status, body = self.ask(path)
        assert status == 200, f"{path}: {status}"
        return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body

    def events(self) -> Any:
        """The stream that an open page listens to, as lines."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        line.request("GET", "/events", headers={"Cookie": self.jar})
        return line.getresponse()

    def enter(self, account: Mapping[str, str]) -> "Browser":
        self.page("/accounts/login/")
        given = {"login": account["username"], "password": account["password"]}
        status, _body = self.ask("/accounts/login/", given)
        assert status == 302, f"{account['username']} does not come in: {status}"
        return self


@dataclass(frozen=True)
class World:
    """A filled installation: where it is served, and its accounts."""

    home: Path
    port: int

    @property
    def accounts(self) -> dict[str, dict[str, str]]:
        with (self.home / "demo-accounts.csv").open(encoding="utf-8") as file:
            return {row["username"]: row for row in csv.DictReader(file)}

    def browser(self, port: int = 0) -> Browser:
        """The reader's, who is on the busy team."""
        return Browser(port or self.port).enter(self.accounts[plenty.READER])

    def rows(self, sql: str, role: str = "superuser") -> list[tuple]:
        with psycopg.connect(Cluster(self.home).url(role)) as link:
            return link.execute(sql).fetchall()


def main() -> None:
    """Every measure, one after the other."""
    say(f"load before: {os.getloadavg()[0]:.1f}")
    with ExitStack() as stack:
        large, small = (stack.enter_context(world(size)) for size in (LARGE, SMALL))
        bare = stack.enter_context(web(large, "bench.bare"))
        off = stack.enter_context(web(large, "almenara.config.settings"))
        pages(large, small, bare, off)
        publishing(large)
        acknowledging(large)
        journal(large)
        weight(large)
    say(f"load after: {os.getloadavg()[0]:.1f}")


@contextmanager
def world(alerts: int) -> Iterator[World]:
    port = free_port()
    with plenty.served(alerts, port) as home:
        yield World(home, port)


@contextmanager
def web(of: World, settings: str) -> Iterator[int]:
    """The same web server at another port, under the superuser's login."""
    port, url = free_port(), Cluster(of.home).url("superuser")
    given = {"ALMENARA_HOME": str(of.home), "ALMENARA_DEMO": "1", "ALMENARA_PORT": str(port),
             "ALMENARA_DATABASE_URL": url, "ALMENARA_APP_DATABASE_URL": url,
             "DJANGO_SETTINGS_MODULE": settings}  # fmt: skip
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1",
               "--port", str(port), "--http", "1", "--workers", "2", "--workers-kill-timeout", "3",
               "--no-ws", "--log-level", "warning", "almenara.config.asgi:application"]  # fmt: skip
    server = subprocess.Popen(command, env=os.environ | given)
    try:
        for _attempt in range(200):
            with suppress(OSError, http.client.HTTPException):
                Browser(port).ask("/alerts/")
                break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def pages(large: World, small: World, bare: int, off: int) -> None:
    """List and detail: alone, beside the bare page, beside 1,000 alerts, and without policies."""
    here, there = large.browser(), small.browser()
    naked, unguarded = Browser(bare, here.cookies), Browser(off, here.cookies)
    opened, few = details(large), details(small)
    asked: dict[str, Callable[[], object]] = {
        "bare": lambda: naked.page("/alerts/"),
        "list": lambda: here.page("/alerts/"),
        "list, 1,000": lambda: there.page("/alerts/"),
        "list, off": lambda: unguarded.page("/alerts/"),
        "detail": lambda: here.page(next(opened)),
        "detail, 1,000": lambda: there.page(next(few)),
        "detail, off": lambda: unguarded.page(next(opened)),
        "home": lambda: here.page("/"),
        "home, 1,000": lambda: there.page("/"),
    }
    found = in_turns(asked)
    for name, times in found.items():
        say(f"  {name:14} median {ms(statistics.median(times))}  p95 {ms(p95(times))}")
    for name in ("list", "detail", "home"):
        one = statistics.median(found[name])
        ratios = {"bare": "bare", "1,000": f"{name}, 1,000", "off": f"{name}, off"}
        told = "  ".join(
            f"to {peer} {one / statistics.median(found[key]):.2f}"
            for peer, key in ratios.items() if key in found
        )  # fmt: skip
        say(f"{name}: p95 {ms(p95(found[name]))} (asked: < 100); medians' ratio {told}")


def details(of: World) -> Iterator[str]:
    """Alerts that the busy team received, any of the last three years; each opened once.

    Not those for named persons: the reader is none of them.
    """
    found = of.rows(
        "select alert_id from exchange_delivery d join exchange_alert a on a.id = d.alert_id"
        f" where institution_id = '{plenty.BUSY}'"
        " and coalesce(a.audience -> 'persons', '[]') = '[]'"
    )
    random.Random(7).shuffle(found)
    return (f"/alerts/{pk}/" for (pk,) in found)


def publishing(of: World) -> None:
    """An alert to the 35 institutions, through the API."""
    slugs = [f"banco-{n:02}" for n in range(1, plenty.OFFICES + 1)]

    def publish() -> None:
        assert post(of, {"institutions": slugs})["waiting"] == plenty.OFFICES

    times = in_turns({"publish": publish}, PUBLISHED)["publish"]
    say(f"publish to {plenty.OFFICES}: median {ms(statistics.median(times))} p95 {ms(p95(times))} "
        "(asked: < 300)")  # fmt: skip


def acknowledging(of: World) -> None:
    """From the press of the button to the other screen's new board, its piece fetched again."""
    screen, accounts = of.browser(), of.accounts
    officer = Browser(of.port).enter(accounts[ANSWERS])
    heard, stream = [], screen.events()
    for _round in range(WARM + ACKNOWLEDGED):
        alert = post(of, {"institutions": [accounts[ANSWERS]["institution"]]})
        path = f"/alerts/{alert['id']}/"
        button = re.search(rb'action="(/deliveries/[^"]+/acknowledge/)"', officer.page(path))
        assert button, path
        assert b'value="0"' in screen.page(path)
        pressing = threading.Thread(
            target=officer.ask, args=(button[1].decode(), {"answer": "received"})
        )
        began = time.perf_counter()
        pressing.start()
        while b'value="1"' not in board(screen, stream, alert["id"]):
            pass
        heard.append(time.perf_counter() - began)
        pressing.join()
    times = heard[WARM:]
    say(f"acknowledgement on another screen: median {ms(statistics.median(times))} "
        f"p95 {ms(p95(times))} (asked: 200 or less)")  # fmt: skip


def board(screen: Browser, stream: Any, alert: str) -> bytes:
    """The piece of the page as htmx fetches it, once the hub names the alert."""
    while f"alert:{alert}".encode() not in stream.readline():
        pass
    headers = {"HX-Request": "true", "HX-Target": "board"}
    return unzipped(screen.ask(f"/alerts/{alert}/", None, **headers)[1])


def post(of: World, audience: dict[str, Any]) -> dict[str, Any]:
    """Publish through the API, as the reader."""
    alert = {"network": plenty.NETWORK, "kind": "cyber-alert", "marking": "TLP:AMBER",
             "language": "es", "title": "Ensayo", "body": "Nada ha ocurrido. " * 40,
             "audience": audience}  # fmt: skip
    line = http.client.HTTPConnection("127.0.0.1", of.port, timeout=60)
    key = of.accounts[plenty.READER]["token"]
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    line.request("POST", "/api/v1/alerts", json.dumps(alert), headers)
    answer = line.getresponse()
    assert answer.status == 201, answer.read()
    found: dict[str, Any] = json.load(answer)
    return found


def journal(of: World) -> None:
    """The journal's first page, one of a verb, the tenth, and the API with its exact count."""
    here = of.browser()
    key = of.accounts[plenty.READER]["token"]
    line = Browser(of.port)
    bearer = {"Authorization": f"Bearer {key}"}
    own = json.loads(unzipped(line.ask("/api/v1/journal?limit=1", **bearer)[1]))["count"]
    asked: dict[str, Callable[[], object]] = {
        "first page": lambda: here.page("/journal/"),
        "tenth page": lambda: here.page("/journal/?page=10"),
        "one verb": lambda: here.page("/journal/?verb=publish"),
        "API": lambda: line.ask("/api/v1/journal", **bearer),
    }
    for name, times in in_turns(asked, 12).items():
        median = statistics.median(times)
        say(f"journal of {own:,} rows, {name}: median {ms(median)} p95 {ms(p95(times))}")


def weight(of: World) -> None:
    """Bytes over the wire of the first page and of all that it names (LOOK), gzip as offered."""
    browser, seen = Browser(of.port), set()
    status, body = browser.ask("/")
    assert status == 200
    total, waiting = len(body), LINKED.findall(unzipped(body))
    while waiting:
        path = waiting.pop().decode()
        if path in seen or path.endswith((".png", ".jpg")):
            continue
        seen.add(path)
        status, body = browser.ask(path)
        assert status == 200, path
        total += len(body)
        if path.endswith(".css"):
            folder = path.rsplit("/", 1)[0].encode()
            waiting += [folder + b"/" + name for name in INSIDE.findall(unzipped(body))]
    say(f"first page with its {len(seen)} files: {total / 1000:.1f} kB (asked: < 100)")


def in_turns(
    asked: dict[str, Callable[[], object]], rounds: int = ROUNDS
) -> dict[str, list[float]]:
    """Seconds of each, asked in turn; the first rounds only warm up."""
    found: dict[str, list[float]] = {name: [] for name in asked}
    for number in range(WARM + rounds):
        for name, ask in asked.items():
            began = time.perf_counter()
            ask()
            if number >= WARM:
                found[name].append(time.perf_counter() - began)
    return found


def unzipped(body: bytes) -> bytes:
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
