"""How the roles that a person holds by themselves are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "ncp": _("Punto de contacto nacional"),
    "mission": _("Misión Permanente"),
    "secretariat": _("Oficial de la Secretaría"),
    "administrator": _("Administrador de la plataforma"),
    "observer": _("Observador permanente"),
    "analyst": _("Analista"),
    "statistician": _("Estadístico"),
    "liaison": _("Enlace militar"),
}
