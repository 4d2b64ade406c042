"""What the mails of an alert say: by when, what hangs on it, why it climbed; and what they ask."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from almenara.core.access.context import system_work
from almenara.core.notices.models import Notice
from almenara.core.notices.tests.make import hand_over
from almenara.core.parties.models import Person
from almenara.core.web import moments
from almenara.exchange import jobs
from almenara.exchange.models import Delivery
from almenara.exchange.tests.browsing import sent, signed_in, text_of

pytestmark = pytest.mark.django_db
ZONE = "America/Costa_Rica"
WORDS = {
    "es": ("Acuse de recibo hasta: %s", "Trae 1 documento adjunto", "Escalada", "guardia"),
    "en": ("Acknowledge by: %s", "1 document is attached", "Escalated", "duty officer"),
    "pt": ("Confirmar até: %s", "Traz 1 documento anexo", "Escalado", "plantão"),
    "fr": (
        "Accuser réception avant\xa0: %s",
        "1 document est joint",
        "Remontée",
        "permanence",
    ),
}


@pytest.fixture
def letters(settings, tmp_path):
    """The texts of the mails that leave now, with their subjects."""
    settings.MAIL_URL, settings.MAIL_FOLDER = "", tmp_path

    def leave():
        hand_over("mail")
        found = []
        for file in sorted(tmp_path.glob("*.eml")):
            letter = message_from_bytes(file.read_bytes(), policy=policy.default)
            found.append(f"{letter['Subject']}\n{letter.get_content()}")
            file.unlink()
        return found

    return leave


@pytest.mark.parametrize("language", WORDS)
def test_an_open_mail_says_by_when_what_hangs_on_it_and_why_it_climbed(officers, letters, language):
    with system_work():
        readers = [officers[who].pk for who in ("CRI", "CRI2")]
        Person.objects.filter(pk__in=readers).update(language=language, zone=ZONE)
    until, attached, climbed, post = WORDS[language]
    file = SimpleUploadedFile("iocs.csv", b"dominio\n", "text/csv")
    sent(officers, marking="TLP:GREEN", documents=[file])
    [first] = letters()
    assert _by(until, language) in first
    assert attached in first
    assert climbed not in first

    jobs.chase_at(timezone.now() + timedelta(hours=9))
    [second] = letters()
    assert _by(until, language) in second
    assert climbed in second.partition("\n")[0]
    with system_work():
        told = Notice.objects.filter(person=officers["CRI"], channel="inbox").get()
    with translation.override(language):
        since = moments.written(told.made_at, ZONE)
    assert re.search(f"{post}.*{re.escape(since)}", second)
    assert officers["CRI"].user.username not in second
    assert climbed in text_of(signed_in(officers["CRI2"]).get("/inbox/"))


def test_the_origin_is_told_which_institution_did_not_answer_and_since_when(officers, letters):
    sent(officers, marking="TLP:GREEN")
    at = timezone.now() + timedelta(hours=9)
    for _step in range(2):
        jobs.chase_at(at)
        at += timedelta(hours=9)
    *_others, told = sorted(letters(), key=lambda letter: "Nadie acusó recibo" in letter)
    with system_work():
        delivery = Delivery.objects.select_related("institution").get()
    assert f"Sin acuse de recibo: {delivery.institution.name} (aviso: " in told


def test_a_closed_mail_keeps_all_that_out_and_asks_for_a_receipt_only_where_one_is_awaited(
    officers, letters
):
    url = sent(officers)
    [first] = letters()
    assert "Acuse" not in first
    assert "/link/" in first
    signed_in(officers["PAN"]).post(f"{url}retract/", {"reason": "Falsa alarma"})
    [retraction] = letters()
    assert "/link/" not in retraction
    assert "recibido" not in retraction
    assert url in retraction


def _by(until, language):
    with system_work(), translation.override(language):
        return until % moments.written(Delivery.objects.get().due_at, ZONE)
