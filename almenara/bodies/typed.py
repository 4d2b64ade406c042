"""The type `body` in the register: its words, what may stand where, the parts of its form."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from almenara.bodies import queries
from almenara.bodies.activation import apply
from almenara.bodies.charters import BodyShape
from almenara.core.parties.actor import Actor
from almenara.core.types.heads import SPECS, Spec
from almenara.core.types.words import units

MEMBERS = {
    "all": _("Todos los Estados Miembros"),
    "states": _("Los Estados con asiento"),
    "persons": _("Personas expertas que los Estados nombran"),
}
SHARES = {
    "third": _("Un tercio"),
    "majority": _("Mayoría"),
    "two-thirds": _("Dos tercios"),
}
VOTINGS = {**SHARES, "consensus": _("Consenso")}
CAPACITIES = {"vote": _("Voz y voto"), "voice": _("Voz sin voto")}
LANGUAGES = {"es": _("Español"), "en": _("Inglés"), "pt": _("Portugués"), "fr": _("Francés")}
WORDS: dict[str, tuple[Any, Any]] = {
    "acronym": (_("Sigla"), ""),
    "parent": (_("Órgano del que depende"), ""),
    "secretariat": (_("Unidad que lo atiende"), ""),
    "members": (_("Quiénes lo integran"), ""),
    "quorum": (_("Cuórum"), _("De los Estados que participan ese día.")),
    "voting": (_("Cómo decide"), _("Un Estado, un voto; las abstenciones no cuentan.")),
    "confirmed": (_("El órgano confirmó el cuórum y la votación"), ""),
    "languages": (_("Idiomas de sus documentos"), ""),
    "classes": (
        _("Clases de documentos"),
        _("En cada línea: clave | es | en | pt | fr | símbolo, con {number} y {yy} o {year}."),
    ),
    "seats": (_("Asientos de los Estados"), _("Solo si no son todos los Estados Miembros.")),
    "seats.state": (_("Estado"), _("Código de tres letras.")),
    "seats.capacity": (_("Con qué derecho"), ""),
    "seats.since": (_("Desde"), _("AAAA-MM-DD")),
    "seats.until": (_("Hasta"), _("Vacío: hasta hoy.")),
}
SECTIONS = (
    (_("Órgano"), ("acronym", "parent", "secretariat")),
    (_("Quiénes y cómo deciden"), ("members", "quorum", "voting", "confirmed")),
    (_("Documentos"), ("languages", "classes")),
)


def _parents(viewer: Actor) -> list[tuple[str, str]]:
    return [(one.pk, one.name) for one in queries.bodies(viewer)]


SPECS["body"] = Spec(
    BodyShape,
    apply,
    WORDS,
    {
        "parent": _parents,
        "secretariat": units,
        "members": MEMBERS,
        "quorum": SHARES,
        "voting": VOTINGS,
        "languages": LANGUAGES,
        "seats.capacity": CAPACITIES,
    },
    SECTIONS,
    title=_("Órganos"),
)
