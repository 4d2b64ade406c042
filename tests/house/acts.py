"""Who is asking: services are acts, queries have viewers, stages move by machines."""

import ast

from tests.house.tree import Module, Tree, called, calls, decorators, first_argument, gathered

READING = {"visible_to", "unguarded", "none"}
WRITING = {"create", "bulk_create", "get_or_create", "update_or_create"}
TABLES = {"models", "access"}
DJANGOS = {"get_user_model()", "users"}  # Django's own accounts have no policy; persons have


def services_are_acts(tree: Tree) -> list[str]:
    """Every public function of services is an act whose first argument is `actor: Actor`."""
    faults = []
    for module in tree.rooms("services"):
        for function in module.public:
            if "act" not in decorators(function):
                faults.append(module.at(function, f"{function.name} is not an @act"))
            if first_argument(function) != ("actor", "Actor"):
                faults.append(module.at(function, f"{function.name}: first comes actor: Actor"))
    return faults


def acts_ask_and_record(tree: Tree) -> list[str]:
    """Each act reaches `require` and `record`, or another act, by functions of its own app."""
    faults = []
    for module in tree.modules:
        for function in module.functions.values():
            if "act" in decorators(function):
                reached = _reached(tree, module, function)
                if reached & _acts(tree, module):
                    continue
                faults += [
                    module.at(function, f"the act {function.name} never calls {word}")
                    for word in ("require", "record")
                    if word not in reached
                ]
    return faults


def queries_have_viewers(tree: Tree) -> list[str]:
    return [
        module.at(function, f"{function.name}: first comes viewer: Actor")
        for module in tree.rooms("queries")
        for function in module.public
        if first_argument(function) != ("viewer", "Actor")
    ]


def reading_starts_at_what_may_be_seen(tree: Tree) -> list[str]:
    """Outside models and access rules `.objects` is followed by `visible_to` or `unguarded`."""
    faults = []
    for module in tree.modules:
        if module.room in TABLES or module.app in {"core.parties", "core.workflow"}:
            continue
        allowed = READING if module.room == "queries" else READING | WRITING
        attributes = gathered(module.code, ast.Attribute)
        followed = {id(node.value): node.attr for node in attributes}
        faults += [
            module.at(node, f"{ast.unparse(node)} without visible_to or unguarded")
            for node in attributes
            if node.attr in {"objects", "_base_manager", "_default_manager"}
            and followed.get(id(node)) not in allowed
            and ast.unparse(node.value) not in DJANGOS
        ]
    return faults


def unguarded_says_why(tree: Tree) -> list[str]:
    """The reason is a text of its own or a constant that holds one."""
    return [
        module.at(call, f"{ast.unparse(call.func)} says no reason")
        for module in tree.modules
        for name in ("unguarded", "as_system")
        for call in calls(module.code, name)
        if not call.args or (isinstance(call.args[0], ast.Constant) and not call.args[0].value)
    ]


def stages_move_by_machines(tree: Tree) -> list[str]:
    """No line outside the workflow puts a stage; a thing that begins says its first one."""
    faults = []
    for module in tree.modules:
        for node in gathered(module.code, ast.Assign):
            if any(isinstance(t, ast.Attribute) and t.attr == "stage" for t in node.targets):
                faults.append(module.at(node, "a stage is put by hand"))
        if module.app == "core.workflow":
            continue
        faults += [
            module.at(call, "a stage is put by an update")
            for call in calls(module.code, "update")
            if any(word.arg == "stage" for word in call.keywords)
        ]
    return faults


def verbs_are_known(tree: Tree) -> list[str]:
    """A verb that is asked has a rule in its app or in core; a step is one of its machines."""
    faults = []
    below = {t for m in tree.modules if m.room == "access" and m.floor == "core" for t in m.texts}
    for app in {m.app for m in tree.modules}:
        modules = tree.of_app(app)
        steps = {key for m in modules if m.room == "stages" for key in _keys(m, "steps")}
        rules = below | {text for m in modules if m.room == "access" for text in m.texts}
        for module in modules:
            faults += _unknown(module, "require", 1, rules, "no rule for the verb")
            faults += _unknown(module, "why_not", 1, rules, "no rule for the verb")
            if steps:
                faults += _unknown(module, "step", 1, steps, "no machine has the step")
    return faults


def _unknown(module: Module, name: str, place: int, known: set[str], fault: str) -> list[str]:
    found = []
    for call in calls(module.code, name):
        verb = call.args[place] if len(call.args) > place else None
        is_text = isinstance(verb, ast.Constant) and isinstance(verb.value, str)
        if is_text and verb.value not in known:
            found.append(module.at(call, f"{fault} «{verb.value}»"))
    return found


def _keys(module: Module, argument: str) -> set[str]:
    return {
        key.value
        for call in calls(module.code, "Machine")
        for word in call.keywords
        if word.arg == argument and isinstance(word.value, ast.Dict)
        for key in word.value.keys
        if isinstance(key, ast.Constant)
    }


def _acts(tree: Tree, module: Module) -> set[str]:
    """Acts that this module can call by their bare name."""
    return {name for name, made in module.functions.items() if "act" in decorators(made)}


def _reached(tree: Tree, module: Module, function: ast.FunctionDef) -> set[str]:
    """Every name called from `function`, through functions of the same app that are no acts."""
    known = {
        name: made
        for other in [*tree.of_app(module.app), module]
        for name, made in other.functions.items()
        if "act" not in decorators(made)
    }
    found: set[str] = set()
    waiting = called(function)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting |= called(known[name]) if name in known else set()
    return found
