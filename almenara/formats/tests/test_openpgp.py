import email
from datetime import UTC, datetime, timedelta
from email.policy import default

import pytest

from almenara.formats import mailmessage, openpgp
from almenara.formats.refusal import Unreadable
from almenara.formats.tests.gnupg import needed, ring

__all__ = ["ring"]

NOW = datetime.now(UTC)
LATER = NOW + timedelta(days=400)


@needed
def test_a_key_of_gnupg_is_read_and_gnupg_opens_the_message(ring):
    armoured = ring.key("duty@csirt.example")
    key = openpgp.inspect(armoured, NOW)
    assert key.fingerprint == ring.fingerprint("duty@csirt.example")
    assert key.user_ids == ("Guardia <duty@csirt.example>",)
    assert key.addresses == {"duty@csirt.example"}
    assert (key.usable, key.why_not) == (True, "")
    assert key.expires is not None
    assert NOW + timedelta(days=360) < key.expires < NOW + timedelta(days=370)
    message = openpgp.encrypt("Aviso: año\n", [armoured], NOW)
    assert message.startswith("-----BEGIN PGP MESSAGE-----")
    assert ring.decrypt(message) == "Aviso: año\n".encode()


@needed
def test_a_message_for_several_opens_for_each(ring):
    keys = [ring.key("uno@csirt.example", "0", "0"), ring.key("dos@csirt.example", "0", "0")]
    assert openpgp.inspect(keys[0], LATER).expires is None
    assert ring.decrypt(openpgp.encrypt(b"x", keys, LATER)) == b"x"


@needed
def test_expired_revoked_and_signing_keys_are_not_usable_and_say_why(ring):
    keys = {
        "caducó": (ring.key("old@csirt.example"), LATER),
        "caducó el": (ring.key("short@csirt.example", "10y", "1y"), LATER),
        "subclave": (ring.key("sign@csirt.example", "1y", None), NOW),
        "revocada": (ring.key("gone@csirt.example") and ring.revoke("gone@csirt.example"), NOW),
    }
    for word, (armoured, at) in keys.items():
        key = openpgp.inspect(armoured, at)
        assert not key.usable
        assert word in key.why_not
        with pytest.raises(Unreadable) as refusal:
            openpgp.encrypt("x", [ring.public("duty@csirt.example"), armoured], at)
        assert refusal.value.errors[0][0][0] == "keys"


@needed
def test_a_new_subkey_makes_an_old_key_good_again(ring):
    ring.key("renewed@csirt.example", "10y", "1y")
    fingerprint = ring.fingerprint("renewed@csirt.example")
    assert not openpgp.inspect(ring.public("renewed@csirt.example"), LATER).usable
    ring.gpg("--quick-add-key", fingerprint, "cv25519", "encr", "5y")
    assert openpgp.inspect(ring.public("renewed@csirt.example"), LATER).usable


@needed
def test_secret_keys_key_rings_and_noise_are_refused(ring):
    good = ring.key("noise@csirt.example")
    secret = ring.gpg("--armor", "--export-secret-keys", "noise@csirt.example").decode()
    public = secret.replace("PRIVATE KEY", "PUBLIC KEY")
    two = ring.gpg("--armor", "--export", "noise@csirt.example", "duty@csirt.example").decode()
    bad = [secret, public, two, good + good, good[:200], good.replace("=", "", 1) + "x", "", None]
    bad += ["-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nAAAA\n-----END PGP PUBLIC KEY BLOCK-----\n"]
    bad += [b"x", 3, "x" * (openpgp.LARGEST + 1), good.replace("-----\n\n", "-----\n\n~~~~", 1)]
    for armoured in bad:
        with pytest.raises(Unreadable):
            openpgp.inspect(armoured, NOW)
    assert openpgp.inspect("\r\n" + good.replace("\n", "\r\n"), NOW).usable


def test_a_message_for_nobody_is_a_bug():
    with pytest.raises(ValueError, match="nobody"):
        openpgp.encrypt("x", [], NOW)


@needed
def test_mail_is_pgp_mime_and_shows_only_its_subject(ring):
    armoured = ring.key("mime@csirt.example")
    letter = mailmessage.Letter("TLP:AMBER PAN-7K3F9Q", "Cuerpo secreto: año\n", "es")
    envelope = mailmessage.Envelope("a@almenara.example", "Almenara", "m@x.example", "k-1", NOW)
    raw = mailmessage.message(letter, envelope, [armoured])
    assert b"secreto" not in raw
    parsed = email.message_from_bytes(raw, policy=default)
    assert parsed["Subject"] == "TLP:AMBER PAN-7K3F9Q"
    assert parsed.get_content_type() == "multipart/encrypted"
    assert parsed.get_param("protocol") == "application/pgp-encrypted"
    control, sealed = parsed.iter_parts()
    assert control.get_content_type() == "application/pgp-encrypted"
    assert control.get_payload().strip() == "Version: 1"
    assert sealed.get_content_type() == "application/octet-stream"
    inner = email.message_from_bytes(ring.decrypt(sealed.get_payload()), policy=default)
    assert inner.get_content() == "Cuerpo secreto: año\r\n"
