"""Controls are drawn as Django's templates draw them."""

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.test.html import parse_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from almenara.core.web import controls

GROUPS = [
    ("", "—"),
    ("a&b", mark_safe("<b>Uno</b>")),
    ("Otros <i>", [(1, gettext_lazy("Correo")), (2020, 2020), (None, "Nadie")]),
]
WIDGETS = [
    forms.TextInput(), forms.NumberInput({"step": "any", "min": 1}), forms.EmailInput(),
    forms.URLInput(), forms.PasswordInput(render_value=True), forms.HiddenInput(),
    forms.DateInput(), forms.DateTimeInput(), forms.TimeInput(), forms.FileInput(),
    forms.Textarea({"rows": 3, "disabled": False, "lang": "es"}), forms.CheckboxInput(),
    forms.Select({"class": "usa-select"}, GROUPS), forms.SelectMultiple(choices=GROUPS),
    forms.RadioSelect({"class": "ticks"}, GROUPS), forms.CheckboxSelectMultiple(choices=GROUPS),
    forms.ClearableFileInput(),
]  # fmt: skip
VALUES = [None, "", "a&b", '"><script>', 2020, True, ["a&b", "1"]]


@pytest.mark.parametrize("widget", WIDGETS, ids=lambda one: type(one).__name__)
@pytest.mark.parametrize("attributes", [{}, {"id": "x<y", "required": True, "aria-label": "¿?"}])
def test_a_control_is_what_its_template_writes(widget, attributes):
    for value in VALUES:
        known, drawn = (
            parse_html(widget.render("what[0]", value, attributes, renderer=renderer))
            for renderer in (DjangoTemplates(), controls.Renderer())
        )
        assert drawn == known, value


def test_each_choice_by_itself_too():
    field = forms.ChoiceField(choices=GROUPS, widget=forms.RadioSelect)
    texts = []
    for renderer in (DjangoTemplates(), controls.Renderer()):
        form = type("Chosen", (forms.Form,), {"one": field})(renderer=renderer)
        texts.append([parse_html(text) for one in form["one"] for text in (one.tag(), str(one))])
    assert texts[0] == texts[1]
