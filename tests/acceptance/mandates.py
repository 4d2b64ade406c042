"""What the acceptance tests of the mandates do by hand: adopt, assign, read the register."""

from typing import Any

from django.test import Client

from tests.acceptance.directory import Program

ADOPTED = "2018-05-04"


def paragraph(number: int, **more: Any) -> dict[str, Any]:
    said = {"es": f"Encargo {number}"}
    return {"paragraph": number, "verb": "request", "summaries": said, **more}


def adopted(desk: Program, symbol: str, *paragraphs: dict[str, Any], **more: Any) -> Any:
    """A resolution of the committee with these paragraphs, as the API tells of it."""
    made = desk.post(
        "/resolutions",
        {
            "body": "cicte",
            "symbol": symbol,
            "kind": "declaration",
            "titles": {"es": f"Declaración {symbol}"},
            "adopted_on": ADOPTED,
            "paragraphs": list(paragraphs),
            **more,
        },
    )
    assert made.status_code == 201, made.content
    return made.json()


def listed(program: Any, **query: str) -> list[dict[str, Any]]:
    return program.get("/mandates", limit="200", **query).json()["items"]


def mandate(desk: Program, symbol: str, number: int) -> dict[str, Any]:
    rows = listed(desk, resolution=symbol)
    return next(row for row in rows if row["paragraph"] == number)


def told(client: Client, words: str) -> int:
    """How many notices of one's inbox begin so."""
    return client.get("/inbox/").content.decode().count(f'">{words}')
