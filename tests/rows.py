"""`make rows`: where each row of the mission stands, by its acceptance test and nothing else.

Works: its test lives the row and passes, each part has a test of its own, and nothing is noted as
missing. Part: some of it does. Not yet: there is no test. `--kept` reads the last results.
"""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
ACCEPTANCE = ROOT / "tests" / "acceptance"
RESULTS = ROOT / "var" / "rows.xml"
WORKS, PART, NOT_YET = "works", "part", "not yet"


@dataclass(frozen=True)
class Row:
    """One row of the mission, as `docs/rows.yaml` says it."""

    id: str
    name: str
    led_by: str
    parts: str = ""
    missing: str = ""

    @property
    def proof(self) -> str:
        return f"test_s{int(self.id[1:]):02}"


@dataclass(frozen=True)
class Standing:
    stage: str
    because: str = ""


def rows() -> list[Row]:
    text = (ROOT / "docs" / "rows.yaml").read_text(encoding="utf-8")
    return [Row(**row) for row in yaml.safe_load(text)]


def standing(row: Row, tests: dict[str, str]) -> Standing:
    """From the results (passed, failed, skipped) of the tests in the row's module."""
    if not tests:
        return Standing(NOT_YET, row.missing or f"waits for {row.led_by}")
    lacking = [f"{name} {result}" for name, result in sorted(tests.items()) if result != "passed"]
    parts = {match[1] for name in tests if (match := re.match(r"test_([a-f])_", name))}
    lacking += [f"part {part}) has no test" for part in row.parts if part not in parts]
    lacking += [row.missing] if row.missing else []
    return Standing(PART, "; ".join(lacking)) if lacking else Standing(WORKS)


def results() -> dict[str, dict[str, str]]:
    """By module of acceptance tests: each test function and how it ended last."""
    found: dict[str, dict[str, str]] = {}
    for case in ET.parse(RESULTS).iter("testcase"):
        module = case.get("classname", "").rsplit(".", 1)[-1]
        name = case.get("name", "").partition("[")[0]
        ended = {child.tag for child in case}
        result = "failed" if ended & {"failure", "error"} else "passed"
        result = "skipped" if "skipped" in ended else result
        kept = found.setdefault(module, {})
        kept[name] = result if kept.get(name, "passed") == "passed" else kept[name]
    return found


def run() -> None:
    """The acceptance tests, now; their results are kept for the next time."""
    RESULTS.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-n", "2", str(ACCEPTANCE)]
    subprocess.run([*command, f"--junitxml={RESULTS}"], cwd=ROOT, check=False, capture_output=True)


def lines(found: dict[str, dict[str, str]]) -> list[str]:
    said, count = [], Counter()
    for row in rows():
        stands = standing(row, found.get(row.proof, {}))
        count[stands.stage] += 1
        because = f" ({stands.because})" if stands.because else ""
        said.append(f"{row.id:5} {stands.stage:8} {row.name}{because}")
    said.append(", ".join(f"{stage}: {count[stage]}" for stage in (WORKS, PART, NOT_YET)))
    return said


def main() -> int:
    if "--kept" not in sys.argv or not RESULTS.exists():
        run()
    sys.stdout.write("\n".join(lines(results())) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
