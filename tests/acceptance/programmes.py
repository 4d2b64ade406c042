"""What the acceptance tests of the programmes do by hand: plan, hold, enrol, read figures."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from almenara.directory.tests import make
from tests.acceptance.directory import API, Program

PLAN = "/plans/cicte-2020-2021"
HEADER = "name,state,institution,sex,mail,document,minutes"


def roll(rows: list[str]) -> SimpleUploadedFile:
    text = "\n".join([HEADER, *rows]) + "\n"
    return SimpleUploadedFile("lista.csv", text.encode(), "text/csv")


def pdf() -> SimpleUploadedFile:
    return SimpleUploadedFile("acta.pdf", make.PDF, "application/pdf")


def activity(result: str, **more: Any) -> dict[str, Any]:
    """What the API takes."""
    return {
        "plan": "cicte-2020-2021",
        "results": [result],
        "kind": "course",
        "titles": {"es": "Una actividad"},
        "starts": "2021-03-01",
        "ends": "2021-03-05",
        "modality": "virtual",
        "states": ["MEX"],
        "minutes": 600,
        **more,
    }


def planned(desk: Program, result: str, **more: Any) -> str:
    """The address of a new activity."""
    made = desk.post("/activities", activity(result, **more))
    assert (made.status_code, made.json()["stage"]) == (201, "planned"), made.content
    return f"/activities/{made.json()['id']}"


def hold(desk: Program, address: str) -> None:
    for stage in ("confirmed", "held"):
        assert desk.post(f"{address}/stage", {"stage": stage}).status_code == 200


def send(desk: Program, path: str, **parts: Any) -> Any:
    return desk.client.post(API + path, parts, headers=desk.headers)


def result(desk: Program, code: str) -> dict[str, Any]:
    rows = desk.get(f"{PLAN}/results", limit="200").json()["items"]
    return next(row for row in rows if row["id"] == code)
