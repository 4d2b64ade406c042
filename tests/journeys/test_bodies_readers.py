"""Who reads which paper: every circle of readers against every kind of viewer, by every way in."""

from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test import Client

from almenara.bodies import queries, services
from almenara.core.access.context import acting
from almenara.core.parties.actor import NOBODY
from almenara.directory.tests import make
from tests.extent import some_pairs
from tests.journeys import bodies
from tests.shared import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]
MARKINGS = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")
CLEAR, GREEN, AMBER, STRICT, RED = range(5)
# Of the meeting of a committee of all member States, and of that of a group of experts.
READS = {
    "nobody": ({CLEAR}, {CLEAR}),
    "observer": ({CLEAR}, {CLEAR}),
    "invited": ({CLEAR, GREEN}, {CLEAR}),
    "state": ({CLEAR, GREEN, AMBER}, {CLEAR}),
    "delegate": ({CLEAR, GREEN, AMBER, STRICT, RED}, {CLEAR}),
    "outside": ({CLEAR}, {CLEAR}),  # of a member State that does not take part
    "expert": ({CLEAR, GREEN, AMBER}, {CLEAR, GREEN, AMBER}),
    "another": ({CLEAR, GREEN, AMBER}, {CLEAR}),  # an expert of another group
    "desk": ({CLEAR, GREEN, AMBER, STRICT}, {CLEAR, GREEN, AMBER, STRICT}),
    "clerk": ({CLEAR, GREEN, AMBER, STRICT, RED}, {CLEAR, GREEN, AMBER, STRICT, RED}),
    "administrator": ({CLEAR}, {CLEAR}),
}


def played():
    clerk = make.officer()
    persons = {
        "state": make.person(make.institution("pan-guard", "PAN")),
        "delegate": make.person(make.institution("cri-guard", "CRI")),
        "outside": make.person(make.institution("cub-guard", "CUB")),
        "expert": make.person(make.institution("mex-lab", "MEX")),
        "another": make.person(make.institution("jam-lab", "JAM")),
        "administrator": make.person(make.institution("s-admin"), "administrator"),
    }
    actors = {name: make.actor(person) for name, person in persons.items()}
    actors |= {
        "nobody": NOBODY,
        "observer": bodies.observer("FR"),
        "invited": bodies.observer("IT"),
        "desk": make.officer(),
        "clerk": clerk,
    }
    office = Client()
    office.force_login(get_user_model().objects.get(username=clerk.name))
    for slug, expert in (("ge-lavado", "expert"), ("ge-demanda", "another")):
        seat = {"username": actors[expert].name, "since": "2026-01-01"}
        assert office.post(f"/bodies/{slug}/seats/", seat).status_code == 302
    meetings = [bodies.meeting(clerk), bodies.meeting(clerk, "ge-lavado")]
    bodies.accredited(clerk, meetings[0], observer="IT")
    bodies.accredited(clerk, meetings[0], (actors["delegate"].name,), state="CRI")
    papers = [[bodies.paper(clerk, one, marking) for marking in MARKINGS] for one in meetings]
    return actors, meetings, papers


cast = built_once(played)


def browser(actor):
    client = Client()
    if actor is not NOBODY:
        client.force_login(get_user_model().objects.get(username=actor.name))
    return client


def test_the_list_and_the_table_show_each_reader_what_is_theirs(cast, db):
    actors, meetings, papers = cast
    for name, actor in actors.items():
        for number, (meeting, posted) in enumerate(zip(meetings, papers, strict=True)):
            wanted = {posted[place].symbol for place in READS[name][number]}
            with transaction.atomic(), acting(actor):
                listed = {one.symbol for one in queries.papers(actor, meeting)}
                with connection.cursor() as cursor:
                    cursor.execute(
                        "select symbol from bodies_paper where meeting_id = %s", [meeting.pk]
                    )
                    raw = {symbol for (symbol,) in cursor.fetchall()}
            assert listed == wanted, (name, number)
            assert raw == wanted or name == "outside", (name, number)  # statuses are Python's


def test_the_page_of_a_meeting_and_that_of_a_paper_agree_with_the_list(cast, db):
    actors, meetings, papers = cast
    ways = [(0, None), (1, None), (0, AMBER), (0, RED)]
    for (name, actor), (number, place) in some_pairs(list(actors.items()), ways):
        wanted = {papers[number][one].symbol for one in READS[name][number]}
        there = f"/bodies/{meetings[number].body_id}/meetings/{meetings[number].pk}/"
        if place is None:
            page = browser(actor).get(there).content.decode()
            assert {one.symbol for one in papers[number] if one.symbol in page} == wanted, name
        else:
            paper = papers[number][place]
            status = browser(actor).get(f"{there}documents/{paper.pk}/").status_code
            absent = 404 if actor is not NOBODY else 302
            assert status == (200 if paper.symbol in wanted else absent), (name, paper.symbol)


def test_files_are_there_for_readers_of_their_paper_alone(cast, db):
    actors, _meetings, papers = cast
    clerk = actors["clerk"]
    text = services.translate(clerk, papers[0][AMBER], "es", "", BytesIO(make.PDF), "uno.pdf")
    for name, status in (("state", 200), ("observer", 404), ("outside", 404), ("desk", 200)):
        assert browser(actors[name]).get(f"/documents/{text.document_id}/").status_code == status, (
            name
        )
