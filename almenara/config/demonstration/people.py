"""Institutions, accounts, roles and keys of the demonstration, by the acts that make real ones."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.utils import timezone

from almenara.config.demonstration import cast
from almenara.config.demonstration.cast import Account, Office
from almenara.core.access.context import system_work
from almenara.core.identity import enrolment, queries, services, who
from almenara.core.identity.enrolment import Enrolment
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.models import Institution, Observer, Person

PASSWORD_BYTES = 15
MAIL = "almenara.example"


@dataclass
class Company:
    """Everybody, by user name; who they are now is asked each time, since roles come by acts."""

    accounts: dict[str, Account] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    homes: dict[str, Institution] = field(default_factory=dict)
    watchers: dict[str, Observer] = field(default_factory=dict)

    actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, username: str) -> Actor:
        """This person as the one who acts; `actors` is emptied where roles come by an act."""
        if username not in self.actors:
            self.actors[username] = who.of_person(self.people[username].pk)
        return self.actors[username]


class RandomPasswordHasher(Argon2PasswordHasher):
    """For passwords of 120 random bits: no slow hash protects them better, and there are many.

    The first sign-in writes the usual hash, as with every former setting.
    """

    time_cost, memory_cost, parallelism = 1, 1024, 1


def secrets_of(accounts: Iterable[Account]) -> dict[str, tuple[str, str]]:
    """A password of this installation alone for each account, with its hash."""
    hasher, found = RandomPasswordHasher(), {}
    for account in accounts:
        password = secrets.token_urlsafe(PASSWORD_BYTES)
        found[account.username] = password, hasher.encode(password, hasher.salt())
    return found


def everybody() -> list[Account]:
    """All accounts, in the order of the file."""
    states = [account for office in cast.offices() for account in office.accounts]
    return [*states, *cast.secretariat(), *cast.administrators(), *cast.outsiders()]


def gather(known: dict[str, tuple[str, str]]) -> Company:
    """Make institutions, accounts and the roles that no post gives."""
    names, company = _names(), Company()
    with system_work():
        company.homes |= {home.slug: home for home in queries.institutions(SYSTEM)}
        company.watchers |= {watcher.code: watcher for watcher in queries.observers(SYSTEM)}
    for account in cast.administrators():
        _enrol(company, SYSTEM, account, known)
        services.grant_role(SYSTEM, company.people[account.username], "administrator")
    administrator = company.actor("administracion-1")
    for office in cast.offices():
        company.homes[office.slug] = _found(administrator, office, names[office.state])
    board = Institution(slug=cast.BOARD, names=cast.marked(cast.BOARD_NAMES), kind="other")
    company.homes[board.slug] = enrolment.found(administrator, board)
    for account in everybody():
        if account.username not in company.people:
            _enrol(company, administrator, account, known)
            for role in account.roles:
                services.grant_role(administrator, company.people[account.username], role)
    return company


def give_keys(company: Company) -> None:
    """Everybody makes a key to the API."""
    for username in company.people:
        _token, key = services.grant_token(company.actor(username), cast.MARK["es"])
        company.tokens[username] = key


def _names() -> dict[str, cast.Text]:
    with system_work():
        found = queries.states(SYSTEM, timezone.now().date())
        return {state.code: state.names for state in found}


def _found(administrator: Actor, office: Office, state: cast.Text) -> Institution:
    names = cast.marked(cast.placed(office.names, state))
    return enrolment.found(
        administrator,
        Institution(slug=office.slug, names=names, state_id=office.state, kind=office.kind),
    )


def _enrol(
    company: Company, by: Actor, account: Account, known: dict[str, tuple[str, str]]
) -> None:
    password, hashed = known[account.username]
    home, watcher = company.homes.get(account.institution), company.watchers.get(account.observer)
    title = account.title if home and home.state_id else cast.marked(account.title)
    person = enrolment.enrol(
        by,
        Enrolment(
            account.username,
            f"{account.username}@{MAIL}",
            home,
            watcher,
            title,
            "" if home and home.state_id else "es",
            hashed,
        ),
    )
    company.accounts[account.username] = account
    company.people[account.username] = person
    company.passwords[account.username] = password
