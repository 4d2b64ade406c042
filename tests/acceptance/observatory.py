"""What the acceptance tests of the observatory do by hand, from a file to everybody."""

import csv
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from almenara.observatory import jobs
from almenara.observatory.cells import Cell, Table, table
from almenara.observatory.tests import make
from tests.acceptance.directory import browser


class Observatory:
    """Who has to do with a figure of Panama, from its file to everybody."""

    def __init__(self) -> None:
        office, desk = make.office("PAN"), make.analyst()
        self.clerk, self.ncp, self.desk = (browser(who) for who in (office.clerk, office.ncp, desk))

    def publishes(self, flow: str, vintage: str, text: str) -> None:
        """A State delivers and agrees, the observatory validates and publishes."""
        raw = SimpleUploadedFile(f"{vintage}.csv", text.encode(), "text/csv")
        form = {"dataflow": flow, "vintage": vintage, "file": raw}
        address = done(self.clerk.post("/submissions/", form))
        jobs.check_waiting()
        if "Explicar" in read(self.clerk, address):
            done(self.clerk.post(f"{address}explain/", {"all": "1", "answer": "Así es."}))
        done(self.desk.post(f"{address}accept/"))
        done(self.ncp.post(f"{address}agree/"))
        now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M")
        chosen = {"submissions": [address.split("/")[2]], "embargo_until": now}
        release = done(self.desk.post("/observatory/releases/schedule/", chosen))
        done(self.desk.post(f"{release}publish/"))


def done(answer: Any) -> str:
    assert answer.status_code == 302, re.sub(r"<[^>]+>", " ", answer.content.decode())
    return str(answer["Location"])


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode()


def printed(flow: str, dimensions: Sequence[str]) -> Table:
    """A flow as SDMX gives it to a stranger."""
    text = read(Client(), f"/sdmx/v1/data/OAS,{flow},1.0/all?format=csv")
    return table(dimensions, [
        Cell(tuple(row[name] for name in dimensions), row["TIME_PERIOD"],
             float(row["OBS_VALUE"]) if row["OBS_VALUE"] else None,
             confidentiality=row["CONF_STATUS"] or "F")
        for row in csv.DictReader(text.splitlines())
    ])  # fmt: skip
