"""X7: whatever has a State or an institution for its owner leaves with it, or is named here."""

import io
import json
import zipfile

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from almenara.core.access.context import acting
from almenara.core.identity import exits
from almenara.core.parties.models import Institution, Observer, State
from almenara.directory.tests import make
from almenara.funds.models import Partner
from almenara.funds.tests import make as money
from almenara.programmes.tests import make as plans

pytestmark = pytest.mark.django_db
OWNERS = (State, Institution, Observer, Partner)
CODES = {"state", "origin_state"}  # columns that name a State without pointing to it
STAYS = {
    "parties.Membership": "a fact of the reference data, with its document",
    "parties.Institution": "the register's; what an institution gave names it",
    "parties.Belonging": "a fact of the reference data",
    "parties.Person": "a person's own record leaves from the person's account (R4)",
    "directory.Seat": "kept by the acts that leave as networks and applications",
    "directory.Window": "an event's, opened by the secretariat",
    "directory.Check": "asked by the secretariat; the answers leave",
    "exchange.Reader": "the audience of an alert leaves with the alert",
    "exchange.Draft": "given to nobody yet",
    "exchange.Glass": "broken by the secretariat; the journal that leaves says so",
    "exchange.Particular": "about persons: erased after 30 days, and not copied (R6)",
    "bodies.BodySeat": "a seat is the body's type",
    "mandates.Consultation": "asked by the secretariat; the answers leave",
    "mandates.Journey": "of an officer of the secretariat",
    "mandates.Mandate": "its owner is an office of the secretariat",
    "observatory.Series": "made of deliveries, which leave whole",
    "observatory.WatchSignal": "computed of deliveries",
    "substances.BulletinItem": "written by the secretariat about signals, which leave",
    "programmes.Coverage": "counted of activities, which leave",
    "programmes.Participant": "lists of persons made by the secretariat, which alone reads them",
    "programmes.Participation": "lists of persons made by the secretariat, which alone reads them",
    "funds.Project": "written by the secretariat",
    "funds.Figure": "written by the secretariat",
}


def owned() -> dict[str, str]:
    """By table every model of ours with a column that says whose a row is."""
    return {
        model._meta.db_table: model._meta.label
        for model in apps.get_models()
        if model.__module__.startswith("almenara.")
        and any(
            field.related_model in OWNERS or field.name in CODES
            for field in model._meta.concrete_fields
        )
    }


def test_what_a_state_gave_leaves_with_it_or_is_named_with_its_reason():
    panama = make.country("PAN")
    with CaptureQueriesContext(connection) as asked, acting(panama.ncp):
        exits.pack(panama.ncp, io.BytesIO())
    read = " ".join(one["sql"] for one in asked)
    tables = owned()
    left = {label for table, label in tables.items() if f'"{table}"' not in read}
    assert sorted(left - set(STAYS)) == []
    assert sorted(set(STAYS) - set(tables.values())) == []


def test_a_mission_takes_with_it_what_its_state_pledged_and_where_it_took_part():
    desk, panama = make.officer(), make.country("PAN")
    donor = money.partner("donor-p", "state", desk, party="PAN")
    money.fund("F-1", desk)
    money.pledged(donor, "25.00", "F-1", desk)
    money.pledged(money.partner("donor-x", by=desk), "70.00", "F-1", desk)
    plans.activity(desk, states=["PAN"], titles={"es": "Con Panamá"})
    plans.activity(desk, states=["MEX"], titles={"es": "Con México"})
    file = io.BytesIO()
    with acting(panama.mission):
        exits.pack(panama.mission, file)
    with zipfile.ZipFile(file) as packed:
        given = json.loads(packed.read("money/contributions.json"))
        there = packed.read("activities.json").decode()
    assert [one["amount"] for one in given] == ["25.00"]
    assert ("Con Panamá" in there, "Con México" in there) == (True, False)
