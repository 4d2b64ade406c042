"""How the journal calls the directory's things."""

from almenara.core.access.context import acting
from almenara.core.journal.titles import titles
from almenara.core.parties.actor import NOBODY, SYSTEM
from almenara.directory.models import Network


def test_a_network_is_called_by_its_name_and_leads_to_its_page(db):
    with acting(SYSTEM):
        network = Network.objects.visible_to(SYSTEM).order_by("slug").first()
        called = titles(SYSTEM, [f"network:{network.slug}", "network:no-such"])
    assert called[f"network:{network.slug}"].title == network.name
    assert called[f"network:{network.slug}"].url == f"/directory/{network.slug}/"
    assert called["network:no-such"].title == "una red"


def test_every_word_finds_nothing_for_nobody_without_an_error(db):
    words = ("post", "proposal", "check", "accession", "application", "window", "designation")
    things = [f"{word}:0b88742a-956e-4df1-9a48-af06bdf5f6aa" for word in words]
    with acting(NOBODY):
        assert all(called.title for called in titles(NOBODY, things).values())
