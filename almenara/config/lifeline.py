"""Processes that go when their parent does, and orphans that come to `serve` (Linux only)."""

import contextlib
import ctypes
import os
import signal

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def tie(number: int = signal.SIGTERM, parent: int = 0) -> None:
    """This process gets the signal when its parent dies, however that happens.

    parent: who it was before a fork. One that died since then sends no signal any more, and a
    handler that came with the fork would swallow the signal before the new program begins.
    """
    if parent:
        signal.signal(number, signal.SIG_DFL)
    _prctl(PR_SET_PDEATHSIG, number)
    if parent and os.getppid() != parent:
        os.kill(os.getpid(), number)


def adopt_orphans() -> None:
    """The children of our dead children become ours, so that none stays a zombie."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def _prctl(option: int, value: int) -> None:
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
