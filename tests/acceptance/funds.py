"""What the acceptance tests of the funds do by hand: open a fund, sign, receive, read the books."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from almenara.funds.tests import make
from tests.acceptance.directory import API

FUND = {
    "titles_es": "Fondo de prueba", "currency": "USD", "starts": "2021-01-01", "ends": "2021-12-31",
    "codes": "100; Cursos\n200; Viajes; 500.00",
}  # fmt: skip
PARTNER = {"titles_es": "Un socio", "kind": "private", "since": "2020-01-01"}
PROJECT = {
    "titles_es": "Puertos más seguros", "starts": "2021-01-01", "ends": "2022-12-31",
    "logic": "Si se inspecciona mejor, entra menos.", "risks": "Rotación de personal",
    "budget": "2021 1000.00 USD\n2022 500.50 USD",
}  # fmt: skip


def open_fund(desk: Client, code: str = "F-1", **more: str) -> None:
    assert desk.post("/funds/new/", {**FUND, "code": code, **more}).status_code == 302


def enrol(desk: Client, slug: str, **more: str) -> None:
    assert desk.post("/partners/new/", {**PARTNER, "slug": slug, **more}).status_code == 302


def moved(desk: Client, path: str, key: str, *stages: str) -> None:
    for stage in stages:
        assert desk.post(path, {key: stage}).status_code == 302, stage


def pledge(desk: Client, slug: str, amount: str, fund: str, **more: str) -> str:
    """A pledge of a partner, through the pages; its id."""
    said = {"purpose": "Cooperación", "amount": amount, "currency": "USD", "fund": fund, **more}
    assert desk.post(f"/partners/{slug}/contributions/", said).status_code == 302
    page = desk.get(f"/partners/{slug}/").content.decode()
    pk = page.split('id="c-')[1].split('"')[0]
    moved(desk, f"/contributions/{pk}/stage/", "stage", "proposal", "pledge")
    return pk


def receive(desk: Client, slug: str, amount: str, fund: str) -> None:
    pk = pledge(desk, slug, amount, fund)
    moved(desk, f"/contributions/{pk}/stage/", "stage", "agreement")
    said = {"fund": fund, "received": amount, "received_on": "2021-02-01"}
    assert desk.post(f"/contributions/{pk}/receive/", said).status_code == 302


def upload(desk: Client, rows: list[dict[str, str]], name: str = "2021.csv", **more: str) -> Any:
    """A file of the ledger, as it is uploaded."""
    file = SimpleUploadedFile(name, make.ledger(rows), "text/csv")
    return desk.post("/ledger/", {"file": file, "decimal": "point", **more})


def accepted(desk: Client, rows: list[dict[str, str]], name: str = "2021.csv") -> None:
    seen = upload(desk, rows, name)
    assert seen.status_code == 302, seen.content.decode()
    assert desk.post(f"{seen['Location']}accept/").status_code == 302


def of(client: Client, path: str, **query: str) -> Any:
    return client.get(API + path, query).json()
