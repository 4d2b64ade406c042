"""S68: a project's territories are public as far as their figures reach the threshold."""

import pytest
from django.db import connection, transaction

from almenara.core.access.context import acting
from almenara.core.parties.actor import NOBODY
from almenara.directory.tests import make
from tests.acceptance.directory import browser
from tests.acceptance.funds import PROJECT, moved

pytestmark = pytest.mark.django_db


def test_figures_below_the_threshold_are_not_shown_nor_to_be_computed(client):
    desk = browser(make.officer())
    url = desk.post("/projects/new/", PROJECT)["Location"]
    measure = {"titles_es": "Familias", "unit": "familias", "target": "100"}
    assert desk.post(f"{url}indicators/", measure).status_code == 302
    pk = desk.get(url).content.decode().split('id="i-')[1].split('"')[0]
    path = f"{url}indicators/{pk}/"
    wrong = desk.post(path, {"figures": "PER; Alto Valle; muchas"})
    assert wrong.status_code == 422
    assert desk.post(path, {"figures": "XXX; Alto Valle; 40"}).status_code == 422
    figures = {"figures": "PER; Alto Valle; 41\nPER; Bajo Valle; 4\nCOL; La Loma; 5"}
    assert desk.post(path, figures).status_code == 302
    moved(desk, f"{url}stage/", "stage", "appraised", "approved")
    page = client.get(url).content.decode()
    assert "Alto Valle" in page
    assert "La Loma" in page
    assert "Bajo Valle" not in page
    assert "En total" not in page
    assert "no se publican" in page
    assert "Bajo Valle" in desk.get(url).content.decode()
    assert rows() == {"Alto Valle", "La Loma"}
    assert desk.post(path, {"figures": "PER; Alto Valle; 41\nCOL; La Loma; 5"}).status_code == 302
    assert "46" in client.get(url).content.decode().split("En total")[1][:60]


def rows():
    """What the table itself gives a stranger."""
    with transaction.atomic(), acting(NOBODY), connection.cursor() as cursor:
        cursor.execute("select territory from funds_figure")
        return {row[0] for row in cursor.fetchall()}
