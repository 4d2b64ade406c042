"""Twenty at once on one plan: nothing is lost, and who was second is told."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction

from almenara.core.access.context import acting, system_work
from almenara.core.parties.refusals import WrongStage
from almenara.directory.tests import make as people
from almenara.programmes import queries, services
from almenara.programmes.models import Coverage, Participant, Programme
from almenara.programmes.tests import make

WRITERS = 20


def test_twenty_writers_on_one_plan_lose_nothing_and_the_second_is_told(committed_db):
    with transaction.atomic():
        desk = people.officer()
        mine = [make.activity(desk, states=["MEX"]) for _number in range(WRITERS)]
        shared = make.activity(desk, states=["PER"])
    together = threading.Barrier(WRITERS)

    def write(number):
        try:
            with transaction.atomic(), acting(desk):
                own = queries.activity(desk, mine[number].pk)
                both = queries.activity(desk, shared.pk)
            together.wait(60)
            rows = [f"Oficial {n},MEX,,,,M-{n},600" for n in range(number, number + 3)]
            make.enrolled(desk, own, *rows)
            for stage in ("confirmed", "held"):
                services.step(desk, own, stage)
            try:
                services.step(desk, both, "confirmed")
            except WrongStage as refusal:
                return str(refusal)
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as lanes:
        told = list(lanes.map(write, range(WRITERS)))
    assert (told.count(""), len([words for words in told if words])) == (1, WRITERS - 1)
    assert make.value("D3.1", desk) == WRITERS + 2
    with system_work():
        assert Participant.objects.count() == WRITERS + 2
        there = Coverage.objects.get(programme__code="D3", state="MEX")
        assert (there.planned, there.held) == (0, WRITERS)
        assert Programme.objects.get(plan=make.PLAN, code="D3").served == 1
