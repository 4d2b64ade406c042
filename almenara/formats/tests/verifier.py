"""The independent verifier of journals, `tools/verify_journal.py`: how the tests call it."""

import runpy
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from unittest.mock import patch

TOOL = Path(__file__).parents[3] / "tools" / "verify_journal.py"


def ran(*arguments: object) -> tuple[int, str]:
    """The whole script, from its first line, in this process: exit code and what it said."""
    code, told = 0, StringIO()
    with patch.object(sys, "argv", [str(TOOL), *map(str, arguments)]), redirect_stdout(told):
        try:
            runpy.run_path(str(TOOL), run_name="__main__")
        except SystemExit as end:
            if isinstance(end.code, str):  # a sentence and 1, as Python says it
                code = 1
                told.write(end.code)
            else:
                code = end.code or 0
    return code, told.getvalue()


def ran_alone(*arguments: object) -> tuple[int, str]:
    """As somebody runs it who has the script and nothing else of this tree."""
    command = [sys.executable, "-I", str(TOOL), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    return done.returncode, done.stdout + done.stderr
