"""Kill -9 of worker, web and PostgreSQL under load: nothing lost, nothing after an answer.

`python -m bench kills` (asked: 50 kills; a second attempt under the same key is no fault, a notice
that is `sent` and never arrived is, and so is one that arrives after its acknowledgement).
"""

import asyncio
import csv
import json
import multiprocessing
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections import Counter, defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KILLS, SEED, DELAY = 50, 7, 0.02
COMMAND = Path(sys.executable).with_name("almenara")
ANSWERING = {"duty", "alternate", "head"}
FAULTS = (OSError, TimeoutError, json.JSONDecodeError, urllib.error.URLError)


@dataclass
class Drill:
    """A running demonstration, who takes part, and what was seen of it."""

    home: Path
    port: int
    arrivals: Path
    accounts: list[dict[str, str]] = field(default_factory=list)
    kind: dict[str, Any] = field(default_factory=dict)
    alerts: list[str] = field(default_factory=list)
    answered: dict[str, float] = field(default_factory=dict)
    kills: Counter[str] = field(default_factory=Counter)

    def call(self, token: str, path: str, body: Any = None, verb: str = "") -> Any:
        """The JSON answer; URLError when there is none, HTTPError when it is a refusal."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/v1{path}",
            method=verb or ("GET" if body is None else "POST"),
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    @property
    def author(self) -> dict[str, str]:
        return next(a for a in self.accounts if a["username"] == "pan-csirt-guardia-1")


def main() -> None:
    """Start a demonstration of its own, let the drill happen, say what was found."""
    home = Path(tempfile.mkdtemp(prefix="almenara-kills-"))
    drill = Drill(home / "var", _free(), home / "arrivals")
    ports = _free(), _free()
    sink = multiprocessing.get_context("spawn").Process(
        target=sinks, args=(ports, drill.arrivals), daemon=True
    )
    sink.start()
    server = _serve(drill, *ports)
    try:
        _meet(drill, ports[1])
        rng = random.Random(SEED)
        while sum(drill.kills.values()) < KILLS:
            _round(drill, rng)
        seconds = _settle(drill)
        faults = _told(drill, seconds)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
        sink.terminate()
        shutil.rmtree(home, ignore_errors=True)
    if faults:
        sys.exit(1)


def _serve(drill: Drill, mail: int, web: int) -> subprocess.Popen[bytes]:
    given = {
        "ALMENARA_HOME": str(drill.home),
        "ALMENARA_PORT": str(drill.port),
        "ALMENARA_DEMO": "1",
        "ALMENARA_MAIL_URL": f"smtp://127.0.0.1:{mail}",
        "ALMENARA_OUTBOUND_ALLOW": f"127.0.0.1:{web}",
    }
    clean = {k: v for k, v in os.environ.items() if not k.startswith("ALMENARA_")}
    quiet = subprocess.DEVNULL
    return subprocess.Popen([COMMAND, "serve"], env=clean | given, stdout=quiet, stderr=quiet)


def _meet(drill: Drill, web: int) -> None:
    """Wait for the demonstration, read its accounts, give every reader a webhook."""
    kept = drill.home / "demo-accounts.csv"
    _until(kept.exists, 400)
    _until(lambda: _is_up(drill, kept), 200)
    hook = {"url": f"http://127.0.0.1:{web}/hook"}
    for account in drill.accounts:
        drill.call(account["token"], "/me/channels/webhook", hook, "PUT")
    kinds = drill.call(drill.author["token"], "/kinds?limit=200")["items"]
    drill.kind = next(
        k for k in kinds
        if k["network"] == "csirt" and len(k["markings"]) == 5
        and not any(f["required"] for f in k["fields"])
    )  # fmt: skip


def _is_up(drill: Drill, kept: Path) -> bool:
    with kept.open(encoding="utf-8") as file:
        drill.accounts = list(csv.DictReader(file))
    with suppress(*FAULTS):
        return bool(drill.accounts and drill.call(drill.author["token"], "/me"))
    return False


def _round(drill: Drill, rng: random.Random) -> None:
    """Publish, kill something at any moment, and let two institutions answer."""
    _until(lambda: _is_up(drill, drill.home / "demo-accounts.csv"), 60)
    alert = {
        "network": "csirt", "kind": drill.kind["slug"], "language": "es", "title": "Ensayo",
        "marking": rng.choice(["TLP:GREEN", "TLP:AMBER"]), "body": "Nada", "fields": {},
        "audience": {"network": True},
    }  # fmt: skip
    with suppress(*FAULTS):
        pk = drill.call(drill.author["token"], "/alerts", alert)["id"]
        drill.alerts.append(pk)
        found = drill.call(drill.author["token"], f"/alerts/{pk}/deliveries")["items"]
        time.sleep(rng.uniform(0, 0.5))
        _kill(drill, rng.choice(["worker", "worker", "web", "postgresql"]))
        for delivery in rng.sample(found, 2):
            _answer(drill, delivery)
    time.sleep(rng.uniform(0.5, 4))


def _kill(drill: Drill, name: str) -> None:
    place = drill.home / "run" / f"{name}.pid"
    if name == "postgresql":
        place = drill.home / "db" / "data" / "postmaster.pid"
    with suppress(OSError, ValueError, IndexError):
        os.kill(int(place.read_text().split()[0]), signal.SIGKILL)
        drill.kills[name] += 1


def _answer(drill: Drill, delivery: dict[str, Any]) -> None:
    officer = next(
        a for a in drill.accounts
        if a["institution"] == delivery["institution"] and ANSWERING & set(a["roles"].split())
    )  # fmt: skip
    drill.call(officer["token"], f"/deliveries/{delivery['id']}/acknowledge", {})
    drill.answered[delivery["id"]] = time.time()


def _settle(drill: Drill) -> float:
    """Seconds until nothing is on its way any more."""
    began = time.monotonic()
    _until(lambda: _is_up(drill, drill.home / "demo-accounts.csv"), 60)
    _until(lambda: not any(n["stage"] == "queued" for _d, n in _notices(drill)), 180)
    return time.monotonic() - began


def _notices(drill: Drill) -> list[tuple[str, dict[str, Any]]]:
    token = drill.author["token"]
    return [
        (delivery["id"], notice)
        for pk in drill.alerts
        for delivery in drill.call(token, f"/alerts/{pk}/deliveries?limit=200")["items"]
        for notice in delivery["notices"]
        if notice["channel"] != "inbox"
    ]


def _told(drill: Drill, seconds: float) -> int:
    """Print what was found; how many faults."""
    arrived: dict[str, list[float]] = defaultdict(list)
    for line in drill.arrivals.read_text(encoding="utf-8").splitlines():
        at, key = line.split()
        arrived[key].append(float(at))
    notices = _notices(drill)
    stages = Counter(notice["stage"] for _delivery, notice in notices)
    lost = [n for _d, n in notices if n["stage"] == "sent" and n["key"] not in arrived]
    late = [
        at
        for delivery, notice in notices
        for at in arrived[notice["key"]]
        if at > drill.answered.get(delivery, at)
    ]
    twice = sum(len(moments) > 1 for moments in arrived.values())
    sys.stdout.write(
        f"kills {dict(drill.kills)}, alerts {len(drill.alerts)}, answers {len(drill.answered)}\n"
        f"notices {len(notices)} {dict(stages)}, all at rest {seconds:.0f} s after the last kill\n"
        f"lost: {len(lost)}   after the answer: {len(late)}   twice, same key: {twice}\n"
    )
    return len(lost) + len(late) + stages["queued"]


def sinks(ports: tuple[int, int], arrivals: Path) -> None:
    """A mail and a web server that write down each key with its moment, 20 ms late."""
    asyncio.run(_listen(ports, arrivals))


async def _listen(ports: tuple[int, int], arrivals: Path) -> None:
    with arrivals.open("a", buffering=1, encoding="utf-8") as kept:

        def keep(key: bytes) -> None:
            kept.write(f"{time.time()} {key.decode()}\n")

        async def mail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"220 sink\r\n")
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                while line := (await reader.readline())[:4].upper():
                    await asyncio.sleep(DELAY)
                    if line == b"DATA":
                        writer.write(b"354 go on\r\n")
                        text = await reader.readuntil(b"\r\n.\r\n")
                        keep(re.search(rb"X-Almenara-Key: (\S+)", text)[1])
                    writer.write(b"250 ok\r\n")
            writer.close()

        async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"(?i)content-length: (\d+)", head)[1]
                await reader.readexactly(int(length))
                keep(re.search(rb"webhook-id: (\S+)", head)[1])
                await asyncio.sleep(DELAY)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            writer.close()

        servers = [
            await asyncio.start_server(sink, "127.0.0.1", port)
            for sink, port in zip((mail, web), ports, strict=True)
        ]
        await asyncio.gather(*(server.serve_forever() for server in servers))


def _until(what: Any, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        if time.monotonic() > deadline:
            raise SystemExit("it never came to rest")
        time.sleep(0.5)


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    main()
