"""S50: a brief by threat cites an indicator and warns when it is corrected; it shows no alert to
somebody who may not see it."""

from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from almenara.core.access.context import system_work
from almenara.core.notices.models import Notice
from almenara.core.notices.words import WORDS
from almenara.directory.tests import make as people
from almenara.exchange.tests import make as alerts
from almenara.studies import jobs
from almenara.studies.tests import make
from tests.acceptance.directory import browser
from tests.acceptance.exchange import words

pytestmark = pytest.mark.django_db
BODY = "La tasa de México fue {{figure tasa}}."
NEW = "/studies/new/?kind=brief"


@pytest.fixture
def officer():
    return make.officer()


@pytest.fixture
def readers():
    """Two persons of institutions to which the brief goes, and one of another."""
    found = {}
    for code in ("CRI", "JAM", "BRA"):
        slug = f"{code.lower()}-csirt"
        found[code] = people.person(people.institution(slug, code))
    return found


def draft(who, **more):
    """Begin a brief on the page; the page of its edition."""
    said = {
        "language": "es", "title": "Violencia letal: apreciación", "summary": "Para decidir",
        "body": BODY, "threat": "violence", "confidence": "moderate", "marking": "TLP:AMBER",
        "audience": ["cri-csirt", "jam-csirt"], **more,
    }  # fmt: skip
    made = browser(who).post(NEW, said)
    assert made.status_code == 302, words(made)
    return str(made["Location"]).removesuffix("edit/")


def published(officer, page):
    """The figure is quoted, another person clears the brief, and it goes out."""
    asked = {"name": "tasa", "where_REF_AREA": ["MEX"], "where_UNIT_MEASURE": ["PER_100K"],
             "start": "2023", "end": "2023"}  # fmt: skip
    quoted = browser(officer).post(f"{page}citations/new/?dataflow=DF_HOMICIDE", asked)
    assert quoted.status_code == 302, words(quoted)
    for who, stage in ((make.officer(), "cleared"), (officer, "published")):
        assert browser(who).post(f"{page}stage/", {"stage": stage}).status_code == 302
    return page


def test_a_brief_warns_when_the_indicator_that_it_cites_is_corrected(officer, readers):
    make.release([("MEX", "2023", 24.1)])
    page = published(officer, draft(officer))
    reader = browser(readers["CRI"])
    assert "Una apreciación para su institución" in words(reader.get("/inbox/"))
    said = words(reader.get(page))
    for part in ("24,1", "Violencia letal", "Confianza media", "TLP:AMBER"):
        assert part in said, part
    assert "Cambiaron cifras" not in said
    make.release([("MEX", "2023", 24.9)], day=date(2026, 2, 1))
    said = words(reader.get(page))
    assert "Cambiaron cifras que se citan aquí" in said
    assert "24,1 (revisada: ahora 24,9)" in said
    jobs.compare(dataflow=make.HOMICIDE)
    assert "Cambiaron cifras que usted cita" in words(browser(officer).get("/inbox/"))
    assert "Cambiaron cifras que usted cita" not in words(reader.get("/inbox/"))


@pytest.mark.parametrize(("language", "said"), [("es", ""), ("en", "Original text in Spanish")])
def test_who_reads_another_language_is_told_in_which_the_brief_stands(
    officer, readers, language, said
):
    make.release([("MEX", "2023", 24.1)])
    published(officer, draft(officer))
    with system_work(), translation.override(language):
        told = list(Notice.objects.unguarded("a test").filter(word="studies/published"))
        [body] = {one.body for one in WORDS["studies/published"].contents(told).values()}
    assert body.startswith(said)
    assert bool(said) == ("\n" in body)


def test_a_brief_shows_an_alert_only_to_who_may_see_the_alert(officer, readers):
    make.release([("MEX", "2023", 24.1)])
    sender = alerts.officer("pan-csirt", "PAN")
    for slug, code in (("ssm-oe", ""), ("cri-csirt", "CRI"), ("jam-csirt", "JAM")):
        alerts.officer(slug, code)
    to = {"states": ["CRI"], "institutions": ["ssm-oe"]}
    alert = alerts.alert(sender, title="Campaña zqreservada", audience=to)
    page = published(officer, draft(officer, alerts=alert.reference))
    shown = {
        name: (alert.reference in text, "zqreservada" in text)
        for name, who in {"officer": officer, **readers}.items()
        if name != "BRA"
        for text in [words(browser(who).get(page))]
    }
    assert shown == {"officer": (True, True), "CRI": (True, True), "JAM": (False, False)}
    other = make.officer("s-cicte")
    assert alert.reference not in words(browser(other).get(page))
    assert browser(readers["CRI"]).get(f"{page}edit/").status_code == 403  # says who else reads it
    assert browser(readers["BRA"]).get(page).status_code == 404
    assert Client().get(page).status_code == 302


def test_a_brief_is_not_laxer_than_the_alert_and_names_no_alert_that_its_writer_cannot_see(
    officer, readers
):
    sender = alerts.officer("pan-csirt", "PAN")
    alerts.officer("cri-csirt", "CRI")
    alerts.officer("ssm-oe", "")
    hidden = alerts.alert(sender, title="Oculta")
    to = {"states": ["CRI"], "institutions": ["ssm-oe"]}
    seen = alerts.alert(sender, title="Visible", audience=to)
    for reference, marking, fault in (
        (hidden.reference, "TLP:AMBER", "No existe, o no existe para usted."),
        (seen.reference, "TLP:GREEN", "Se apoya en una alerta más estricta que esta marcación."),
    ):
        said = {"language": "es", "title": "x", "threat": "cyber", "confidence": "low",
                "marking": marking, "alerts": reference}  # fmt: skip
        got = browser(officer).post(NEW, said)
        assert got.status_code == 422
        assert fault in words(got)


def test_bad_input_comes_back_at_its_field(officer):
    got = browser(officer).post(NEW, {"language": "es", "title": "", "threat": "nada"})
    assert got.status_code == 422
    assert {"title", "threat", "confidence", "marking"} <= set(got.context["form"].errors)
    panama = people.person(people.institution("pan-csirt", "PAN"))
    assert browser(panama).get(NEW).status_code == 403
    said = {"language": "es", "title": "x", "threat": "cyber", "confidence": "low",
            "marking": "TLP:GREEN"}  # fmt: skip
    assert browser(panama).post(NEW, said).status_code == 403
