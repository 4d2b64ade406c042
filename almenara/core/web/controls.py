"""Controls of a form word for word as Django's own templates write them, many times as quick.

Those ask for three templates for each option, and a list of time zones has four hundred.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Widget = dict[str, Any]


class Renderer(DjangoTemplates):
    """What is not drawn here Django draws."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """The text of a control."""
        if draw := DRAWN.get(template_name):
            return draw(context["widget"])
        return str(super().render(template_name, context, request))


def _attributes(given: dict[str, Any]) -> SafeString:
    said = ((name, value) for name, value in given.items() if value is not False)
    return _joined(
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
        for name, value in said
    )


def _joined(pieces: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((one,) for one in pieces))


def _input(widget: Widget) -> SafeString:
    value = widget["value"]
    return format_html(
        '<input type="{}" name="{}"{}{}>',
        widget["type"],
        widget["name"],
        "" if value is None else format_html(' value="{}"', value),
        _attributes(widget["attrs"]),
    )


def _choice(widget: Widget) -> SafeString:
    """One that is ticked, with its words."""
    if not widget.get("wrap_label"):
        return _input(widget)
    known = widget["attrs"].get("id")
    above = format_html(' for="{}"', known) if known else ""
    return format_html("<label{}>{} {}</label>", above, _input(widget), localize(widget["label"]))


def _choices(widget: Widget) -> SafeString:
    shown = {name: widget["attrs"].get(name) for name in ("id", "class")}
    own = _attributes({name: value for name, value in shown.items() if value})
    return format_html("<div{}>{}\n</div>", own, _joined(map(_ticks, widget["optgroups"])))


def _ticks(group: tuple[Any, list[Widget], int]) -> SafeString:
    inner = _joined(format_html("<div>\n    {}</div>", _choice(one)) for one in group[1])
    shape = "\n  <div><label>{}</label>{}\n  </div>"
    return format_html(shape, localize(group[0]), inner) if group[0] else inner


def _option(widget: Widget) -> SafeString:
    attributes = _attributes(widget["attrs"])
    said = widget["value"], attributes, localize(widget["label"])
    return format_html('<option value="{}"{}>{}</option>', *said)


def _select(widget: Widget) -> SafeString:
    said = widget["name"], _attributes(widget["attrs"]), _joined(map(_rows, widget["optgroups"]))
    return format_html('<select name="{}"{}>{}\n</select>', *said)


def _rows(group: tuple[Any, list[Widget], int]) -> SafeString:
    inner = _joined(format_html("\n  {}", _option(one)) for one in group[1])
    shape = '\n  <optgroup label="{}">{}\n  </optgroup>'
    return format_html(shape, localize(group[0]), inner) if group[0] else inner


def _textarea(widget: Widget) -> SafeString:
    said = widget["name"], _attributes(widget["attrs"]), localize(widget["value"] or "")
    return format_html('<textarea name="{}"{}>\n{}</textarea>', *said)


_BY_NAMES: dict[str, Callable[[Widget], SafeString]] = {
    "text number email url password hidden date datetime time checkbox file": _input,
    "checkbox_option radio_option": _choice,
    "checkbox_select radio": _choices,
    "select_option": _option,
    "select": _select,
    "textarea": _textarea,
}
DRAWN = {
    f"django/forms/widgets/{name}.html": draw
    for names, draw in _BY_NAMES.items()
    for name in names.split()
}
