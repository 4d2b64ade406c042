"""S39: a question to all members gets answers; the asker sees all, others those for all."""

import pytest

from almenara.exchange.tests import make
from tests.acceptance.exchange import browser, words, written

pytestmark = pytest.mark.django_db
NETWORK, KIND = "inter-american", "request-for-information"
STATES = ("CRI", "COL", "JAM", "BRA")
FOR_ALL = ("CRI", "BRA")


def test_four_answers_to_a_question_reach_the_asker_and_those_for_all_everybody():
    asker = make.officer("pan-enlace", "PAN", network=NETWORK)
    members = {
        code: make.officer(f"{code.lower()}-enlace", code, network=NETWORK) for code in STATES
    }
    url = written(
        browser(asker),
        KIND,
        title="¿Quién tiene una práctica escrita?",
        body="Buscamos prácticas contra el financiamiento.",
        marking="TLP:GREEN",
        audience_network="on",
        field_use="Preparar un manual",
        **_required(asker),
    )
    for code, officer in members.items():
        to = "all" if code in FOR_ALL else "origin"
        answer = browser(officer).post(f"{url}answers/", {"body": f"Responde {code}", "to": to})
        assert answer.status_code == 302, code
    asked = words(browser(asker).get(url))
    assert all(f"Responde {code}" in asked for code in STATES)
    for reader, officer in members.items():
        page = words(browser(officer).get(url))
        seen = {code for code in STATES if f"Responde {code}" in page}
        assert seen == {*FOR_ALL, reader}, reader
        api = make.bearer(officer)
        items = (
            browser(officer).get(f"/api/v1{url.rstrip('/')}/answers", headers=api).json()["items"]
        )
        assert {item["body"].split()[-1] for item in items} == seen


def _required(asker):
    """Whatever else this kind asks for, by its first choice."""
    page = browser(asker).get(f"/alerts/new/{KIND}/", follow=True).context["form"]
    return {
        field.html_name: next((key for key, _name in field.field.choices if key), "x")
        if hasattr(field.field, "choices")
        else "x"
        for field, _when in page.kind_fields
        if field.field.required and field.html_name != "field_use"
    }
