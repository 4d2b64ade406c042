"""A calendar of shifts is looked at before it is taken; each event that is wrong is named."""

from copy import deepcopy
from datetime import UTC, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.directory import icalendars
from almenara.directory.models import Post, RosterChange, Shift
from almenara.directory.tests import make
from tests.shared import built_once

pytestmark = pytest.mark.django_db


def _build():
    panama = make.manned(make.network(), "PAN")
    with system_work():
        post = Post.objects.select_related("network").get(kind="duty")
        names = [one.person.user.username for one in post.designations.order_by("place")]
    return panama.duty, post, names


_world = built_once(_build)


@pytest.fixture
def world(client, _world, db):
    who, post, names = deepcopy(_world)
    client.force_login(who.user)
    return client, f"/directory/posts/{post.pk}/roster/", post, names


def event(title, starts_at, ends_at):
    times = (
        f"{key}:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        for key, at in (("DTSTART", starts_at), ("DTEND", ends_at))
    )
    return "\r\n".join(("BEGIN:VEVENT", f"SUMMARY:{title}", *times, "END:VEVENT"))


def ics(*events):
    text = "\r\n".join(("BEGIN:VCALENDAR", *events, "END:VCALENDAR", ""))
    return SimpleUploadedFile("turnos.ics", text.encode(), "text/calendar")


def coming(post):
    with system_work():
        rows = Shift.objects.filter(post=post, starts_at__gt=timezone.now()).order_by("starts_at")
        return list(rows.select_related("person__user")[:4])


def test_a_calendar_is_looked_at_first_and_taken_then(world):
    client, base, post, names = world
    row = coming(post)[1]
    other = next(name for name in names if name != row.person.user.username)
    file = ics(event(f"Guardia: {other}", row.starts_at, row.ends_at))
    seen = client.post(f"{base}import/", {"calendar": file})
    assert seen.status_code == 200
    page = seen.content.decode()
    assert other in page
    assert row.person.user.username in page
    with system_work():
        assert not RosterChange.objects.exists()
    text = seen.context["taken"].initial["text"]
    assert client.post(f"{base}import/", {"text": text}).status_code == 302
    with system_work():
        assert Shift.objects.get(post=post, starts_at=row.starts_at).person.user.username == other
    again = client.post(f"{base}import/", {"text": text})
    assert again.status_code == 302
    with system_work():
        assert RosterChange.objects.count() == 1


def test_what_goes_out_changes_nothing_when_it_comes_back(world):
    client, base, _post, _names = world
    out = client.get(f"{base}calendar.ics").content
    seen = client.post(f"{base}import/", {"calendar": SimpleUploadedFile("t.ics", out)})
    assert seen.status_code == 200
    assert seen.context["preview"] == []


def test_each_event_that_cannot_be_read_is_named(world):
    client, base, _post, names = world
    now = timezone.now()
    later = [now + timedelta(days=day) for day in range(1, 60)]
    file = ics(
        event("Guardia: nadie.aqui", later[0], later[1]),
        event(f"Guardia: {names[0]}", later[3], later[2]),
        event(f"Guardia: {names[0]}", later[4], later[40]),
        event(f"Guardia: {names[0]}", now + timedelta(days=500), now + timedelta(days=501)),
    )
    refused = client.post(f"{base}import/", {"calendar": file})
    assert refused.status_code == 422
    words = refused.content.decode()
    for number, part in enumerate(
        ("no está en este turno", "termina antes", "31 días", "13 meses")
    ):
        assert f"Evento {number + 1}, «Guardia: " in words
        assert part in words
    with system_work():
        assert not RosterChange.objects.exists()


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR", b"\xff"]
)
def test_what_is_no_calendar_is_refused_at_its_field(world, content):
    client, base, _post, _names = world
    refused = client.post(f"{base}import/", {"calendar": SimpleUploadedFile("x.ics", content)})
    assert refused.status_code == 422
    assert refused.context["upload"].errors["calendar"]


def test_a_calendar_that_is_too_large_is_refused(world):
    client, base, _post, _names = world
    big = SimpleUploadedFile("x.ics", b"x" * (icalendars.LARGEST + 1))
    assert client.post(f"{base}import/", {"calendar": big}).status_code == 422


def test_only_who_keeps_the_roster_brings_a_calendar(world):
    client, base, post, names = world
    costa_rica = make.country("CRI")
    make.verified(post.network, costa_rica)
    client.force_login(costa_rica.duty.user)
    assert client.get(f"{base}import/").status_code == 200
    row = coming(post)[0]
    file = ics(event(names[0], row.starts_at, row.ends_at))
    assert client.post(f"{base}import/", {"calendar": file}).status_code == 403
    text = f"BEGIN:VCALENDAR\r\n{event(names[0], row.starts_at, row.ends_at)}\r\nEND:VCALENDAR\r\n"
    assert client.post(f"{base}import/", {"text": text}).status_code == 403
    client.force_login(make.person(make.institution("jam-x", "JAM")).user)
    assert client.post(f"{base}import/", {"text": text}).status_code == 404
