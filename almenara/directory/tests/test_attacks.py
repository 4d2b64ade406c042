"""What people could try on the directory's forms: nothing is kept, each place is named."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from almenara.core.access.context import acting, system_work
from almenara.core.parties.models import Person
from almenara.core.parties.refusals import WrongStage
from almenara.directory import services
from almenara.directory.models import Designation, Post, RosterChange
from almenara.directory.tests import make
from tests.shared import built_once

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>"
FORMULA = "=HYPERLINK(0)"


def _build():
    """Panama is manned; of Jamaica nobody is nominated yet."""
    network, jamaica = make.network(), make.country("JAM")
    panama = make.manned(network, "PAN")
    with acting(jamaica.ncp):
        ncp = Person.objects.select_related("user").get(pk=jamaica.ncp.person)
    with system_work():
        return network, jamaica, ncp, panama, Post.objects.get(kind="duty")


_world = built_once(_build)


@pytest.fixture
def world(client, _world, db):
    network, jamaica, ncp, _panama, _post = deepcopy(_world)
    client.force_login(ncp.user)
    return client, network, jamaica


def nomination(jamaica, **changes):
    return {
        "institution": "jam-guard",
        "note": SimpleUploadedFile("nota.pdf", make.PDF, "application/pdf"),
        "posts-TOTAL_FORMS": "2",
        "posts-INITIAL_FORMS": "0",
        "posts-MIN_NUM_FORMS": "1",
        "posts-MAX_NUM_FORMS": "8",
        "posts-0-kind": "duty",
        "posts-0-title": "Guardia",
        "posts-0-holder": jamaica.duty.user.username,
        "posts-1-kind": "head",
        "posts-1-title": "Jefatura",
        "posts-1-holder": jamaica.head.user.username,
        **{f"posts-1-{key}": value for key, value in changes.items()},
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "Jefa\x00tura"}, "title"),
        ({"title": "Jefa\u202etura"}, "title"),
        ({"title": "Jefa\x07tura"}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"phone": "javascript:alert(1)"}, "phone"),
        ({"phone": FORMULA}, "phone"),
        ({"phone": "+507 \u0665\u0660\u0660 1111"}, "phone"),
        ({"phone": "+507 500\u202e1111"}, "phone"),
        ({"mail": "no es un correo"}, "mail"),
        ({"holder": "nadie"}, "holder"),
        ({"holder": HOSTILE}, "holder"),
        ({"kind": "king"}, "kind"),
    ],
)
def test_a_nomination_that_cannot_be_read_is_refused_at_its_row_and_field(world, changes, field):
    client, network, jamaica = world
    refused = client.post(f"/directory/{network.slug}/nominate/", nomination(jamaica, **changes))
    assert refused.status_code == 422
    assert refused.context["posts"].forms[1].errors[field]
    assert not refused.context["posts"].forms[0].errors
    assert HOSTILE not in refused.content.decode()
    with system_work():
        assert not Post.objects.filter(state="JAM").exists()


def test_what_nobody_sees_is_removed_and_markup_and_formulas_are_words(world):
    client, network, jamaica = world
    title = f"{FORMULA} \u200bJefa\u00adtura {HOSTILE}"
    said = nomination(jamaica, title=title, phone="+507 (500) 11-11, ext. 12")
    assert client.post(f"/directory/{network.slug}/nominate/", said).status_code == 302
    with system_work():
        kept = Post.objects.get(kind="head", state="JAM")
    assert kept.titles == {"es": f"{FORMULA} Jefatura {HOSTILE}"}
    page = client.get(f"/directory/posts/{kept.pk}/").content.decode()
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page


def test_two_who_verify_at_once_one_wins(world):
    _client, network, jamaica = world
    post = services.nominate(jamaica.ncp, make.nomination(network, jamaica))
    first, second = make.waiting(post), make.waiting(post)
    services.verify(make.officer(network.owner), first)
    with pytest.raises(WrongStage):
        services.verify(make.officer(network.owner), second)
    with system_work():
        assert Designation.objects.filter(post=post, stage="verified").count() == 1


def test_a_state_that_leaves_while_a_nomination_waits_takes_it_along(world):
    jamaica = world[2]
    summary = dict.fromkeys(("es", "en", "pt", "fr"), "Se entra y se sale por nota.")
    network = make.network(voluntary=True, terms={"version": "1", "summary": summary})
    with acting(jamaica.ncp):
        state = jamaica.institution.state
    accession = services.accede(jamaica.ncp, network, state, make.note(jamaica.ncp), "1")
    post = services.nominate(jamaica.ncp, make.nomination(network, jamaica))
    proposal = services.propose(
        make.actor(jamaica.duty), make.nomination(network, jamaica, "head", document="-")
    )
    waiting = make.waiting(post)
    services.leave(jamaica.ncp, accession, make.note(jamaica.ncp))
    with pytest.raises(WrongStage):
        services.verify(make.officer(network.owner), waiting)
    with pytest.raises(WrongStage):
        services.nominate_proposed(jamaica.ncp, proposal, make.note(jamaica.ncp))
    with system_work():
        assert not Post.objects.filter(state="JAM").exclude(stage="ended").exists()


@pytest.fixture
def guarded(client, _world, db):
    _network, _jamaica, _ncp, panama, post = deepcopy(_world)
    client.force_login(panama.duty.user)
    return client, f"/directory/posts/{post.pk}/roster/", panama, post


def test_hours_that_cannot_be_are_refused_at_their_field(guarded):
    client, base, panama, _post = guarded
    day = timezone.now().date() + timedelta(days=3)
    good = {
        "person": panama.duty.pk,
        "starts_at": f"{day}T08:00",
        "ends_at": f"{day}T10:00",
    }
    outsider = make.person(panama.institution)
    wrong = (
        ({"ends_at": f"{day}T07:00"}, "ends_at"),
        ({"ends_at": f"{day + timedelta(days=40)}T07:00"}, "ends_at"),
        ({"starts_at": "2020-01-01T08:00", "ends_at": "2020-01-01T09:00"}, "ends_at"),
        ({"starts_at": f"{day}T25:00"}, "starts_at"),
        ({"person": outsider.pk}, "person"),
        ({"person": "x\x00"}, "person"),
    )
    for change, field in wrong:
        refused = client.post(f"{base}cover/", good | change)
        assert refused.status_code == 422, change
        assert field in refused.context["form"].errors, (change, refused.context["form"].errors)
    with system_work():
        assert not RosterChange.objects.exists()
    assert client.post(f"{base}cover/", good).status_code == 302


def test_a_cover_within_the_hour_that_the_clocks_skip_is_refused_at_its_fields(guarded):
    client, base, panama, post = guarded
    year = timezone.now().year + 1
    with system_work():
        Post.objects.filter(pk=post.pk).update(zone="America/New_York")
    day = next(day for day in (date(year, 3, n) for n in range(8, 15)) if day.weekday() == 6)
    make.rostered(post, panama.duty, by=make.actor(panama.duty), until=None)
    said = {"person": panama.duty.pk, "starts_at": f"{day}T02:30", "ends_at": f"{day}T04:00"}
    swallowed = said | {"starts_at": f"{day}T02:10", "ends_at": f"{day}T02:50"}
    for wrong, fields in ((said, {"starts_at"}), (swallowed, {"starts_at", "ends_at"})):
        refused = client.post(f"{base}cover/", wrong)
        assert refused.status_code == 422
        assert refused.context["form"].errors.keys() == fields
    with system_work():
        assert not RosterChange.objects.exists()


def test_a_swap_of_a_shift_that_is_gone_or_ones_own_is_refused_at_its_field(guarded):
    client, base, _panama, post = guarded
    with system_work():
        rows = list(post.shifts.filter(starts_at__gt=timezone.now()).order_by("starts_at")[:3])
    same = {"one": rows[0].pk, "other": rows[2].pk}
    refused = client.post(f"{base}swap/", same)
    assert refused.status_code == 422
    assert refused.context["form"].errors["other"]
    gone = client.post(f"{base}swap/", {"one": post.pk, "other": rows[1].pk})
    assert gone.status_code == 422
    assert gone.context["form"].errors["one"]
