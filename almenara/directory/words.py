"""What the directory's notices say, written when they are sent, in the reader's language."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import acting, as_system
from almenara.core.dates import dated
from almenara.core.identity import who
from almenara.core.notices.models import Notice, zone_of
from almenara.core.notices.words import PHONE_LINES, WORDS, Content, File, Word
from almenara.core.parties.models import Person
from almenara.core.web import moments
from almenara.directory import cards, copies, shifts, welcome
from almenara.directory.models import (
    Application,
    Check,
    ContactLine,
    ContactRequest,
    Network,
    Post,
    Probe,
    Proposal,
    SealedCopy,
    Shift,
)
from almenara.directory.rosters import Gap

WHY = "notices are written by the system for their readers"
THINGS: dict[str, Any] = {
    "check": Check,
    "post": Post,
    "proposal": Proposal,
    "application": Application,
    "contactrequest": ContactRequest,
    "network": Network,
    "person": Person,
    "sealedcopy": SealedCopy,
}
Says = Callable[[Any, Notice], tuple[str, str]]


def _check(thing: Check, notice: Notice) -> tuple[str, str]:
    title = _("Comprobación de enlace: {network}").format(network=thing.network.name)
    return title, _("Diga que está ahí, con un solo botón. Plazo: {until}.").format(
        until=_when(thing.closes_at, notice)
    )


def _check_due(thing: Network, notice: Notice) -> tuple[str, str]:
    title = _("Toca comprobar el enlace: {network}").format(network=thing.name)
    with as_system(WHY):
        last = Check.objects.unguarded(WHY).filter(network=thing).order_by("-opened_at").first()
    if last is None:
        return title, _("Nadie comprobó todavía si en cada institución hay alguien.")
    return title, _("La última comprobación fue el {day}.").format(
        day=_when(last.opened_at, notice)
    )


def _silence(thing: Check, notice: Notice) -> tuple[str, str]:
    title = _("Sin respuesta en la comprobación: {network}").format(network=thing.network.name)
    return title, _(
        "Su institución no respondió a tiempo. Se le dice primero a su Estado; a quien preguntó, "
        "un día después. Revise el teléfono y el turno de guardia."
    )


def _gap(thing: Post, notice: Notice) -> tuple[str, str]:
    title = _("Hueco en la guardia: {network}").format(network=thing.network.name)
    with as_system(WHY):
        gaps = shifts.gaps_ahead(thing, timezone.now(), timedelta(days=14))
    if not gaps:
        return title, _("El hueco del que se avisó ya está cubierto.")
    return title, _("Sin nadie de guardia: {spans}. Complete el turno.").format(
        spans=_spans(gaps[:3], notice)
    )


def _moved(thing: Post, notice: Notice) -> tuple[str, str]:
    title = _("Cambió su turno de guardia: {network}").format(network=thing.network.name)
    with as_system(WHY):
        mine = Shift.objects.unguarded(WHY).filter(post=thing, person=notice.person_id)
        coming = mine.filter(ends_at__gt=timezone.now()).order_by("starts_at").first()
    if coming is None:
        return title, _("Ya no tiene turnos por delante en este puesto.")
    return title, _("Su próximo turno: {span}. Revise los demás en el cuadro.").format(
        span=_spans([coming], notice)
    )


def _set_aside(thing: Post, notice: Notice) -> tuple[str, str]:
    title = _("Un cambio de turno ya no vale: {network}").format(network=thing.network.name)
    return title, _(
        "Con el turno nuevo, un cambio acordado dejó de ser posible y quedó sin efecto. Revise el "
        "cuadro y acuérdelo otra vez."
    )


def _stale(thing: Post, notice: Notice) -> tuple[str, str]:
    title = _("Confirme sus datos: {network}").format(network=thing.network.name)
    return title, _("Nadie ha confirmado esta ficha a tiempo. Confirme todos sus puestos a la vez.")


def _verified(thing: Post, notice: Notice) -> tuple[str, str]:
    title = _("Su puesto está verificado: {network}").format(network=thing.network.name)
    return title, _("Desde ahora usted responde en este puesto.")


def _proposal(thing: Proposal, notice: Notice) -> tuple[str, str]:
    title = _("Una nominación espera su decisión: {network}").format(network=thing.network.name)
    return title, _("La institución propone a una persona; nómbrela con su nota verbal.")


def _application(thing: Application, notice: Notice) -> tuple[str, str]:
    title = _("Un equipo solicita el ingreso: {network}").format(network=thing.network.name)
    return title, _("Espera su sí y el de la otra autoridad, hasta el {day}.").format(
        day=dated(thing.due_on)
    )


def _decided(thing: Application, notice: Notice) -> tuple[str, str]:
    if thing.stage == "member":
        title = _("Su equipo fue admitido: {network}")
        body = _("El punto de contacto nacional ya puede nombrar a sus personas.")
    else:
        title = _("Su equipo no fue admitido: {network}")
        body = _("Una de las dos autoridades respondió que no.")
    return title.format(network=thing.network.name), body


def _contact(thing: ContactRequest, notice: Notice) -> tuple[str, str]:
    title = _("Le piden que llame: {network}").format(network=thing.network.name)
    return title, _("Diga quién lo toma. Plazo: {until}; después se avisa a quien sigue.").format(
        until=_when(thing.due_at, notice)
    )


def _no_answer(thing: ContactRequest, notice: Notice) -> tuple[str, str]:
    title = _("Nadie respondió a su petición: {network}").format(network=thing.network.name)
    return title, _("Se avisó a toda la guardia de esa institución y nadie respondió.")


def _look_ups(thing: Network, notice: Notice) -> tuple[str, str]:
    title = _("Muchas consultas de fichas: {network}").format(network=thing.name)
    return title, _("Una persona pidió doscientas fichas en un minuto. La consulta se detuvo.")


def _invited(thing: Person, notice: Notice) -> tuple[str, str]:
    title = _("Tiene una cuenta en Almenara")
    return title, _("Su usuario es {name}. Ponga su contraseña aquí: {link}").format(
        name=thing.user.get_username(), link=welcome.link(thing.user)
    )


def _copies(notices: list[Notice]) -> dict[UUID, Content]:
    """The sealed copy of each reader's network, as they may see it now."""
    with as_system("the issue of a copy is its holder's"):
        things = _things(notice.about for notice in notices)
    return {n.pk: _copy(n, things[n.about]) for n in notices if n.about in things}


def _copy(notice: Notice, issue: SealedCopy) -> Content:
    reader = who.of_person(notice.person_id)
    with acting(reader):
        copy = copies.copy_for(reader, issue.network, issue.made_at)
    name = issue.network_id
    body = _("Solo puestos y líneas de guardia, con fecha de hoy. Destruya la anterior.")
    return Content(
        title=_("Copia de la red para cuando la plataforma no responde"),
        body=body,
        marking=notice.marking,
        network=issue.network.name,
        url=f"{settings.BASE_URL}/directory/{name}/",
        files=(
            File(f"{name}.pdf", "application/pdf", cards.pdf(copy, copies.words(copy))),
            File(f"{name}.vcf", "text/vcard", cards.vcards(copy)),
            File(f"{name}.csv", "text/csv", cards.table(copy)),
        ),
    )


PLACES: dict[str, tuple[Says, str]] = {
    "directory/check": (_check, "/checks/{pk}/"),
    "directory/check-due": (_check_due, "/directory/{pk}/checks/"),
    "directory/silence": (_silence, "/checks/{pk}/"),
    "directory/gap": (_gap, "/directory/posts/{pk}/roster/"),
    "directory/moved": (_moved, "/directory/posts/{pk}/roster/"),
    "directory/set-aside": (_set_aside, "/directory/posts/{pk}/roster/"),
    "directory/stale": (_stale, "/directory/mine/"),
    "directory/invited": (_invited, "/"),
    "directory/verified": (_verified, "/directory/posts/{pk}/"),
    "directory/proposal": (_proposal, "/directory/waiting/"),
    "directory/application": (_application, "/directory/waiting/"),
    "directory/decided": (_decided, "/directory/{network}/members/"),
    "directory/contact": (_contact, "/directory/contacts/{pk}/"),
    "directory/no-answer": (_no_answer, "/directory/contacts/{pk}/"),
    "directory/look-ups": (_look_ups, "/directory/{pk}/"),
}


TAKEN = ("directory/check", "directory/contact")  # one answer, and nobody else is asked


def contents(notices: list[Notice]) -> dict[UUID, Content]:
    """By notice, what it says; a thing that is gone has nothing to say."""
    with as_system("whoever was told may read what they were told"):
        things = _things(notice.about for notice in notices)
    return {n.pk: _content(n, things[n.about]) for n in notices if n.about in things}


def wanted(groups: list[str]) -> set[str]:
    """Checks that were answered and requests that were taken want nothing more."""
    keys = [group.partition(":")[2] for group in groups]
    probes = Probe.objects.unguarded(WHY).filter(pk__in=keys, stage="asked")
    contacts = ContactRequest.objects.unguarded(WHY).filter(pk__in=keys, stage="asked")
    still = {str(pk) for rows in (probes, contacts) for pk in rows.values_list("pk", flat=True)}
    return {group for group in groups if group.partition(":")[2] in still}


def phone_lines(persons: list[UUID]) -> dict[UUID, str]:
    """The number of the post that each of these persons holds."""
    rows = ContactLine.objects.unguarded(WHY).filter(
        kind="phone",
        post__designations__person__in=persons,
        post__designations__stage="verified",
        post__designations__until__isnull=True,
    )
    found = rows.annotate(holder=F("post__designations__person")).order_by("-priority")
    return {row.holder: row.in_clear for row in found}


def _content(notice: Notice, thing: Any) -> Content:
    says, path = PLACES[notice.word]
    title, body = says(thing, notice)
    network = thing if isinstance(thing, Network) else getattr(thing, "network", None)
    return Content(
        title=title,
        body=body,
        marking=notice.marking,
        network=network.name if network else "",
        url=settings.BASE_URL + path.format(pk=thing.pk, network=network.pk if network else ""),
        is_answered=notice.word in (*TAKEN, "directory/proposal", "directory/application"),
    )


def _things(abouts: Iterable[str]) -> dict[str, Any]:
    by_word: dict[str, set[str]] = {}
    for about in abouts:
        word, _colon, key = about.partition(":")
        by_word.setdefault(word, set()).add(key)
    found: dict[str, Any] = {}
    for word, keys in by_word.items():
        rows = THINGS[word].objects.unguarded(WHY).filter(pk__in=keys)
        related = {"network": None, "person": "user"}.get(word, "network")
        rows = rows.select_related(related) if related else rows
        found |= {f"{word}:{row.pk}": row for row in rows}
    return found


def _spans(stretches: Sequence[Gap | Shift], notice: Notice) -> str:
    """From when until when, in the reader's zone, that is named once."""
    zone = zone_of(notice.person)
    spans = [moments.stretch(one.starts_at, one.ends_at, zone) for one in stretches]
    return moments.at("; ".join(spans), zone)


def _when(moment: datetime, notice: Notice) -> str:
    return moments.written(moment, zone_of(notice.person))


for name in PLACES:
    WORDS[name] = Word(contents, wanted) if name in TAKEN else Word(contents)
WORDS["directory/copy"] = Word(_copies)
PHONE_LINES.append(phone_lines)
