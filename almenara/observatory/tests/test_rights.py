"""Every service × every role × own and other State × every stage, against a table written by hand.

One delivery lives its life; at each stage everybody tries everything, and what they did is taken
back. Beside that: who reads what of it, through the queries and in the tables themselves.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from almenara.core.access.context import acting, system_work
from almenara.core.parties.actor import NOBODY, SYSTEM, Actor
from almenara.core.parties.refusals import Denied, WrongStage
from almenara.directory.tests import make as people
from almenara.observatory import models, queries
from almenara.observatory.models import Submission
from almenara.observatory.services import agreeing, commenting, deliveries, releasing
from almenara.observatory.tests import make
from tests.extent import some
from tests.shared import built_once

pytestmark = [pytest.mark.django_db, pytest.mark.sampled]
ROWS = [("0101", "2022", "120"), ("0101", "2023", "130"), ("0401", "2023", "900")]
LATER = [("0101", "2022", "121"), ("0101", "2023", "130"), ("0401", "2023", "900")]
DESK, STATE = {"analyst", "system"}, {"second", "ncp", "mission"}
CLERKS = {"clerk", "second"}


@dataclass(frozen=True)
class Verb:
    """A service: who may, and from which stages it goes on."""

    do: Callable[[Actor, Submission], Any]
    who: set[str]
    stages: set[str]


def publish(actor: Actor, submission: Submission) -> None:
    with system_work():
        release = models.Release.objects.filter(pk=submission.release_id).first()
    if release is None:
        raise WrongStage("in no release")
    releasing.publish(actor, release)


def deliver(actor: Actor, submission: Submission) -> None:
    raw = make.lines("PAN", [("0101", "2023", "1")])
    sent = deliveries.Sent(make.FLOW, "PAN", date(2026, 1, 1), "new.csv", raw)
    deliveries.receive(actor, sent)


def schedule(actor: Actor, submission: Submission) -> None:
    releasing.schedule(actor, [submission], timezone.now())


def comment(actor: Actor, submission: Submission) -> None:
    commenting.comment(actor, commenting.Remark(make.FLOW, "PAN", "x", "es"))


VERBS = {
    "deliver": Verb(deliver, CLERKS | {"system"}, set()),
    "check": Verb(deliveries.check, {"system"}, {"submitted"}),
    "accept": Verb(agreeing.accept, {"analyst"}, {"checked"}),
    "return": Verb(
        lambda actor, one: agreeing.give_back(actor, one, "x"), DESK, {"submitted", "checked"}
    ),
    "agree": Verb(agreeing.agree, STATE, {"accepted", "silent"}),
    "object": Verb(
        lambda actor, one: agreeing.refuse(actor, one, "x"), STATE, {"accepted", "silent"}
    ),
    "lapse": Verb(agreeing.lapse, {"system"}, {"accepted"}),
    "schedule": Verb(schedule, DESK, {"agreed", "silent"}),
    "publish": Verb(publish, DESK, {"scheduled"}),
    "withdraw": Verb(
        lambda actor, one: agreeing.withdraw(actor, one, "x"),
        DESK | CLERKS,
        {"submitted", "checked", "accepted", "agreed", "silent"},
    ),
    "comment": Verb(comment, set(), set()),  # on what is taken over alone: test_comments.py
}


class Tried(Exception):
    """What somebody did, taken back."""


class World:
    def __init__(self) -> None:
        self.panama, other = make.office("PAN"), make.office("CRI")
        guard = people.country("PAN")
        self.viewers = {
            "nobody": NOBODY,
            "system": SYSTEM,
            "analyst": make.analyst(),
            "secretariat": people.officer(),
            "administrator": people.actor(
                people.person(people.institution("ssm-saa"), "administrator")
            ),
            "duty": people.actor(guard.duty),
            **{name: getattr(self.panama, name) for name in ("clerk", "second", "ncp", "mission")},
            **{f"other-{name}": getattr(other, name) for name in ("clerk", "ncp", "mission")},
        }

    def life(self) -> Iterator[Submission]:
        """One delivery, at every stage that it reaches."""
        desk = self.viewers["analyst"]
        one = make.submitted(self.panama, ROWS)
        yield one
        deliveries.check(SYSTEM, one)
        yield one
        agreeing.accept(desk, one)
        make.moved(one, answer_by=timezone.now() - timedelta(days=1))
        yield one
        agreeing.lapse(SYSTEM, one)
        yield one
        agreeing.agree(self.panama.ncp, one)
        yield one
        release = make.scheduled(desk, one)
        yield one
        releasing.publish(desk, release)
        yield self.now(one)
        make.published(desk, make.agreed(self.panama, desk, LATER, "2025-09-01"))
        yield self.now(one)

    def now(self, one: Submission) -> Submission:
        with system_work():
            one.refresh_from_db()
        return one


def answer(verb: Verb, actor: Actor, submission: Submission) -> str:
    """What becomes of an attempt, which is taken back."""
    try:
        with transaction.atomic():
            verb.do(actor, submission)
            raise Tried
    except Tried:
        return "done"
    except Denied:
        return "denied"
    except WrongStage:
        return "wrong stage"


def wanted(verb: Verb, name: str, stage: str) -> set[str]:
    if name not in verb.who:
        return {"denied", "wrong stage"} if verb.do is publish else {"denied"}
    return {"done"} if not verb.stages or stage in verb.stages else {"wrong stage"}


world = built_once(World)


def test_everybody_may_what_the_table_says_at_every_stage_and_nothing_else(world, db):
    faults, stages = [], []
    for one in world.life():
        stage = one.stage
        stages.append(stage)
        pairs = list(product(world.viewers.items(), VERBS.items()))
        for (name, actor), (word, verb) in some(pairs, first=len(stages)):
            found = answer(verb, actor, one)
            one = world.now(one) if found == "done" else one
            if found not in wanted(verb, name, stage):
                faults.append((stage, name, word, found))
    assert faults == []
    assert stages == [
        "submitted", "checked", "accepted", "silent", "agreed", "scheduled", "published",
        "superseded",
    ]  # fmt: skip


READERS = DESK | {"clerk", "second", "ncp", "mission"}


def test_a_delivery_is_read_by_its_state_and_the_desk_and_figures_by_all_once_they_are_out(
    world, db
):
    for at, one in enumerate(world.life()):
        is_out = one.stage in ("published", "superseded")
        for name, viewer in some(world.viewers.items(), each=2, first=at):
            with acting(viewer):
                place = (one.stage, name)
                own = queries.submissions(viewer).filter(pk=one.pk).exists()
                assert own == (name in READERS), place
                figures = queries.figures(viewer, queries.flow(viewer, make.FLOW))
                assert bool(len(figures)) == is_out, place
            if name != "system":
                assert rows(viewer, "submission", one.stage) == (name in READERS), place
                assert rows(viewer, "published", one.stage) == is_out, place
                kept = one.stage != "submitted" and name in READERS
                assert rows(viewer, "observation", one.stage) == kept, place
                known = kept or is_out
                assert rows(viewer, "series", one.stage) == known, place


def rows(viewer: Actor, table: str, stage: str) -> bool:
    """Does the table itself show this viewer a row?"""
    with acting(viewer), connection.cursor() as cursor:
        cursor.execute(f"select exists (select 1 from observatory_{table})")
        return cursor.fetchone()[0]
