"""The pages of the exchange without JavaScript: writing, sending, reading, acknowledging."""

import json
import re
from email import message_from_bytes, policy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from almenara.core.access.context import system_work
from almenara.core.journal.models import Entry
from almenara.core.notices import links
from almenara.core.notices import services as notices
from almenara.core.notices.models import Notice
from almenara.core.notices.tests.make import hand_over
from almenara.exchange.models import Alert, Delivery, Draft
from almenara.exchange.tests import make
from almenara.exchange.tests.browsing import WRITE, faults, sent, signed_in, text_of, typed

pytestmark = pytest.mark.django_db


def test_an_alert_is_written_sent_read_acknowledged_and_seen_on_the_board(officers):
    writer, reader = signed_in(officers["PAN"]), signed_in(officers["CRI"])
    kinds = writer.get("/alerts/new/").content.decode()
    assert WRITE in kinds
    assert "notice-missions" not in kinds
    answer = writer.post(WRITE, typed(actions=["block"]), follow=True)
    assert "Almenara encendida" in text_of(answer)
    url = answer.request["PATH_INFO"].removesuffix("sent/")

    assert "Campaña de prueba" in text_of(reader.get("/alerts/"))
    page = reader.get(url)
    assert page.status_code == 200
    said = text_of(page)
    for words in ("Texto de prueba", "TLP:AMBER", "Bloquear", "Su acuse", "EJERCICIO"):
        assert words in said, words
    forms = re.findall(r'<form method="post" action="(/deliveries/[^"]+/acknowledge/)">', page.text)
    assert len(forms) == 1
    done = reader.post(forms[0], {"answer": "acting"}, follow=True)
    assert "Su institución acusó recibo." in text_of(done)
    assert "Estamos actuando" in text_of(done)

    board = text_of(writer.get(url))
    assert "1 de 1 con acuse" in board
    assert "en acción" in board
    assert officers["CRI"].user.username in board
    late = {"HTTP_REFERER": f"http://testserver{url}"}
    second = signed_in(officers["CRI2"]).post(forms[0], {"answer": "received"}, **late)
    assert (second.status_code, second.context["back"]) == (409, url)
    assert officers["CRI"].user.username in text_of(second)


def test_a_call_that_a_person_has_to_make_is_on_the_board_until_it_is_made(officers, settings):
    settings.PHONE_URL = ""
    notices.update_phone(make.actor(officers["CRI"]), True, "+506 2000 0000")
    url = sent(officers)
    hand_over("phone")
    writer = signed_in(officers["PAN"])
    page = writer.get(url)
    assert f"Llame a {officers['CRI'].user.username}" in text_of(page)
    [call] = re.findall(r'action="(/calls/[^"]+/)"', page.text)
    assert writer.post(call, {"outcome": "reached", "next": url}).status_code == 302
    assert "Llame a" not in text_of(writer.get(url))


def test_pressing_received_is_not_reading_and_opening_reads_what_the_inbox_says_of_it(
    officers, settings, tmp_path
):
    settings.MAIL_URL, settings.MAIL_FOLDER = "", tmp_path
    url = sent(officers)
    hand_over("mail")
    with system_work():
        told = Notice.objects.get(channel="mail", person=officers["CRI"])
    [file] = tmp_path.glob("*.eml")
    letter = message_from_bytes(file.read_bytes(), policy=policy.default).get_content()
    assert "Para leerlo y responder, entre" in letter
    reader = signed_in(officers["CRI"])
    assert reader.head(url).status_code == 200
    with system_work():
        assert Delivery.objects.get().stage == "sent"
    assert Client().post(f"/link/{links.token_of(told)}/").status_code == 200
    board = text_of(signed_in(officers["PAN"]).get(url))
    assert "recibida" in board
    assert "leída" not in board

    def unread():
        with system_work():
            mine = Notice.objects.filter(channel="inbox", person=officers["CRI"])
            read = Entry.objects.filter(verb="read", thing__startswith="notice:")
            return mine.filter(read_at=None).count(), read.count()

    assert unread() == (1, 0)
    for _look in range(2):
        assert "Texto de prueba" in text_of(reader.get(url))
        assert unread() == (0, 1)
    other = sent(officers, marking="TLP:GREEN")
    key = make.bearer(officers["CRI"])
    assert Client().get(f"/api/v1{other}".rstrip("/"), headers=key).status_code == 200
    assert unread() == (0, 2)


def test_a_third_institution_finds_no_page_of_it(officers):
    url = sent(officers)
    with system_work():
        delivery = Delivery.objects.get()
    third = signed_in(officers["COL"])
    for path in ("", "sent/", "update/", "retract/", "widen/", "hand-on/", "stix/"):
        assert third.get(url + path).status_code == 404, path
    assert third.post(f"{url}answers/", {"body": "x", "to": "all"}).status_code == 404
    assert third.post(f"/deliveries/{delivery.pk}/acknowledge/").status_code == 404
    assert third.get("/alerts/no-such-thing/").status_code == 404
    assert "Campaña" not in text_of(third.get("/alerts/"))


def test_a_stranger_is_asked_to_sign_in_and_reads_only_what_is_public(officers):
    url = sent(officers)
    open_url = sent(officers, marking="TLP:CLEAR", public="on", title="Para todos")
    stranger = Client()
    for path in (url, f"{url}stix/", "/alerts/", "/alerts/new/", WRITE, "/alerts/x/"):
        answer = stranger.get(path)
        assert answer.status_code == 302, path
        assert answer["Location"].startswith("/accounts/login/?next=/alerts/"), path
    page = stranger.get(open_url)
    assert page.status_code == 200
    assert "Para todos" in text_of(page)
    assert "cri-csirt" not in text_of(page)
    assert stranger.get(f"{open_url}stix/").status_code == 200
    with_account = signed_in(make.person("visitante"))
    assert with_account.get(open_url).status_code == 200


def test_only_the_originator_changes_an_alert(officers):
    url = sent(officers)
    reader = signed_in(officers["CRI"])
    for path, said in (("update/", {"title": "Otra"}), ("retract/", {"reason": "x"})):
        assert "Solo la institución que la originó" in text_of(reader.get(url + path))
        assert reader.post(url + path, said).status_code == 403


def test_a_form_without_its_token_does_nothing(officers):
    careful = signed_in(officers["PAN"], enforce_csrf_checks=True)
    assert careful.post(WRITE, typed()).status_code == 403
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": ""}, "title", "obligatorio"),
        ({"title": "  \u200b "}, "title", "Falta el título"),
        ({"states": []}, "states", "La audiencia está vacía"),
        ({"states": ["BOL"]}, "states", "BOL"),
        ({"marking": "TLP:RED"}, "states", "TLP:RED nombra personas"),
        ({"public": "on"}, "public", "Solo TLP:CLEAR"),
        ({"marking": "TLP:MAUVE"}, "marking", "MAUVE"),
        ({"body": "a\x00b"}, "body", "nulos"),
    ],
)
def test_what_cannot_be_sent_stays_on_the_page_with_its_place(officers, changes, field, words):
    answer = signed_in(officers["PAN"]).post(WRITE, typed(**changes))
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert words in " ".join(errors[field]), errors
    assert 'role="alert"' in answer.text
    if "body" not in changes:
        assert "Texto de prueba" in answer.text
    with system_work():
        assert not Alert.objects.exists()


def test_the_sentence_says_who_will_read_it(officers):
    writer = signed_in(officers["PAN"])
    url = f"{WRITE}preview/"
    said = text_of(writer.post(url, {"marking": "TLP:GREEN", "states": ["CRI", "COL"]}))
    assert "2 instituciones de 2 Estados la leerán; nadie más" in said
    said = text_of(writer.post(url, {"marking": "TLP:GREEN", "audience_network": "on"}))
    assert "2 instituciones de 2 Estados" in said
    assert "La audiencia está vacía" in text_of(writer.post(url, {"marking": "TLP:GREEN"}))
    assert "Elija la marca" in text_of(writer.post(url, {"states": ["CRI"]}))
    page = writer.post(WRITE, typed(act="preview"))
    assert page.status_code == 200
    assert "Así la recibirá quien la lea" in text_of(page)
    assert "Quien lee en inglés, portugués y francés verá" in text_of(page)
    some = typed(act="preview", language="fr", title_pt="Um teste", body_pt="Um texto")
    assert "Quien lee en español e inglés verá" in text_of(writer.post(WRITE, some))
    said = text_of(writer.post(f"{WRITE}?lang=en", some))
    assert "Those who read in Spanish and English will" in said
    with system_work():
        assert not Alert.objects.exists()


def test_a_draft_is_kept_taken_up_and_sent_by_a_colleague(officers):
    writer = signed_in(officers["PAN"])
    answer = writer.post(WRITE, typed(act="draft", marking="", title="A medias"), follow=True)
    assert "Borrador guardado" in text_of(answer)
    url = answer.request["PATH_INFO"]
    assert 'value="A medias"' in answer.text
    colleague = signed_in(make.officer("pan-csirt", "PAN", "alternate"))
    assert "A medias" in text_of(colleague.get("/alerts/?box=drafts"))
    assert signed_in(officers["CRI"]).get(url).status_code == 404
    answer = colleague.post(url, typed(title="Entera"))
    assert answer.status_code == 302, faults(answer)
    with system_work():
        assert Alert.objects.get().titles == {"es": "Entera"}
        assert not Draft.objects.unguarded("a test").exists()


def test_a_draft_is_forgotten(officers):
    writer = signed_in(officers["PAN"])
    url = writer.post(WRITE, typed(act="draft"))["Location"]
    assert "1 institución de 1 Estado la leerá" in text_of(writer.get(url))
    assert "Borrador borrado" in text_of(writer.post(f"{url}delete/", follow=True))
    assert writer.get(url).status_code == 404


def test_documents_go_with_it_and_stay_when_something_else_is_wrong(officers):
    writer, reader = signed_in(officers["PAN"]), signed_in(officers["CRI"])
    file = SimpleUploadedFile("nota.txt", b"Lo que se sabe.", "text/plain")
    answer = writer.post(WRITE, typed(states=[], documents=[file]))
    assert answer.context["form"].errors["states"]
    [(kept, name)] = answer.context["form"].kept
    assert name == "nota.txt"
    url = writer.post(WRITE, typed(kept=[kept]))["Location"].removesuffix("sent/")
    assert "nota.txt" in text_of(reader.get(url))
    got = reader.get(f"/documents/{kept}/")
    assert got.status_code == 200
    assert b"".join(got.streaming_content) == b"Lo que se sabe."
    assert signed_in(officers["COL"]).get(f"/documents/{kept}/").status_code == 404


def test_a_file_that_is_refused_is_named_at_its_field(officers):
    file = SimpleUploadedFile("vacio.txt", b"", "text/plain")
    answer = signed_in(officers["PAN"]).post(WRITE, typed(documents=[file]))
    assert answer.status_code == 422
    assert answer.context["form"].errors["documents"]


def test_a_bundle_is_attached_and_comes_back(officers):
    stamp = "2026-01-01T00:00:00.000Z"
    made = {"type": "bundle", "id": "bundle--0c9a7d7e-1b1f-4a7e-8e3f-1a2b3c4d5e6f", "objects": [
        {"type": "identity", "spec_version": "2.1", "name": "x", "identity_class": "organization",
         "id": "identity--0c9a7d7e-1b1f-4a7e-8e3f-1a2b3c4d5e6f",
         "created": stamp, "modified": stamp}]}  # fmt: skip
    file = SimpleUploadedFile("x.json", json.dumps(made).encode())
    url = sent(officers, stix=file)
    got = signed_in(officers["CRI"]).get(f"{url}stix/")
    assert json.loads(got.content) == made
    assert got["Content-Disposition"].startswith("attachment")
    wrong = SimpleUploadedFile("x.json", b"{,}")
    answer = signed_in(officers["PAN"]).post(WRITE, typed(stix=wrong))
    assert "No es JSON" in " ".join(answer.context["form"].errors["stix"])
    nameless = {**made, "objects": [made["objects"][0] | {"name": 5}]}
    wrong = SimpleUploadedFile("x.json", json.dumps(nameless).encode())
    answer = signed_in(officers["PAN"]).post(WRITE, typed(stix=wrong))
    assert answer.context["form"].errors["stix"][0].startswith("/objects/0/name: ")


def test_words_that_cannot_be_said_are_refused_where_they_were_typed(officers):
    turned = "Campa\u202eña"
    for words in ({"title": turned}, {"title_pt": turned}, {"body": turned}):
        answer = signed_in(officers["PAN"]).post(WRITE, typed(**words))
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == set(words)
