"""What others wrote is here as they wrote it, and we say where it came from."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROWS = json.loads((ROOT / "tools/vendor.lock.json").read_text("utf-8"))
FOLDERS = ("almenara/core/web/static/web/vendor", "tests/browser/vendor")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_a_vendored_file_is_the_one_in_the_lock(row):
    assert hashlib.sha256((ROOT / row["file"]).read_bytes()).hexdigest() == row["sha256"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["file"])
def test_a_vendored_file_says_package_version_and_licence(row):
    assert row["package"]
    assert row["version"]
    assert row["licence"]


def test_every_vendored_file_has_a_line_in_the_lock():
    known = {row["file"] for row in ROWS}
    there = {
        str(path.relative_to(ROOT))
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    assert there <= known
