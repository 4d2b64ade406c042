"""S3: the two-category directory of contacts for measures of confidence in cyberspace."""

import pytest

from almenara.directory.tests import make
from tests.acceptance.directory import Program, browser, nominate, post_of, verify

pytestmark = pytest.mark.django_db


def test_only_the_contact_point_or_the_mission_adds_a_contact_and_it_stays_in_the_history():
    network = make.network("cyber-diplomacy")
    panama = make.country("PAN")
    holder = make.person(panama.institution)
    for other in (panama.duty, make.officer(), make.country("CRI").ncp):
        refused = nominate(browser(other), network, "pan-guard", "head", holder)
        assert refused.status_code in (403, 422)
    duty = Program(panama.duty)
    body = {
        "state": "PAN",
        "institution": "pan-guard",
        "kind": "head",
        "title": "Cancillería",
        "holder": holder.user.username,
        "document": make.note(make.actor(panama.duty)),
    }
    refused = duty.post(f"/networks/{network.slug}/posts", body)
    assert refused.status_code == 403
    assert "punto de contacto nacional" in refused.json()["detail"]

    contact = browser(panama.ncp)
    assert nominate(contact, network, "pan-guard", "head", holder).status_code == 302
    verify(network)

    post = post_of(network, "pan-guard", "head")
    page = contact.get(f"/directory/posts/{post.pk}/").content.decode()
    assert holder.user.username in page
    assert "nota.pdf" in page
    assert "Verificado" in page
    journal = Program(panama.ncp).get("/journal", thing=f"post:{post.pk}")
    if journal.status_code == 200:
        assert "nominate" in {row["verb"] for row in journal.json()["items"]}


def test_both_categories_are_networks_of_their_own():
    policy, diplomacy = make.network("cyber-policy"), make.network("cyber-diplomacy")
    panama = make.country("PAN")
    contact = browser(panama.mission)
    assert nominate(contact, policy, "pan-guard", "head", panama.head).status_code == 302
    listed = Program(panama.head).get("/networks").json()["items"]
    mine = {row["slug"]: row["member"] for row in listed}
    assert (mine[policy.slug], mine[diplomacy.slug]) == (True, False)
