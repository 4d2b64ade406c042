"""What templates cannot say by themselves: moments, names, links that keep the query, controls."""

import functools
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import forms, template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy
from django_cotton.compiler_regex import CottonCompiler

from almenara.core import dates
from almenara.core.languages import page_language
from almenara.core.web import moments

register = template.Library()

CONTROLS = {
    forms.Textarea: "usa-textarea",
    forms.Select: "usa-select",
    forms.CheckboxInput: "tick",
    forms.CheckboxSelectMultiple: "ticks",
    forms.RadioSelect: "ticks",
}

VIEWS = {"box", "sort", "page", "lang"}  # what is asked of a list without filtering it
UNCHOSEN = "---------"  # what Django says where nothing is chosen

# What each marking of FIRST's TLP 2.0 means to who chooses it, in our words.
MEANINGS = {
    "TLP:CLEAR": gettext_lazy("Puede ser público."),
    "TLP:GREEN": gettext_lazy("Puede circular dentro de la red; nunca en público."),
    "TLP:AMBER": gettext_lazy(
        "Solo las instituciones que nombre, y las de su Estado que lo precisen."
    ),
    "TLP:AMBER+STRICT": gettext_lazy("Solo las instituciones que nombre; no sale de ellas."),
    "TLP:RED": gettext_lazy("Solo las personas que nombre."),
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


@register.simple_tag
def piece(component: str, **given: str) -> SafeString:
    """`{% piece "stage" tone=… words=… %}`: a component of a long list, remembered by its words."""
    return _piece(component, tuple(given.items()))


@functools.lru_cache(maxsize=4096)
def _piece(component: str, given: tuple[tuple[str, str], ...]) -> SafeString:
    """The component's own template; `words` is what stands inside it."""
    told = " ".join(f':{name}="{name}"' for name, _value in given)
    source = f"<c-{component} {told}>{{{{ words }}}}</c-{component}>"
    return template.Template(CottonCompiler().process(source)).render(template.Context(dict(given)))


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
    return _brief(value, zone_of(context), quarter_of(context), get_language())


@register.simple_tag(takes_context=True)
def stretch(context: template.Context, since: datetime, until: datetime) -> SafeString:
    """`{% stretch since until %}`: hoy 07:00 – mañana 07:00, hora de Panamá."""
    clocks = brief(context, since), brief(context, until)
    return format_html(moments.at("{} – {}", zone_of(context)), *clocks)


def quarter_of(context: template.Context) -> datetime:
    """The quarter of an hour of the page: a day begins with one in every zone."""
    now = now_of(context)
    return now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)


@functools.lru_cache(maxsize=4096)
def _brief(value: datetime, zone: str, quarter: datetime, _language: str | None) -> SafeString:
    words, full = moments.briefly(value, zone, quarter), moments.said(value, zone, quarter)
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


@register.filter(expects_localtime=True)
def day(value: date | None, form: str = "") -> str:
    """`{{ value|day }}`: 3 nov 2026; `{{ value|day:"short" }}`: 3 nov."""
    return dates.dated(value, has_year=form != "short") if value else ""


@register.filter(expects_localtime=True)
def month(value: date | None) -> str:
    """`{{ value|month }}`: noviembre de 2026."""
    return dates.month(value) if value else ""


@register.filter
def named(names: dict[str, str] | str | None) -> str:
    """The name in the reader's language; one in another language says which it is."""
    if not isinstance(names, dict):
        return names or ""
    language = page_language()
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


@register.simple_tag(takes_context=True)
def filtered(context: template.Context) -> bool:
    """Was something asked of this list, beyond which box, order or page?"""
    asked = context["request"].GET.items()
    return any(value and name not in VIEWS for name, value in asked)


@register.simple_tag
def control(field: forms.BoundField) -> SafeString:
    """The control of a form's field, dressed; Django ties it to its hint and its errors."""
    widget = field.field.widget
    if isinstance(field.field, forms.ModelChoiceField) and field.field.empty_label == UNCHOSEN:
        field.field.empty_label = gettext("Elija")
    dress = next((CONTROLS[kind] for kind in CONTROLS if isinstance(widget, kind)), "usa-input")
    wrong = f"{dress} usa-input--error" if field.errors and dress == "usa-input" else dress
    return field.as_widget(attrs={"class": wrong})


@register.simple_tag
def marking_means(marking: str) -> str:
    """What a marking means to who chooses it."""
    return str(MEANINGS.get(marking, ""))


@register.filter
def per_cent(share: float) -> str:
    """A share of the width, as SVG reads it in every language."""
    return f"{float(share):.3f}%"


TITLES = {
    400: gettext_lazy("No se entiende lo pedido"),
    401: gettext_lazy("¿Quién es usted?"),
    403: gettext_lazy("No puede hacer esto"),
    404: gettext_lazy("No está aquí para usted"),
    409: gettext_lazy("Alguien llegó antes"),
    413: gettext_lazy("Es demasiado grande"),
    419: gettext_lazy("La página llevaba mucho tiempo abierta"),
    422: gettext_lazy("Hay algo que no se puede leer"),
    429: gettext_lazy("Demasiado deprisa"),
}
WAYS = {
    400: gettext_lazy("Vuelva atrás y pruebe de nuevo desde la página."),
    401: gettext_lazy("Entre con su usuario y vuelva a intentarlo."),
    403: gettext_lazy("Si cree que debería poder, pídalo al punto de contacto de su Estado."),
    404: gettext_lazy("Puede que no exista, que se haya retirado o que no vaya dirigido a usted."),
    409: gettext_lazy("Vuelva a la página y mire cómo está ahora; quizá ya no haga falta."),
    413: gettext_lazy("Divida el archivo o envíe solo lo necesario."),
    419: gettext_lazy("Vuelva atrás y envíe de nuevo; si se repite, recargue la página."),
    422: gettext_lazy("Vuelva atrás: lo que escribió sigue en la página. Corrija los lugares."),
    429: gettext_lazy("Espere un minuto. El límite protege el directorio de quien lo copia."),
}


@register.simple_tag
def refusal_title(status: int) -> str:
    """The heading of a refusal."""
    return str(TITLES.get(status, TITLES[400]))


@register.simple_tag
def refusal_way(status: int) -> str:
    """What to do after a refusal."""
    return str(WAYS.get(status, WAYS[400]))


@register.simple_tag(takes_context=True)
def clock(context: template.Context, value: datetime) -> SafeString:
    """`{% clock value %}`: 03:12, where the day and the zone already stand in a heading."""
    return _clock(value, zone_of(context), quarter_of(context), get_language())


@functools.lru_cache(maxsize=4096)
def _clock(value: datetime, zone: str, quarter: datetime, _language: str | None) -> SafeString:
    full, here = moments.said(value, zone, quarter), value.astimezone(ZoneInfo(zone))
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', value.isoformat(), full, f"{here:%H:%M}"
    )
