"""One copy of the code as parsed modules, each with its app and its room."""

import ast
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any

FLOORLESS = {"config", "core", "formats"}


@dataclass(frozen=True)
class Module:
    """One file; `app` is its mechanism of core or its app, `room` its place in there."""

    path: Path
    root: Path

    @cached_property
    def name(self) -> str:
        parts = self.path.relative_to(self.root).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @cached_property
    def parts(self) -> list[str]:
        return self.name.split(".")[1:]

    @cached_property
    def app(self) -> str:
        return ".".join(self.parts[:2] if self.parts[:1] == ["core"] else self.parts[:1])

    @cached_property
    def room(self) -> str:
        """`services` for `services.py` and for `services/nominations.py`; "" for an app itself."""
        rest = self.parts[len(self.app.split(".")) :]
        return rest[0] if rest else ""

    @cached_property
    def floor(self) -> str:
        return self.parts[0] if self.parts else ""

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def code(self) -> ast.Module:
        return _parsed(self.text)

    @cached_property
    def functions(self) -> dict[str, ast.FunctionDef]:
        """Those at the top of the module."""
        return {n.name: n for n in self.code.body if isinstance(n, ast.FunctionDef)}

    @property
    def public(self) -> list[ast.FunctionDef]:
        return [f for name, f in self.functions.items() if not name.startswith("_")]

    def imports(self) -> Iterator[str]:
        """Every module or name that is imported, in full."""
        for node in gathered(self.code, ast.Import, ast.ImportFrom):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            elif isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)

    @cached_property
    def texts(self) -> set[str]:
        """Every text constant."""
        return {
            node.value for node in gathered(self.code, ast.Constant) if isinstance(node.value, str)
        }

    def at(self, node: ast.AST, fault: str) -> str:
        line = getattr(node, "lineno", 1)
        return f"{self.path.relative_to(self.root)}:{line} {fault}"


@lru_cache(maxsize=4096)
def _parsed(text: str) -> ast.Module:
    """The same text is read once, in however many copies of the tree."""
    return ast.parse(text)


def walk(node: ast.AST) -> tuple[ast.AST, ...]:
    """Everything below a node; gathered once, since every rule walks through every module."""
    if not hasattr(node, "walked"):
        found = [node]
        for one in found:  # grows while it is read
            for name in one._fields:
                below = getattr(one, name, None)
                if isinstance(below, ast.AST):
                    found.append(below)
                elif isinstance(below, list):
                    found += [each for each in below if isinstance(each, ast.AST)]
        node.walked = tuple(found)
    walked: tuple[ast.AST, ...] = node.walked
    return walked


@cache
def gathered(node: ast.AST, *kinds: type[ast.AST]) -> tuple[Any, ...]:
    """Those of some kinds below a node."""
    return tuple(one for one in walk(node) if isinstance(one, kinds))


class Tree:
    """All modules below `almenara/` of one copy, without tests and migrations unless asked."""

    def __init__(self, root: Path) -> None:
        self.root = root
        package = root / "almenara"
        self.every = [Module(path, root) for path in sorted(package.rglob("*.py"))]
        self.modules = [
            m for m in self.every if not {"tests", "migrations"} & set(m.path.parts[-4:])
        ]

    @cached_property
    def contracts(self) -> list[dict]:
        project = tomllib.loads((self.root / "pyproject.toml").read_text(encoding="utf-8"))
        found: list[dict] = project["tool"]["importlinter"]["contracts"]
        return found

    def heights(self, contract: str) -> dict[str, int]:
        """How high each name of a list of layers stands; the lowest is 0."""
        layers = next(c["layers"] for c in self.contracts if c["id"] == contract)
        return {
            name.strip(" ()"): height
            for height, layer in enumerate(reversed(layers))
            for name in layer.split("|")
        }

    @cached_property
    def apps(self) -> set[str]:
        return {m.floor for m in self.modules if m.floor} - FLOORLESS

    def rooms(self, *rooms: str) -> list[Module]:
        return [m for m in self.modules if m.room in rooms]

    def of_app(self, app: str) -> list[Module]:
        return [m for m in self.modules if m.app == app]


def called(node: ast.AST) -> set[str]:
    """Names of the functions that are called somewhere in `node`."""
    return {
        call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
        for call in gathered(node, ast.Call)
        if isinstance(call.func, ast.Attribute | ast.Name)
    }


def calls(node: ast.AST, name: str) -> Iterator[ast.Call]:
    for call in gathered(node, ast.Call):
        if name in (getattr(call.func, "attr", ""), getattr(call.func, "id", "")):
            yield call


def decorators(function: ast.FunctionDef) -> set[str]:
    found = set()
    for one in function.decorator_list:
        one = one.func if isinstance(one, ast.Call) else one
        found.add(one.attr if isinstance(one, ast.Attribute) else getattr(one, "id", ""))
    return found


def first_argument(function: ast.FunctionDef) -> tuple[str, str]:
    """Name and type of the first argument, as written."""
    arguments = [*function.args.posonlyargs, *function.args.args]
    if not arguments:
        return "", ""
    kind = arguments[0].annotation
    return arguments[0].arg, ast.unparse(kind) if kind else ""
