"""Ten thousand interleavings: `python -m bench interleavings` (TRIALS=…); one line a thousand."""

import itertools
import os
import time

import psycopg

from bench import ground

TRIALS = int(os.environ.get("TRIALS", "10000"))


def main() -> None:
    """Exit with the first trial in which something that can never be false was."""
    with ground.installation(durable=False) as server:
        from almenara.config import reference  # noqa: PLC0415 - Django is set up by then
        from tests import interleavings  # noqa: PLC0415

        reference.load_all()
        begun, done, cut, answered = time.monotonic(), 0, 0, 0
        with (
            interleavings.cast() as players,
            psycopg.connect(server.url("superuser"), autocommit=True) as superuser,
        ):
            for seed in itertools.count():
                if done >= TRIALS:
                    break
                for trial in interleavings.run(seed, players, superuser):
                    done, cut, answered = done + 1, cut + trial.cut, answered + bool(trial.answered)
                    if done % 1000 == 0:
                        print(f"{done} trials, {time.monotonic() - begun:.0f} s", flush=True)
        print(f"{done} interleavings, {cut} connections cut, {answered} answered: 0 faults")


if __name__ == "__main__":
    main()
