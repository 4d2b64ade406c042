"""From a bare Python: what is missing is one sentence, what is done is not repeated."""

import ast
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]
LOCKS = sorted(file.name for file in ROOT.glob("requirements*.lock"))


@pytest.fixture
def prepare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The set-up program, working on a copy of the project that has no environment yet."""
    (tmp_path / "tools").mkdir()
    for name in ("pyproject.toml", *LOCKS):
        shutil.copy(ROOT / name, tmp_path / name)
    program = shutil.copy(ROOT / "tools" / "prepare.py", tmp_path / "tools")
    spec = importlib.util.spec_from_file_location("prepare", program)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err.splitlines()[-1]


def test_what_is_done_is_not_repeated(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    prepare.VENV.mkdir()
    (prepare.VENV / "prepared").write_text(prepare.stamp(prepare.LOCK))
    monkeypatch.setattr(prepare.subprocess, "run", None)  # calling it would fail
    assert prepare.main([]) == 0
    assert capsys.readouterr().err == ""


def test_only_the_standard_library_is_needed() -> None:
    program = ast.parse((ROOT / "tools" / "prepare.py").read_text(encoding="utf-8"))
    names = {
        alias.name for node in program.body if isinstance(node, ast.Import) for alias in node.names
    }
    names |= {str(node.module) for node in program.body if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_an_old_python_is_told_which_one_is_needed() -> None:
    program = (
        "import sys; sys.version_info, sys.version = (3, 9, 2), '3.9.2 (default)'\n"
        f"exec(open({str(ROOT / 'tools' / 'prepare.py')!r}).read())"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "3.11" in ended.stderr
    assert "3.9.2" in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_a_missing_venv_module_is_named_with_its_package(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(prepare.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(prepare.sys, "executable", "/usr/bin/python3")
    assert prepare.main([]) == 1
    assert "python3-venv" in last_line(capsys)
    assert not prepare.VENV.exists()


def test_a_full_disk_is_said_before_anything_is_made(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = shutil.disk_usage(ROOT)._replace(free=1 << 20)
    monkeypatch.setattr(prepare.shutil, "disk_usage", lambda place: usage)
    assert prepare.main([]) == 1
    assert "espacio" in last_line(capsys)
    assert not prepare.VENV.exists()


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ("error: Failed to fetch: `https://pypi.org/simple/django/`\n dns error", "red"),
        ("OSError: [Errno 28] No space left on device", "espacio"),
        ("error: something else", "something else"),
    ],
)
def test_what_an_installer_says_becomes_a_sentence(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch, said: str, what: str
) -> None:
    ended = subprocess.CompletedProcess([], 2, stdout=said)
    monkeypatch.setattr(prepare.subprocess, "run", lambda *a, **k: ended)
    with pytest.raises(prepare.Refusal, match=what):
        prepare.run(["/x/uv"])


def test_what_was_interrupted_is_not_taken_for_done(
    prepare: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def install(lock: Path) -> None:
        done.append(lock.name)
        raise KeyboardInterrupt

    for name in ("make_environment", "install_uv", "make_command"):
        monkeypatch.setattr(prepare, name, lambda: prepare.VENV.mkdir(exist_ok=True))
    monkeypatch.setattr(prepare, "install", install)
    assert prepare.main([]) == 1
    assert prepare.main([]) == 1
    assert done == ["requirements.lock"] * 2
    assert not (prepare.VENV / "prepared").exists()


def test_an_unknown_word_is_refused(
    prepare: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert prepare.main(["browsers"]) == 1
    assert "browser" in last_line(capsys)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_by_hash_and_names_no_address(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    pins = [line for line in text.splitlines() if "==" in line and not line.startswith((" ", "#"))]
    assert pins
    assert all(line.endswith("\\") for line in pins)
    assert "://" not in text
