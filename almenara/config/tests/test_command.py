"""What the command line finds out before it does anything."""

import json

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from almenara.config import command


@pytest.mark.django_db
def test_a_database_newer_than_the_code_is_noticed() -> None:
    assert command._migrations_not_here() == []
    MigrationRecorder(connection).record_applied("parties", "9999_from_the_future")
    assert command._migrations_not_here() == ["parties.9999_from_the_future"]


def test_the_description_of_the_api_needs_no_database(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALMENARA_ROLE", "owner")
    assert command.run(["almenara", "openapi"]) == 0
    assert json.loads(capsys.readouterr().out)["info"]["title"] == "Almenara"


@pytest.mark.parametrize("asked", [["almenara"], ["almenara", "help"], ["almenara", "--help"]])
def test_help_names_the_commands_that_django_does_not_know(
    capsys: pytest.CaptureFixture[str], asked: list[str]
) -> None:
    assert command.run(asked) == 0
    said = capsys.readouterr().out
    assert all(own in said for own in ["serve ", "detect ", "iati ", "ledger"])
