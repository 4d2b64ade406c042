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

pytestmark = pytest.mark.django_db
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


def by_pages(page, path):
    """How each looks for it on the pages: way, found, and whether a word of it was said."""
    for way, address, asked in (
        ("page", f"/substances{path}/", {}),
        ("list page", "/substances/signals/", {}),
        ("register", "/substances/", {"q": WORD}),
    ):
        answer = page.get(address, asked)
        text = answer.content.decode().replace(f'value="{WORD}"', "").replace(f"q={WORD}", "")
        said = WORD in text or path.removeprefix("/signals/") in text or KEY in text
        yield way, answer.status_code == 200 if way == "page" else said, said


def by_program(program, path, file):
    """How each looks for it with a program: lists with their counts, and details."""
    for way, address, asked in (
        ("list", "/signals", {}),
        ("by key", "/substances", {"q": KEY}),
    ):
        got = program.get(address, **asked)
        yield way, got.json()["count"] > 0, WORD in got.content.decode()
    for way, address in (("detail", path), ("file", f"/substances/{file}")):
        got = program.get(address)
        yield way, got.status_code == 200, WORD in got.content.decode()


def behind(actor):
    """What the database alone opens."""
    with transaction.atomic(), acting(actor), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"select count(*) from substances_{table}")
            yield table, cursor.fetchone()[0] > 0, False


def asked(cast, path, file, stage, *, pages):
    """Each faulty answer: who, how, at which stage; and how many were asked for."""
    faults, questions = [], 0
    order = ("reported", "alerted")
    for name, actor in [*cast.items(), ("public", NOBODY)]:
        since = CAST[name][1] if name in CAST else "never"
        seen = since in order[: order.index(stage) + 1]
        page = Client() if actor is NOBODY else browser(actor)
        found = [*(by_pages(page, path) if pages else ()), *behind(actor)]
        if actor is not NOBODY and (pages or seen):
            found += by_program(Program(actor), path, file)
        questions += len(found)
        faults += [
            (stage, name, way) for way, is_found, is_said in found
            if is_found != seen or (is_said and not seen)
        ]  # fmt: skip
    return faults, questions


def test_each_knows_of_a_signal_by_the_rule_in_every_way_and_nothing_is_said_to_others():
    cast = {name: enrolled(*who) for name, (who, _since) in CAST.items()}
    verifier, reporter = cast["analyst of the observatory"], cast["who reported"]
    sender = people.person(people.institution("cicad-oid", kind="secretariat"), "analyst")
    posts.post(sender, "alternate", NETWORK)
    path = reported(Program(reporter), title=f"Señal {WORD}", substance=WORD)
    file = does(Program(verifier), f"{path}/verify")["substance"]
    faults, questions = asked(cast, path, file, "reported", pages=True)
    does(Program(sender), f"{path}/alert")
    more, others = asked(cast, path, file, "alerted", pages=False)
    assert faults + more == []
    assert questions + others > 150


def test_the_public_reads_the_bulletin_and_never_the_signal():
    here = make.world()
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


def test_a_name_that_came_with_a_signal_is_known_to_who_sees_the_signal():
    """Two States report one substance: until the alert neither learns what the other calls it."""
    here = make.world()
    for state, name in (("PAN", "Ejemplona"), ("CRI", WORD)):
        path = reported(here.program(state), substance=name)
        file = does(here.program("second"), f"{path}/verify")["substance"]
    mine = here.program("CRI").get(f"/substances/{file}").json()
    assert (mine["name"], [one["name"] for one in mine["names"]]) == (WORD, [WORD])
    assert [one["state"] for one in mine["firsts"]] == ["CRI"]
    assert here.program("CRI").get("/substances", q="Ejemplona").json()["count"] == 0
    assert here.program("PAN").get("/substances", q=WORD).json()["count"] == 0
    assert len(here.program("desk").get(f"/substances/{file}").json()["names"]) == 2


def test_without_context_the_application_sees_public_rows_alone():
    here = make.world()
    make.bulletin(here, make.alerted(here, "PAN"))
    with connection.cursor() as cursor:
        for table in (*TABLES, "merging", "drugbulletin", "bulletinitem", "listing"):
            cursor.execute(f"select count(*) from substances_{table}")
            assert cursor.fetchone() == (0,), table
