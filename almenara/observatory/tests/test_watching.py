"""Signals over what is stored: who may look, who reads them, and that they can be replayed."""

import json

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from almenara.core.access.context import acting, system_work
from almenara.core.parties.actor import NOBODY, SYSTEM
from almenara.core.parties.refusals import Denied
from almenara.directory.tests import make as people
from almenara.observatory import jobs, queries, watched
from almenara.observatory.services import watching
from almenara.observatory.tests import make
from tests.acceptance.directory import Program, browser

pytestmark = pytest.mark.django_db
WATCH = "/observatory/watch/"
STEADY = [("0101", str(year), "100" if year % 2 else "104") for year in range(2010, 2022)]
RISEN = [("0101", str(year), "220") for year in (2022, 2023)]


def page(reader, url):
    found = reader.get(url)
    assert found.status_code == 200, url
    return found.content.decode()


def seen(viewer):
    with acting(viewer):
        return [(one.state_id, one.period, one.method) for one in watched.signals(viewer)]


ROLES = ("analyst", "secretariat", "administrator", "statistician", "ncp", "mission", "observer")
READS = {"statistician", "ncp", "mission"}


def world():
    """Everybody by role and home; one signal of Panama, none of Costa Rica."""
    offices = {code: make.office(code) for code in ("PAN", "CRI")}
    homes = {code: f"{code.lower()}-figures" for code in offices} | {"": "dsp-dis"}
    people.institution("dsp-dis", kind="secretariat")
    everybody = {("nobody", ""): NOBODY, ("system", ""): SYSTEM}
    for home, slug in homes.items():
        with system_work():
            at = people.Institution.objects.get(pk=slug)
        for role in ROLES:
            everybody[role, home] = people.actor(people.person(at, role))
    make.checked(offices["PAN"], STEADY + RISEN)
    make.checked(offices["CRI"], STEADY)
    return everybody


def told(viewer):
    """What the table itself gives, whatever Python asks."""
    with acting(viewer), connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*) from observatory_watchsignal), count(*) from observatory_watch"
        )
        return cursor.fetchone()


def test_who_looks_and_who_reads_a_signal_is_as_this_table_says():
    everybody = world()
    made = watching.watch(everybody["analyst", ""], make.FLOW)
    assert (made.judged, made.silent) == ({"CRI": 1, "PAN": 1}, {})
    wrong = []
    for (role, home), actor in everybody.items():
        may_look = role in ("analyst", "system")
        reads = may_look or (role in READS and home == "PAN")
        if seen(actor) != ([("PAN", "2022", "breaks")] if reads else []):
            wrong.append(("signals", role, home))
        with acting(actor):
            if watched.watches(actor).count() != reads:
                wrong.append(("looks", role, home))
        if told(actor) != (reads, reads):
            wrong.append(("tables", role, home))
        try:
            with transaction.atomic():
                watching.watch(actor, make.FLOW)
                transaction.set_rollback(True)
            has_looked = True
        except Denied:
            has_looked = False
        if has_looked != may_look:
            wrong.append(("look", role, home))
    assert wrong == []


def test_a_signal_says_the_same_when_it_is_computed_again(capsys):
    desk = make.analyst()
    make.checked(make.office("PAN"), STEADY + RISEN)
    call_command("watch", dataflow=make.FLOW)
    said = json.loads(capsys.readouterr().out)
    assert (said["judged"], len(said["signals"])) == ({"PAN": 1}, 1)
    call_command("watch", replay=said["signals"][0])
    again = json.loads(capsys.readouterr().out)
    assert again["is_same"]
    assert again["observed"] == pytest.approx(220)
    with system_work():
        found = queries.watch_signal(SYSTEM, said["signals"][0])
    found.inputs = found.inputs | {"values": [*found.inputs["values"][:-1], 500]}
    assert not watched.replayed(found)[1]
    with pytest.raises(SystemExit) as end:
        call_command("watch", replay="00000000-0000-4000-8000-000000000000")
    assert end.value.code == 2
    jobs.watch_series()
    with acting(desk):
        assert watched.watches(desk).count() == 2
        assert watched.signals(desk).count() == 1  # of the newest look


def test_a_list_costs_the_same_for_one_signal_and_for_many(django_assert_max_num_queries):
    desk, panama = make.analyst(), make.office("PAN")
    reader, headers, costs = browser(desk), Program(desk).headers, []
    reader.get(WATCH)  # structures are read once a process
    for offences in (("0101",), ("0101", "0102", "0103", "0104", "0201", "0301", "0401")):
        rows = [(one, year, n) for one in offences for _code, year, n in STEADY + RISEN]
        make.checked(panama, rows, vintage=f"2025-03-{len(offences):02}")
        watching.watch(desk, make.FLOW)
        assert len(seen(desk)) == len(offences)
        for address in (WATCH, "/api/v1/watch/signals", "/api/v1/watch/looks"):
            with django_assert_max_num_queries(60) as asked:
                assert reader.get(address, headers=headers).status_code == 200
            costs.append(len(asked))
    assert costs[:3] == costs[3:]


def test_where_history_is_short_nothing_is_alarmed():
    desk, panama = make.analyst(), make.office("PAN")
    make.checked(panama, STEADY[:3])
    made = watching.watch(desk, make.FLOW)
    assert (made.judged, made.silent) == ({}, {"short": 1})
    assert seen(desk) == []


def test_the_page_explains_a_signal_and_computes_it_again(client):
    desk, panama, costa = make.analyst(), make.office("PAN"), make.office("CRI")
    make.checked(panama, STEADY + RISEN)
    people = {one: browser(one) for one in (desk, panama.clerk, costa.clerk)}
    assert "Ninguna señal" in page(people[desk], WATCH)
    assert people[panama.clerk].post(f"{WATCH}look/", {"dataflow": make.FLOW}).status_code == 403
    assert people[desk].post(f"{WATCH}look/", {"dataflow": make.FLOW}).status_code == 302
    for reader in (desk, panama.clerk):
        assert "Desde 2022 el nivel es de 220" in page(people[reader], WATCH)
    assert "220" not in page(people[costa.clerk], WATCH)
    with acting(desk):
        pk = watched.signals(desk).get().pk
    found = page(people[panama.clerk], f"{WATCH}{pk}/")
    assert "se esperaban" not in found
    assert "Límite" in found
    assert "dice lo mismo" in page(people[desk], f"{WATCH}{pk}/?replay=1")
    assert people[costa.clerk].get(f"{WATCH}{pk}/").status_code == 404
    assert people[costa.clerk].get(f"{WATCH}{pk}.svg").status_code == 404
    drawn = people[desk].get(f"{WATCH}{pk}.svg")
    assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/svg+xml")
    assert client.get(WATCH).status_code == 302


def test_programs_look_over_read_and_replay(client):
    desk, panama, costa = make.analyst(), make.office("PAN"), make.office("CRI")
    make.checked(panama, STEADY + RISEN)
    programs = {one: Program(one) for one in (desk, panama.clerk, costa.clerk)}
    asked = {"dataflow": make.FLOW}
    assert programs[panama.clerk].post("/watch/looks", asked).status_code == 403
    assert programs[desk].post("/watch/looks", {"dataflow": "DF_NONE"}).status_code == 404
    made = programs[desk].post("/watch/looks", asked)
    assert (made.status_code, made.json()["judged"]) == (201, {"PAN": 1})
    (one,) = programs[panama.clerk].get("/watch/signals").json()["items"]
    assert (one["state"], one["method"], one["rank"]) == ("PAN", "breaks", 1)
    assert programs[desk].get("/watch/signals", dataflow="DF_POLICE").json()["count"] == 0
    whole = programs[desk].get(f"/watch/signals/{one['id']}").json()
    assert whole["inputs"]["values"][-1] == 220
    assert programs[desk].get(f"/watch/signals/{one['id']}/replay").json()["is_same"]
    assert programs[costa.clerk].get("/watch/signals").json()["count"] == 0
    assert programs[costa.clerk].get(f"/watch/signals/{one['id']}").status_code == 404
    assert client.get("/api/v1/watch/signals").status_code == 401
