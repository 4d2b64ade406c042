"""Who holds which post: nominated by note, verified by another person, on rosters by zone."""

import itertools
import typing
from collections import defaultdict
from datetime import date, timedelta
from io import BytesIO

import typst
from django.utils import timezone

from almenara.config.demonstration import cast
from almenara.config.demonstration.cast import Account, Office, Seat
from almenara.config.demonstration.people import Company
from almenara.core.access.context import acting
from almenara.core.documents import services as documents
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.models import Institution, Person, State
from almenara.directory import queries, services
from almenara.directory.models import Designation, Post
from almenara.directory.services import Nomination

NOTE = """#set document(title: "Nota verbal (demostración)")
#set text(lang: "es")
= Nota verbal (demostración)
Este documento es un ejercicio: no designa a nadie y no es de ningún Estado.
"""
PHONE = "+999 000"  # no country has this code
GAPS = ((None, 3), (8, 11))  # days from now in which the last State's roster has nobody
PLACES = {office.slug: office.names for office in cast.offices()}
LANDLINE = 4  # digits of an invented extension


class Postings:
    """The acts by which the company comes into its posts."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.note = typst.compile(NOTE.encode())
        self.networks = {n.slug: n for n in queries.networks(SYSTEM)}
        self.numbers = itertools.count(1)
        self.posts: dict[tuple[str, str, str], Post] = {}

    def fill(self) -> None:
        """Missions first, since they nominate the contact points, and these all others."""
        offices = list(cast.offices())
        for office in offices:
            if office.kind == "mission":
                self._nominate(f"{office.slug}-titular", office, {"missions"})
        for office in offices:
            self._nominate(f"{office.state.lower()}-mision-titular", office, {"cicte-ncp"})
        self.company.actors.clear()
        for state in cast.STATES:
            self._accede(state)
        for office in offices:
            self._enter(office)
            rest = {s.network for a in office.accounts for s in a.seats}
            mission = f"{office.state.lower()}-mision-titular"
            self._nominate(mission, office, rest & {cast.DRUG_NETWORK})
            rest -= {"cicte-ncp", "missions", cast.DRUG_NETWORK}
            self._nominate(contact_of(office.state), office, rest)
        self._fill_secretariat()
        for office in offices:
            self._roster(office)

    def nominate_third(self, by: str, username: str) -> None:
        """One more officer for the duty of a team; the nomination waits to be verified."""
        actor = self.company.actor(by)
        account, seat = self.company.accounts[username], Seat(cast.TEAM_NETWORK, "duty")
        services.nominate(actor, self._nomination(account, seat, self._noted(actor)))

    def propose(self, by: str, username: str) -> None:
        """A team asks its State's authority for one more officer on duty."""
        account, seat = self.company.accounts[username], Seat(cast.TEAM_NETWORK, "duty")
        services.propose(self.company.actor(by), self._nomination(account, seat, ""))

    def _fill_secretariat(self) -> None:
        by_unit: dict[str, list[Account]] = defaultdict(list)
        for account in cast.secretariat():
            by_unit[account.institution].append(account)
        for unit in ("s-cicte", "ssm-oe", "cicad-oid"):
            first, second, third = by_unit[unit]
            self._seat(third.username, first, second.username)
            self._seat(third.username, second, first.username)
        for account in by_unit["caricom-impacs"]:
            self._seat("s-cicte-oficial-3", account, "s-cicte-oficial-1")

    def _accede(self, state: str) -> None:
        """The State joins the voluntary networks by its note."""
        actor = self.company.actor(contact_of(state))
        home = typing.cast(State, self._home(contact_of(state)).state)
        for slug in cast.VOLUNTARY_SMALL if state == cast.SMALL else cast.VOLUNTARY:
            network = self.networks[slug]
            terms = (network.document.get("terms") or {}).get("version", "")
            services.accede(actor, network, home, self._noted(actor), terms)

    def _enter(self, office: Office) -> None:
        """A second team of a State asks to enter and is approved twice (S8)."""
        if office.slug != f"{cast.TWO_TEAMS.lower()}-csirt-finanzas":
            return
        applicant = self.company.actor(f"{office.slug}-jefatura")
        network = self.networks[cast.TEAM_NETWORK]
        application = services.apply(
            applicant, network, self._home(applicant.name), self._noted(applicant)
        )
        for approver in (contact_of(office.state), f"{office.state.lower()}-csirt-jefatura"):
            services.approve(self.company.actor(approver), application, True)

    def _nominate(self, by: str, office: Office, networks: set[str]) -> None:
        """All posts of an office in these networks by one note, then verified one by one."""
        wanted = [
            (account, seat)
            for account in office.accounts
            for seat in account.seats
            if seat.network in networks
        ]
        if not wanted:
            return
        actor = self.company.actor(by)
        note = self._noted(actor)
        named = [self._nomination(account, seat, note) for account, seat in wanted]
        posts = services.nominate_all(actor, named)
        for (account, seat), post in zip(wanted, posts, strict=True):
            self._verify(post, account, self._verifier(seat.network))

    def _seat(self, by: str, account: Account, verifier: str) -> None:
        """Posts without a State: nominated by one officer, verified by another."""
        actor = self.company.actor(by)
        for seat in account.seats:
            nomination = self._nomination(account, seat, self._noted(actor))
            self._verify(services.nominate(actor, nomination), account, verifier)

    def _nomination(self, account: Account, seat: Seat, note: str) -> Nomination:
        home = self._home(account.username)
        number = f"{next(self.numbers):0{LANDLINE}d}"
        return Nomination(
            network=self.networks[seat.network],
            institution=home,
            kind=seat.kind,
            titles=cast.placed(cast.POSTS[seat.kind], PLACES.get(home.slug, home.names)),
            holder=self.company.people[account.username],
            document=note,
            lines={"phone": f"{PHONE} {number}"},
        )

    def _verify(self, post: Post, account: Account, verifier: str) -> None:
        actor = self.company.actor(verifier)
        services.verify(actor, self._waiting(actor, post, account))
        self.posts[post.network_id, post.institution_id, post.kind] = post

    def _waiting(self, officer: Actor, post: Post, account: Account) -> Designation:
        with acting(officer):
            waiting = Designation.objects.visible_to(officer).select_related("post__network")
            return waiting.get(
                post=post, person=self.company.people[account.username], stage="nominated"
            )

    def _verifier(self, network: str) -> str:
        return f"{self.networks[network].owner}-oficial-1"

    def _roster(self, office: Office) -> None:
        """Two persons in turn on every duty post that has two."""
        for network in (cast.TEAM_NETWORK, cast.LIAISON_NETWORK):
            people = [
                self.company.people[account.username]
                for account in office.accounts
                if Seat(network, "duty") in account.seats
            ]
            post = self.posts.get((network, office.slug, "duty"))
            if post and people:
                self._rules(post, people, office.state)

    def _rules(self, post: Post, people: list[Person], state: str) -> None:
        """Hand-over at seven each morning; the last State's roster leaves days out."""
        actor = self.company.actor(people[0].user.username)
        today = timezone.now().date()
        spans = _present() if state == cast.STATES[-1] else [(-2, None)]
        for start, end in spans:
            document = {
                "zone": post.zone,
                "people": [str(person.pk) for person in people],
                "hand_overs": [{"at": "07:00"}],
                "from": _day(today, start),
                **({} if end is None else {"until": _day(today, end)}),
            }
            services.roster(actor, post, document)

    def _home(self, username: str) -> Institution:
        return typing.cast(Institution, self.company.people[username].institution)

    def _noted(self, actor: Actor) -> str:
        """A note verbale, kept by who will name it."""
        kept = documents.keep(actor, BytesIO(self.note), "nota-verbal.pdf", "TLP:AMBER")
        return str(kept.pk)


def contact_of(state: str) -> str:
    """The national contact point of a State."""
    office = "seguridad" if state == cast.SMALL else "cicte"
    return f"{state.lower()}-{office}-titular"


def _present() -> list[tuple[int, int | None]]:
    """The spans of days between the gaps."""
    ends = [start for start, _end in GAPS[1:]]
    return list(zip([end for _start, end in GAPS], [*ends, None], strict=True))


def _day(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()
