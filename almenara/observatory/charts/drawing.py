"""SVG and PNG out of specifications, with nothing fetched from anywhere.

The engine starts in about a second, takes 150 MB and lets no other thread work while it draws: so
it lives in a process of its own, which is started by the first picture and ends with its parent.
"""

import json
import subprocess
import sys
from contextlib import suppress
from threading import Lock, Timer
from typing import IO, cast

from almenara.formats.late import Late

vl_convert = Late("vl_convert")
VERSION = "5.21"  # of Vega-Lite, as in `pictures.SCHEMA`
SHARP = 2.0  # pixels of a PNG for each of the SVG
PATIENCE, QUEUE = 30, 15  # seconds for one picture, and for those before it


class Busy(Exception):
    """Too many pictures at once."""


class Artist:
    """The process that draws; one picture at a time."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def draw(self, **order: object) -> bytes:
        """`spec`, `numbers`, `version` make an SVG, `svg` a PNG; RuntimeError where it cannot.

        Busy where others wait too long already.
        """
        if not self._lock.acquire(timeout=QUEUE):
            raise Busy
        try:
            made = self._drawn(order)
        finally:
            self._lock.release()
        if not made:
            raise RuntimeError("no picture was drawn")
        return made

    def _drawn(self, order: dict[str, object]) -> bytes:
        process = self._running()
        orders, drawn = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
        timer = Timer(PATIENCE, process.kill)
        timer.start()
        try:
            orders.write(json.dumps(order).encode() + b"\n")
            orders.flush()
            size = drawn.readline()
            return drawn.read(int(size)) if size.strip() else b""
        finally:
            timer.cancel()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            command = [sys.executable, "-m", __name__]
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        return self._process


def serve(orders: IO[bytes], out: IO[bytes]) -> None:
    """Draw what is ordered, line by line, until nobody orders any more; 0 = it cannot be drawn."""
    for line in orders:
        order, made = json.loads(line), b""
        with suppress(ValueError):
            if "svg" in order:
                made = vl_convert.svg_to_png(order["svg"], scale=SHARP)
            else:
                made = vl_convert.vegalite_to_svg(
                    order["spec"], vl_version=order["version"], allowed_base_urls=[],
                    format_locale=order["numbers"],
                ).encode()  # fmt: skip
        out.write(b"%d\n" % len(made) + made)
        out.flush()


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer)
