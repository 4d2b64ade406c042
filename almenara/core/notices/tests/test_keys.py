from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.notices import keys, services
from almenara.core.notices.models import Address, Notice
from almenara.core.notices.tests import make
from almenara.core.parties.models import RoleGrant
from almenara.formats import openpgp
from almenara.formats.refusal import Unreadable
from almenara.formats.tests.gnupg import needed, ring

__all__ = ["ring"]

pytestmark = [pytest.mark.django_db, needed]


@pytest.fixture(scope="module")
def key(ring):
    return ring.key("duty@csirt.example")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MAIL_URL = ""
    settings.MAIL_FOLDER = tmp_path / "mail"
    return settings.MAIL_FOLDER


def letters(folder):
    return [
        message_from_bytes(file.read_bytes(), policy=policy.default)
        for file in sorted(folder.glob("*.eml"))
    ]


def test_with_a_key_the_whole_content_arrives_and_only_its_holder_opens_it(ring, key, folder):
    make.word()
    reader = make.person()
    services.update_key(make.actor(reader), key)
    make.tell(make.telling(reader, marking="TLP:RED"))
    make.hand_over("mail")
    (letter,) = letters(folder)
    assert letter.get_content_type() == "multipart/encrypted"
    assert "Phishing" not in letter.as_string()
    assert "TLP:RED" in letter["Subject"]
    sealed = letter.get_payload()[1].get_content()
    inside = message_from_bytes(ring.decrypt(sealed), policy=policy.default)
    assert "Phishing contra puertos" in inside.get_content()
    assert "Bloquee el dominio." in inside.get_content()


def test_an_expired_key_means_no_content_and_its_holder_and_state_hear_of_the_key_alone(
    key, folder, monkeypatch
):
    make.word()
    home = make.institution("csirt-cri", "CRI")
    reader, point = make.person(institution=home), make.person(institution=home)
    make.person(institution=home)
    with system_work():
        RoleGrant.objects.create(person=point, role="ncp", since=timezone.now())
    services.update_key(make.actor(reader), key)
    honest = openpgp.inspect
    later = timezone.now() + timedelta(days=4000)
    monkeypatch.setattr(keys.openpgp, "inspect", lambda key, at: honest(key, later))
    for _time in range(2):
        make.tell(make.telling(reader, marking="TLP:AMBER"))
        make.hand_over("mail")
    found = letters(folder)
    alerts = [letter for letter in found if "PAN-7K3F9Q" in letter["Subject"]]
    about_key = [letter for letter in found if letter not in alerts]
    assert len(alerts) == 2
    assert all("/link/" in letter.get_content() for letter in alerts)
    assert {letter["To"] for letter in about_key} == {reader.user.email, point.user.email}
    assert len(about_key) == 2
    for letter in about_key:
        whole = letter["Subject"] + letter.get_content()
        assert "OpenPGP" in whole
        assert "PAN-7K3F9Q" not in whole
        assert "Phishing" not in whole
    with system_work():
        assert Notice.objects.filter(word="key", channel="inbox").count() == 2


def test_what_is_no_usable_public_key_is_refused():
    reader = make.actor(make.person())
    for armoured in ("", "x", "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nx\n"):
        with pytest.raises(Unreadable) as refusal:
            services.update_key(reader, armoured)
        assert refusal.value.errors[0][0] == ["key"]
    with system_work():
        assert Address.objects.count() == 0
