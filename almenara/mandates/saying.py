"""The words of the pages: stages, verbs, kinds, each with its tone and its icon."""

from django.utils.translation import gettext_lazy as _

MANDATES = {
    "adopted": ("sand", "clock", _("Adoptado")),
    "assigned": ("sea", "person", _("Asignado")),
    "in-course": ("sea", "refresh", _("En curso")),
    "done": ("leaf", "tick", _("Cumplido")),
    "ended": ("soft", "close", _("Terminado")),
}
GAP = ("sand", "person", _("Sin responsable"))
LATE = ("ember", "warning", _("Vencido"))
STEPS = {"in-course": _("Está en curso"), "done": _("Ya se cumplió"), "ended": _("Terminarlo")}
ASKED = {
    "request": _("Solicita"),
    "instruct": _("Encarga"),
    "invite": _("Invita"),
    "urge": _("Insta"),
    "recommend": _("Recomienda"),
    "decide": _("Decide"),
}
KINDS = {
    "resolution": _("Resolución"),
    "declaration": _("Declaración"),
    "decision": _("Decisión"),
}
PRECISIONS = {"day": _("El día"), "month": _("El mes"), "year": _("El año")}
ACTIONS = {"measure": _("Medida"), "report": _("Informe"), "note": _("Nota de seguimiento")}
TASKS = {
    "open": ("soft", "clock", _("Pendiente")),
    "done": ("leaf", "tick", _("Hecha")),
    "dropped": ("soft", "close", _("Ya no hace falta")),
}
TASK_LATE = ("ember", "warning", _("Vencida"))
TRANSMISSIONS = {
    "adopted": ("sand", "clock", _("En la Secretaría del Comité")),
    "passed": ("sea", "next", _("En la Secretaría de Seguridad Multidimensional")),
    "endorsed": ("sea", "next", _("En la Secretaría General")),
    "sent": ("leaf", "send", _("Enviada a las Misiones")),
}
LINKS = {
    "pass": _("La Secretaría del Comité la pasa"),
    "endorse": _("El Secretario de Seguridad Multidimensional la pasa"),
    "send": _("El Secretario General la envía a las Misiones"),
}
HEADS = {"pass": "S-CICTE", "endorse": "SSM", "send": "SG"}  # units whose heads these are
RECEIPTS = {
    "sent": ("sand", "clock", _("Sin acuse")),
    "received": ("sea", "tick", _("Recibida por la Misión")),
    "forwarded": ("sea", "hand-on", _("Remitida al Gobierno")),
    "answered": ("leaf", "tick", _("Con respuesta del Gobierno")),
}
NEXT = {"sent": "received", "received": "forwarded", "forwarded": "answered"}
RECORDS = {
    "received": (_("Anotar la recepción"), ""),
    "forwarded": (_("Anotar la remisión al Gobierno"), _("A quién se remitió")),
    "answered": (_("Anotar la respuesta"), _("Respuesta del Gobierno")),
}
CONSULTATIONS = {
    "opened": ("sand", "clock", _("Abierta")),
    "answered": ("sea", "thread", _("Con respuestas")),
    "closed": ("leaf", "tick", _("Cerrada")),
}
OUTCOMES = {
    "accepted": ("leaf", "tick", _("Aceptada")),
    "in-part": ("sand", "tick", _("Aceptada en parte")),
    "no": ("soft", "close", _("No aceptada")),
}
UNDECIDED = ("sand", "clock", _("Sin decidir"))
LETTERS = {
    "sent": ("sand", "send", _("Enviada")),
    "received": ("sea", "tick", _("Recibida")),
    "answered": ("leaf", "tick", _("Respondida")),
}
UNANSWERED = ("ember", "warning", _("Sin respuesta, vencida"))
JOURNEYS = {
    "planned": ("soft", "clock", _("Planeada")),
    "done": ("sea", "tick", _("Hecha, sin informe")),
    "reported": ("sea", "tick", _("Con informe")),
    "cleared": ("leaf", "tick", _("Informe con visto bueno")),
    "cancelled": ("soft", "close", _("Cancelada")),
}
UNREPORTED = ("ember", "warning", _("Falta el informe"))
TRIPS = {"finish": _("Ya terminó"), "cancel": _("Cancelarla"), "clear": _("Dar el visto bueno")}
PEACE = {
    "opened": ("sand", "clock", _("Abierto")),
    "in-course": ("sea", "refresh", _("En curso")),
    "closed": ("leaf", "tick", _("Cerrado")),
}
