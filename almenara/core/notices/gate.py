"""The last door before the outside: closed, nothing more leaves, however late a thread wakes up."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Closed(Exception):
    """The batch is over: this hand-over must not begin to leave."""


class Gate:
    """Threads pass one by one with their bytes; `close` waits for those on the threshold."""

    def __init__(self) -> None:
        self._turn = threading.Condition()
        self._inside = 0
        self._is_closed = False

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Around the writing of the bytes that cannot be taken back."""
        with self._turn:
            if self._is_closed:
                raise Closed
            self._inside += 1
        try:
            yield
        finally:
            with self._turn:
                self._inside -= 1
                self._turn.notify_all()

    def close(self) -> None:
        with self._turn:
            self._is_closed = True
            self._turn.wait_for(lambda: self._inside == 0, timeout=10)
