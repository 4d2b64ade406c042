"""`almenara worker`: does what the queue holds, until it is told to stop."""

import argparse
import asyncio
import os
import sys

from django.core.management.base import BaseCommand
from procrastinate import App
from procrastinate.contrib.django import app

CONCURRENCY = 4
HEARTBEAT = 5.0  # seconds; /readyz looks at the last one
STALLED = 20.0  # seconds without a heartbeat after which a worker counts as dead
GRACE = 8.0  # seconds for jobs under way when told to stop


class Command(BaseCommand):
    help = "Hace lo que se dejó para después: entrega notificaciones, escala, revisa archivos."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="termina con la cola vacía")
        parser.add_argument("--concurrency", type=int, default=CONCURRENCY)

    def handle(self, *args: object, once: bool, concurrency: int, **options: object) -> None:
        loop = asyncio.new_event_loop()
        loop.run_until_complete(_work(once, concurrency))
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)  # a thread that waits for a mail server must not hold up the stop


def of_this_process() -> App:
    """A twin of the app with connections of its own.

    Jobs go on deferring through Django's connection, so that what they leave for later commits
    with their rows; the twin only fetches and finishes.
    """
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    twin = App(
        connector=connector, import_paths=app.import_paths, worker_defaults=app.worker_defaults
    )
    twin.tasks, twin.periodic_registry = app.tasks, app.periodic_registry
    return twin


async def _work(once: bool, concurrency: int) -> None:
    twin = of_this_process()
    async with twin.open_async():
        await twin.run_worker_async(
            wait=not once,
            concurrency=concurrency,
            name="almenara",
            fetch_job_polling_interval=2.0,
            shutdown_graceful_timeout=GRACE,
            delete_jobs="successful",
            update_heartbeat_interval=HEARTBEAT,
            stalled_worker_timeout=STALLED,
        )
