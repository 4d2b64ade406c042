"""The register of types is public; a sensitive one waits for a second person."""

from importlib import resources

import pytest
import yaml
from django.core.cache import cache
from django.test import Client

from almenara.core.identity.tests import make
from almenara.core.types import heads, reading, services, words

NAMES = {"es": "Red de prueba", "en": "Test", "pt": "Teste", "fr": "Essai"}
HEAD = {
    "type": "network", "slug": "a-test", "version": 1, "names": NAMES,
    "purpose": "Probar.", "legal_basis": "Resolución 1", "data_classes": [],
    "audience": "La red", "retention": "P24M", "responsible": "S-CICTE",
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("P24M", "24 meses"),
        ("P1Y", "1 año"),
        ("P90D", "90 días"),
        ("PT1H", "1 hora"),
        ("PT", "PT"),
        ("", ""),
    ],
)
def test_how_long_in_words(text, said):
    assert words.lasting(text) == said


def test_anybody_reads_what_each_network_is_for(client, db):
    page = client.get("/types/?lang=es").content.decode()
    assert "CSIRT" in page
    assert all(str(spec.title) for spec in heads.SPECS.values()), "no heading is a word of the code"
    one = client.get("/types/network/csirt/?lang=es").content.decode()
    for heading in ("Para qué", "Base jurídica", "Quién lo ve", "Se guarda", "Responde"):
        assert heading in one
    assert client.get("/types/network/never-was/").status_code == 302


def test_a_draft_is_for_those_who_signed_in_and_approved_by_another(client, db):
    cache.clear()
    world = make.world()
    sensitive = "health"
    document = _network(data_classes=[sensitive])
    services.load(make.actor(world.admin), document)
    path = "/types/network/a-test/"
    assert client.get(path).status_code == 302
    make.sign_in(client, world.admin)
    waiting = client.get(f"{path}?lang=es").content.decode()
    assert "hace falta que lo apruebe otra persona" in waiting
    assert client.post(f"{path}approve/").status_code == 403
    other, ana = Client(), Client()
    make.sign_in(ana, world.ana)
    assert ana.post(f"{path}approve/").status_code == 403
    make.sign_in(other, world.other)
    assert other.post(f"{path}approve/").status_code == 302
    assert Client().get(path).status_code == 200
    assert "grant network done" in make.journal(world.other)


def test_the_order_of_what_was_ticked_is_no_change():
    one, other = (
        {"data_classes": said} for said in (["health", "designation"], ["designation", "health"])
    )
    assert reading.changes("network", one, other) == []
    assert len(reading.changes("network", one, {"data_classes": ["health"]})) == 1


def _network(**changes):
    file = resources.files("almenara.directory") / "types" / "cyber-policy.yaml"
    document = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {**document, **HEAD, **changes}
