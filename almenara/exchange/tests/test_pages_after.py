"""What follows a sent alert on its pages: change, thread, board, lists."""

from datetime import timedelta

import pytest
from django.utils import timezone

from almenara.core.access.context import system_work
from almenara.core.journal.models import Entry
from almenara.exchange import jobs
from almenara.exchange.models import Answer, Delivery
from almenara.exchange.tests import make
from almenara.exchange.tests.browsing import signed_in, text_of

pytestmark = pytest.mark.django_db


def sent(officers, **changes):
    """The address of an alert that Panama sent."""
    return f"/alerts/{make.alert(officers['PAN'], **changes).pk}/"


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


def test_an_institution_of_the_state_without_a_place_in_the_network_is_told_and_answers(officers):
    duty = make.officer("cri-drogas", "CRI", network="drug-observatories")
    second = make.officer("cri-drogas", "CRI", "alternate", network="drug-observatories")
    abroad = make.officer("pan-drogas", "PAN", network="drug-observatories")
    url = sent(officers, marking="TLP:AMBER")
    signed_in(officers["CRI"]).post(f"{url}hand-on/", {"institutions": ["cri-drogas"]})
    assert "Campaña de prueba" in text_of(signed_in(duty).get("/inbox/"))
    with system_work():
        jobs.chase_at(timezone.now() + timedelta(days=1))
    assert "Campaña de prueba" in text_of(signed_in(second).get("/inbox/"))
    assert signed_in(abroad).get(url).status_code == 404
    page = signed_in(second).get(url)
    assert "Se la pasó cri-csirt" in text_of(page)
    delivery = page.context["delivery"]["id"]
    done = signed_in(second).post(f"/deliveries/{delivery}/acknowledge/")
    assert done.status_code == 302
    assert "1 de 2 con acuse" in text_of(signed_in(officers["PAN"]).get(url))


def test_handing_on_is_off_with_its_reason(officers):
    strict = sent(officers, marking="TLP:AMBER+STRICT")
    closed = sent(officers, marking="TLP:GREEN", hand_on=False)
    reader = signed_in(officers["CRI"])
    assert "La marca no permite pasarla a otros." in text_of(reader.get(strict))
    assert "El originador no permite pasarla a otros." in text_of(reader.get(closed))


def test_answers_reach_whom_they_are_for(officers):
    url = sent(officers, audience={"states": ["CRI", "COL"]})
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
    url = sent(officers, marking="TLP:RED", audience={"persons": [named]})
    assert signed_in(officers["CRI2"]).get(url).status_code == 200
    assert signed_in(officers["CRI"]).get(url).status_code == 404


def test_text_in_the_readers_language_or_marked_as_the_originals(officers):
    titles = {"es": "Campaña de prueba", "en": "Test campaign"}
    url = sent(officers, title=titles, body={"es": "Texto de prueba", "en": "A test"})
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


def test_the_page_of_an_alert_asks_its_deliveries_once(officers, django_assert_max_num_queries):
    url, reader = sent(officers), signed_in(officers["CRI"])
    reader.get(url)
    with django_assert_max_num_queries(20) as asked:
        assert "Su institución no la recibió." not in reader.get(url).text
    of = [
        told["sql"] for told in asked.captured_queries if 'FROM "exchange_delivery"' in told["sql"]
    ]
    assert len(of) == 1, of
