"""Bodies at work, built through the services: a clerk, a meeting, papers for each circle."""

from typing import Any

from almenara.bodies import queries, services
from almenara.bodies.drafts import DelegationShape, MeetingShape, PaperShape
from almenara.bodies.models import Meeting, Paper
from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.models import Observer
from almenara.directory.tests import make

WHEN = {"starts": "2026-03-05T09:00:00", "ends": "2026-03-06T18:00:00", "zone": "America/Panama",
        "mode": "virtual"}  # fmt: skip


def meeting(clerk: Actor, slug: str = "cicte") -> Meeting:
    with system_work():
        body = queries.body(SYSTEM, slug)
    return services.convene(clerk, body, MeetingShape.model_validate(WHEN))


def paper(clerk: Actor, of: Meeting, marking: str, **more: Any) -> Paper:
    said = {"class": "doc", "language": "es", "title": f"Papel {marking}", "marking": marking}
    return services.submit(clerk, of, PaperShape.model_validate({**said, **more}))


def observer(code: str) -> Actor:
    """Somebody of a permanent observer, without State or institution of one."""
    made = make.person(make.institution(f"{code.lower()}-office", kind="observer"), "observer")
    with system_work():
        made.observer = Observer.objects.unguarded("a test").get(code=code)
        made.save(update_fields=["observer"])
    return make.actor(made)


def accredited(clerk: Actor, of: Meeting, delegates: tuple[str, ...] = (), **party: str) -> Any:
    people = [{"name": name, "username": name} for name in delegates]
    shape = DelegationShape.model_validate({**party, "delegates": people})
    return services.answer(clerk, services.name(clerk, of, shape), is_accredited=True)
