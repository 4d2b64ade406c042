"""What the front of the web refuses before anybody has to keep it."""

import asyncio

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
