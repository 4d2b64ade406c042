"""What the acceptance tests of studies do by hand: draft, cite, clear, publish."""

from typing import Any

from tests.acceptance.directory import Program

WHERE = {"REF_AREA": ["MEX"], "UNIT_MEASURE": ["PER_100K"]}


def drafted(desk: Program, body: str, **more: Any) -> str:
    """The address of a new draft in the API."""
    said = {"title": "Violencia y cárceles", "language": "es", "body": body, **more}
    made = desk.post("/studies", said)
    assert made.status_code == 201, made.content
    return f"/studies/{made.json()['slug']}/editions/{made.json()['edition']}"


def cite(desk: Program, address: str, name: str, **more: Any) -> dict[str, Any]:
    said = {"name": name, "dataflow": "DF_HOMICIDE", "where": WHERE, **more}
    made = desk.post(f"{address}/citations", said)
    assert made.status_code == 201, made.content
    return made.json()


def out(writer: Program, reviewer: Program, address: str) -> None:
    """Another person clears it, and it is published."""
    for program, stage in ((reviewer, "cleared"), (writer, "published")):
        moved = program.post(f"{address}/stage", {"stage": stage})
        assert moved.status_code == 200, moved.content


def page_of(address: str) -> str:
    return address.replace("/editions", "") + "/"
