"""The front door: one ASGI application for the web server.

Pages go to Django's synchronous application through a bounded pool of threads, so that each process
holds at most THREADS database connections, and to the thread that was last free: its connection has
the most plans ready, and without them a page costs the database four times as much. `/events` is a
stream from the events hub, passed on as it comes, so that it has the pages' own origin.
"""

import asyncio
import gc
import io
import json
import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import IO, Any
from urllib.parse import quote

from django.urls import get_resolver

from almenara.config import addresses, env, lifeline, wsgi

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

PAGES: Callable[..., Any] = wsgi.application
THREADS = 8
IN_MEMORY = 1 << 20  # bytes of a body that stay in memory
LONGEST_BODY = 64 << 20  # bytes; each door has its own, lower limit
GIVE_UP = 512 << 20  # bytes after which a sender is not heard out
HUB = str(addresses.events_socket(env.read(os.environ).home))
if multiprocessing.parent_process():  # a worker of the web server goes when that is killed
    lifeline.tie(signal.SIGKILL)
POOL = [ThreadPoolExecutor(1, thread_name_prefix="page") for _ in range(THREADS)]  # last: hottest
FREE = asyncio.Semaphore(THREADS)
_ = get_resolver().url_patterns  # every page is imported now, and stays:
gc.freeze()  # the collector need not look through all of it while somebody waits
gc.set_threshold(10_000, 20, 20)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers one request."""
    if scope["type"] != "http":
        return
    if scope["path"] == "/events":
        await _pass_on(scope, receive, send)
        return
    body = await _body(scope, receive)
    if body is None:
        await _refuse(send, 413, "El cuerpo es demasiado grande.")
        return
    loop = asyncio.get_running_loop()

    def say(message: dict[str, Any]) -> None:
        asyncio.run_coroutine_threadsafe(_sent(send, message), loop).result()

    try:
        whole = await _in_thread(_page, _environ(scope, body), say)
    finally:
        body.close()
    for message in whole:
        await send(message)


async def _in_thread(work: Callable[..., Any], *given: Any) -> Any:
    """In the thread that was last free; whoever stops waiting does not free it."""
    await FREE.acquire()
    thread = POOL.pop()
    done = asyncio.get_running_loop().run_in_executor(thread, work, *given)

    def free(_done: asyncio.Future[Any]) -> None:
        POOL.append(thread)
        FREE.release()

    done.add_done_callback(free)
    return await asyncio.shield(done)


async def _sent(send: Send, message: dict[str, Any]) -> None:
    await send(message)


def _page(environ: dict[str, Any], say: Callable[[dict[str, Any]], None]) -> list[dict[str, Any]]:
    """In a thread: the whole answer; or, of a streaming one, each piece said as it comes."""
    start: dict[str, Any] = {"type": "http.response.start"}

    def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> object:
        start["status"] = int(status[:3])
        start["headers"] = [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers]
        return None

    answer = PAGES(environ, start_response)
    try:
        if not getattr(answer, "streaming", False):
            return [start, {"type": "http.response.body", "body": b"".join(answer)}]
        _stream(start, answer, say)
        return []
    finally:
        answer.close()


def _stream(start: dict[str, Any], pieces: Iterable[bytes], say: Callable[..., None]) -> None:
    say(start)
    for piece in pieces:
        say({"type": "http.response.body", "body": piece, "more_body": True})
    say({"type": "http.response.body", "body": b"", "more_body": False})


async def _body(scope: Scope, receive: Receive) -> IO[bytes] | None:
    """The request's body; None when it is longer than any door takes (read on, to be answered)."""
    if not {name for name, _ in scope["headers"]} & {b"content-length", b"transfer-encoding"}:
        return io.BytesIO()
    body = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed after the answer
    more, length = True, 0
    while more and length < GIVE_UP:
        message = await receive()
        piece = message.get("body", b"")
        length += len(piece)
        if length <= LONGEST_BODY:
            body.write(piece)
        more = message.get("more_body", False)
    if length > LONGEST_BODY:
        body.close()
        return None
    body.seek(0)
    scope["length"] = length
    return body


def _environ(scope: Scope, body: IO[bytes]) -> dict[str, Any]:
    """The request as PEP 3333 wants it."""
    server, client = scope.get("server") or ("", 0), scope.get("client") or ("", 0)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": str(client[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        _add_header(environ, name.decode("latin-1"), value.decode("latin-1"))
    if "length" in scope:
        environ["CONTENT_LENGTH"] = str(scope["length"])
    return environ


def _add_header(environ: dict[str, Any], name: str, value: str) -> None:
    """Adds a header; one with an underscore is dropped: it could pass for another's."""
    if "_" in name:
        return
    key = name.upper().replace("-", "_")
    if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        key = f"HTTP_{key}"
    joint = "; " if key == "HTTP_COOKIE" else ","
    environ[key] = f"{environ[key]}{joint}{value}" if key in environ else value


async def _pass_on(scope: Scope, receive: Receive, send: Send) -> None:
    """Streams the hub's answer to this browser until one of the two leaves."""
    try:
        reader, writer = await asyncio.open_unix_connection(HUB)
    except OSError:
        await _refuse(send, 503, "Los avisos en vivo vuelven en unos segundos.")
        return
    leaving = asyncio.ensure_future(_left(receive))
    try:
        writer.write(_request(scope))
        await send(await _head(reader))
        await _copy(reader, send, leaving)
    except (OSError, asyncio.IncompleteReadError):  # the hub ended: the browser comes again
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        leaving.cancel()
        writer.close()


async def _copy(reader: asyncio.StreamReader, send: Send, leaving: asyncio.Future[None]) -> None:
    while not leaving.done():
        reading = asyncio.ensure_future(reader.read(65536))
        both: set[asyncio.Future[Any]] = {reading, leaving}
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        if not reading.done():
            reading.cancel()
            return
        piece = reading.result()
        await send({"type": "http.response.body", "body": piece, "more_body": bool(piece)})
        if not piece:
            return


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _request(scope: Scope) -> bytes:
    """The same request over HTTP/1.0 (no chunks), with the headers that the hub reads."""
    wanted = (b"cookie", b"last-event-id", b"accept", b"origin")
    headers = [name + b": " + value for name, value in scope["headers"] if name in wanted]
    target = quote(scope["path"]).encode() + b"?" + scope["query_string"]
    line = scope["method"].encode() + b" " + target + b" HTTP/1.0"
    return b"\r\n".join([line, b"Host: events", *headers, b"", b""])


async def _head(reader: asyncio.StreamReader) -> dict[str, Any]:
    first, *lines = (await reader.readuntil(b"\r\n\r\n"))[:-4].split(b"\r\n")
    pairs = [line.partition(b":")[::2] for line in lines]
    headers = [(name.strip().lower(), value.strip()) for name, value in pairs]
    hop = (b"connection", b"transfer-encoding", b"date", b"server")
    kept = [pair for pair in headers if pair[0] not in hop]
    return {"type": "http.response.start", "status": int(first.split()[1]), "headers": kept}


async def _refuse(send: Send, status: int, detail: str) -> None:
    """A refusal at the door, as a problem document (RFC 9457)."""
    problem = {"type": "about:blank", "title": detail, "status": status, "detail": detail}
    headers = [(b"content-type", b"application/problem+json"), (b"cache-control", b"no-store")]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((b"retry-after", b"3"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(problem).encode()})
