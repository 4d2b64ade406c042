"""What stands where: tables out of the web, doors between apps, keys that point down."""

import ast
from collections.abc import Iterator

from tests.house.tree import Module, Tree, calls, gathered, walk

WEB = ("views", "api", "forms", "templatetags")
TABLE_WORDS = {"objects", "_base_manager", "_default_manager", "save", "delete", "bulk_create"}
REQUESTS = {"views", "api", "forms", "urls", "adapters", "request"}
BROUGHT = ("django.http", "django.shortcuts", "ninja", "almenara.core.parties.request")
DOOR = {"services", "queries"}
WITHOUT_POLICY = {
    "Tip",  # one row, the journal's end: read and written by its own functions
}
KEYS = ("ForeignKey", "OneToOneField", "ManyToManyField")


def web_touches_no_tables(tree: Tree) -> list[str]:
    """Pages, answers and forms hold no manager, write no row and run no SQL."""
    faults = []
    for module in tree.rooms(*WEB):
        if module.floor == "config":  # the health of the machine is asked in SQL
            continue
        empty = {  # `queryset=Institution.objects.none()` is how Django's forms say "not yet"
            id(node.value) for node in gathered(module.code, ast.Attribute) if node.attr == "none"
        }
        faults += [
            module.at(node, f".{node.attr} in the web")
            for node in gathered(module.code, ast.Attribute)
            if node.attr in TABLE_WORDS and id(node) not in empty
        ]
        faults += [
            module.at(module.code, f"imports {name} in the web")
            for name in module.imports()
            if name.startswith(("django.db.connection", "django.db.transaction"))
        ]
    return faults


def pages_import_no_models(tree: Tree) -> list[str]:
    """Types come through the door: `queries.Alert`."""
    return [
        module.at(module.code, f"imports {name}")
        for module in tree.rooms("views", "api")
        if module.app != "core.api"
        for name in module.imports()
        if name.startswith("almenara.") and ".models" in name
    ]


def apps_are_entered_by_their_door(tree: Tree) -> list[str]:
    """Another app is its services and its queries; only the top floor puts things together."""
    faults = []
    for module in tree.modules:
        if module.floor in {"config", ""}:
            continue
        for name in module.imports():
            parts = name.split(".")[1:] if name.startswith("almenara.") else []
            other = parts[0] if parts else ""
            if other in tree.apps - {module.floor} and parts[1:2] and parts[1] not in DOOR:
                faults.append(module.at(module.code, f"reaches past the door: {name}"))
    return faults


def foreign_keys_point_down(tree: Tree) -> list[str]:
    floors, core = tree.heights("floors"), tree.heights("core")
    labels = {name: ("core", name) for name in core} | {app: (app, "") for app in tree.apps}
    faults = []
    for module in tree.modules:
        if module.room != "models":
            continue
        here = module.floor, module.parts[1] if module.floor == "core" else ""
        for call, label in _keys_by_name(module):
            floor, mechanism = labels.get(label, (label, ""))
            is_up = floors.get(floor, 99) > floors[here[0]] or (
                floor == here[0] == "core" and core.get(mechanism, 99) > core[here[1]]
            )
            is_beside = floors.get(floor) == floors[here[0]] and floor != here[0]
            if is_up or is_beside:
                faults.append(module.at(call, f"a foreign key to {label} does not point down"))
    return faults


def requests_stay_above(tree: Tree) -> list[str]:
    """No request, user or session goes below the pages and the API."""
    faults = []
    for module in tree.modules:
        is_web = module.room in REQUESTS or module.app in {"core.web", "core.api"}
        if is_web or module.floor == "config" or "templatetags" in module.parts:
            continue
        faults += [
            module.at(module.code, f"imports {name}")
            for name in module.imports()
            if name.startswith(BROUGHT)
        ]
    return faults


def nothing_happens_behind_ones_back(tree: Tree) -> list[str]:
    """No save() override, no signal: follow the calls and you have seen all."""
    faults = []
    for module in tree.modules:
        faults += [
            module.at(node, f"{node.name}() is overridden")
            for node in gathered(module.code, ast.FunctionDef)
            if node.name in {"save", "delete", "full_clean"} and module.room == "models"
        ]
        faults += [
            module.at(module.code, f"a signal: {name}")
            for name in module.imports()
            if name.startswith(("django.db.models.signals", "django.dispatch"))
        ]
    return faults


def apps_have_their_rooms(tree: Tree) -> list[str]:
    """Every app has an exhaustive contract of its rooms; nobody is let off."""
    listed = {
        container.removeprefix("almenara.")
        for contract in tree.contracts
        if contract["type"] == "layers" and contract.get("exhaustive")
        for container in contract["containers"]
    }
    let_off = [c["id"] for c in tree.contracts if c.get("ignore_imports")]
    missing = sorted(tree.apps - listed)
    return [f"no contract for the rooms of {app}" for app in missing] + [
        f"contract {one} ignores imports" for one in let_off
    ]


def guarded_tables_have_policies(tree: Tree) -> list[str]:
    """Every model has a policy in an access room (`test_house_database` asks the tables too)."""
    registered = {
        name for m in tree.modules if m.room == "access" for name in _registered(m.code)
    } | WITHOUT_POLICY
    return [
        module.at(made, f"{made.name} has no policy")
        for module in tree.modules
        if module.room == "models"
        for made in module.code.body
        if isinstance(made, ast.ClassDef) and _is_guarded(made) and made.name not in registered
    ]


def _registered(code: ast.Module) -> set[str]:
    """Models named in `register(Model, …)`, or in the loop that holds it."""
    named: list[ast.AST] = [call.args[0] for call in calls(code, "register") if call.args]
    named += [
        node.iter
        for node in walk(code)
        if isinstance(node, ast.For) and any(calls(node, "register"))
    ]
    return {
        getattr(node, "id", "") or getattr(node, "attr", "") for one in named for node in walk(one)
    }


def _is_guarded(made: ast.ClassDef) -> bool:
    named = {getattr(base, "id", "") for base in made.bases}
    has_manager = any("GuardedQuerySet" in ast.unparse(node) for node in made.body)
    return (has_manager or "Guarded" in named) and "abstract = True" not in ast.unparse(made)


def _keys_by_name(module: Module) -> Iterator[tuple[ast.Call, str]]:
    """Foreign keys whose target is a text «app.Model»."""
    for kind in KEYS:
        for call in calls(module.code, kind):
            to = next((w.value for w in call.keywords if w.arg == "to"), None)
            target = call.args[0] if call.args else to
            if isinstance(target, ast.Constant) and "." in str(target.value):
                yield call, str(target.value).split(".")[0]
