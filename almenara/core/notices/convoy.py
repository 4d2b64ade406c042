"""Many parcels leave at once, by threads that never touch the database."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from almenara.core.notices.gate import Closed, Gate

THREADS = 48
PATIENCE = 2.0  # seconds in which a convoy begins to send, and waits for answers
LIMIT = 12.0  # seconds after which nothing of a convoy can still leave

Sending = Callable[["Parcel", Gate], None]


@dataclass
class Parcel:
    """The work of handing one notice over; `send` raises what went wrong, with words for it.

    `has_left` says that the other side has it, whether it answered or not.
    """

    notice: UUID
    send: Sending
    has_left: bool = False

    @contextmanager
    def leaving(self, gate: Gate) -> Iterator[None]:
        """Around the writing of what cannot be taken back."""
        with gate.passing():
            yield
        self.has_left = True


Late = list[tuple[Parcel, "Future[None]"]]


def send(
    channel: str, parcels: list[Parcel], is_alive: Callable[[], bool]
) -> tuple[dict[UUID, str], Late]:
    """What became of each parcel that was tried ("" means taken), and those not answered yet.

    A parcel of which nothing is said did not begin; `is_alive` tells whether the caller's locks
    still stand: when they fall, nothing more leaves.
    """
    gate = Gate()
    pool = _threads(channel)
    futures = {pool.submit(parcel.send, parcel, gate): parcel for parcel in parcels}
    start = time.monotonic()
    open_ = _wait(set(futures), start + PATIENCE, is_alive)
    open_ = {future for future in open_ if not future.cancel()}
    open_ = _wait_to_leave(open_, futures, start + LIMIT, is_alive)
    gate.close()
    told = {}
    for future, parcel in futures.items():
        if future.cancelled():
            continue
        if not future.done():
            told[parcel.notice] = "sin respuesta todavía"
        elif not isinstance(future.exception(), Closed):
            told[parcel.notice] = _said(future.exception())
    late = [(parcel, future) for future, parcel in futures.items() if not future.done()]
    return told, late


def _wait(
    open_: set[Future[None]], deadline: float, is_alive: Callable[[], bool]
) -> set[Future[None]]:
    while open_ and time.monotonic() < deadline and is_alive():
        open_ = wait(open_, timeout=0.05).not_done
    return open_


def _wait_to_leave(
    open_: set[Future[None]],
    futures: dict[Future[None], Parcel],
    deadline: float,
    is_alive: Callable[[], bool],
) -> set[Future[None]]:
    """Go on waiting for those that have begun and not left."""
    inside = {future for future in open_ if not futures[future].has_left}
    while inside and time.monotonic() < deadline and is_alive():
        inside = wait(inside, timeout=0.05).not_done
        inside = {future for future in inside if not futures[future].has_left}
    return {future for future in open_ if not future.done()}


def _said(fault: BaseException | None) -> str:
    if fault is None:
        return ""
    return " ".join((str(fault) or type(fault).__name__).split())[:200]


@lru_cache(maxsize=8)
def _threads(channel: str) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix=f"notices-{channel}")
