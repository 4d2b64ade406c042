"""What the front of the web refuses before anybody has to keep it."""

import asyncio
import threading

from almenara.config import asgi

PIECE = b"x" * 1024 * 1024


def test_200_megabytes_are_not_kept_and_refused():
    sent, pieces = [], iter([True] * 199 + [False])

    async def receive():
        more = next(pieces)
        return {"type": "http.request", "body": PIECE, "more_body": more}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "POST", "path": "/ledger/", "query_string": b"",
             "headers": [(b"content-length", b"209715200")]}  # fmt: skip
    asyncio.run(asgi.application(scope, receive, send))
    assert sent[0]["status"] == 413


def test_the_thread_that_was_last_free_is_asked_next():
    names: list[str] = []
    gate = threading.Barrier(2, timeout=20)

    def name(*waits):
        for wait in waits:
            wait()
        return threading.current_thread().name

    async def pages():
        await asyncio.gather(*(asgi._in_thread(name, gate.wait) for _ in range(2)))
        names.extend([await asgi._in_thread(name) for _ in range(5)])

    asyncio.run(pages())
    assert len(set(names)) == 1


def test_no_more_pages_at_once_than_threads():
    at_once, most = [], []
    together = threading.Barrier(asgi.THREADS, timeout=20)

    def page():
        at_once.append(1)
        most.append(len(at_once))
        together.wait()
        at_once.pop()

    async def pages():
        await asyncio.gather(*(asgi._in_thread(page) for _ in range(5 * asgi.THREADS)))

    asyncio.run(pages())
    assert len(most) == 5 * asgi.THREADS
    assert max(most) <= asgi.THREADS
    assert len(asgi.POOL) == asgi.THREADS
