"""Who may not see an alert does not find it, and counts nothing."""

import re

import pytest

from almenara.core.access.context import acting, system_work
from almenara.core.search import indexing, queries
from almenara.exchange.tests import make

pytestmark = pytest.mark.django_db

WORDS = {"es": "Buscar", "en": "Search", "pt": "Buscar", "fr": "Chercher"}


def found(person, words):
    viewer = make.actor(person)
    with acting(viewer):
        page = queries.found(viewer, words)
    return page.count, [re.sub(r"^.*?[A-Z]{3}-\w{6} ", "", item.title) for item in page.items]


def test_readers_find_it_with_and_without_accents_and_others_do_not(officers):
    make.alert(officers["PAN"], title="Campaña de suplantación bancaria")
    for words in ("campaña", "campana", "bancario", "bancarias nada"):
        assert found(officers["CRI"], words) == (1, ["Campaña de suplantación bancaria"]), words
        assert found(officers["COL"], words) == (0, []), words
    assert found(officers["CRI"], "' & | ! :* \x00 <b>") == (0, [])


def test_it_shows_the_title_in_the_readers_language(officers):
    make.alert(officers["PAN"], title={"es": "Correo falso", "en": "Phishing mail"}, body="")
    with system_work():
        officers["CRI"].language = "en"
        officers["CRI"].save()
    assert found(officers["CRI"], "correos") == (1, ["Phishing mail"])


def test_who_left_the_network_finds_nothing_and_finds_again_on_return(officers):
    make.alert(officers["PAN"], title="Correo falso")
    indexing.move("cri-csirt", "csirt", is_open=False)
    assert found(officers["CRI"], "correo") == (0, [])
    indexing.move("cri-csirt", "csirt", is_open=True)
    assert found(officers["CRI"], "correo")[0] == 1


def test_api_and_page_agree_and_say_the_same_to_who_may_not_see(client, officers):
    make.alert(officers["PAN"], title="Correo falso")
    for code, count in (("CRI", 1), ("COL", 0)):
        answer = client.get("/api/v1/search?q=correo", headers=make.bearer(officers[code]))
        assert (answer.json()["count"], len(answer.json()["items"])) == (count, count)
        client.force_login(
            officers[code].user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        page = client.get("/search/?q=correo").content.decode()
        assert ("Correo falso" in page) is bool(count)
        client.logout()
    assert client.get("/api/v1/search?q=correo").status_code == 401
    assert "Correo falso" not in client.get("/search/?q=correo").content.decode()


def test_of_very_many_those_with_all_words_come_first_and_then_the_newest(officers, monkeypatch):
    monkeypatch.setattr(queries, "FITTED", 2)
    titles = ["Correo bancario", "Correo 0", "Correo 1", "Correo correo 2"]
    for title in titles:
        make.alert(officers["PAN"], title=title)
    viewer = make.actor(officers["CRI"])
    with acting(viewer):
        page = queries.found(viewer, "correo bancario", counted=2)
    assert (page.count, len(page.items)) == (2, 2)
    count, everything = found(officers["CRI"], "correo bancario")
    assert (count, everything[0]) == (4, "Correo bancario")
    assert everything[2:] == ["Correo 1", "Correo 0"]


def test_the_page_of_very_many_says_which_ones_it_shows(client, officers, monkeypatch):
    monkeypatch.setattr(queries, "FITTED", 2)
    for title in ("Correo falso", "Correo viejo"):
        make.alert(officers["PAN"], title=title)
    client.force_login(
        officers["CRI"].user, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert "Añada una palabra" not in client.get("/search/?q=correo&lang=es").content.decode()
    make.alert(officers["PAN"], title="Correo nuevo")
    page = client.get("/search/?q=correo&lang=es").content.decode()
    assert "Correo nuevo" in page
    assert "2+" in page
    assert "Añada una palabra" in page
    for language, words in WORDS.items():
        page = client.get(f"/search/?q=correo&lang={language}").content.decode()
        assert re.search(r'<form class="filter".*?</svg>(.*?)</button>', page, re.S)[1] == words
    assert "</svg>Filtrar</button>" in client.get("/alerts/?lang=es").content.decode()
