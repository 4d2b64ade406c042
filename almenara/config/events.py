"""The events hub: browsers hear at once that something changed, with one LISTEN for all of them.

A NOTIFY on `almenara_events` carries `{"id", "topic", "audience": [..]}` and no content; whoever
holds one of the audience's keys is told the topic and asks the pages, which decide what is seen.
After a gap the word `resync` asks for all anew. settings.EVENTS_WHO names a function from the
session's key to a `Listener`, or None for a stranger.
"""

import asyncio
import json
import math
import os
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from types import FrameType
from typing import Any

import django
import psycopg
import uvicorn
from django.conf import settings
from django.db import close_old_connections
from django.utils.module_loading import import_string

from almenara.config import addresses, env
from almenara.core.hints import CHANNEL, STAYS

Send = Callable[[dict[str, Any]], Awaitable[None]]

HEARTBEAT = 15.0  # seconds
ASK_AGAIN = 60.0  # seconds after which the session is asked again, besides when one is over
EACH, ALL, WAITING = 8, 2000, 100  # streams of one person, of everybody; words that wait for one
THE_END, ALIVE = "", ":"
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


@dataclass(frozen=True)
class Listener:
    """Who listens: a name to count by, and the keys (institutions, the person) that reach it."""

    name: str
    keys: frozenset[str]


@dataclass(eq=False)
class Stream:
    """One open browser."""

    listener: Listener
    words: asyncio.Queue[tuple[int, str]] = field(default_factory=lambda: asyncio.Queue(WAITING))
    asked_at: float = field(default_factory=time.monotonic)

    def tell(self, number: int, topic: str) -> None:
        """Adds a word; whoever reads too slowly is asked to begin anew."""
        if topic == STAYS:
            self.asked_at = -math.inf
        if self.words.full():
            while not self.words.empty():
                self.words.get_nowait()
            number, topic = 0, "resync"
        self.words.put_nowait((number, topic))


class Hub:
    """The streams of this process and their one connection to the database."""

    def __init__(self, who: Callable[[str], Listener | None]) -> None:
        self.who = who
        self.streams: set[Stream] = set()
        self.threads = ThreadPoolExecutor(4)
        self.task: asyncio.Task[None] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Send) -> None:
        """Speaks ASGI."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["path"] == "/events" and scope["method"] == "GET":
            await _until_gone(self._serve(dict(scope["headers"]), send), receive)
        else:
            await _refuse(send, 404)

    async def listen(self) -> None:
        """Keeps one LISTEN up; after a gap everybody is asked to begin anew."""
        while True:
            with suppress(psycopg.Error, OSError):
                url = env.database_url(env.read(os.environ), "app")
                async with await psycopg.AsyncConnection.connect(url, autocommit=True) as link:
                    await link.execute(f"listen {CHANNEL}")
                    self.tell(0, "resync", None)
                    async for notice in link.notifies():
                        self._heard(notice.payload)
            await asyncio.sleep(0.5)

    def tell(self, number: int, topic: str, audience: Iterable[str] | None) -> None:
        """Passes a topic to those whom it may reach; None is everybody."""
        keys = None if audience is None else frozenset(audience)
        for stream in self.streams:
            if keys is None or keys & stream.listener.keys:
                stream.tell(number, topic)

    def close(self) -> None:
        """Ends every stream, so that the process can end."""
        self.tell(0, THE_END, None)

    def _heard(self, payload: str) -> None:
        with suppress(ValueError, KeyError, TypeError):
            word = json.loads(payload)
            self.tell(int(word["id"]), str(word["topic"]), [str(key) for key in word["audience"]])

    async def _live(self, receive: Any, send: Send) -> None:
        await receive()
        self.task = asyncio.create_task(self.listen())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.task.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    async def _serve(self, headers: dict[bytes, bytes], send: Send) -> None:
        session = _session(headers)
        listener = await self._ask(session) if session else None
        if listener is None:
            await _refuse(send, 401)
        elif len(self.streams) >= ALL or self._open()[listener.name] >= EACH:
            await _refuse(send, 429)
        else:
            stream = Stream(listener)
            self.streams.add(stream)
            if headers.get(b"last-event-id", b"").isdigit():
                stream.tell(0, "resync")
            try:
                await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
                await _say(send, "retry: 2000\n\n")
                await self._speak(stream, session, send)
            finally:
                self.streams.discard(stream)

    async def _speak(self, stream: Stream, session: str, send: Send) -> None:
        """Words as they come, a sign of life every 15 s; ends when the session does."""
        while True:
            number, topic = 0, ALIVE
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT):
                    number, topic = await stream.words.get()
            if topic == THE_END or not await self._is_there(stream, session):
                break
            await _say(send, ": \n\n" if topic in (ALIVE, STAYS) else _line(number, topic))
        await send({"type": "http.response.body", "body": b""})

    async def _is_there(self, stream: Stream, session: str) -> bool:
        """Is it still the person's session? Asked before a word is said, now and then."""
        if time.monotonic() - stream.asked_at <= ASK_AGAIN:
            return True
        stream.asked_at = time.monotonic()
        return await self._ask(session) == stream.listener

    def _open(self) -> Counter[str]:
        return Counter(stream.listener.name for stream in self.streams)

    async def _ask(self, session: str) -> Listener | None:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.threads, _asked, self.who, session)


async def _until_gone(serving: Coroutine[Any, Any, None], receive: Any) -> None:
    """Serves until it ends or the browser leaves."""

    async def left() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    tasks = {asyncio.create_task(serving), asyncio.create_task(left())}
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
    for task in done:
        task.result()


def _asked(who: Callable[[str], Listener | None], session: str) -> Listener | None:
    close_old_connections()
    try:
        return who(session)
    finally:
        close_old_connections()


def _session(headers: dict[bytes, bytes]) -> str:
    try:
        cookies = SimpleCookie(headers.get(b"cookie", b"").decode("latin-1"))
    except CookieError:
        return ""
    found = cookies.get(settings.SESSION_COOKIE_NAME)
    return found.value if found else ""


def _line(number: int, topic: str) -> str:
    place = f"id: {number}\n" if number else ""
    return f"{place}data: {' '.join(topic.split())}\n\n"


async def _say(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": HEADERS[1:2]})
    await send({"type": "http.response.body", "body": b""})


class Server(uvicorn.Server):
    """Uvicorn that ends the open streams first: it would wait for them."""

    def __init__(self, hub: Hub, socket: str) -> None:
        options = {"log_level": "warning", "access_log": False, "timeout_graceful_shutdown": 2}
        super().__init__(uvicorn.Config(hub, uds=socket, **options))  # type: ignore[arg-type]
        self.hub = hub

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The handler of SIGTERM and SIGINT."""
        self.hub.close()
        super().handle_exit(sig, frame)


def main() -> None:
    """The events process of `serve`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "almenara.config.settings")
    django.setup()
    hub = Hub(import_string(settings.EVENTS_WHO))
    Server(hub, str(addresses.events_socket(env.read(os.environ).home))).run()


if __name__ == "__main__":
    main()
