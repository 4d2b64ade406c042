"""What templates cannot say by themselves: moments, names, links that keep the query, controls."""

from datetime import datetime

from django import forms, template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from almenara.core.web import moments

register = template.Library()

CONTROLS = {
    forms.Textarea: "usa-textarea",
    forms.Select: "usa-select",
    forms.CheckboxInput: "tick",
    forms.CheckboxSelectMultiple: "ticks",
    forms.RadioSelect: "ticks",
}


def zone_of(context: template.Context) -> str:
    """The zone in which the reader lives: the page's, the actor's, the active one."""
    actor = getattr(context.get("request"), "actor", None)
    return (
        context.get("zone") or getattr(actor, "zone", None) or timezone.get_current_timezone_name()
    )


def now_of(context: template.Context) -> datetime:
    """The moment of the page: one for all its sentences."""
    return context.get("now") or timezone.now()


def stamp(value: datetime, words: str, kind: str) -> SafeString:
    """A <time> that says its moment to machines too."""
    return format_html('<time datetime="{}" data-{}>{}</time>', value.isoformat(), kind, words)


@register.simple_tag(takes_context=True)
def moment(context: template.Context, value: datetime | None) -> str:
    """`{% moment value %}`: hoy 03:12, hora de Panamá · 08:12 UTC."""
    if not value:
        return ""
    return stamp(value, moments.said(value, zone_of(context), now_of(context)), "moment")


@register.simple_tag(takes_context=True)
def moment_now(context: template.Context) -> str:
    """The moment at which the page was made."""
    return moment(context, now_of(context))


@register.simple_tag(takes_context=True)
def brief(context: template.Context, value: datetime | None) -> str:
    """`{% brief value %}`: hoy 03:12."""
    if not value:
        return ""
    words = moments.briefly(value, zone_of(context), now_of(context))
    full = moments.said(value, zone_of(context), now_of(context))
    return format_html('<time datetime="{}" title="{}">{}</time>', value.isoformat(), full, words)


@register.simple_tag(takes_context=True)
def ago(context: template.Context, value: datetime | None) -> str:
    """`{% ago value %}`: hace 12 min; the page's script moves it on."""
    if not value:
        return ""
    return format_html(
        '<time datetime="{}" data-ago data-words="{}">{}</time>',
        value.isoformat(),
        gettext("hace %(span)s") % {"span": "{}"},
        moments.ago(value, now_of(context)),
    )


@register.simple_tag(takes_context=True)
def due(context: template.Context, value: datetime | None) -> str:
    """`{% due value %}`: vence en 11 min; the page's script moves it on."""
    if not value:
        return ""
    return format_html(
        '<time datetime="{}" data-due data-words="{}" data-past="{}">{}</time>',
        value.isoformat(),
        gettext("vence en %(span)s") % {"span": "{}"},
        gettext("venció hace %(span)s") % {"span": "{}"},
        moments.due(value, now_of(context)),
    )


@register.filter
def named(names: dict[str, str] | str | None) -> str:
    """The name in the reader's language; one in another language says which it is."""
    if not isinstance(names, dict):
        return names or ""
    language = (get_language() or "es")[:2]
    if names.get(language):
        return names[language]
    other = next((code for code in ("es", "en", "pt", "fr") if names.get(code)), None)
    if other is None:
        return ""
    return format_html('<span lang="{}">{} <small>[{}]</small></span>', other, names[other], other)


@register.simple_tag(takes_context=True)
def language_url(context: template.Context, code: str) -> str:
    """This page in another language, with all that was asked of it."""
    request = context.get("request")
    query = request.GET.copy() if request else None
    if query is None:
        return f"?lang={code}"
    query["lang"] = code
    return f"?{query.urlencode()}"


@register.simple_tag
def control(field: forms.BoundField) -> SafeString:
    """The control of a form's field, dressed; Django ties it to its hint and its errors."""
    widget = field.field.widget
    dress = next((CONTROLS[kind] for kind in CONTROLS if isinstance(widget, kind)), "usa-input")
    wrong = f"{dress} usa-input--error" if field.errors and dress == "usa-input" else dress
    return field.as_widget(attrs={"class": wrong})
