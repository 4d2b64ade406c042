"""A page that is the form of one act is shown to who may do it, and to nobody else."""

import pytest

from almenara.directory.tests import make
from tests.acceptance.directory import browser
from tests.leaks import routes

PLAN = "cicte-2020-2021"
FREE = {"correspondence/new/"}  # every office writes to the secretariat


def pages() -> list[str]:
    """Those that need no row but the plan."""
    made = [route.replace("<slug:slug>", PLAN) for route in routes.TABLE if route.endswith("/new/")]
    return [route for route in made if "<" not in route and ("/" + PLAN in route) == (
        route.startswith("plans/"))]  # fmt: skip


def has_form(answer) -> bool:
    """Beside those that are on every page: to sign out, to choose a language."""
    return b"novalidate" in answer.content or b'class="reading"' in answer.content


@pytest.mark.django_db
def test_who_may_not_send_a_form_is_not_shown_it():
    panama = make.country("PAN")
    duty = browser(panama.duty)
    answers = {page: duty.get(f"/{page}") for page in pages()}
    assert len(answers) > 10
    assert {
        page for page, one in answers.items() if one.status_code == 200 and has_form(one)
    } == FREE


@pytest.mark.django_db
def test_who_may_is_shown_it():
    desk = browser(make.officer())
    shown = [page for page in pages() if desk.get(f"/{page}").status_code == 403]
    assert shown == []
