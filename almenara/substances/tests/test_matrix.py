"""Who knows of a signal at each stage, asked in every way: by the rule, and nothing leaks."""

import pytest
from django.db import connection, transaction
from django.test import Client

from almenara.core.access.context import acting
from almenara.core.parties.actor import NOBODY
from almenara.directory.tests import make as people
from almenara.exchange.tests import make as posts
from almenara.substances.tests import make
from almenara.substances.tests.make import KEY, NETWORK, OTHER, does, reported
from tests.acceptance.directory import Program, browser
from tests.extent import WHOLE, some_pairs

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]
WORD = "zqsustancia"
# name: (institution, State, role by itself, kind of post in the network), and from which stage on
# the signal exists for them: always (""), once the network was alerted, or never
CAST = {
    "who reported": (("pan-drogas", "PAN", "", "duty"), "reported"),
    "colleague": (("pan-drogas", "PAN", "", ""), "reported"),
    "another system of the State": (("pan-salud", "PAN", "", "duty"), "reported"),
    "analyst of the observatory": (("cicad-oid", "", "analyst", ""), "reported"),
    "officer of the observatory": (("cicad-oid", "", "secretariat", ""), "reported"),
    "observatory without a role": (("cicad-oid", "", "", "duty"), "alerted"),
    "system of another State": (("cri-drogas", "CRI", "", "duty"), "alerted"),
    "State outside the network": (("pan-csirt", "PAN", "", ""), "never"),
    "contact point of the State": (("pan-cicte", "PAN", "ncp", ""), "never"),
    "analyst of another unit": (("dsp-dis", "", "analyst", ""), "never"),
    "secretariat, another unit": (("s-cicte", "", "secretariat", ""), "never"),
    "administrator": (("ssm-saa", "", "administrator", ""), "never"),
    "statistician": (("mex-cifras", "MEX", "statistician", ""), "never"),
    "observer": (("obs-office", "", "observer", ""), "never"),
    "military liaison": (("jid-liaison", "", "", ""), "never"),
}
TABLES = ("drugsignal", "substance", "alias")


def enrolled(slug, state, role, kind):
    home = people.institution(slug, state, "agency" if state else "secretariat")
    made = people.person(home, *([role] if role else []))
    if kind:
        posts.post(made, kind, NETWORK, lead=False)
    return people.actor(made)


def on_page(page, address, path):
    """Whether it is found on a page, and whether a word of it was said."""
    answer = page.get(address)
    text = answer.content.decode().replace(f'value="{WORD}"', "").replace(f"q={WORD}", "")
    said = WORD in text or path.removeprefix("/signals/") in text or KEY in text
    return answer.status_code == 200 if path in address else said, said


def in_program(program, address):
    """The same of a program: a list by its count, anything else by its answer."""
    got = program.get(address)
    found = got.json().get("count", 1) > 0 if got.status_code == 200 else False
    return found, WORD in got.content.decode()


def behind(actor):
    """What the database alone opens."""
    with transaction.atomic(), acting(actor), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"select count(*) from substances_{table}")
            yield table, cursor.fetchone()[0] > 0


class Asking:
    """Who looks for a signal and its file, in which way, and what was answered wrongly."""

    def __init__(self, cast, path, file):
        self.cast = {**cast, "public": NOBODY}
        self.pages = {who: browser(one) for who, one in cast.items()} | {"public": Client()}
        self.programs = {who: Program(one) for who, one in cast.items()}
        self.path = path
        self.on_pages = (
            f"/substances{path}/", "/substances/signals/", f"/substances/?q={WORD}",
        )  # fmt: skip
        self.in_programs = ("/signals", f"/substances?q={KEY}", path, f"/substances/{file}")
        self.questions, self.faults = 0, []

    def at(self, stage):
        """Every table is asked at each stage, addresses as `ways` chooses them."""
        for who, actor in self.cast.items():
            for table, is_found in behind(actor):
                self.judge(stage, who, table, is_found, False)
        for who, way in self.ways(stage):
            if way in self.on_pages:
                self.judge(stage, who, way, *on_page(self.pages[who], way, self.path))
            else:
                self.judge(stage, who, way, *in_program(self.programs[who], way))

    def ways(self, stage):
        """Once the network was alerted, the programs of those who see it."""
        found = some_pairs(list(self.programs), self.in_programs)
        if stage == "alerted":
            return [(who, way) for who, way in found if sees(who, stage)]
        return found + some_pairs(list(self.pages), self.on_pages)

    def judge(self, stage, who, way, is_found, is_said):
        self.questions += 1
        if is_found != sees(who, stage) or (is_said and not sees(who, stage)):
            self.faults.append((stage, who, way))


def sees(who, stage):
    """Does the rule say that a signal of this stage exists for them?"""
    order = ("reported", "alerted")
    since = CAST[who][1] if who in CAST else "never"
    return since in order[: order.index(stage) + 1]


def test_each_knows_of_a_signal_by_the_rule_in_every_way_and_nothing_is_said_to_others(here):
    cast = {name: enrolled(*who) for name, (who, _since) in CAST.items()}
    verifier, reporter = cast["analyst of the observatory"], cast["who reported"]
    path = reported(Program(reporter), title=f"Señal {WORD}", substance=WORD)
    file = does(Program(verifier), f"{path}/verify")["substance"]
    asking = Asking(cast, path, file)
    asking.at("reported")
    does(here.program("desk"), f"{path}/alert")
    asking.at("alerted")
    assert asking.faults == []
    assert asking.questions > (150 if WHOLE else 120)


def test_the_public_reads_the_bulletin_and_never_the_signal(here):
    named = make.alerted(here, "PAN", may_name_state=True, title=f"Señal {WORD}")
    unnamed = make.alerted(here, "CRI", substance="Otrona", inchikey=OTHER, summary=WORD)
    path = make.published(here, named, unnamed)
    got = Client().get(f"/api/v1{path}")
    items = {one["inchikey"]: one for one in got.json()["groups"][0]["items"]}
    assert (items[KEY]["state"], items[OTHER]["state"]) == ("PAN", None)
    assert [items[key]["first"] for key in (KEY, OTHER)] == ["hemisphere", "hemisphere"]
    file = Client().get(f"/api/v1/substances/{items[KEY]['substance']}").json()
    assert file["firsts"] == [{"state": "PAN", "on": "2026-03-01"}]
    hidden = Client().get(f"/api/v1/substances/{items[OTHER]['substance']}").json()
    assert hidden["firsts"] == []
    pages = [Client().get(f"/substances{path}/"), Client().get("/substances/"), got]
    assert not any(WORD in page.content.decode() for page in pages)
    for signal in (named, unnamed):
        assert Client().get(f"/api/v1{signal}").status_code == 401
        assert Client().get(f"/substances{signal}/").status_code == 302


def test_a_name_that_came_with_a_signal_is_known_to_who_sees_the_signal(here):
    """Two States report one substance: until the alert neither learns what the other calls it."""
    for state, name in (("PAN", "Ejemplona"), ("CRI", WORD)):
        path = reported(here.program(state), substance=name)
        file = does(here.program("second"), f"{path}/verify")["substance"]
    mine = here.program("CRI").get(f"/substances/{file}").json()
    assert (mine["name"], [one["name"] for one in mine["names"]]) == (WORD, [WORD])
    assert [one["state"] for one in mine["firsts"]] == ["CRI"]
    assert here.program("CRI").get("/substances", q="Ejemplona").json()["count"] == 0
    assert here.program("PAN").get("/substances", q=WORD).json()["count"] == 0
    assert len(here.program("desk").get(f"/substances/{file}").json()["names"]) == 2


def test_without_context_the_application_sees_public_rows_alone(here):
    make.bulletin(here, make.alerted(here, "PAN"))
    with connection.cursor() as cursor:
        for table in (*TABLES, "merging", "drugbulletin", "bulletinitem", "listing"):
            cursor.execute(f"select count(*) from substances_{table}")
            assert cursor.fetchone() == (0,), table
