"""Twenty at once on one agenda: no point is lost or doubled, and who was second is told."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

from almenara.bodies import queries, services
from almenara.bodies.drafts import ItemShape, MeetingShape
from almenara.core.access.context import acting
from almenara.core.parties.refusals import WrongStage
from almenara.directory.tests import make
from almenara.formats.refusal import Unreadable
from tests.acceptance.bodies import MEETING

WRITERS = 20


def point(text):
    return ItemShape.model_validate({"titles": {"es": text}})


def tried(act):
    """What the second is told; nothing for the first."""
    try:
        act()
    except (WrongStage, Unreadable) as refusal:
        return str(refusal) or "refused"
    return ""


def test_twenty_writers_on_one_agenda_lose_nothing_and_the_second_is_told(committed_db):
    with transaction.atomic():
        desks = [make.officer() for _number in range(WRITERS)]
        with acting(desks[0]):
            called = MeetingShape.model_validate(MEETING)
            body = queries.body(desks[0], "cicte")
            meeting = services.convene(desks[0], body, called)
            doubtful, last = (
                services.add_item(desks[0], meeting, point(text)) for text in ("Dudoso", "Último")
            )
    together = threading.Barrier(WRITERS)

    def write(number):
        desk = desks[number]
        try:
            with transaction.atomic(), acting(desk):
                mine = queries.meeting(desk, meeting.pk)
                here, there = (queries.item(desk, mine, str(one.pk)) for one in (last, doubtful))
            together.wait(60)
            services.add_item(desk, mine, point(f"Punto {number}"))
            services.raise_item(desk, here)
            return (
                tried(lambda: services.remove_item(desk, there)),
                tried(lambda: services.adopt(desk, mine)),
                tried(lambda: services.step(desk, mine, "open")),
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as lanes:
        told = list(lanes.map(write, range(WRITERS)))
    for answers in zip(*told, strict=True):
        assert answers.count("") == 1
    with transaction.atomic(), acting(desks[0]):
        kept = list(queries.items(desks[0], meeting))
    wanted = {"Último"} | {f"Punto {number}" for number in range(WRITERS)}
    assert sorted(row.titles["es"] for row in kept) == sorted(wanted)
    assert len({row.position for row in kept}) == len(kept)
    assert kept[0].titles["es"] == "Último"
