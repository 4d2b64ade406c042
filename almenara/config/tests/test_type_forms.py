"""The form says what the YAML says: every type of the house goes through it unchanged."""

import pytest
from django.http import QueryDict

from almenara.config import reference
from almenara.core.parties.actor import SYSTEM
from almenara.core.types import forms, heads, leaves, reading, words
from almenara.formats import yamltext

READ = {path.stem: yamltext.document(path.read_bytes()) for path in reference.type_files()}
TYPES = {name: one for name, one in READ.items() if heads.SPECS[one["type"]].has_form}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def _offered_once():
    """What may stand at a place is the same for all: asked once, and not for each form."""
    former, known = words.choices, {}

    def choices(viewer, spec, leaf, name):
        if (id(spec), name) not in known:
            known[id(spec), name] = former(viewer, spec, leaf, name)
        return known[id(spec), name]

    words.choices = choices
    yield
    words.choices = former


def posted(form):
    """What a browser sends of a form as it stands."""
    found = QueryDict(mutable=True)
    for field in form:
        shown = field.value()
        if isinstance(shown, bool):
            shown = ["on"] if shown else []
        if isinstance(field.field, forms.forms.MultipleChoiceField):
            shown = shown or []
        one = "" if shown is None else str(shown)
        found.setlist(field.html_name, shown if isinstance(shown, list) else [one])
    return found


@pytest.mark.parametrize("name", sorted(TYPES))
def test_a_type_shown_and_sent_back_is_the_same_document(name):
    document = heads.typed(TYPES[name]).document
    spec = heads.SPECS[document["type"]]
    shown = forms.TypeForm(SYSTEM, spec, document)
    answer = posted(shown)
    sent = forms.TypeForm(SYSTEM, spec, document, answer)
    assert sent.document(document["type"], document["version"]) == document
    fresh = forms.TypeForm(SYSTEM, spec, {}, answer)
    made = heads.typed(fresh.document(document["type"], document["version"]))
    assert made == heads.typed(document)


@pytest.mark.parametrize("type", sorted({one["type"] for one in TYPES.values()}))
def test_every_place_of_a_type_has_its_words_and_its_part_of_the_form(type):
    spec = heads.SPECS[type]
    parts = {key for _heading, keys in (*words.SECTIONS, *spec.sections) for key in keys}
    for leaf in leaves.of(spec.shape):
        assert words.label(spec, leaf.name)[0]
        assert leaf.kind == "rows" or leaf.path[0] in parts, leaf.name
        for one in leaf.below if leaf.kind == "rows" else ():
            assert words.label(spec, f"{leaf.name}-{one.name}")[0]


@pytest.mark.parametrize("name", sorted(TYPES))
def test_a_type_as_yaml_reads_back_as_the_same(name):
    document = heads.typed(TYPES[name]).document
    assert yamltext.document(yamltext.written(document)) == document


def test_what_a_new_version_changes_is_said():
    former = TYPES["csirt"]
    assert [str(one) for one in reading.changes("network", former, {**former, "windows": True})]
    assert reading.changes("network", former, former) == []
