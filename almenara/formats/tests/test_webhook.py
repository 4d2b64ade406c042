from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from almenara.formats import webhook
from almenara.formats.refusal import Unreadable

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_example_of_the_specification():
    body = b'{"test": 2432232314}'
    assert webhook.signature(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", body) == (
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


@given(st.binary(), st.text(alphabet="abc-7", min_size=1), st.integers(-300, 300))
def test_a_delivery_is_good_for_five_minutes(body, key, seconds):
    secret = webhook.new_secret()
    sent = webhook.headers(secret, key, NOW, body)
    assert webhook.verify(secret, sent, NOW + timedelta(seconds=seconds), body) == key


@pytest.mark.parametrize("seconds", [-301, 301, 86400])
def test_an_old_delivery_is_refused(seconds):
    sent = webhook.headers(SECRET, "k", NOW, b"{}")
    with pytest.raises(Unreadable):
        webhook.verify(SECRET, sent, NOW + timedelta(seconds=seconds), b"{}")


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "other"},
        {"webhook-timestamp": str(int(NOW.timestamp()) + 1)},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "9" * 40},
        {"webhook-timestamp": "٣"},
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": ""},
        {"webhook-signature": "ñ"},
        {"webhook-id": ""},
    ],
)
def test_any_change_is_refused(changed):
    sent = webhook.headers(SECRET, "k", NOW, b"{}") | changed
    with pytest.raises(Unreadable):
        webhook.verify(SECRET, sent, NOW, b"{}")


def test_another_body_or_secret_is_refused_and_one_good_signature_of_several_is_enough():
    sent = webhook.headers(SECRET, "k", NOW, b"{}")
    for secret, body in ((webhook.new_secret(), b"{}"), (SECRET, b"{ }")):
        with pytest.raises(Unreadable):
            webhook.verify(secret, sent, NOW, body)
    sent["webhook-signature"] = "v1a,zzz v1,AAAA " + sent["webhook-signature"]
    capital = {name.title(): value for name, value in sent.items()}
    assert webhook.verify(SECRET, capital, NOW, b"{}") == "k"


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"])
def test_what_is_no_secret_is_a_bug(secret):
    with pytest.raises(ValueError, match="secret"):
        webhook.signature(secret, "k", "1", b"")
