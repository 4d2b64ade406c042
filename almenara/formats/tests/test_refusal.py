from almenara.formats.refusal import Said, Unreadable


def test_a_refusal_holds_places_and_words_and_moves_outwards():
    refusal = Unreadable.many([(["objects", 3], "malo"), (("id",), "falta")]).under("stix")
    assert refusal.errors == [(["stix", "objects", 3], "malo"), (["stix", "id"], "falta")]
    assert str(refusal) == "stix.objects.3: malo; stix.id: falta"


def test_words_can_be_said_again_in_another_language():
    said = Said("Máximo {limit} caracteres.", limit=200)
    assert said == "Máximo 200 caracteres."
    english = {"Máximo {limit} caracteres.": "At most {limit} characters."}
    assert said.translated(english.__getitem__) == "At most 200 characters."


def test_braces_in_what_was_sent_are_not_a_template():
    said = Said("No existe {name}.", name="{0.__class__}")
    assert said == "No existe {0.__class__}."
    assert said.translated(str) == said
    assert Said("sin {huecos}") == "sin {huecos}"
