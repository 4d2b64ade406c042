"""Ten thousand interleavings: `python -m bench interleavings` (TRIALS=…); one line a thousand."""

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
        players = interleavings.cast()
        begun, cut, answered = time.monotonic(), 0, 0
        with psycopg.connect(server.url("superuser"), autocommit=True) as superuser:
            for seed in range(TRIALS):
                trial = interleavings.run(seed, players, superuser)
                cut, answered = cut + trial.cut, answered + bool(trial.answered)
                if (seed + 1) % 1000 == 0:
                    print(f"{seed + 1} trials, {time.monotonic() - begun:.0f} s", flush=True)
        print(f"{TRIALS} interleavings, {cut} connections cut, {answered} answered: 0 faults")


if __name__ == "__main__":
    main()
