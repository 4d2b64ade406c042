"""What no reader could trust is refused at its field, in the forms of every page."""

import pytest
from django import forms
from django.utils.translation import override

from almenara.core.web.placed import PlacedForm


class Letter(PlacedForm):
    subject = forms.CharField()
    text = forms.CharField(widget=forms.Textarea)


def test_lines_and_tabs_are_text():
    assert Letter({"subject": "Año «1» 👩‍🚒", "text": "Una\r\nlínea\tmás"}).is_valid()


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x1b", "\x00", "\ufdd0"])
@pytest.mark.parametrize("field", ["subject", "text"])
def test_what_turns_or_steers_is_refused_where_it_was_typed(field, sign):
    form = Letter({"subject": "Nota", "text": "Texto"} | {field: f"antes{sign}después"})
    assert list(form.errors) == [field]


def test_it_is_said_in_the_language_of_the_page():
    with override("en"):
        said = Letter({"subject": "antes\u202edespués", "text": "Texto"}).errors["subject"]
    assert "direction" in said[0]
