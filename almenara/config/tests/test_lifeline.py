"""A child goes with its parent, even with one that dies between the fork and the new program."""

import os
import signal
import subprocess
from collections.abc import Iterator
from functools import partial

import pytest

from almenara.config import lifeline


@pytest.fixture
def _deaf() -> Iterator[None]:
    """This process, like `serve`, only notes that it was asked to end."""
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("_deaf")
def test_a_child_whose_parent_died_at_the_fork_ends_whatever_handler_it_brought() -> None:
    someone_gone = os.getpid() + 1
    tie = partial(lifeline.tie, parent=someone_gone)
    child = subprocess.Popen(["sleep", "60"], preexec_fn=tie)
    try:
        assert child.wait(10) == -signal.SIGTERM
    finally:
        child.kill()


@pytest.mark.usefixtures("_deaf")
def test_a_child_whose_parent_lives_goes_on() -> None:
    tie = partial(lifeline.tie, parent=os.getpid())
    assert subprocess.run(["true"], preexec_fn=tie, check=True, timeout=10).returncode == 0
