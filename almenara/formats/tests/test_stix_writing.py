from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from almenara.formats import stix
from almenara.formats.tlp import TLP

ALERT = stix.Alert(
    id="0b5a3a3e-6a1f-4a9e-9b57-2d2f6d7d1f11",
    reference="PAN-7K3F9Q",
    title="Ransomware en un ministerio",
    body="Se observó…\nBloquear 192.0.2.7",
    marking=TLP.AMBER_STRICT,
    language="es",
    origin="csirt-pan",
    origin_name="CSIRT Panamá",
    published_at=datetime(2026, 11, 22, 3, 4, 5, 678901, tzinfo=UTC),
    state="PAN",
    kind="cyber-alert",
)


@pytest.mark.parametrize("marking", TLP)
@pytest.mark.parametrize("exercise", [True, False])
@pytest.mark.parametrize("retracted", [True, False])
@pytest.mark.parametrize("bare", [True, False])
def test_what_we_write_we_read(marking, exercise, retracted, bare):
    alert = replace(ALERT, marking=marking, exercise=exercise, retracted=retracted)
    if bare:
        alert = replace(alert, body="", state="", kind="")
    found = stix.read(stix.write(alert))
    assert (found.title, found.marking) == (alert.title, marking)
    assert found.description == (alert.body or None)
    assert found.count == 3 + exercise


def test_the_same_alert_gives_the_same_bundle_and_an_update_keeps_the_ids():
    first = stix.write(ALERT)
    local = ALERT.published_at.astimezone(timezone(timedelta(hours=-5)))
    assert stix.write(replace(ALERT, published_at=local)) == first
    later = stix.write(replace(ALERT, updated_at=ALERT.published_at + timedelta(hours=1)))
    assert [thing["id"] for thing in later["objects"]] == [t["id"] for t in first["objects"]]
    assert later["id"] != first["id"]
    report = later["objects"][2]
    assert (report["created"], report["modified"]) == (
        "2026-11-22T03:04:05.678Z",
        "2026-11-22T04:04:05.678Z",
    )


def test_an_exercise_says_so_and_a_retraction_revokes():
    drill = stix.write(replace(ALERT, exercise=True))["objects"]
    assert drill[3]["type"] == "note"
    assert "EXERCISE" in drill[3]["content"]
    assert drill[3]["object_refs"] == [drill[2]["id"]]
    assert "exercise" in drill[2]["labels"]
    assert stix.write(replace(ALERT, retracted=True))["objects"][2]["revoked"] is True


def test_a_client_that_knows_the_standard_alone_reads_the_state():
    """A member of our own, and strict readers (stix2, by default) refuse the whole bundle."""
    objects = stix.write(replace(ALERT, exercise=True))["objects"]
    assert not [name for one in objects for name in one if name.startswith("x_")]
    [code] = objects[1]["external_references"]
    assert (code["source_name"], code["external_id"]) == ("ISO 3166-1", "PAN")
