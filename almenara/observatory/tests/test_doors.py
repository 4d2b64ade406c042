"""Whatever is hidden, embargoed or unpublished, no door answers otherwise: bytes, heads, sizes.

One world is lived twice, with other secrets. Who may not read them is told the same in both, at
every route: what a table, file, picture, axis, tag, count or score said of them would differ.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.directory.tests import make as people
from almenara.observatory import queries, watched
from almenara.observatory.services import agreeing, deliveries, releasing, watching
from almenara.observatory.tests import make
from tests.acceptance.directory import Program, browser
from tests.extent import WHOLE, some
from tests.leaks.routes import TABLE

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]
HEADER = f"{make.HEADER},CONF_STATUS"
TOTAL = 90_416
PREFIXES = (
    "observatory/", "sdmx/", "submissions/", "deliveries/", "maps/", "flows/", "search/",
    "statistics/", "inbox/", "api/v1/dataflows", "api/v1/watch", "api/v1/submissions",
    "api/v1/search",
)  # fmt: skip
ACTS = re.compile(r"/(explain|accept|agree|return|object|withdraw|publish|look|schedule|comment|"
                  r"prefill|nothing|acknowledge|read)/?$")  # fmt: skip
SELECTED = "?REF_AREA=PAN&SEX=F&SEX=M&SEX=_T&ICCS=0101"
KEYED = ("", "?key=A.PAN.0101.M._T._T.NUMBER", "?start=2022&end=2023")
FLOW = f"OAS,{make.FLOW},1.0"
SDMX_1 = [
    f"data/{FLOW}/all?{said}"
    for said in (
        "format=csv", "format=xml", "format=json", "lastNObservations=1", "firstNObservations=1",
        "includeHistory=true", "detail=serieskeysonly", "detail=nodata", "detail=dataonly",
        "dimensionAtObservation=SEX", "dimensionAtObservation=AllDimensions", "updatedAfter=2020",
        "startPeriod=2023",
    )
] + [f"availableconstraint/{FLOW}", f"dataflow/OAS/{make.FLOW}/1.0?references=all"]  # fmt: skip
SDMX_2 = [
    f"data/dataflow/OAS/{make.FLOW}/1.0/*{said}"
    for said in ("", "?measures=none", "?c[TIME_PERIOD]=ge:2023", "?attributes=CONF_STATUS",
                 "?c[SEX]=M", "?includeHistory=true&format=csv")
] + [f"availability/dataflow/OAS/{make.FLOW}/1.0/*"]  # fmt: skip


OWN_DOORS = ("submissions/", "api/v1/submissions", "observatory/watch/", "api/v1/watch", "inbox/",
             "observatory/releases/", "deliveries/", "api/v1/search")  # fmt: skip


@dataclass(frozen=True)
class Secrets:
    """A small figure, a State's own, one under embargo, one only checked, one taken back."""

    small: int
    kept: int
    embargoed: int
    checked: int
    withdrawn: int


ONE = Secrets(2, 71_237, 81_737, 65_413, 54_323)
OTHER = Secrets(4, 30_011, 22_229, 12_007, 98_731)


class World:
    """Panama with all of these, on given days; `who` reads, and what there is to ask for."""

    def __init__(self, secrets, at):
        self.at, self.turns = at, Counter()
        self.panama, self.desk = make.office("PAN"), make.analyst()
        costa = make.office("CRI")
        clerk = people.actor(people.person(people.institution("dsp-oro"), "secretariat"))
        self.who = {"cri": costa.clerk, "oas": clerk}
        total = (("_T", TOTAL), ("F", secrets.small), ("M", TOTAL - secrets.small))
        rows = [f"A,PAN,0101,{sex},_T,_T,NUMBER,2023,{n},F" for sex, n in total]
        rows += [f"A,PAN,0101,{sex},_T,_T,NUMBER,2022,{n},F" for sex, n in total[:1]]
        rows += [f"A,PAN,0102,_T,_T,_T,NUMBER,2023,{secrets.kept},N"]
        make.published(self.desk, self._agreed("2024-03-01", rows))
        self._later()
        gone = [f"A,PAN,0201,_T,_T,_T,NUMBER,2023,{secrets.withdrawn},F"]
        release = make.published(self.desk, self._agreed("2024-04-01", [*rows, *gone]))
        self._later()
        releasing.withdraw(self.desk, release, "se dijo de más")
        late = [f"A,PAN,0101,_T,_T,_T,NUMBER,2024,{secrets.embargoed},F"]
        late += [f"A,PAN,0301,_T,_T,_T,NUMBER,2023,{secrets.embargoed},F"]
        hidden = self._agreed("2025-03-01", [*rows, *late])
        make.scheduled(self.desk, hidden, after=timedelta(days=30))
        steady = [f"A,PAN,0401,_T,_T,_T,NUMBER,{2010 + n},{100 + n % 2},F" for n in range(12)]
        steady += [f"A,PAN,0401,_T,_T,_T,NUMBER,{2022 + n},{secrets.checked},F" for n in range(2)]
        self._checked("2025-04-01", [*rows, *steady])
        self._later()
        watching.watch(self.desk, make.FLOW)
        with system_work():
            self.submissions = [str(one.pk) for one in queries.submissions(SYSTEM)]
            self.releases = [str(one.pk) for one in queries.releases(SYSTEM)]
            self.signals = [str(one.pk) for one in watched.signals(SYSTEM)]
        assert len(self.signals) == 1

    def _later(self):
        self.at.append(self.at[-1] + timedelta(days=1))

    def _checked(self, vintage, rows):
        raw = "\n".join([HEADER, *rows]).encode()
        file = deliveries.Sent(make.FLOW, "PAN", date.fromisoformat(vintage), "f.csv", raw)
        made = deliveries.check(SYSTEM, deliveries.receive(self.panama.clerk, file))
        with system_work():
            if found := list(queries.findings(SYSTEM, made)):
                deliveries.explain(SYSTEM, made, found, "Así es.")
        return made

    def _agreed(self, vintage, rows):
        made = agreeing.accept(self.desk, self._checked(vintage, rows))
        return agreeing.agree(self.panama.ncp, made)

    def addresses(self, *prefixes):
        """Every route under these, filled; a route that nobody filled is a failure.

        In part, of a thing's numbers and days each route begins elsewhere, for each who asks too.
        """
        routes = [one for one in TABLE if one.startswith(prefixes) and not ACTS.search(one)]
        for number, route in enumerate(routes):
            found = self._filled(route)
            assert not any("<" in one for one in found), f"say what stands in {route}"
            if len(found) > 2 and not route.startswith("sdmx/"):
                found = some(found, first=number + self.turns[route])
            self.turns[route] += 1
            yield from (f"/{one}" for one in found)

    def _filled(self, route):
        if route.startswith("sdmx/"):
            return [
                route.replace("<path:asked>", one) for one in (SDMX_1 if "v1" in route else SDMX_2)
            ]
        ids = self.signals if "/watch/" in route else self.submissions
        if "releases/" in route:
            ids = self.releases
        codes = "CL_SEX" if "codelists" in route else make.FLOW
        route = re.sub(r"<slug:slug>|<name>", codes, route)
        route = re.sub(r"<(slug:)?state>", "PAN", route)
        found = [re.sub(r"<(\w+:)?pk>", one, route) for one in ids] if "pk>" in route else [route]
        return [one + said for one in found for said in self._queries(route)]

    def _queries(self, route):
        days = [f"{day:%Y-%m-%d}" for day in self.at]
        if "search" in route:
            return [f"?q={one.kept}" for one in (ONE, OTHER)]
        if route.startswith("observatory/explorer/"):
            return [f"?flow={make.FLOW}", f"?flow={make.FLOW}&kind=bars&period=2023"]
        if re.match(r"observatory/(indicators|pictures|figures|bulletins)/", route):
            return [SELECTED, *(f"?as_of={day}" for day in days if "figures" in route)]
        if route.startswith("api/v1/dataflows/"):
            return [*KEYED, *(f"?as_of={day}" for day in days if "figures" in route)]
        return [""]

    def told(self, name, who, *prefixes):
        """Address, without the numbers of this world → all that is answered there."""
        client = browser(who) if who else Client()
        headers = Program(who).headers if who else {}
        found = {}
        for address in self.addresses(*prefixes):
            api = headers if address.startswith("/api/") else {}
            answer = client.get(address, headers=api)
            place = plain(address.encode())
            found[name, place] = (*found.get((name, place), ()), said(answer))
        return found


def said(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    size = answer.headers.get("Content-Length", "") if body[:2] != b"PK" else ""
    heads = {n: v for n, v in answer.headers.items() if n not in GONE_HEADS}
    heads["Content-Length"] = bool(size)
    return answer.status_code, plain(str(sorted(heads.items())).encode()), plain(unzipped(body))


GONE_HEADS = {"Content-Length", "Content-Security-Policy", "X-Request-Id"}
_UUID = rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
GONE = re.compile(
    rb"csrfmiddlewaretoken[^>]*>|(?<=<strong>)p[0-9a-f]{8}(?=<)|"
    rb'(?<=releases/)\d+|(?<=unseen"> )\d+|(?<=differences-)\d+|(?<=page">)\d+(?=</li>)|'
    rb"\d+(?= \xc2\xb7 Almenara)|"
    rb"\d{4}-\d\d-\d\dT[\d:.]+(?:\+00:00|Z)?|" + _UUID
)


def plain(body):
    """Without the names that a world gives its rows, and the key of a form."""
    return GONE.sub(b"", body)


def unzipped(body):
    if body[:2] != b"PK":
        return body
    with ZipFile(BytesIO(body)) as file:
        return b"\n".join(name.encode() + file.read(name) for name in sorted(file.namelist()))


@pytest.fixture
def lived(settings, tmp_path, monkeypatch):
    """The answers of a world with these secrets; it is taken back behind them."""
    settings.HOME = tmp_path
    start = timezone.now().replace(hour=1, minute=0, second=0, microsecond=0) - timedelta(days=4)

    def live(secrets, ask):
        at = [start]
        with transaction.atomic(), monkeypatch.context() as patch:
            patch.setattr(timezone, "now", lambda: at[-1])
            made = ask(World(secrets, at))
            transaction.set_rollback(True)
        return made

    return live


def differ(one, other):
    assert one.keys() == other.keys()
    return sorted(str(place) for place in one if one[place] != other[place])


def test_nobody_is_told_a_figure_that_they_may_not_read_by_any_door(lived):
    """What is out is so for the desk and for who delivered it too; their own doors do tell them."""

    def ask(world):
        out = world.told("nobody", None, *PREFIXES)
        out |= world.told("cri", world.who["cri"], *OWN_DOORS, "api/v1/dataflows")
        out |= world.told("oas", world.who["oas"], "api/v1/submissions", "api/v1/watch")
        figures = ("api/v1/dataflows/<name>/figures", "observatory/figures", "observatory/states")
        out |= world.told("pan", world.panama.clerk, *figures)
        own = world.told("pan", world.panama.clerk, "api/v1/submissions", "api/v1/watch")
        return out, own | world.told("desk", world.desk, "observatory/watch/")

    (out, own), (again, otherwise) = lived(ONE, ask), lived(OTHER, ask)
    assert sum(200 in {answer[0] for answer in one} for one in out.values()) > (60 if WHOLE else 40)
    assert differ(out, again) == []
    assert len(differ(own, otherwise)) > 3
