"""Four translators at once: no title of another one is lost."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from django.db import connections

from almenara.bodies import services
from almenara.bodies.models import Paper
from almenara.core.access.context import system_work
from almenara.directory.tests import make
from tests.journeys import bodies


def test_four_languages_kept_at_once_are_all_there(committed_db):
    clerk = make.officer()
    paper = bodies.paper(clerk, bodies.meeting(clerk), "TLP:CLEAR")
    services.translate(clerk, paper, "es", "", BytesIO(make.PDF), "es.pdf")

    def keep(language: str) -> None:
        try:
            with system_work():
                mine = Paper.objects.unguarded("a test").select_related("body").get(pk=paper.pk)
            file = BytesIO(make.PDF)
            services.translate(clerk, mine, language, language, file, f"{language}.pdf")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(keep, ["en", "pt", "fr", "en", "pt", "fr"]))
    with system_work():
        kept = Paper.objects.unguarded("a test").get(pk=paper.pk)
        assert set(kept.titles) == {"es", "en", "pt", "fr"}
        assert kept.texts.count() == 4
