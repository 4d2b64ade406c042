"""Twenty at once: no number twice, none left out, and who is refused takes none."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connections, transaction

from almenara.bodies import services
from almenara.bodies.drafts import ItemShape, PaperShape, RevisionShape
from almenara.bodies.models import Paper
from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.directory.tests import make
from almenara.formats.refusal import Unreadable
from tests.journeys import bodies

SAID = {"language": "es", "title": "Uno", "marking": "TLP:CLEAR"}


def test_twenty_writers_at_once_get_twenty_numbers_in_a_row(committed_db):
    clerk = make.officer()
    meeting = bodies.meeting(clerk)

    def post(number: int) -> int:
        """Every fourth one is refused, by its class."""
        series = "none" if number % 4 == 0 else "doc"
        try:
            with transaction.atomic():
                made = services.submit(clerk, meeting, PaperShape(**{"class": series, **SAID}))
            return made.number
        except Unreadable:
            return 0
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        given = sorted(pool.map(post, range(20)))
    assert given == [0] * 5 + list(range(1, 16))
    item = ItemShape.model_validate({"titles": {"es": "Punto"}})

    def add(_number: int) -> int:
        try:
            return services.add_item(clerk, meeting, item).position
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(add, range(20))) == list(range(1, 21))
    with system_work():
        root = Paper.objects.visible_to(SYSTEM).get(number=1)

    def revise(_number: int) -> str:
        try:
            return services.revise(clerk, root, RevisionShape()).symbol
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        parts = set(pool.map(revise, range(8)))
    assert parts == {f"{root.symbol} rev.{number}" for number in range(1, 9)}
