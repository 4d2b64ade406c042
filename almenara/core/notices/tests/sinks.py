"""Servers on loopback that take what the house sends, well or badly."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


@dataclass
class Taken:
    """Messages with the moment of their arrival; `go_on` ends a pause."""

    port: int = 0
    go_on: threading.Event = field(default_factory=threading.Event)
    messages: list[tuple[float, bytes]] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@dataclass
class MailRules:
    """How the server behaves: pauses in seconds, closes after so many messages, refuses all."""

    delay: float = 0.0
    closes_after: int = 0
    refuses: bool = False


@contextmanager
def mail(rules: MailRules | None = None) -> Iterator[Taken]:
    rules, taken = rules or MailRules(), Taken()

    class Handler:
        async def handle_DATA(self, server, session, envelope):
            taken.messages.append((time.monotonic(), envelope.original_content))
            until = time.monotonic() + rules.delay
            while (left := until - time.monotonic()) > 0 and not taken.go_on.is_set():
                await asyncio.sleep(min(left, 0.05))
            server.seen = getattr(server, "seen", 0) + 1
            if rules.closes_after and server.seen >= rules.closes_after:
                server.loop.call_soon(server.transport.close)
            return "250 taken"

        async def handle_RCPT(self, server, session, envelope, address, options):
            if rules.refuses:
                return "550 no such person"
            envelope.rcpt_tos.append(address)
            return "250 ok"

        async def handle_EHLO(self, server, session, envelope, hostname, responses):
            taken.connections += 1
            session.host_name = hostname
            return responses

    class Quiet(Controller):
        def factory(self):
            return SMTP(self.handler, enable_SMTPUTF8=False)

    controller = Quiet(Handler(), hostname="127.0.0.1", port=_free())
    controller.start()
    taken.port = controller.port
    try:
        yield taken
    finally:
        taken.go_on.set()
        controller.stop()


@dataclass
class Called:
    """Webhook calls: moment, headers, body; `go_on` ends a pause."""

    port: int = 0
    go_on: threading.Event = field(default_factory=threading.Event)
    calls: list[tuple[float, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"

    @property
    def place(self) -> tuple[str, int]:
        return "127.0.0.1", self.port


@contextmanager
def web(status: int = 200, delay: float = 0.0, location: str = "") -> Iterator[Called]:
    called = Called()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            called.calls.append((time.monotonic(), dict(self.headers.items()), body))
            called.go_on.wait(delay)
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *args: object) -> None:
            """Nothing on the terminal."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 256

        def handle_error(self, request: object, client_address: object) -> None:
            """A caller that hung up is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    called.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield called
    finally:
        called.go_on.set()
        server.shutdown()
        server.server_close()


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
