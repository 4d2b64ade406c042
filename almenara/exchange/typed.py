"""The type `kind` in the register: its words, what may stand where, the parts of its form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from almenara.core.forms.drawing import PREFIX, form_field
from almenara.core.parties.actor import Actor
from almenara.core.types.heads import SPECS, Spec
from almenara.core.types.words import ISO
from almenara.directory import queries as directory
from almenara.exchange.activation import apply
from almenara.exchange.kinds import KindShape
from almenara.exchange.persons import register_rows

WORDS: dict[str, tuple[Any, Any]] = {
    "network": (_("Red"), ""),
    "markings": (_("Marcas que admite"), ""),
    "time_to_acknowledge": (_("Tiempo para acusar recibo"), ISO),
    "time_immediate": (
        _("Tiempo si es inmediata"),
        _("Vacío: el mismo. En ISO 8601: PT30M son treinta minutos."),
    ),
    "escalation": (
        _("A quién se avisa, en orden"),
        _("Si nadie acusa recibo a tiempo, se avisa al siguiente."),
    ),
    "fields": (_("Qué pregunta además del título y el texto"), ""),
    "handing_on": (_("Quien la recibe puede pasarla a otros dentro de la marca"), ""),
    "origins": (_("Quién puede enviarla"), _("Siempre con un puesto en la red.")),
    "draft_because": (_("Por qué no está en uso"), ""),
    "persons": (
        _("Qué puede habilitar un Estado sobre personas"),
        _("Nadie lo ve ni lo responde mientras su Estado no lo habilite con una base jurídica."),
    ),
    "fields.key": (_("Clave"), _("Minúsculas, cifras y _; los programas la usan.")),
    "fields.names": (_("Pregunta"), ""),
    "fields.type": (_("Clase de respuesta"), ""),
    "fields.required": (_("Hay que responderla"), ""),
    "fields.choices": (
        _("Respuestas posibles"),
        _("Una por línea: clave|español|inglés|portugués|francés"),
    ),
    "fields.relevant.field": (_("Se pregunta solo según la respuesta a"), _("Clave de otra.")),
    "fields.relevant.in": (_("si es una de"), _("Claves de sus respuestas, con comas.")),
    "fields.hint": (_("Ayuda"), _("Diga aquí que no se escriban datos de personas.")),
}
WORDS |= {
    place.replace("fields.", "persons."): words
    for place, words in WORDS.items()
    if place.startswith("fields.")
}
SECTIONS = (
    (_("Dónde se usa y quién la envía"), ("network", "origins", "markings", "handing_on")),
    (
        _("Acuse de recibo y escalada"),
        ("time_to_acknowledge", "time_immediate", "escalation", "draft_because"),
    ),
)
TYPES = {
    "text": _("Una línea"),
    "long": _("Texto largo"),
    "number": _("Número"),
    "date": _("Fecha"),
    "choice": _("Una de varias"),
    "many": _("Varias de varias"),
    "state": _("Un Estado"),
    "document": _("Un documento"),
}
STEPS = {"duty": _("Guardia"), "alternate": _("Suplente"), "head": _("Jefatura")}
ORIGINS = {
    "state": _("Los Estados"),
    "secretariat": _("La Secretaría"),
    "subregional": _("Las organizaciones subregionales"),
}


def _networks(viewer: Actor) -> list[tuple[str, str]]:
    return [(one.pk, one.name) for one in directory.networks(viewer)]


def preview(document: dict[str, Any]) -> forms.Form:
    """The questions of a kind as who writes an alert will see them."""
    shown = forms.Form(auto_id="preview_%s")
    for question in KindShape.model_validate(document).fields:
        shown.fields[PREFIX + question.key] = form_field(question, [])
    return shown


SPECS["kind"] = Spec(
    KindShape,
    apply,
    WORDS,
    {
        "network": _networks,
        "escalation": STEPS,
        "origins": ORIGINS,
        "fields.type": TYPES,
        "persons.type": TYPES,
    },
    SECTIONS,
    preview,
    register_rows,
    walled="exchange_alert",
    title=_("Clases de mensaje"),
)
