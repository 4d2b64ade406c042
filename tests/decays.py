"""Decays: the house broken on purpose, one wall at a time, in a copy of the tree.

`python -m tests.decays` prints what catches each. A decay that nothing catches is a hole.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.house import acts, rooms, shape
from tests.house.tree import Tree

ROOT = Path(__file__).parent.parent
Catch = Callable[[Path], str]


@dataclass(frozen=True)
class Decay:
    """What is planted (a file and the text put into it), and who must notice."""

    name: str
    file: str
    text: str
    catch: Catch
    before: str = ""  # put before this text; else at the end of the file
    instead: bool = False  # the text stands in the place of `before`
    needs_database: bool = False

    def plant(self, copy: Path) -> None:
        path = copy / self.file
        path.parent.mkdir(parents=True, exist_ok=True)
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if self.before and self.before not in old:
            raise LookupError(f"{self.name}: {self.file} has no «{self.before}» any more")
        if self.before:
            new = old.replace(
                self.before, self.text + "" if self.instead else self.text + self.before, 1
            )
        else:
            new = f"{old}\n\n{self.text}" if old else self.text
        path.write_text(new, encoding="utf-8")


def rule(check: Callable[[Tree], list[str]]) -> Catch:
    """A rule of the house, read from the code."""

    def catch(copy: Path) -> str:
        return "\n".join(check(Tree(copy)))

    catch.__name__ = check.__name__
    return catch


def contract(*names: str) -> Catch:
    """Import contracts, asked together: each asking reads the imports of the whole tree."""

    def catch(copy: Path) -> str:
        lint = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo"]
        done = _run([*lint, *(f"--contract={name}" for name in names)], copy)
        return done.stdout if done.returncode else ""

    catch.__name__ = f"contract {' '.join(names)}"
    return catch


def test(path: str) -> Catch:
    """A test that asks the URL configuration or the database."""

    def catch(copy: Path) -> str:
        command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", path]
        done = _run(command, copy)
        end = done.stdout.strip().rpartition("\n")[2]  # «1 failed, 3 passed in 2.1s»
        if done.returncode > 1 or " error" in end:
            raise RuntimeError(f"{path} could not ask: {(done.stdout + done.stderr)[-2000:]}")
        return end if " failed" in end else ""

    catch.__name__ = path
    return catch


def copied(target: Path) -> Path:
    """The code alone: no installation, no history; tests in it start a server of their own."""
    for name in ("almenara", "tests"):
        shutil.copytree(
            ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__", "static")
        )
    for name in ("pyproject.toml", "conftest.py", "requirements.lock"):
        shutil.copy(ROOT / name, target / name)
    return target


def caught(decay: Decay, copy: Path) -> str:
    """What the watcher says about this decay; the copy is whole again afterwards."""
    path = copy / decay.file
    former = path.read_bytes() if path.exists() else None
    try:
        decay.plant(copy)
        return decay.catch(copy)
    finally:
        if former is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(former)


def _run(command: list[str], copy: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=copy, capture_output=True, text=True, timeout=600, check=False
    )


SERVICES, QUERIES = "almenara/exchange/services/alerts.py", "almenara/exchange/queries.py"
MODELS = "almenara/exchange/models.py"
API, JOBS = "almenara/exchange/api.py", "almenara/exchange/jobs.py"
ACT = "\n@act\ndef touch(actor: Actor, alert: Alert) -> Alert:\n    {}\n    return alert\n"

DECAYS = [
    Decay(
        "a service that is no act", SERVICES,
        "def touch(actor: Actor, alert: Alert) -> None:\n    alert.refresh_from_db()\n",
        rule(acts.services_are_acts),
    ),
    Decay(
        "a service without an actor", SERVICES,
        "@act\ndef touch(alert: Alert) -> None:\n    alert.refresh_from_db()\n",
        rule(acts.services_are_acts),
    ),
    Decay(
        "a service that does not ask", SERVICES,
        ACT.format('record(actor, "read", alert)'), rule(acts.acts_ask_and_record),
    ),
    Decay(
        "a service that records nothing", SERVICES,
        ACT.format('require(actor, "read", alert)'), rule(acts.acts_ask_and_record),
    ),
    Decay(
        "a query without a viewer", QUERIES,
        "def newest() -> QuerySet[Alert]:\n    return Alert.objects.unguarded('all')\n",
        rule(acts.queries_have_viewers),
    ),
    Decay(
        "a query that forgets visible_to", QUERIES,
        "def newest(viewer: Actor) -> QuerySet[Alert]:\n    return Alert.objects.order_by('pk')\n",
        rule(acts.reading_starts_at_what_may_be_seen),
    ),
    Decay(
        "a part of an act that reads what it likes", "almenara/exchange/sending.py",
        "def every() -> list[Alert]:\n    return list(Alert.objects.filter(stage='sent'))\n",
        rule(acts.reading_starts_at_what_may_be_seen),
    ),
    Decay(
        "unguarded without a reason", QUERIES,
        "def newest(viewer: Actor) -> QuerySet[Alert]:\n    return Alert.objects.unguarded('')\n",
        rule(acts.unguarded_says_why),
    ),
    Decay(
        "a stage put by hand", SERVICES,
        "def _force(delivery: Delivery) -> None:\n    delivery.stage = 'acknowledged'\n",
        rule(acts.stages_move_by_machines),
    ),
    Decay(
        "a stage put by an update", "almenara/exchange/sending.py",
        "def force() -> None:\n    Delivery.objects.unguarded('x').update(stage='sent')\n",
        rule(acts.stages_move_by_machines),
    ),
    Decay(
        "a misspelt verb in a rule", SERVICES,
        ACT.format('require(actor, "aknowledge", alert)\n    record(actor, "read", alert)'),
        rule(acts.verbs_are_known),
    ),
    Decay(
        "a misspelt step of a machine", SERVICES,
        "def _go(delivery: Delivery) -> None:\n    DELIVERY.step(delivery, 'aknowledge')\n",
        rule(acts.verbs_are_known),
    ),
    Decay(
        "a sibling imported", "almenara/directory/pending.py",
        "from almenara.exchange import queries as exchange\n\nUSED = exchange\n",
        contract("floors"),
    ),
    Decay(
        "core imports an app", "almenara/core/notices/quiet.py",
        "from almenara.directory import queries as directory\n\nUSED = directory\n",
        contract("floors"),
    ),
    Decay(
        "a lower mechanism of core imports a higher one", "almenara/core/parties/actor.py",
        "from almenara.core.journal import acts\n\nUSED = acts\n", contract("core"),
    ),
    Decay(
        "a stray utils.py", "almenara/exchange/utils.py", "X = 1\n",
        contract("rooms-exchange"),
    ),
    Decay(
        "a stray helpers.py in core", "almenara/core/notices/helpers.py", "X = 1\n",
        rule(shape.modules_are_named),
    ),
    Decay(
        "services import the API", SERVICES,
        "from almenara.exchange import api\n\nUSED = api\n", contract("rooms-exchange"),
    ),
    Decay(
        "a cycle inside an app", "almenara/exchange/audience.py",
        "from almenara.exchange import drafts\n\nUSED = drafts\n", contract("acyclic"),
    ),
    Decay(
        "a plain module that knows Django", "almenara/exchange/audience.py",
        "from django.utils import timezone\n\nUSED = timezone\n", contract("pure"),
    ),
    Decay(
        "an answer that imports tables", API,
        "from almenara.exchange.models import Alert\n\nUSED = Alert\n", contract("web"),
    ),
    Decay(
        "an answer that reads a table", API,
        "def every() -> list[Any]:\n    return list(queries.Alert.objects.unguarded('x'))\n",
        rule(rooms.web_touches_no_tables),
    ),
    Decay(
        "an app entered by the window", "almenara/exchange/sending.py",
        "from almenara.directory import oncall\n\nUSED = oncall\n",
        rule(rooms.apps_are_entered_by_their_door),
    ),
    Decay(
        "a foreign key that points up", "almenara/directory/models/posts.py",
        'class Mark(Guarded):\n    alert = models.ForeignKey("exchange.Alert", models.CASCADE)\n',
        rule(rooms.foreign_keys_point_down),
    ),
    Decay(
        "a request below the pages", SERVICES,
        "from django.http import HttpRequest\n\nUSED = HttpRequest\n",
        rule(rooms.requests_stay_above),
    ),
    Decay(
        "a save() that does more", MODELS,
        "class Mark(models.Model):\n    def save(self) -> None:\n        super().save()\n",
        rule(rooms.nothing_happens_behind_ones_back),
    ),
    Decay(
        "a table without a policy", MODELS,
        "class Mark(models.Model):\n    objects = GuardedQuerySet.as_manager()\n",
        rule(rooms.guarded_tables_have_policies),
    ),
    Decay(
        "an app without a contract of its rooms", "almenara/arms/queries.py", "X = 1\n",
        rule(rooms.apps_have_their_rooms),
    ),
    Decay(
        "a module of more than 400 lines", "almenara/exchange/stages.py", "#\n" * 400,
        rule(shape.modules_are_small),
    ),
    Decay(
        "a function of more than 40 lines", "almenara/exchange/stages.py",
        "def long() -> None:\n" + "    print()\n" * 41, rule(shape.functions_are_small),
    ),
    Decay(
        "a job of more than 10 lines", JOBS,
        '@job(queue="chase")\ndef long() -> None:\n' + "    chase_at(timezone.now())\n" * 11,
        rule(shape.functions_are_small),
    ),
    Decay(
        "a name that says nothing", SERVICES,
        "def _alert_helper(alert: Alert) -> Alert:\n    return alert\n",
        rule(shape.names_say_something),
    ),
    Decay(
        "a number of Member States", QUERIES,
        "def all_states(states: list[str]) -> bool:\n    return len(states) == 34\n",
        rule(shape.no_number_of_states),
    ),
    Decay(
        "an import inside a function", QUERIES,
        "def _late() -> None:\n    import json\n\n    json.dumps({})\n",
        rule(shape.imports_stand_at_the_top),
    ),
    Decay(
        "a route that the matrix does not know", "almenara/config/urls.py",
        '    path("secret/", views.about),\n',
        test("tests/leaks/test_routes.py::test_every_route_has_a_row_in_the_table"),
        before='    path("about/"', needs_database=True,
    ),
    Decay(
        "a page that strangers may open", "almenara/core/web/doors.py",
        'getattr(view, "is_public", True)',
        test("tests/leaks/test_routes.py"),
        before='getattr(view, "is_public", False)', instead=True, needs_database=True,
    ),
    Decay(
        "one query more for each row of a list", "almenara/exchange/shown.py",
        "        row.origin.refresh_from_db()\n",
        test("tests/test_house_routes.py"),
        before="        delivery = own.get(row.pk)\n", needs_database=True,
    ),
    Decay(
        "a policy of the database that lets everybody see",
        "almenara/exchange/migrations/0002_guards.py",
        "true or is_public or", test("tests/leaks/test_raw_sql.py"),
        before="is_public or", instead=True, needs_database=True,
    ),
    Decay(
        "a table without row-level security", "almenara/exchange/migrations/0002_guards.py",
        "", test("tests/test_house_database.py"),
        before='        guard("exchange_draft", select=OWN, insert=OWN, update=OWN, delete=OWN),\n',
        instead=True, needs_database=True,
    ),
]  # fmt: skip


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = copied(Path(folder))
        for decay in DECAYS:
            said = caught(decay, copy)
            missed += not said
            watcher = decay.catch.__name__
            _say(f"{'caught' if said else 'MISSED':7} {decay.name}: {watcher}")
    _say(f"{len(DECAYS) - missed} of {len(DECAYS)} caught")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
