"""Shape and names: small modules, small functions, words that say something."""

import ast
import re

from tests.house.tree import Module, Tree, decorators, gathered, walk

MODULE, FUNCTION, VIEW, JOB = 400, 40, 12, 10
DJANGOS_DATABASE = ["postgresql", "base"]  # Django looks for the module of this name
NO_MODULE = {
    "utils", "util", "helpers", "helper", "common", "mixins", "managers", "signals", "constants",
    "misc", "base", "handlers", "tools", "shared", "lib",
}  # fmt: skip
NO_WORD = {"manager", "handler", "helper", "util", "data", "info", "process", "misc", "tmp"}
OTHERS = {  # names that are not ours to choose
    "process_view",  # Django's middleware hooks
    "process_exception",
    "data",  # PostgreSQL's data folder
    "of_this_process",  # of the operating system
    "get_context_data",  # Django's views
    "DataStructure",  # SDMX
}
STATES = range(32, 36)
SUMS = re.compile(
    r"\b3[2-5]\s+(?:\w+\s+)?(?:estados|states|pa[ií]ses|countries|[ée]tats|miembros|members)\b",
    re.IGNORECASE,
)


def modules_are_small(tree: Tree) -> list[str]:
    return [
        module.at(module.code, f"{lines} lines")
        for module in tree.every
        if "migrations" not in module.parts and (lines := module.text.count("\n")) > MODULE
    ]


def functions_are_small(tree: Tree) -> list[str]:
    """Functions ≤ 40 lines, views ≤ 12, jobs ≤ 10; decorators and docstrings do not count."""
    faults = []
    for module in tree.modules:
        for node in gathered(module.code, ast.FunctionDef, ast.AsyncFunctionDef):
            lines, most = _length(node), _most(module, node)
            if lines > most:
                faults.append(module.at(node, f"{node.name} has {lines} of {most} lines"))
    return faults


def modules_are_named(tree: Tree) -> list[str]:
    return [
        module.at(module.code, f"no module is called {module.parts[-1]}")
        for module in tree.modules
        if set(module.parts) & NO_MODULE and module.parts[-2:] != DJANGOS_DATABASE
    ]


def names_say_something(tree: Tree) -> list[str]:
    faults = []
    for module in tree.modules:
        for node in gathered(module.code, ast.FunctionDef, ast.ClassDef):
            if node.name not in OTHERS:
                words = set(re.findall(r"[a-z]+", re.sub(r"([A-Z])", r"_\1", node.name).lower()))
                faults += [module.at(node, f"«{w}» in {node.name}") for w in words & NO_WORD]
    return faults


def no_number_of_states(tree: Tree) -> list[str]:
    """Count by date and rule (R15): neither a literal beside a State nor a sum in words."""
    faults = []
    for module in tree.modules:
        if _counts(module.code):
            for statement in gathered(module.code, ast.Compare, ast.Assign, ast.Return, ast.Call):
                faults += _sums(module, statement)
        faults += [module.at(module.code, f"«{hit}»") for hit in SUMS.findall(module.text)]
    for path in sorted((tree.root / "almenara").rglob("*.html")):
        found = SUMS.findall(path.read_text(encoding="utf-8"))
        faults += [f"{path.relative_to(tree.root)} «{hit}»" for hit in found]
    return faults


def imports_stand_at_the_top(tree: Tree) -> list[str]:
    """No import inside a function (an app's own `ready` uses import_module), none relative."""
    faults = []
    for module in tree.modules:
        inside = {
            inner
            for function in gathered(module.code, ast.FunctionDef)
            for inner in gathered(function, ast.Import, ast.ImportFrom)
        }
        for node in gathered(module.code, ast.Import, ast.ImportFrom):
            if node in inside:
                faults.append(module.at(node, "an import inside a function"))
            if getattr(node, "level", 0):
                faults.append(module.at(node, "a relative import"))
            if any(alias.name == "*" for alias in node.names):
                faults.append(module.at(node, "a star import"))
    return faults


def _sums(module: Module, node: ast.AST) -> list[str]:
    names = {getattr(n, "id", "") or getattr(n, "attr", "") for n in walk(node)}
    if not any("state" in name.lower() and "statement" not in name.lower() for name in names):
        return []
    return [module.at(node, f"{value} beside a State") for value in _counts(node)]


def _counts(node: ast.AST) -> list[int]:
    """Numbers that are as many as there are, or were, Member States."""
    values = [constant.value for constant in gathered(node, ast.Constant)]
    return [value for value in values if type(value) is int and value in STATES]


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """One line of signature and the body, without docstring; inner functions count themselves."""
    said = ast.get_docstring(function, clean=False)
    body = function.body[1:] if said is not None else function.body
    inner = [n for n in body if isinstance(n, ast.FunctionDef)]
    return 1 + _span(body) - sum(_span([one]) for one in inner) if body else 1


def _span(body: list[ast.stmt]) -> int:
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def _most(module: Module, function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    if module.room == "views" and not function.name.startswith("_"):
        return VIEW
    if isinstance(function, ast.FunctionDef) and "job" in decorators(function):
        return JOB
    return FUNCTION
