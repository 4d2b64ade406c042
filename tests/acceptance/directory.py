"""What the acceptance tests of the directory do by hand: enter, upload a note, fill a form."""

import json
from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from almenara.core.access.context import system_work
from almenara.core.identity import services as identity
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Person
from almenara.directory.models import Designation, Network, Post
from almenara.directory.tests import make

API = "/api/v1"


def note() -> SimpleUploadedFile:
    return SimpleUploadedFile("nota.pdf", make.PDF, "application/pdf")


def browser(who: Person | Actor) -> Client:
    """Somebody who has signed in."""
    client = Client()
    account = who.user if isinstance(who, Person) else User.objects.get(username=who.name)
    client.force_login(account)
    return client


def person(who: Person | Actor) -> Person:
    if isinstance(who, Person):
        return who
    with system_work():
        return Person.objects.select_related("user", "institution").get(pk=who.person)


def nominate(
    client: Client, network: Network, home: str, kind: str, holder: Person, **more: str
) -> Any:
    """Fill the form of one post with its note verbale."""
    said = {
        "institution": home,
        "note": note(),
        "posts-TOTAL_FORMS": "1",
        "posts-INITIAL_FORMS": "0",
        "posts-MIN_NUM_FORMS": "1",
        "posts-MAX_NUM_FORMS": "8",
        "posts-0-kind": kind,
        "posts-0-title": more.get("title", "Guardia nacional"),
        "posts-0-holder": holder.user.username,
        "posts-0-phone": more.get("phone", "+507 500 0000"),
    }
    return client.post(f"/directory/{network.slug}/nominate/", said)


def verify(network: Network) -> None:
    """An officer of the owner verifies whatever waits on the page «Le esperan»."""
    officer = browser(make.officer(network.owner))
    with system_work():
        waiting = list(
            Designation.objects.filter(post__network=network, stage="nominated").values_list(
                "pk", flat=True
            )
        )
    for pk in waiting:
        assert officer.post(f"/directory/designations/{pk}/verify/").status_code == 302


def post_of(network: Network, home: str, kind: str = "duty") -> Post:
    with system_work():
        return Post.objects.get(network=network, institution=home, kind=kind)


class Program:
    """Somebody's program with a key."""

    def __init__(self, who: Person | Actor) -> None:
        holder = make.actor(who) if isinstance(who, Person) else who
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {identity.grant_token(holder, 'tests')[1]}"}

    def get(self, path: str, **query: str) -> Any:
        return self.client.get(API + path, query, headers=self.headers)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        text = json.dumps(body)
        return self.client.post(
            API + path, text, content_type="application/json", headers=self.headers
        )
