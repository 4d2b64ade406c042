"""Controls of a form word for word as Django's own templates write them, many times as quick.

Those ask for three templates for each option, and a list of time zones has four hundred.
"""

import html
from collections.abc import Callable
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.formats import localize
from django.utils.safestring import SafeString

Widget = dict[str, Any]


class Renderer(DjangoTemplates):
    """What is not drawn here Django draws."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """The text of a control."""
        if draw := DRAWN.get(template_name):
            return draw(context["widget"])
        return str(super().render(template_name, context, request))


def _said(value: object) -> str:
    """Every word of a control comes through here, to be escaped unless it is safe by itself."""
    text = str(value)
    return text if isinstance(text, SafeString) else html.escape(text)


def _attributes(given: dict[str, Any]) -> str:
    said = ((_said(name), value) for name, value in given.items() if value is not False)
    return "".join(f" {name}" if v is True else f' {name}="{_said(v)}"' for name, v in said)


def _input(widget: Widget) -> str:
    own = {name: widget[name] for name in ("type", "name", "value") if widget[name] is not None}
    return f"<input{_attributes({n: str(v) for n, v in own.items()} | widget['attrs'])}>"


def _choice(widget: Widget) -> str:
    """One that is ticked, with its words."""
    if not widget.get("wrap_label"):
        return _input(widget)
    known = widget["attrs"].get("id")
    tied = _attributes({"for": known} if known else {})
    return f"<label{tied}>{_input(widget)} {_said(localize(widget['label']))}</label>"


def _choices(widget: Widget) -> str:
    shown = {name: widget["attrs"].get(name) for name in ("id", "class")}
    own = _attributes({name: value for name, value in shown.items() if value})
    return f"<div{own}>{''.join(map(_ticks, widget['optgroups']))}\n</div>"


def _ticks(group: tuple[Any, list[Widget], int]) -> str:
    inner = "".join(f"<div>\n    {_choice(one)}</div>" for one in group[1])
    label = _said(localize(group[0]))
    return f"\n  <div><label>{label}</label>{inner}\n  </div>" if group[0] else inner


def _option(widget: Widget) -> str:
    value, label = _said(widget["value"]), _said(localize(widget["label"]))
    return f'<option value="{value}"{_attributes(widget["attrs"])}>{label}</option>'


def _select(widget: Widget) -> str:
    rows = "".join(map(_rows, widget["optgroups"]))
    return f'<select name="{_said(widget["name"])}"{_attributes(widget["attrs"])}>{rows}\n</select>'


def _rows(group: tuple[Any, list[Widget], int]) -> str:
    inner = "".join(f"\n  {_option(one)}" for one in group[1])
    label = _said(localize(group[0]))
    return f'\n  <optgroup label="{label}">{inner}\n  </optgroup>' if group[0] else inner


def _textarea(widget: Widget) -> str:
    own = _attributes({"name": widget["name"]} | widget["attrs"])
    return f"<textarea{own}>\n{_said(localize(widget['value'] or ''))}</textarea>"


_BY_NAMES: dict[str, Callable[[Widget], str]] = {
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
