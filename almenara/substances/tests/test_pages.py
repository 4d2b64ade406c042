"""The day of a national system and of the desk, on the pages."""

import re

import pytest
from django.test import Client

from almenara.directory.tests import make as people
from almenara.substances import services
from almenara.substances.drafts import DrugSignalShape, VerifyShape
from almenara.substances.tests import make
from almenara.substances.tests.make import KEY, does
from tests.acceptance.directory import browser
from tests.acceptance.exchange import words

pytestmark = pytest.mark.django_db
HOME = "/substances/signals/"


def form(kind="new-substance", **more):
    said = make.said(kind)
    fields = {f"field_{key}": value for key, value in said.pop("fields").items()}
    return {**said, **fields, **more}


def sent(page, kind="new-substance", **more):
    got = page.post(f"{HOME}new/?kind={kind}", form(kind, **more))
    assert got.status_code == 302, words(got)
    return got["Location"]


def done(page, address, **said):
    got = page.post(address, said)
    assert got.status_code == 302, (got.status_code, words(got))
    return got["Location"]


def test_from_the_report_to_the_bulletin_on_the_pages(here):
    state, desk, second = (browser(one) for one in (here.reporters["PAN"], here.desk, here.second))
    assert "Cada clase tiene sus preguntas" in words(state.get(f"{HOME}new/"))
    asked = state.get(f"{HOME}new/?kind=trafficking").content.decode()
    assert "field_mode" in asked
    assert "field_method" not in asked
    signal = sent(state)
    assert "Sin verificar" in words(state.get(signal))
    assert "Verifica otra persona" not in words(second.get(signal))
    done(second, f"{signal}verify/")
    assert "por el InChIKey exacto" in words(desk.get(signal))
    done(desk, f"{signal}alert/", marking="TLP:GREEN", urgency="normal")
    assert "Primera detección verificada en el hemisferio" in words(desk.get(signal))
    assert "La alerta y quién acusó recibo" in words(browser(here.reporters["CRI"]).get(signal))
    pk = signal.removeprefix(HOME).strip("/")
    drafted = done(
        desk, "/substances/bulletins/new/",
        **{"titles_es": "Boletín", f"text_{pk}_es": "Se vio una sustancia nueva."},
    )  # fmt: skip
    review = dict.fromkeys(("no_dose", "no_source", "no_person"), "on")
    done(second, f"{drafted}review/", reviewer="Salud", version="1", **review)
    done(desk, f"{drafted}publish/")
    read = words(Client().get(drafted))
    assert "Sustancia nueva" in read
    assert "Se vio una sustancia nueva." in read
    assert "Revisión de salud: Salud" in read
    pdf = Client().get(f"{drafted}bulletin.pdf")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert pdf.content == Client().get(f"{drafted}bulletin.pdf").content
    file = re.search(r"/substances/[0-9a-f-]{36}/", desk.get(signal).content.decode())[0]
    seen = desk.get(file).content.decode()
    assert KEY in seen
    assert "atlas-in" in seen
    assert "la primera" in seen
    done(desk, f"{signal}retract/", reason="Era otra.")
    assert "RETIRADA" in words(Client().get(drafted))


def test_faults_come_back_at_their_fields(here):
    page = browser(here.reporters["PAN"])
    got = page.post(
        f"{HOME}new/?kind=new-substance",
        form(inchikey="no", summary="Se toman 20 mg.", seen_on="2999-01-01", field_harm=""),
    )
    assert got.status_code == 422
    wrong = {name for name, faults in got.context["form"].errors.items() if faults}
    assert wrong == {"field_harm"}
    got = page.post(
        f"{HOME}new/?kind=new-substance",
        form(inchikey="no", summary="Se toman 20 mg.", seen_on="2999-01-01"),
    )
    assert got.status_code == 422
    assert set(got.context["form"].errors) == {"inchikey", "summary", "seen_on"}


def test_where_nothing_is_certain_the_verifier_chooses_on_the_page(here):
    program, second = here.program("PAN"), browser(here.second)
    first = make.reported(program, inchikey="")
    address = f"/substances{first}/"
    got = second.post(f"{address}verify/", {})
    assert got.status_code == 422
    assert got.context["wrong"].errors["substance"]
    done(second, f"{address}verify/", substance="new")
    other = make.reported(here.program("CRI"), inchikey="", substance="Parecida")
    file = here.program("desk").get(first).json()["substance"]
    got = second.post(f"/substances{other}/verify/", {"substance": "other", "called": "Nadie"})
    assert got.status_code == 422
    assert set(got.context["wrong"].errors) == {"called"}
    done(second, f"/substances{other}/verify/", substance="other", called="ejemplona")
    assert here.program("desk").get(other).json()["substance"] == file


def test_merging_and_the_way_back_on_the_pages(here):
    desk, program = browser(here.desk), here.program("desk")
    one = does(program, "/substances", {"name": "Ejemplona", "inchikey": KEY})["id"]
    two = does(program, "/substances", {"name": "Modelona", "inchikey": make.OTHER})["id"]
    done(desk, f"/substances/{one}/names/", called="Ejemplona HCl", kind="salt")
    kept = done(desk, f"/substances/{one}/merge/", into="modelona", reason="Son la misma.")
    assert kept == f"/substances/{two}/"
    assert "Ejemplona HCl" in words(desk.get(kept))
    assert "unido a otro" in words(desk.get(f"/substances/{one}/"))
    back = done(desk, f"/substances/{one}/separate/", reason="No lo eran.")
    assert back == f"/substances/{one}/"
    assert "Ejemplona HCl" in words(desk.get(back))
    assert "Ejemplona HCl" not in words(desk.get(kept))


def test_empty_pages_say_what_to_do(here):
    for person, address, said in (
        (here.desk, "/substances/", "El registro está vacío"),
        (here.desk, HOME, "Ningún sistema nacional ha informado"),
        (here.reporters["PAN"], HOME, "Su Estado no ha informado"),
        (here.desk, "/substances/bulletins/", "Escriba el primero"),
        (here.desk, "/substances/bulletins/new/", "Ninguna señal espera"),
        (here.desk, "/substances/?q=nada", "Ninguna sustancia se llama así"),
    ):
        assert said in words(browser(person).get(address)), address


def test_one_row_and_many_cost_the_same_number_of_questions(here, django_assert_max_num_queries):
    reporter, verifier = people.actor(here.reporters["PAN"]), people.actor(here.second)
    desk, asked_for = browser(here.desk), []
    for more in (1, 20):
        for n in range(more):
            name = f"Sustancia {more} {n}"
            said = make.said(substance=name, inchikey="", title=name)
            signal = services.report(reporter, DrugSignalShape.model_validate(said))
            services.verify(verifier, signal, VerifyShape(is_new=True))
        for address in ("/substances/", HOME):
            with django_assert_max_num_queries(80) as counted:
                desk.get(address)
            asked_for.append(len(counted))
    assert asked_for[:2] == asked_for[2:]
