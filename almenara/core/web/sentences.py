"""The journal in sentences: «La guardia de Costa Rica acusó recibo de PAN-7K3F9Q»."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from almenara.core.journal.reading import Reading, Who
from almenara.core.web import moments


@dataclass(frozen=True)
class Verb:
    """How an act is called in a list, and told when it was done."""

    label: str | Promise
    done: str | Promise


VERBS: dict[str, Verb] = {
    "accede": Verb(_("incorporar a un Estado"), _("{who} incorporó a {what}")),
    "accept": Verb(_("aceptar"), _("{who} aceptó {what}")),
    "accredit": Verb(_("acreditar"), _("{who} acreditó {what}")),
    "acknowledge": Verb(_("acusar recibo"), _("{who} acusó recibo de {what}")),
    "adopt": Verb(_("anotar lo adoptado"), _("{who} anotó lo adoptado: {what}")),
    "agree": Verb(_("acordar"), _("{who} acordó {what}")),
    "alert": Verb(_("alertar"), _("{who} alertó de {what}")),
    "allocate": Verb(_("asignar dinero"), _("{who} asignó dinero de {what}")),
    "amend": Verb(_("modificar"), _("{who} modificó {what}")),
    "annul": Verb(_("anular"), _("{who} anuló {what}")),
    "answer": Verb(_("responder"), _("{who} respondió a {what}")),
    "apply": Verb(_("solicitar el ingreso"), _("{who} solicitó {what}")),
    "appraise": Verb(_("evaluar antes de aprobar"), _("{who} evaluó, antes de aprobarlo, {what}")),
    "approve": Verb(_("aprobar"), _("{who} aprobó {what}")),
    "arrange": Verb(_("acordar un calendario"), _("{who} acordó un calendario: {what}")),
    "ask": Verb(_("preguntar"), _("{who} abrió {what}")),
    "assign": Verb(_("asignar"), _("{who} asignó {what}")),
    "attend": Verb(_("anotar la asistencia"), _("{who} anotó quién asistió a {what}")),
    "attest": Verb(_("confirmar los datos"), _("{who} confirmó los datos de {what}")),
    "begin": Verb(_("comenzar"), _("{who} comenzó {what}")),
    "break-glass": Verb(_("abrir de emergencia"), _("{who} abrió de emergencia {what}")),
    "build": Verb(_("componer"), _("{who} compuso {what}")),
    "call": Verb(_("llamar"), _("{who} anotó una llamada sobre {what}")),
    "cancel": Verb(_("cancelar"), _("{who} canceló {what}")),
    "check": Verb(_("revisar las cifras"), _("{who} revisó las cifras de {what}")),
    "cite": Verb(_("citar cifras"), _("{who} citó cifras en {what}")),
    "clear": Verb(_("dar el visto bueno"), _("{who} dio el visto bueno a {what}")),
    "climb": Verb(_("pasar al siguiente"), _("{who} pasó al siguiente en {what}")),
    "close": Verb(_("cerrar"), _("{who} cerró {what}")),
    "comment": Verb(_("comentar cifras"), _("{who} publicó {what}")),
    "compare": Verb(_("comparar cifras citadas"), _("{who} comparó las cifras de {what}")),
    "confirm": Verb(_("confirmar"), _("{who} confirmó {what}")),
    "consent": Verb(_("decir si se publica"), _("{who} dijo si se publica {what}")),
    "convene": Verb(_("convocar"), _("{who} convocó {what}")),
    "correct-persons": Verb(
        _("corregir datos de personas"), _("{who} corrigió datos de personas de {what}")
    ),
    "decide": Verb(_("anotar una decisión"), _("{who} anotó una decisión: {what}")),
    "decline": Verb(_("no aceptar"), _("{who} no aceptó {what}")),
    "dedicate": Verb(_("publicar con un plan"), _("{who} dijo con qué plan se publica {what}")),
    "deliver": Verb(_("entregar"), _("{who} entregó {what}")),
    "dispute": Verb(_("no confirmar"), _("{who} no confirmó {what}")),
    "draft": Verb(_("empezar un borrador"), _("{who} empezó {what}")),
    "drop": Verb(_("dar por innecesario"), _("{who} dio por innecesario {what}")),
    "enable": Verb(_("habilitar datos de personas"), _("{who} habilitó {what}")),
    "end": Verb(_("terminar"), _("{who} terminó {what}")),
    "endorse": Verb(_("dar curso"), _("{who} dio curso a {what}")),
    "enrol": Verb(_("inscribir una cuenta"), _("{who} inscribió {what}")),
    "erase": Verb(_("borrar"), _("{who} borró {what}")),
    "escalate": Verb(_("escalar"), _("{who} escaló {what}")),
    "evaluate": Verb(_("evaluar el resultado"), _("{who} evaluó el resultado de {what}")),
    "execute": Verb(_("dar por ejecutado"), _("{who} dio por ejecutada {what}")),
    "expire": Verb(_("dar por caducado"), _("{who} dio por caducado {what}")),
    "expire-persons": Verb(
        _("borrar datos de personas"), _("{who} borró datos de personas de {what}")
    ),
    "export": Verb(_("exportar"), _("{who} exportó {what}")),
    "finish": Verb(_("dar por hecho"), _("{who} dio por hecho {what}")),
    "forward": Verb(_("remitir al Gobierno"), _("{who} remitió al Gobierno {what}")),
    "found": Verb(_("inscribir una institución"), _("{who} inscribió {what}")),
    "gap": Verb(_("avisar de un hueco"), _("{who} avisó de un hueco en {what}")),
    "grant": Verb(_("otorgar"), _("{who} otorgó {what}")),
    "grow-stale": Verb(_("dar por no verificado"), _("{who} dio por no verificado {what}")),
    "hand-on": Verb(_("pasar a otros"), _("{who} pasó a otras instituciones {what}")),
    "hand-over": Verb(_("entregar el puesto"), _("{who} entregó {what}")),
    "hang": Verb(_("adjuntar"), _("{who} adjuntó {what}")),
    "hold": Verb(_("dar por realizada"), _("{who} dio por realizada {what}")),
    "invite": Verb(_("invitar"), _("{who} invitó a {what}")),
    "join": Verb(_("unir"), _("{who} unió {what}")),
    "judge": Verb(_("decidir si se acepta"), _("{who} decidió si se acepta {what}")),
    "keep": Verb(_("guardar"), _("{who} guardó {what}")),
    "lapse": Verb(_("dar por pasado un plazo"), _("{who} anotó que pasó el plazo de {what}")),
    "lead": Verb(
        _("nombrar responsable"), _("{who} nombró a la institución responsable de {what}")
    ),
    "leave": Verb(_("anotar una salida"), _("{who} anotó la salida de {what}")),
    "line": Verb(_("cambiar una línea"), _("{who} cambió una línea de {what}")),
    "load": Verb(_("cargar"), _("{who} cargó {what}")),
    "look-up": Verb(_("consultar"), _("{who} consultó {what}")),
    "map": Verb(_("relacionar códigos"), _("{who} relacionó códigos: {what}")),
    "measure": Verb(_("medir"), _("{who} dijo cómo se mide {what}")),
    "merge": Verb(_("unir"), _("{who} unió a otra {what}")),
    "name": Verb(_("añadir un nombre"), _("{who} añadió un nombre a {what}")),
    "nominate": Verb(_("nominar"), _("{who} nominó {what}")),
    "note": Verb(_("anotar"), _("{who} anotó algo en {what}")),
    "object": Verb(_("no estar de acuerdo"), _("{who} no estuvo de acuerdo con {what}")),
    "open": Verb(_("abrir"), _("{who} abrió {what}")),
    "override": Verb(_("cambiar un turno"), _("{who} cambió por un tiempo {what}")),
    "part": Verb(_("separar"), _("{who} separó {what}")),
    "pass": Verb(_("pasar"), _("{who} pasó {what}")),
    "pass-on": Verb(_("traspasar"), _("{who} traspasó {what}")),
    "pledge": Verb(_("prometer"), _("{who} anotó como promesa {what}")),
    "postpone": Verb(_("aplazar"), _("{who} aplazó {what}")),
    "present": Verb(_("presentar a los Estados"), _("{who} presentó a los Estados {what}")),
    "propose": Verb(_("proponer"), _("{who} propuso {what}")),
    "provide": Verb(_("anotar lo dado"), _("{who} anotó lo que se dio en {what}")),
    "publish": Verb(_("publicar"), _("{who} publicó {what}")),
    "raise": Verb(_("añadir al orden del día"), _("{who} añadió al orden del día {what}")),
    "read": Verb(_("leer"), _("{who} leyó {what}")),
    "receive": Verb(_("recibir"), _("{who} recibió {what}")),
    "refuse": Verb(_("rechazar"), _("{who} rechazó {what}")),
    "register": Verb(_("inscribir"), _("{who} se inscribió: {what}")),
    "remind": Verb(_("recordar"), _("{who} recordó comprobar el enlace en {what}")),
    "remove": Verb(_("quitar del orden del día"), _("{who} quitó del orden del día {what}")),
    "renew": Verb(_("hacer otra edición"), _("{who} empezó otra edición: {what}")),
    "replace": Verb(_("reemplazar"), _("{who} reemplazó {what}")),
    "report": Verb(_("informar"), _("{who} informó de {what}")),
    "restore": Verb(_("restablecer"), _("{who} restableció {what}")),
    "retract": Verb(_("retirar"), _("{who} retiró {what}")),
    "retract-persons": Verb(
        _("retirar datos de personas"), _("{who} retiró datos de personas de {what}")
    ),
    "return": Verb(_("devolver"), _("{who} devolvió {what}")),
    "reuse": Verb(_("consentir en reutilizar"), _("{who} consintió en reutilizar {what}")),
    "review": Verb(_("revisar"), _("{who} revisó {what}")),
    "revise": Verb(_("revisar un documento"), _("{who} publicó una revisión de {what}")),
    "revoke": Verb(_("revocar"), _("{who} revocó {what}")),
    "roster": Verb(_("escribir turnos"), _("{who} escribió los turnos de {what}")),
    "run": Verb(_("empezar"), _("{who} empezó {what}")),
    "schedule": Verb(_("programar"), _("{who} programó {what}")),
    "scope": Verb(_("fijar los términos"), _("{who} fijó los términos de {what}")),
    "seat": Verb(_("dar un asiento"), _("{who} dio un asiento en {what}")),
    "send": Verb(_("enviar"), _("{who} envió {what}")),
    "separate": Verb(_("separar"), _("{who} separó otra vez {what}")),
    "serve": Verb(_("decir qué sirve"), _("{who} dijo qué resultados sirven a {what}")),
    "sign": Verb(_("firmar"), _("{who} firmó {what}")),
    "sign-in": Verb(_("entrar"), _("{who} entró en Almenara")),
    "sign-out": Verb(_("salir"), _("{who} salió de Almenara")),
    "submit": Verb(_("presentar"), _("{who} presentó {what}")),
    "supersede": Verb(_("dar por sustituida"), _("{who} dio por sustituida {what}")),
    "suspend": Verb(_("suspender"), _("{who} suspendió {what}")),
    "swap": Verb(_("intercambiar turnos"), _("{who} intercambió turnos de {what}")),
    "take-over": Verb(
        _("tomar de una fuente pública"), _("{who} tomó de una fuente pública {what}")
    ),
    "task": Verb(_("encargar una tarea"), _("{who} encargó una tarea en {what}")),
    "translate": Verb(_("poner en otro idioma"), _("{who} puso en otro idioma {what}")),
    "uncite": Verb(_("quitar una cita"), _("{who} quitó una cita de {what}")),
    "unseat": Verb(_("terminar un asiento"), _("{who} terminó un asiento en {what}")),
    "update": Verb(_("actualizar"), _("{who} actualizó {what}")),
    "verify": Verb(_("verificar"), _("{who} verificó {what}")),
    "warn": Verb(_("avisar de un plazo"), _("{who} avisó de que venció {what}")),
    "watch": Verb(_("mirar las series"), _("{who} hizo {what}")),
    "widen": Verb(_("ampliar la audiencia"), _("{who} amplió la audiencia de {what}")),
    "withdraw": Verb(_("quitar"), _("{who} quitó {what}")),
    "write": Verb(_("escribir"), _("{who} escribió {what}")),
}
PEOPLE = {"system": _("El sistema"), "nobody": _("Alguien sin cuenta")}


def choices() -> list[tuple[str, str]]:
    """Every verb with its name, by name."""
    return sorted(((verb, str(known.label)) for verb, known in VERBS.items()), key=lambda c: c[1])


def days(readings: Iterable[Reading], zone: str, now: datetime) -> list[dict[str, Any]]:
    """Entries, newest first, under the days on which they happened in the reader's zone."""
    here = ZoneInfo(zone)
    grouped = groupby(readings, key=lambda reading: reading.at.astimezone(here).date())
    return [_day(list(group), here, now) for _date, group in grouped]


def sentence(reading: Reading) -> SafeString:
    """Who did what, whole, with the thing as a link where it can be seen."""
    verb = VERBS.get(reading.verb)
    words = {"who": _who(reading), "what": _what(reading)}
    if reading.outcome == "denied":
        label = verb.label if verb else reading.verb
        return format_html(gettext("{who} quiso {act}: {what}"), act=label, **words)
    if verb is None:
        return format_html("{who}: {act} {what}", act=reading.verb, **words)
    return format_html(str(verb.done), **words)


def _day(readings: list[Reading], here: ZoneInfo, now: datetime) -> dict[str, Any]:
    return {
        "name": moments.day(readings[0].at.astimezone(here), now.astimezone(here)),
        "entries": [
            {"seq": reading.seq, "at": reading.at, "sentence": sentence(reading),
             "outcome": reading.outcome, "proof_url": f"/journal/{reading.seq}/"}
            for reading in readings
        ],
    }  # fmt: skip


def joined(words: Sequence[str]) -> str:
    """«inglés, portugués y francés»: as the reader's language ends a list."""
    *others, last = words or [""]
    if not others:
        return last
    both = {"others": ", ".join(others), "last": last}
    if re.match("h?i(?!e)", last, re.IGNORECASE):  # «español e inglés»
        return gettext("%(others)s e %(last)s") % both
    return gettext("%(others)s y %(last)s") % both


def _what(reading: Reading) -> SafeString:
    called = reading.called
    if called.url:
        return format_html('<a href="{}">{}</a>', called.url, called.title)
    return format_html("{}", called.title)


def _who(reading: Reading) -> SafeString:
    office, home = _called(reading.who)
    home = " " + gettext("(usted)") if reading.is_own else home
    name = format_html("<strong>{}</strong>{}", office, home)
    if not reading.for_whom:
        return name
    holders = format_html_join(", ", "{}{}", map(_called, reading.for_whom))
    if not reading.by_which:
        return format_html(gettext("{name}, en lugar de {holders},"), name=name, holders=holders)
    words = gettext("{name}, en lugar de {holders} según «{rule}»,")
    rule = "; ".join(reading.by_which)
    return format_html(words, name=name, holders=holders, rule=rule)


def _called(who: Who) -> tuple[str, str]:
    """The post rather than the person, and its institution."""
    if who.username in PEOPLE and not who.institution:
        return str(PEOPLE[who.username]), ""
    if who.post and who.institution:
        return who.post, f" ({who.institution})"
    return who.post or who.username[:1].upper() + who.username[1:], ""
