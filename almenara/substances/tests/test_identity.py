"""Names, salts and keys; what no text says; kinds that ask for what they may not."""

from pathlib import Path
from uuid import UUID

import pytest
import yaml
from django.utils import translation

from almenara.core.types.heads import read
from almenara.formats.refusal import Unreadable
from almenara.substances import identity, sparing
from almenara.substances.kinds import SignalKindShape
from almenara.substances.tests.make import KEY, OTHER

ONE, TWO = UUID(int=1), UUID(int=2)
ALIKE = KEY[: identity.SKELETON] + "-UHFFFAOYSA-N"


@pytest.mark.parametrize("text", [KEY, f" {KEY.lower()} ", f"InChIKey={KEY}"])
def test_a_key_is_kept_in_one_way(text):
    assert identity.inchikey(text, []) == KEY


@pytest.mark.parametrize(
    "text",
    ["", "no", KEY[:-1], KEY + "N", KEY.replace("-", ""), "Ñ" + KEY[1:], KEY[:23] + "X" + KEY[24:],
     f"{KEY}\n{KEY}"],
)  # fmt: skip
def test_what_is_no_key_is_refused(text):
    with pytest.raises(Unreadable):
        identity.inchikey(text, ["inchikey"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("5-MeO-DMT", "5 meo dmt"),
        ("α-PVP", "alpha-PVP"),
        ("Metanfetamina", "clorhidrato de metanfetamina"),
        ("Fentanyl", "FENTANYL citrate"),
        ("Fentanilo", "Citrato de fentanilo"),
        ("Cocaïne", "cocaine base libre"),
        ("N,N-DMT", "N,N-dmt (fumarate)"),
    ],
)
def test_names_of_one_substance_have_one_key(one, other):
    assert identity.name_key(one) == identity.name_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("2C-B", "2C-E"), ("JWH-018", "JWH-081"), ("base", ""), ("4-MEC", "4-MMC"), ("MDMA", "MDA")],
)
def test_names_of_two_are_kept_apart(one, other):
    assert identity.name_key(one) != identity.name_key(other)


@pytest.mark.parametrize(
    ("key", "by_key", "by_name", "keys", "by"),
    [
        (KEY, [ONE], [TWO], {}, "key"),  # an exact key wins over any name
        (KEY, [], [], {}, "new"),
        (KEY, [], [ONE], {ONE: ""}, "name"),  # the named file had no key yet
        (KEY, [], [ONE], {ONE: OTHER}, "person"),  # name and key disagree
        (KEY, [], [], {ONE: ALIKE}, "person"),  # the same atoms, otherwise in space
        ("", [], [ONE], {}, "name"),
        ("", [], [ONE, TWO], {}, "person"),
        ("", [], [], {}, "person"),
    ],
)
def test_exact_key_else_name_else_a_person(key, by_key, by_name, keys, by):
    assert identity.decide(key, by_key, by_name, keys).by == by


@pytest.mark.parametrize(
    "text",
    ["Se toman 20 mg", "dos de 5mg", "100 µg", "30 gotas", "https://tienda.example", "@vendedor1",
     "una mujer", "un hombre de 25 años", "aged 31 years", "a 19-year-old", "femme"],
)  # fmt: skip
def test_doses_sources_and_persons_are_caught(text):
    assert sparing.fault(text)


@pytest.mark.parametrize(
    "text",
    ["", "Decomiso de 40 kg de 2C-B en la frontera", "Visto en 2026, tres muestras", "25I-NBOMe",
     "JWH-018, 5F-ADB y 4-MEC", "Hubo intoxicaciones en dos hospitales"],
)  # fmt: skip
def test_other_texts_stay(text):
    assert sparing.fault(text) == ""


def kind(**more):
    names = dict.fromkeys(("es", "en", "pt", "fr"), "x")
    field = {"key": "certainty", "names": names, "type": "text"}
    return {
        "type": "signal", "slug": "prueba", "version": 1, "names": names, "network": "red",
        "alert": "aviso", "fields": [field], **more,
    }  # fmt: skip


def test_a_kind_that_asks_for_what_nobody_writes_is_refused():
    read(SignalKindShape, kind())
    names = dict.fromkeys(("es", "en", "pt", "fr"), "x")
    for key in ("age", "sex", "dose", "supplier", "place"):
        field = {"key": key, "names": names, "type": "text"}
        with translation.override("en"), pytest.raises(Unreadable, match=key):
            read(SignalKindShape, kind(fields=[field]))
    for more in ({"cites": True}, {"detects": True}, {"fields": [kind()["fields"][0]] * 2}):
        with pytest.raises(Unreadable):
            read(SignalKindShape, kind(**more))


def test_the_kinds_of_the_product_ask_for_a_level_of_place_and_nothing_of_anybody():
    for file in (Path(__file__).parents[1] / "types").glob("*.yaml"):
        shape = read(SignalKindShape, yaml.safe_load(file.read_text()))
        places = [one for one in shape.fields if "place" in one.key]
        assert [one.key for one in places] == ["place_level"], file.name
        assert (places[0].type, places[0].required) == ("choice", True)
