"""`python -m bench [name …]`: every measure, or those named, each in a process of its own."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
NOT_MEASURES = {"__init__", "__main__", "bare", "ground", "plenty"}


def main(wanted: list[str]) -> int:
    """Run each module's `main()`; how many of them failed."""
    found = sorted(file.stem for file in HERE.glob("*.py") if file.stem not in NOT_MEASURES)
    failed = 0
    for name in wanted or found:
        print(f"== {name}", flush=True)
        command = [sys.executable, "-c", f"from bench.{name} import main; main()"]
        failed += subprocess.run(command, cwd=HERE.parent, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
