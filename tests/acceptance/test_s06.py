"""S6: one home page with the unread items of each of one's networks, and nothing of others."""

import pytest

from almenara.exchange.tests import make
from tests.acceptance.exchange import browser, words, written

pytestmark = pytest.mark.django_db
TWO = ("csirt", "cyber-policy")
OTHER = "cicte-ncp"


def test_home_shows_what_is_unread_in_each_own_network_and_nothing_of_others():
    reader = make.officer("cri-todo", "CRI", network=TWO[0])
    make.post(reader, network=TWO[1])
    stranger_to_them = make.officer("cri-contacto", "CRI", network=OTHER)
    senders = {n: make.officer(f"pan-{n}", "PAN", network=n) for n in (*TWO, OTHER)}
    urls = {
        network: written(
            browser(sender), f"notice-{network}",
            title=f"Aviso de {network}", marking="TLP:AMBER", states=["CRI"],
        )
        for network, sender in senders.items()
    }  # fmt: skip
    home = browser(reader)
    page = home.get("/")
    said = words(page)
    for network in TWO:
        assert f"Aviso de {network}" in said
    assert f"Aviso de {OTHER}" not in said
    assert len(page.context["unread"]) == len(TWO)
    assert [group["count"] for group in page.context["unread"]] == [1, 1]
    assert page.context["inbox_count"] == len(TWO)
    assert len(page.context["awaiting"]) == len(TWO)

    other = browser(stranger_to_them).get("/")
    assert f"Aviso de {OTHER}" in words(other)
    assert not any(f"Aviso de {network}" in words(other) for network in TWO)

    assert home.get(urls[TWO[0]]).status_code == 200
    delivery = home.get(urls[TWO[0]]).context["delivery"]["id"]
    home.post(f"/deliveries/{delivery}/acknowledge/", {"answer": "received"})
    after = home.get("/")
    assert len(after.context["unread"]) == 1
    assert after.context["inbox_count"] == 1
    assert len(after.context["awaiting"]) == 1
