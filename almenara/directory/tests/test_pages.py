"""The directory's pages, without JavaScript, for each person who uses them."""

from copy import deepcopy
from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from almenara.core.access.context import acting, system_work
from almenara.core.forms.clocks import struck
from almenara.core.journal.models import Entry
from almenara.core.parties.models import Person
from almenara.directory import welcome
from almenara.directory.models import Post, RosterChange
from almenara.directory.tests import make
from almenara.directory.wallclock import zone
from tests.shared import built_once

pytestmark = pytest.mark.django_db


def note():
    return SimpleUploadedFile("nota.pdf", make.PDF, "application/pdf")


def enter(client, who):
    if not isinstance(who, Person):
        with acting(who):
            who = Person.objects.select_related("user").get(pk=who.person)
    client.force_login(who.user)
    return client


_world = built_once(make.two_states)


@pytest.fixture
def world(_world, db):
    return deepcopy(_world)


def test_every_page_opens_for_a_member(client, world):
    network, panama, _costa_rica = world
    enter(client, panama.duty)
    with system_work():
        post = Post.objects.get(institution="cri-guard", kind="duty")
    slug = network.slug
    for path in (
        "/directory/",
        f"/directory/on-duty/?state=CRI&network={slug}",
        f"/directory/{slug}/",
        f"/directory/{slug}/?state=CRI",
        f"/directory/{slug}/members/",
        f"/directory/{slug}/checks/",
        f"/directory/{slug}/contact/",
        f"/directory/{slug}/nominate/",
        f"/directory/{slug}/propose/",
        "/directory/mine/",
        "/directory/waiting/",
        f"/directory/posts/{post.pk}/",
        f"/directory/posts/{post.pk}/roster/",
        f"/directory/posts/{post.pk}/roster/set/",
        f"/directory/posts/{post.pk}/roster/calendar.ics",
    ):
        response = client.get(path)
        assert response.status_code == 200, (path, response.content[:300])


def test_a_stranger_is_sent_to_sign_in_and_others_find_nothing(client, world):
    network, *_rest = world
    path = f"/directory/on-duty/?state=CRI&network={network.slug}"
    assert client.get(path).status_code == 302
    enter(client, make.person(make.institution("jam-x", "JAM")))
    assert client.get(path).status_code == 404
    assert client.get(f"/directory/{network.slug}/").status_code == 200
    assert b"+507" not in client.get(f"/directory/{network.slug}/?state=PAN").content
    with system_work():
        post = Post.objects.filter(institution="pan-guard").first()
    for rest in ("", "roster/", "roster/calendar.ics"):
        assert client.get(f"/directory/posts/{post.pk}/{rest}").status_code == 404


def test_the_contact_point_nominates_two_posts_by_one_note(client, world):
    network, _panama, costa_rica = world
    jamaica = make.country("JAM")
    enter(client, jamaica.ncp)
    rows = {
        "posts-TOTAL_FORMS": "4",
        "posts-2-kind": "duty",
        "posts-3-kind": "duty",
        "posts-INITIAL_FORMS": "0",
        "posts-MIN_NUM_FORMS": "1",
        "posts-MAX_NUM_FORMS": "8",
    }
    for number, (kind, who) in enumerate((("duty", jamaica.duty), ("head", jamaica.head))):
        rows |= {
            f"posts-{number}-kind": kind,
            f"posts-{number}-title": f"Puesto {kind}",
            f"posts-{number}-holder": who.user.username,
            f"posts-{number}-phone": "+507 500 1111",
        }
    path = f"/directory/{network.slug}/nominate/"
    assert 'fold" open' not in client.get(path).content.decode()
    said = {"institution": "jam-guard", **rows}
    assert client.post(path, said).status_code == 422
    wrong = {**said, "posts-1-holder": "nadie", "note": note()}
    assert client.post(path, wrong).status_code == 422
    with system_work():
        assert not Post.objects.filter(state="JAM").exists()
    assert client.post(path, {**said, "note": note()}).status_code == 302
    shown = client.get(f"/directory/{network.slug}/").content.decode()
    assert "Otra persona verifica la nominación" in shown
    officer = make.officer()
    for who, waits in ((officer, True), (jamaica.duty, True), (costa_rica.duty, False)):
        enter(client, who)
        assert ("Puesto duty" in client.get("/directory/waiting/").content.decode()) is waits
    enter(client, officer)
    with system_work():
        waiting = [
            str(pk)
            for post in Post.objects.filter(state="JAM")
            for pk in post.designations.values_list("pk", flat=True)
        ]
    for pk in waiting:
        assert client.post(f"/directory/designations/{pk}/verify/").status_code == 302
    enter(client, jamaica.duty)
    found = client.get(f"/directory/on-duty/?state=JAM&network={network.slug}").content.decode()
    assert "+507 500 1111" in found


def test_rosters_are_written_covered_and_swapped_on_the_page(client, world):
    _network, panama, _costa_rica = world
    enter(client, panama.duty)
    with system_work():
        post = Post.objects.get(institution="pan-guard", kind="duty")
        people = [d.person.user.username for d in post.designations.select_related("person__user")]
    base = f"/directory/posts/{post.pk}/roster/"
    said = {
        "people": "\n".join(people),
        "hand_overs": "06:00, 18:00",
        "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        "rotation": "each",
        "zone": "America/Panama",
        "begins": "2026-11-01",
    }
    assert client.post(f"{base}set/", {**said, "people": "nadie"}).status_code == 422
    assert client.post(f"{base}set/", {**said, "hand_overs": "25:00"}).status_code == 422
    assert client.post(f"{base}set/", said).status_code == 302
    page = client.get(base)
    assert "06:00" in page.content.decode()
    refused = client.post(f"{base}cover/", {})
    assert refused.status_code == 422
    assert f'href="{base}"' in refused.content.decode()
    assert "Hora de Panamá" in refused.content.decode()
    with system_work():
        shifts = list(post.shifts.order_by("starts_at")[2:4])
    assert (
        client.post(f"{base}swap/", {"one": shifts[0].pk, "other": shifts[1].pk}).status_code == 302
    )
    with system_work():
        after = post.shifts.get(starts_at=shifts[0].starts_at)
    assert after.person_id == shifts[1].person_id


def test_who_covers_says_which_hour_of_two_and_none_that_the_clocks_skip(client, world):
    _network, panama, _costa_rica = world
    enter(client, panama.duty)
    with system_work():
        post = Post.objects.get(institution="pan-guard", kind="duty")
        Post.objects.filter(pk=post.pk).update(zone="America/New_York")
    days = [timezone.localdate() + timedelta(days=n) for n in range(1, 380)]
    times = {clock: [len(struck(datetime.combine(day, clock), zone("America/New_York")))
                     for day in days] for clock in (time(1, 30), time(2, 30))}  # fmt: skip
    twice, never = days[times[time(1, 30)].index(2)], days[times[time(2, 30)].index(0)]
    base = f"/directory/posts/{post.pk}/roster/"
    said = {"person": panama.duty.pk, "ends_at": f"{twice}T06:00"}
    for starts, words in ((f"{twice}T01:30", "dos veces"), (f"{never}T02:30", "no existe")):
        refused = client.post(f"{base}cover/", {**said, "starts_at": starts})
        assert refused.status_code == 422
        assert words in refused.context["form"].errors["starts_at"][0]
        assert f'value="{starts}"' in refused.text
    for turn, hour in (("0", 5), ("1", 6)):
        chosen = {**said, "starts_at": f"{twice}T01:30", "starts_at_turn": turn}
        assert client.post(f"{base}cover/", chosen).status_code == 302
        with system_work():
            made = RosterChange.objects.latest("made_at")
        assert made.starts_at == datetime.combine(twice, time(hour, 30), UTC)


def test_a_person_with_several_hats_confirms_them_in_one_act(client, world):
    _network, panama, _costa_rica = world
    other = make.network("cyber-diplomacy", version=2)
    make.verified(other, panama, "head", panama.duty)
    enter(client, panama.duty)
    page = client.get("/directory/mine/").content.decode()
    assert page.count("Verificado") == 2
    assert client.post("/directory/mine/").status_code == 302
    with system_work():
        assert Post.objects.filter(attestations__isnull=False).count() == 2


def test_a_request_for_contact_arrives_and_is_taken(client, world):
    network, panama, costa_rica = world
    enter(client, panama.duty)
    path = f"/directory/{network.slug}/contact/"
    said = {"institution": "cri-guard", "reason": "Coordinar", "urgency": "immediate"}
    turned = client.post(path, {**said, "reason": "Coordinar \u202e"})
    assert (turned.status_code, list(turned.context["form"].errors)) == (422, ["reason"])
    made = client.post(path, said)
    assert made.status_code == 302
    assert client.get(made["Location"]).status_code == 200
    enter(client, costa_rica.head)
    assert client.post(f"{made['Location']}accept/").status_code == 302
    assert client.post(f"{made['Location']}accept/").status_code == 409


def test_the_contact_point_invites_a_person_who_sets_a_password_by_the_link(
    client, world, settings
):
    network, panama, _costa_rica = world
    enter(client, panama.ncp)
    path = f"/directory/{network.slug}/people/"
    said = {
        "username": "nueva.persona",
        "mail": "nueva@example.org",
        "title": "Oficial",
        "institution": "pan-guard",
    }
    assert client.get(path).status_code == 200
    made = client.post(path, said)
    assert made.status_code == 302
    assert "Se le escribió" in client.get(made["Location"]).content.decode()
    assert client.post(path, said).status_code == 422
    with system_work():
        user = Person.objects.select_related("user").get(user__username="nueva.persona").user
    link = welcome.link(user).removeprefix(settings.BASE_URL)
    stranger = Client()
    assert stranger.get(link).status_code == 200
    assert stranger.get(f"{link[:-2]}x/").status_code == 404
    chosen = {"password": "una frase muy larga", "again": "una frase muy larga"}
    assert stranger.post(link, {**chosen, "again": "otra"}).status_code == 422
    assert stranger.post(link, chosen).status_code == 302
    assert stranger.get(link).status_code == 404
    assert stranger.login(username="nueva.persona", password="una frase muy larga")
    make.institution("cri-x", "CRI")
    assert client.post(path, {**said, "institution": "cri-x"}).status_code == 422


def test_the_card_to_print_is_an_export_and_only_where_the_type_allows_it(client, world):
    network, panama, _costa_rica = world
    enter(client, panama.duty)
    asked = client.post(f"/directory/{network.slug}/card/")
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    client.post(asked["Location"], {"password": make.PASSWORD})
    printed = client.post(f"/directory/{network.slug}/card/")
    if network.document["sealed_copy"]:
        assert printed["Content-Type"] == "application/pdf"
        assert printed.content.startswith(b"%PDF")
    else:
        assert printed.status_code == 409
    with system_work():
        exported = Entry.objects.filter(verb="export").count()
    assert exported == int(network.document["sealed_copy"])
