"""S80: whoever has a voice and no vote takes part, and is never in a list of votes."""

import pytest
from django.db import IntegrityError, transaction

from almenara.bodies.models import Attendance, Ballot, Decision
from almenara.core.access.context import system_work
from almenara.core.parties.actor import SYSTEM
from almenara.core.types import typefile
from almenara.directory.tests import make
from tests.acceptance.bodies import attend, opened, send
from tests.acceptance.directory import Program, browser
from tests.shared import built_once

pytestmark = pytest.mark.django_db
DAY = "2026-03-05"
STATES = ["PAN", "CRI", "MEX", "JAM"]
FORUM = """
type: body
slug: ports-security
version: 1
names: {es: Comité de puertos, en: Ports committee, pt: Comitê de portos, fr: Comité des ports}
purpose: Protección portuaria
legal_basis: Anexo E, IV.B.9
data_classes: [official-correspondence]
audience: Público
retention: P10Y
responsible: S-CICTE
acronym: CIP/CP
members: states
quorum: majority
voting: majority
languages: [es, en]
classes:
  - {key: doc, names: {es: D, en: D, pt: D, fr: D}, symbol: "CIP/CP/{number}/{yy}"}
seats:
  - {state: PAN, since: "2020-01-01"}
  - {state: CRI, since: "2020-01-01"}
  - {state: MEX, since: "2020-01-01", until: "2026-03-06"}
  - {state: JAM, capacity: voice, since: "2020-01-01"}
"""


def convoked():
    """A session to which four States and the secretariat send their delegations."""
    officer = make.officer()
    with system_work():
        typefile.load(SYSTEM, FORUM.encode())
    desk, office = Program(officer), browser(officer)
    there = opened(desk, "ports-security")
    for party in [*(f"state:{code}" for code in STATES), "institution:s-cicte"]:
        assert send(office, there, party).status_code == 302
    return desk, office, there


_meeting = built_once(convoked)


@pytest.fixture
def meeting(_meeting, db):
    return _meeting


def decided(desk, there, votes, **more):
    said = {"kind": "other", "titles": {"es": "Acuerdo"}, "mode": "vote", "adopted_on": DAY,
            "votes": votes, **more}  # fmt: skip
    return desk.post(f"{there}/decisions", said)


def test_a_voice_without_a_vote_is_in_no_list_of_votes(meeting):
    desk, office, there = meeting
    everybody = [*(f"state:{code}" for code in STATES), "institution:s-cicte"]
    assert attend(office, there, DAY, everybody).status_code == 302
    page = office.get(f"{there}/delegations/").content.decode()
    assert page.count("Presente · Voz sin voto") == 2
    refused = decided(desk, there, {"PAN": "yes", "CRI": "yes", "JAM": "yes"})
    assert [fault["loc"] for fault in refused.json()["errors"]] == [["votes", "JAM"]]
    made = decided(desk, there, {"PAN": "yes", "CRI": "yes", "MEX": "no"})
    assert (made.status_code, made.json()["present"]) == (201, 3)
    with system_work():
        voice = Attendance.objects.get(delegation__state="JAM")
        decision = Decision.objects.get()
        for capacity in ("voice", "vote"):
            row = Ballot(decision=decision, state_id="JAM", attendance=voice, capacity=capacity,
                         choice="yes")  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                row.save(force_insert=True)
    assert office.get(f"{there}/").content.decode().count("a favor") == 3


def test_without_quorum_nothing_is_decided_and_a_seat_that_ended_counts_no_more(meeting):
    desk, office, there = meeting
    assert attend(office, there, DAY, ["state:PAN", "state:JAM"]).status_code == 302
    refused = decided(desk, there, {"PAN": "yes"})
    assert (refused.status_code, "cuórum" in refused.json()["detail"]) == (409, True)
    assert (
        attend(office, there, "2026-03-06", ["state:PAN", "state:CRI", "state:MEX"]).status_code
        == 302
    )
    later = {"adopted_on": "2026-03-06"}
    refused = decided(desk, there, {"PAN": "yes", "MEX": "yes"}, **later)
    assert [fault["loc"] for fault in refused.json()["errors"]] == [["votes", "MEX"]]
    assert decided(desk, there, {"PAN": "yes", "CRI": "yes"}, **later).json()["required"] == 2


def test_a_delegate_is_of_one_delegation_and_a_days_list_stays_once_it_was_voted(meeting):
    desk, office, there = meeting
    delegate = make.person(make.institution("pan-ports", "PAN"))
    other = send(office, there, "observer:FR", delegates=f"Titular | {delegate.user.username}")
    assert other.status_code == 302
    again = send(office, there, "observer:ES", delegates=f"Titular | {delegate.user.username}")
    assert (again.status_code, "otra delegación" in again.content.decode()) == (422, True)
    assert attend(office, there, DAY, ["state:PAN", "state:CRI"]).status_code == 302
    assert decided(desk, there, {"PAN": "yes", "CRI": "abstain"}).status_code == 201
    assert attend(office, there, DAY, ["state:PAN"]).status_code == 409
    assert attend(office, there, "2026-04-01", ["state:PAN"]).status_code == 422
    panama = browser(make.country("PAN").mission)
    assert panama.post(f"{there}/delegations/", {"party": "state:CRI"}).status_code == 422
