"""The pages of the exchange without JavaScript: writing, reading, acknowledging, following."""

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.journal.models import Entry
from almenara.core.notices import services as notices
from almenara.core.notices.tests.make import hand_over
from almenara.exchange import jobs
from almenara.exchange.models import Alert, Answer, Delivery, Draft
from almenara.exchange.tests import make

pytestmark = pytest.mark.django_db
WRITE = f"/alerts/new/{make.KIND}/"


@pytest.fixture
def officers():
    return {
        "PAN": make.officer("pan-csirt", "PAN"),
        "CRI": make.officer("cri-csirt", "CRI"),
        "CRI2": make.officer("cri-csirt", "CRI", "alternate"),
        "COL": make.officer("col-csirt", "COL"),
    }


def signed_in(person, **more):
    client = Client(**more)
    client.force_login(person.user)
    return client


def typed(**changes):
    return {
        "act": "publish",
        "title": "Campaña de prueba",
        "body": "Texto de prueba",
        "marking": "TLP:AMBER",
        "states": ["CRI"],
        "urgency": "normal",
        "language": "es",
        "hand_on": "on",
    } | changes


def sent(officers, **changes):
    """An alert written on the page, and its address."""
    answer = signed_in(officers["PAN"]).post(WRITE, typed(**changes))
    assert answer.status_code == 302, _faults(answer)
    return answer["Location"].removesuffix("sent/")


def _faults(answer):
    return re.findall(r'(?s)role="alert".*?</ul>', answer.content.decode())[:1]


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


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
    second = signed_in(officers["CRI2"]).post(forms[0], {"answer": "received"})
    assert second.status_code == 409
    assert officers["CRI"].user.username in text_of(second)


def test_a_button_pressed_twice_sends_once(officers):
    writer = signed_in(officers["PAN"])
    once = writer.get(WRITE).context["once"]
    first, second = (writer.post(WRITE, typed(once=once)) for _again in range(2))
    assert first["Location"] == second["Location"]
    assert writer.post(WRITE, typed())["Location"] != first["Location"]


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
    assert answer.status_code == 302, _faults(answer)
    with system_work():
        assert Alert.objects.get().titles == {"es": "Entera"}
        assert not Draft.objects.unguarded("a test").exists()


def test_a_draft_is_forgotten(officers):
    writer = signed_in(officers["PAN"])
    url = writer.post(WRITE, typed(act="draft"))["Location"]
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


def test_an_update_shows_its_new_words_and_keeps_the_acknowledgement(officers):
    url = sent(officers)
    writer, reader = signed_in(officers["PAN"]), signed_in(officers["CRI"])
    assert 'value="Campaña de prueba"' in writer.get(f"{url}update/").text
    done = writer.post(
        f"{url}update/", {"title": "Más grave", "body": "Texto de prueba"}, follow=True
    )
    assert "Actualizada" in text_of(done)
    assert "Más grave" in text_of(reader.get(url))
    same = writer.post(f"{url}update/", {"title": "Más grave", "body": "Texto de prueba"})
    assert same.status_code == 422


def test_a_retraction_says_why_and_ends_what_is_asked(officers):
    url = sent(officers)
    writer, reader = signed_in(officers["PAN"]), signed_in(officers["CRI"])
    assert writer.post(f"{url}retract/", {"reason": ""}).status_code == 422
    assert "Retirada" in text_of(
        writer.post(f"{url}retract/", {"reason": "Era falsa"}, follow=True)
    )
    said = text_of(reader.get(url))
    assert "Era falsa" in said
    assert "Ya no hace falta acusar recibo" in said
    assert "La alerta fue retirada." in text_of(writer.get(f"{url}update/"))
    assert writer.post(f"{url}update/", {"title": "Otra"}).status_code == 409


def test_the_originator_widens_and_a_new_institution_reads(officers):
    url = sent(officers)
    writer, third = signed_in(officers["PAN"]), signed_in(officers["COL"])
    assert third.get(url).status_code == 404
    assert writer.post(f"{url}widen/", {"states": ["CRI"]}).status_code == 422
    assert writer.post(f"{url}widen/", {"states": ["COL"]}).status_code == 302
    assert third.get(url).status_code == 200
    assert "0 de 2 con acuse" in text_of(writer.get(url))


def test_a_reader_hands_it_on_within_the_marking_and_the_originator_sees_it(officers):
    url = sent(officers, marking="TLP:GREEN")
    reader, third = signed_in(officers["CRI"]), signed_in(officers["COL"])
    page = reader.get(f"{url}hand-on/")
    assert "col-csirt" in page.text
    done = reader.post(f"{url}hand-on/", {"institutions": ["col-csirt"]}, follow=True)
    assert "Pasada" in text_of(done)
    assert "Se la pasó cri-csirt" in text_of(third.get(url))
    assert "la pasó cri-csirt" in text_of(signed_in(officers["PAN"]).get(url))


def test_handing_on_is_off_with_its_reason(officers):
    strict = sent(officers, marking="TLP:AMBER+STRICT")
    closed = sent(officers, marking="TLP:GREEN", hand_on="")
    reader = signed_in(officers["CRI"])
    assert "La marca no permite pasarla a otros." in text_of(reader.get(strict))
    assert "El originador no permite pasarla a otros." in text_of(reader.get(closed))


def test_answers_reach_whom_they_are_for(officers):
    url = sent(officers, states=["CRI", "COL"])
    for state, to in (("CRI", "all"), ("COL", "origin")):
        answer = signed_in(officers[state]).post(
            f"{url}answers/", {"body": f"Dice {state}", "to": to}
        )
        assert answer.status_code == 302
    asked = text_of(signed_in(officers["PAN"]).get(url))
    assert "Dice CRI" in asked
    assert "Dice COL" in asked
    assert "Dice COL" not in text_of(signed_in(officers["CRI"]).get(url))
    wrong = signed_in(officers["CRI"]).post(f"{url}answers/", {"body": "", "to": "all"})
    assert wrong.status_code == 422
    assert Answer.objects.unguarded("a test").count() <= 2


def test_a_red_alert_is_read_by_who_was_named_alone(officers):
    named = officers["CRI2"].user.username
    url = sent(officers, marking="TLP:RED", states=[], persons=[named])
    assert signed_in(officers["CRI2"]).get(url).status_code == 200
    assert signed_in(officers["CRI"]).get(url).status_code == 404


def test_text_in_the_readers_language_or_marked_as_the_originals(officers):
    url = sent(officers, title_en="Test campaign", body_en="A test")
    reader = signed_in(officers["CRI"])
    assert "Test campaign" in text_of(reader.get(f"{url}?lang=en"))
    page = reader.get(f"{url}?lang=fr")
    assert "Campaña de prueba" in text_of(page)
    assert 'class="original"' in page.text
    assert '<span lang="es">Campaña de prueba</span>' in page.text


def test_the_lists_filter_count_and_sort(officers):
    sent(officers, title="Primera")
    sent(officers, title="Segunda", marking="TLP:GREEN")
    reader = signed_in(officers["CRI"])
    page = reader.get("/alerts/")
    assert page.context["count"] == 2
    assert page.text.index("Segunda") < page.text.index("Primera")
    older = reader.get("/alerts/?sort=oldest").text
    assert older.index("Primera") < older.index("Segunda")
    assert reader.get("/alerts/?marking=TLP:GREEN").context["count"] == 1
    assert reader.get("/alerts/?stage=waiting&sort=due").context["count"] == 2
    assert reader.get("/alerts/?stage=acknowledged").context["count"] == 0
    assert reader.get("/alerts/?q=segunda").context["count"] == 1
    assert reader.get("/alerts/?q=nada-de-esto").context["count"] == 0
    assert reader.get("/alerts/?box=sent").context["count"] == 0
    assert signed_in(officers["PAN"]).get("/alerts/?box=sent&stage=waiting").context["count"] == 2


def test_a_piece_of_the_page_shows_no_words_and_is_not_an_opening(officers):
    url = sent(officers)
    reader = signed_in(officers["CRI"])
    for target in ("ack", "thread-list", "board"):
        piece = reader.get(url, headers={"HX-Request": "true", "HX-Target": target})
        assert piece.status_code == 200
        assert "Texto de prueba" not in piece.text
        assert "<html" not in piece.text
    with system_work():
        assert Delivery.objects.get().stage == "sent"
        assert not Entry.objects.filter(verb="read").exists()


def test_the_board_says_to_whom_it_went_on_and_that_nobody_answered(officers):
    url = sent(officers)
    writer = signed_in(officers["PAN"])
    at = timezone.now() + timedelta(hours=9)
    jobs.chase_at(at)
    said = text_of(writer.get(url))
    assert "escalada" in said
    assert "paso 2: suplente" in said
    assert officers["CRI2"].user.username in said
    jobs.chase_at(at + timedelta(hours=9))
    said = text_of(writer.get(url))
    assert "nadie respondió" in said
    assert "Llamar ahora" in said


def test_a_list_costs_the_same_for_one_and_for_many(officers, django_assert_max_num_queries):
    make.alert(officers["PAN"])
    reader = signed_in(officers["CRI"])
    reader.get("/alerts/")
    counted = []
    for more in (0, 6):
        for _again in range(more):
            make.alert(officers["PAN"])
        with django_assert_max_num_queries(60) as asked:
            reader.get("/alerts/")
        counted.append(len(asked.captured_queries))
    assert counted[0] == counted[1]
