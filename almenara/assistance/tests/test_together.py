"""Twenty at once on one case: no word is lost, one takes it, and the others are told who did."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

from almenara.assistance import queries, services
from almenara.assistance.drafts import CaseShape, MeetingShape, MinutesShape
from almenara.core.access.context import acting
from almenara.core.parties.refusals import WrongStage
from almenara.directory.tests import make

WRITERS = 20


def tried(act):
    """What the second is told; nothing for the first."""
    try:
        act()
    except WrongStage as refusal:
        return str(refusal)
    return ""


def test_twenty_writers_on_one_case_lose_nothing_and_the_second_is_told_who_was_first(committed_db):
    with transaction.atomic():
        ncp, desks = make.country("PAN").ncp, [make.officer() for _number in range(WRITERS)]
    case = services.ask(ncp, CaseShape(topic="unscr-1540", title="Leyes", request="Una ley"))
    called = MeetingShape(held_on="2021-03-01", agenda="Alcance")
    with transaction.atomic(), acting(desks[0]):
        meeting = services.convene(desks[0], queries.case(desks[0], case.pk), called)
    together = threading.Barrier(WRITERS)

    def write(number):
        desk = desks[number]
        try:
            with transaction.atomic(), acting(desk):
                mine = queries.case(desk, case.pk)
                notes = queries.scoping(desk, mine, meeting.pk)
            together.wait(60)
            services.answer(desk, mine, f"Mensaje {number}")
            minutes = MinutesShape(notes=f"Notas {number}", terms="Dos misiones", version=0)
            return (
                tried(lambda: services.assign(desk, mine, desk.name)),
                tried(lambda: services.write(desk, notes, minutes)),
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as lanes:
        told = list(lanes.map(write, range(WRITERS)))
    with transaction.atomic(), acting(ncp):
        case = queries.case(ncp, case.pk)
        owner = queries.usernames(ncp, [case.owner_id])[case.owner_id]
        kept = queries.scoping(ncp, case, meeting.pk)
        said = {row.text for row in queries.remarks(ncp, case)}
        writer = queries.usernames(ncp, [kept.written_by_id])[kept.written_by_id]
    assert said == {f"Mensaje {number}" for number in range(WRITERS)}
    taken, written = zip(*told, strict=True)
    assert [desks[n].name for n, words in enumerate(taken) if not words] == [owner]
    assert all(owner in words for words in taken if words)
    assert [desks[n].name for n, words in enumerate(written) if not words] == [writer]
    assert all(writer in words for words in written if words)
    assert kept.version == 1
