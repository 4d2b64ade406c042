"""Persons to be told, and a word of the tests."""

import uuid
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.db import transaction

from almenara.core.access.context import acting, system_work
from almenara.core.notices import handover, jobs, post
from almenara.core.notices.handover import Carriage
from almenara.core.notices.models import Notice
from almenara.core.notices.rows import Telling, Told
from almenara.core.notices.words import WORDS, Content, Word
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Institution, Person, State


@dataclass
class Tested:
    """A word whose answers the test decides."""

    answered: set[str] = field(default_factory=set)
    received: list[str] = field(default_factory=list)
    marking: str = "TLP:GREEN"
    title: str = "Phishing contra puertos"

    def word(self) -> Word:
        return Word(self._contents, self._wanted, lambda a, n: self.received.append(n.key))

    def _wanted(self, groups: list[str]) -> set[str]:
        return set(groups) - self.answered

    def _contents(self, notices: list[Notice]) -> dict[uuid.UUID, Content]:
        return {
            notice.pk: Content(
                title=self.title,
                body="Bloquee el dominio.\n.Un punto al principio.",
                marking=notice.marking,
                network="CSIRT Américas",
                reference="PAN-7K3F9Q",
                url="http://127.0.0.1:8000/alerts/1/",
                is_exercise=True,
            )
            for notice in notices
        }


def word(name: str = "tested") -> Tested:
    tested = Tested()
    WORDS[name] = tested.word()
    return tested


def person(name: str = "", institution: Institution | None = None, language: str = "") -> Person:
    name = name or f"p{uuid.uuid4().hex[:8]}"
    user = get_user_model().objects.create_user(name, f"{name}@example.org")
    with system_work():
        return Person.objects.create(
            user=user, institution=institution, pseudonym=uuid.uuid4().hex[:16], language=language
        )


def persons(count: int) -> list[Person]:
    """So many of no institution."""
    account = get_user_model()
    names = [f"p{uuid.uuid4().hex[:8]}" for _one in range(count)]
    with system_work():
        users = account.objects.bulk_create(
            account(username=name, email=f"{name}@example.org") for name in names
        )
        return Person.objects.bulk_create(
            Person(user=user, pseudonym=uuid.uuid4().hex[:16]) for user in users
        )


def institution(slug: str, state: str = "") -> Institution:
    with system_work():
        home = None
        if state:
            home, _made = State.objects.get_or_create(
                code=state, defaults={"names": {"es": state}, "sort_key": state.lower()}
            )
        return Institution.objects.get_or_create(
            slug=slug, defaults={"names": {"es": slug}, "state": home}
        )[0]


def actor(who: Person) -> Actor:
    return Actor(
        who.user.get_username(),
        person=str(who.pk),
        pseudonym=who.pseudonym,
        institution=who.institution_id or "",
    )


def telling(*persons: Person, marking: str = "TLP:GREEN", **more: object) -> Telling:
    given = {
        "word": "tested",
        "about": "alert:1",
        "group": f"delivery:{uuid.uuid4()}",
        "marking": marking,
        **more,
    }
    return Telling(persons=tuple(p.pk for p in persons), **given)


def tell(*tellings: Telling) -> Told:
    """Tell, within the act of a person of the originating institution."""
    origin = actor(person(institution=institution("origin", "PAN")))
    with transaction.atomic(), acting(origin):
        return post.tell(origin, *tellings)


def hand_over(channel: str) -> None:
    """What the job does, without the worker around it."""
    handover.run(channel, jobs.CARRIAGES[channel])


def carriage(channel: str) -> Carriage:
    return jobs.CARRIAGES[channel]


def notice(**which: object) -> Notice:
    with system_work():
        return Notice.objects.get(**which)
