"""The type `network` in the register: its words, what may stand where, the parts of its form."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from almenara.core.parties.actor import Actor
from almenara.core.types.heads import SPECS, Spec
from almenara.core.types.words import ISO, units
from almenara.directory import desk
from almenara.directory.networks import NetworkType, apply

ROLES = {
    "ncp": _("Punto de contacto nacional"),
    "mission": _("Misión Permanente"),
    "secretariat": _("Secretaría responsable"),
    "administrator": _("Administración"),
    "members": _("Cualquier miembro"),
}
SEES = {
    "members": _("Quienes tienen un puesto en la red"),
    "own": _("Las personas de su propio Estado"),
    "owner": _("La secretaría que cuida la red"),
    "nominates": _("Quien nomina ese puesto"),
}
WORDS: dict[str, tuple[Any, Any]] = {
    "short": (_("Nombre breve"), _("Para menús y etiquetas.")),
    "seats.per_state": (
        _("Instituciones por Estado"),
        _("Vacío: las que cada Estado nombre."),
    ),
    "seats.holders": (_("Quién puede tener un puesto"), ""),
    "seats.note": (_("Nota sobre los puestos"), ""),
    "nominates": (_("Quién nomina"), _("Del Estado del puesto.")),
    "nominates_without_state": (_("Quién nomina donde no hay Estado"), ""),
    "verifies": (_("Quién verifica"), _("Nadie verifica lo que nominó.")),
    "sees.phone": (_("Teléfono"), ""),
    "sees.mail": (_("Correo"), ""),
    "sees.holder": (_("Quién ocupa el puesto"), ""),
    "sees.title": (_("Nombre del puesto"), ""),
    "sees.institution": (_("Institución"), ""),
    "check_every": (_("Se comprueba cada"), ISO),
    "reattest_every": (_("Las fichas se confirman cada"), ISO),
    "duty_hours": (_("Horas de guardia"), ""),
    "voluntary": (_("Es voluntaria: los Estados entran y salen por nota"), ""),
    "owner": (_("Secretaría que la cuida"), ""),
    "who_checks": (_("Quién comprueba el enlace"), ""),
    "windows": (_("Se abre solo durante eventos"), ""),
    "sealed_copy": (_("Admite la copia sellada fuera de línea"), _("Solo puestos y líneas.")),
    "second_approver": (_("Unidad que aprueba la copia"), _("Otra que la responsable.")),
    "on_end": (_("Si cesa quien nomina, decide"), ""),
    "gives_role": (_("Papel que da el puesto"), ""),
    "terms.version": (_("Versión de los términos"), ""),
    "terms.summary": (_("Términos que acepta el Estado"), ""),
    "admission.approvals": (_("Aprobaciones antes de entrar"), ""),
    "admission.within_working_days": (_("En cuántos días hábiles"), ""),
}
SECTIONS = (
    (
        _("Puestos y nominación"),
        ("seats", "owner", "nominates", "nominates_without_state", "verifies", "on_end",
         "gives_role"),
    ),
    (_("Quién ve cada dato de una ficha"), ("sees",)),
    (_("Guardia y comprobación"), ("duty_hours", "check_every", "reattest_every", "who_checks")),
    (_("Entrar y salir"), ("voluntary", "terms", "admission", "windows")),
    (_("Copia sellada"), ("sealed_copy", "second_approver")),
)  # fmt: skip


def _owners(viewer: Actor) -> list[tuple[str, str]]:
    return [(one.pk, one.name) for one in desk.owners(viewer)]


SPECS["network"] = Spec(
    NetworkType,
    apply,
    WORDS,
    {
        **dict.fromkeys(("nominates", "nominates_without_state", "verifies", "who_checks"), ROLES),
        **{f"sees.{field}": SEES for field in ("phone", "mail", "holder", "title", "institution")},
        "seats.holders": {
            "state": _("Los Estados"),
            "secretariat": _("La Secretaría"),
            "subregional": _("Las organizaciones subregionales"),
            "observer": _("Los observadores"),
        },
        "duty_hours": {
            "24/7": _("Todo el día, todos los días"),
            "office": _("Horas de oficina"),
        },
        "owner": _owners,
        "second_approver": units,
        "on_end": ROLES,
        "gives_role": ROLES,
        "admission.approvals": {
            "ncp": ROLES["ncp"],
            "national-csirt": _("El equipo nacional del Estado"),
        },
    },
    SECTIONS,
    title=_("Redes"),
)
