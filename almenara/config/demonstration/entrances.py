"""The buttons «enter as …» of the front door (docs/decisions/demonstration.md)."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from almenara.config.demonstration import accounts


@dataclass(frozen=True)
class Button:
    """One post to enter as, in the reader's language."""

    username: str
    label: str
    detail: str


def buttons() -> list[Button]:
    """Those of this installation; none outside the demonstration or before its world is there."""
    if not settings.DEMONSTRATION or not accounts.place().exists():
        return []
    said = {
        "pan-csirt-guardia-1": (_("Guardia de Panamá"), _("Recibe, acusa recibo y envía alertas")),
        "pan-estadistica": (_("Estadística"), _("Oficina de estadística del delito de Panamá")),
        "s-cicte-oficial-1": (_("Oficial de la Secretaría"), _("Cuida las redes del CICTE")),
        "kna-seguridad-titular": (
            _("Punto de contacto de un Estado pequeño"),
            _("Saint Kitts y Nevis: seis funciones, una persona"),
        ),
    }
    return [Button(name, *said[name]) for name in settings.DEMONSTRATION_POSTS if name in said]
