"""A small world of early warning: the network, two national systems, two verifiers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from almenara.core.parties.actor import SYSTEM
from almenara.core.parties.models import Person
from almenara.directory.tests import make
from almenara.exchange.tests import make as posts
from almenara.observatory import cells
from almenara.observatory import queries as observatory
from almenara.observatory.services import agreeing, releasing, sources
from tests.acceptance.directory import Program

NETWORK, DESK = "drug-early-warning", "cicad-oid"
KEY = "ABCDEFGHIJKLMN-OPQRSTUVSA-N"
OTHER = "ZYXWVUTSRQPONM-LKJIHGFESA-N"
COMMON = {"certainty": "confirmed", "place_level": "region"}
ASKED: dict[str, dict[str, Any]] = {
    "new-substance": {"method": "reference", "specimen": "seized", "harm": "none"},
    "new-use": {"use": "Se inhala en vez de fumarse.", "harm": "poisoning"},
    "new-making": {"making": "Se cambió un precursor por otro."},
    "trafficking": {"mode": ["sea", "post"], "route": "Del norte al sur"},
    "trend": {
        "dataflow": "DF_SEIZURES_WDR", "series": "A.PAN.COCAINE._T.KG",
        "data_version": "2026-01-31", "detection": "breaks",
    },
}  # fmt: skip
NAMED = ("new-substance", "new-use", "new-making")


@dataclass(frozen=True)
class World:
    """`reporter` by State; two verifiers, of whom the first has a post and sends alerts."""

    reporters: dict[str, Person]
    desk: Person
    second: Person
    programs: dict[str, Program]

    def program(self, who: str) -> Program:
        return self.programs[who]


def world(*states: str) -> World:
    reporters = {code: reporter(code) for code in states or ("PAN", "CRI")}
    home = make.institution(DESK, kind="secretariat")
    desk, second = make.person(home, "analyst"), make.person(home, "analyst")
    posts.post(desk, "duty", NETWORK)
    everybody = {"desk": desk, "second": second, **reporters}
    programs = {who: Program(person) for who, person in everybody.items()}
    return World(reporters, desk, second, programs)


def reporter(state: str, slug: str = "") -> Person:
    """Whoever is on duty in the national system of a State."""
    person = make.person(make.institution(slug or f"{state.lower()}-drogas", state))
    posts.post(person, "duty", NETWORK)
    return person


def said(kind: str = "new-substance", **more: Any) -> dict[str, Any]:
    """A report as a program sends it."""
    body = {
        "kind": kind, "title": f"Señal {kind}", "summary": "Lo que se observó.",
        "seen_on": "2026-03-01", "fields": COMMON | ASKED[kind],
    }  # fmt: skip
    if kind in NAMED:
        body |= {"substance": "Ejemplona", "inchikey": KEY}
    return body | more


def reported(program: Program, kind: str = "new-substance", **more: Any) -> str:
    """The path of a new signal."""
    got = program.post("/signals", said(kind, **more))
    assert got.status_code == 201, got.content.decode()
    return f"/signals/{got.json()['id']}"


def does(program: Program, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    got = program.post(path, body or {})
    assert got.status_code in (200, 201), (got.status_code, got.content.decode())
    found: dict[str, Any] = got.json()
    return found


def alerted(here: World, state: str, kind: str = "new-substance", **more: Any) -> str:
    """Reported, verified by one and alerted by the other."""
    path = reported(here.program(state), kind, **more)
    does(here.program("second"), f"{path}/verify")
    does(here.program("desk"), f"{path}/alert")
    return path


def bulletin(here: World, *paths: str) -> str:
    """The path of a bulletin of these signals, drafted by the desk."""
    items = [
        {"signal": path.removeprefix("/signals/"), "texts": {"es": "Lo que se sabe de esta señal."}}
        for path in paths
    ]
    made = does(
        here.program("desk"), "/bulletins", {"titles": {"es": "Boletín de prueba"}, "items": items}
    )
    return f"/bulletins/{made['id']}"


REVIEWED = {
    "version": 1, "reviewer": "Ministerio de Salud, toxicología", "no_dose": True,
    "no_source": True, "no_person": True,
}  # fmt: skip


def published(here: World, *paths: str) -> str:
    path = bulletin(here, *paths)
    does(here.program("second"), f"{path}/review", REVIEWED)
    does(here.program("desk"), f"{path}/publish")
    return path


def series(here: World, vintage: str = "2026-01-31", *values: float) -> None:
    """The series that the change of trend of these tests rests on, published; ends in 2025."""
    flow = observatory.flow(SYSTEM, "DF_SEIZURES_WDR")
    analyst = make.actor(here.desk)
    key = tuple(str(ASKED["trend"]["series"]).split("."))
    years = enumerate(reversed(values or (12.5,)))
    found = [cells.Cell(key, str(2025 - back), value) for back, value in years]
    table = cells.table(flow.dimensions, found)
    source = sources.Source(flow.id, date.fromisoformat(vintage), table, "prueba")
    taken = agreeing.accept(analyst, sources.take_in(SYSTEM, source))
    release = releasing.schedule(analyst, [taken], timezone.now(), "Prueba")
    releasing.publish(analyst, release)


NOWHERE = "00000000-0000-4000-8000-000000000000"
