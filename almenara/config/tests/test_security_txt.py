"""Whom to tell of a weakness, as RFC 9116 has it."""

from datetime import UTC, datetime, timedelta


def test_security_txt_says_whom_to_tell_and_until_when_that_is_true(client, db):
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert fields["Contact"].startswith("mailto:security@")
    left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=170) < left < timedelta(days=365)
    assert fields["Canonical"].endswith("/.well-known/security.txt")
    assert set(fields["Preferred-Languages"].split(", ")) == {"es", "en", "pt", "fr"}
