"""Work for later: a job commits with the row that needs it, and runs as the system.

The one door to the queue. Job arguments hold ids only. Tables are the truth: a lost or doubled
job is found by the sweeper that every delivery has, so a job here is no more than a hint.
"""

import functools
from collections.abc import Callable
from datetime import datetime
from typing import Any

from asgiref.sync import async_to_sync
from django.db import close_old_connections, connection
from procrastinate import BaseRetryStrategy, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

_RETRY = RetryStrategy(max_attempts=5, exponential_wait=3)


def job(
    queue: str = "default", every: str = "", retry: BaseRetryStrategy = _RETRY
) -> Callable[[Callable[..., None]], Task]:
    """Make a function a job of the worker; `every` is a cron line (six fields: seconds last)."""

    def make(function: Callable[..., None]) -> Task:
        @functools.wraps(function)
        def run(timestamp: int = 0, **arguments: Any) -> None:
            if not connection.in_atomic_block:  # a worker's; in a test one is open around it
                close_old_connections()
            function(**arguments)

        task: Task = app.task(queue=queue, name=_name(function), retry=retry)(run)
        return app.periodic(cron=every)(task) if every else task

    return make


def later(task: Task, *, at: datetime | None = None, **ids: str | int) -> None:
    """Let the worker do `task`, not before `at`; part of the transaction of the caller."""
    task.configure(schedule_at=at).defer(**ids)


def take_up_stalled() -> int:
    """Give back to the queue what workers without a heartbeat were doing; how many jobs."""
    stalled = list(async_to_sync(app.job_manager.get_stalled_jobs)(seconds_since_heartbeat=20))
    for one in stalled:
        async_to_sync(app.job_manager.retry_job)(one)
    return len(stalled)


def _name(function: Callable[..., None]) -> str:
    return f"{function.__module__}.{function.__name__}"
