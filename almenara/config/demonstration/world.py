"""The demonstration is built once, in one transaction, and built again only when asked."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from almenara.config import logins, reference
from almenara.config.demonstration import (
    accounts,
    cases,
    cast,
    deliveries,
    drugs,
    figures,
    history,
    mandates,
    money,
    people,
    plans,
    reports,
    sessions,
    studies,
    unfinished,
)
from almenara.config.demonstration.posts import Postings
from almenara.config.refusal import Refusal
from almenara.core.access.context import system_work
from almenara.core.identity import queries as identity
from almenara.core.journal import services as journal
from almenara.core.journal.acts import gathering
from almenara.core.parties.actor import SYSTEM
from almenara.core.types import queries as types
from almenara.core.types import services as type_services
from almenara.directory import queries as directory


def require_demonstration() -> None:
    """Go on only in a demonstration."""
    if not settings.DEMONSTRATION:
        raise Refusal("Esta instalación no es una demostración: no se toca nada.")


def present() -> bool:
    """Is the world there, with the file that opens it?"""
    return accounts.place().exists() and is_peopled()


def is_peopled() -> bool:
    with system_work():
        return bool(identity.people(SYSTEM).exists())


def build() -> None:
    """All of it or nothing; the file appears once everything is kept."""
    require_demonstration()
    if is_peopled():
        raise Refusal(
            "Ya hay personas en esta base de datos, pero falta su archivo de cuentas: "
            "ejecute almenara demo --reset para empezar de nuevo."
        )
    known = people.secrets_of(people.everybody())
    with transaction.atomic(), gathering():
        company = people.gather(known)
        _approve_types(company)
        postings = Postings(company)
        postings.fill()
        history.live(company)
        unfinished.begin(company, postings)
        plans.plan(company)
        sessions.meet(company)
        mandates.follow(company)
        cases.ask(company)
        money.fund(company)
        drugs.watch(company)
        reports.publish(company)
        figures.publish(company)
        deliveries.deliver(company)
        studies.publish(company)
        people.give_keys(company)
        half = accounts.write(company)
    journal.sign(SYSTEM)
    half.replace(accounts.place())


def reset(owner_url: str) -> None:
    """Forget the world: tables, messages and the file of accounts; keys of the installation stay.

    The journal refuses to forget, so its table goes with all others, by the owner's login.
    """
    require_demonstration()
    accounts.place().unlink(missing_ok=True)
    connection.close()
    logins.empty(owner_url)
    with suppress(FileNotFoundError):
        for message in settings.MAIL_FOLDER.iterdir():
            message.unlink()
    reference.prepare()


def summary() -> dict[str, Any]:
    """What `--json` prints."""
    listed = accounts.read()
    with system_work():
        networks = directory.member_networks(SYSTEM)
    return {
        "accounts": len(listed),
        "file": str(accounts.place()),
        "states": [code for code in cast.STATES if any(one.state == code for one in listed)],
        "networks": networks,
    }


def _approve_types(company: people.Company) -> None:
    """Types that wait for a second person get the yes of an administrator, who loaded none."""
    administrator = company.actor("administracion-2")
    with system_work():
        waiting = [
            version
            for version in types.versions(SYSTEM).filter(stage="draft", is_sensitive=True)
            if not version.missing
        ]
    for version in waiting:
        type_services.grant(administrator, version)
