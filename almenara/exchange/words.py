"""What notices say about alerts, in the reader's language; and «received» from a one-time link."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from almenara.core.access.context import as_system
from almenara.core.documents.hanging import THINGS
from almenara.core.journal import titles
from almenara.core.languages import in_another, page_language
from almenara.core.notices.models import Notice
from almenara.core.notices.words import WORDS, Content, Word, led
from almenara.core.parties.actor import SYSTEM, Actor
from almenara.core.parties.models import Person
from almenara.core.web import moments
from almenara.exchange import asking, queries, services
from almenara.exchange.models import Alert, Delivery, Glass, Reader
from almenara.exchange.stages import WAITING

ABOUT_PERSONS = {
    "persons-corrected": gettext_lazy("Corrigieron datos de personas de %s"),
    "persons-retracted": gettext_lazy("Retiraron datos de personas de %s"),
}
LEADS = {
    "update": gettext_lazy("Actualización"),
    "retraction": gettext_lazy("Retirada"),
    "overdue": gettext_lazy("Nadie acusó recibo"),
    "handed-on": gettext_lazy("Pasada a otra institución"),
    "answer": gettext_lazy("Respuesta"),
}
ANSWERED = ("alert", "update", "answer")
ACTIONS = {
    "block": gettext_lazy("Bloquear"),
    "watch": gettext_lazy("Vigilar"),
    "call-origin": gettext_lazy("Llamar al originador"),
    "verify-contact": gettext_lazy("Verificar el contacto"),
    "no-action": gettext_lazy("Ninguna acción"),
}


def register() -> None:
    WORDS["alert"] = Word(_contents("alert"), still_wanted, received)
    for word in LEADS:
        WORDS[word] = Word(_contents(word, to_all=word == "retraction"))
    for word, title in ABOUT_PERSONS.items():
        WORDS[word] = Word(_about_persons(title))
    WORDS["break-glass"] = Word(broken)
    WORDS["glass-asked"] = Word(_plain(gettext_lazy("Piden un acceso de emergencia")))
    WORDS["glass-decided"] = Word(_plain(gettext_lazy("Decidieron su acceso de emergencia")))
    THINGS["alert"] = Alert.objects.visible_to
    titles.register("alert", gettext_lazy("una alerta"), _references, "/alerts/{id}/")
    titles.register("delivery", gettext_lazy("una entrega"), _references_of_deliveries)
    titles.register("kind", gettext_lazy("una clase de mensaje"))
    titles.register(
        "glass", gettext_lazy("un acceso de emergencia"), _broken_titles, "/glass/{id}/"
    )
    titles.register("enabling", gettext_lazy("datos de personas en alertas"))
    titles.register("draft", gettext_lazy("un borrador"))


def still_wanted(groups: list[str]) -> set[str]:
    """A first word leaves only while nobody there has acknowledged; the others always."""
    by_delivery = {
        group.partition(":")[2]: group for group in groups if group.startswith("delivery:")
    }
    waiting = Delivery.objects.unguarded("asked before anything leaves").filter(
        pk__in=by_delivery, stage__in=WAITING
    )
    live = waiting.exclude(alert__stage="retracted").values_list("pk", flat=True)
    wanted = {by_delivery[str(pk)] for pk in live}
    return wanted | (set(groups) - set(by_delivery.values()))


def received(actor: Actor, notice: Notice) -> None:
    """«Received» pressed on a one-time link."""
    kind, _colon, pk = notice.group.partition(":")
    if kind == "delivery":
        delivery = queries.delivery(actor, pk)
        if delivery.stage == "sent":
            services.receive(actor, delivery)


TOLD = ("titles", "bodies", "language", "actions", "documents", "reason", "marking", "reference",
        "is_exercise", "is_public", "network__names")  # fmt: skip


def _contents(word: str, *, to_all: bool = False) -> Callable[[list[Notice]], dict[UUID, Content]]:
    """For whoever reads the alert still; `to_all`: for whoever had it."""

    def contents(notices: list[Notice]) -> dict[UUID, Content]:
        ids = {notice.about.partition(":")[2] for notice in notices}
        rows = Alert.objects.unguarded("each notice is for a reader").filter(pk__in=ids)
        alerts = {str(a.pk): a for a in rows.select_related("network").only(*TOLD)}
        asked, reading = asking.asked(notices), _reading(notices, ids)
        return {
            notice.pk: _content(word, alert, _lead(word, notice), asked.get(notice.pk, []))
            for notice in notices
            if (alert := alerts.get(notice.about.partition(":")[2]))
            and (to_all or alert.is_public or not reading.isdisjoint(_keys(alert, notice.person)))
        }

    return contents


def _reading(notices: list[Notice], alerts: Collection[str]) -> set[tuple[UUID, str | UUID]]:
    """Who of them reads what: for whom left the network no word goes any more (S43)."""
    rows = Reader.objects.unguarded("each notice is for a reader").filter(
        Q(person__in={one.person_id for one in notices})
        | Q(institution__in={one.person.institution_id for one in notices}),
        Q(is_outside=True) | _seated("institution") | _seated("person__institution"),
        alert__in=alerts,
    )
    with as_system("who is to make a call does not see that the other may read"):
        return {
            (alert, slug or person)
            for alert, slug, person in rows.values_list("alert", "institution", "person")
        }


def _seated(home: str) -> Q:
    seats = f"{home}__seats"
    return Q((f"{seats}__network", F("alert__network")), (f"{seats}__until__isnull", True))


def _keys(alert: Alert, person: Person) -> set[tuple[UUID, str | UUID | None]]:
    return {(alert.pk, person.pk), (alert.pk, person.institution_id)}


def _about_persons(title: Promise) -> Callable[[list[Notice]], dict[UUID, Content]]:
    """Only that something changed: no notice names a person, whatever way it goes (R6)."""

    def contents(notices: list[Notice]) -> dict[UUID, Content]:
        found = _contents("update", to_all=True)(notices)
        body = _("Se lee en la página.")
        return {
            pk: replace(one, title=str(title) % one.reference, body=body)
            for pk, one in found.items()
        }

    return contents


def broken(notices: list[Notice]) -> dict[UUID, Content]:
    """To a party: who reads the alert, who agreed, why, on what basis, and until when (R3)."""
    rows = Glass.objects.unguarded("each notice is for a party").filter(
        pk__in=[notice.about.partition(":")[2] for notice in notices], alert__isnull=False
    )
    found = {str(row.pk): row for row in rows.select_related("alert__network")}
    names = queries.names_of(SYSTEM, list(found.values()))
    return {
        notice.pk: _broken(found[pk], found[pk].alert, names)
        for notice in notices
        if (pk := notice.about.partition(":")[2]) in found
    }


def _broken(glass: Glass, alert: Any, names: dict[str, str]) -> Content:
    return Content(
        title=_("Acceso de emergencia a %(reference)s") % {"reference": alert.reference},
        body="\n".join(
            [
                _("Lee: %s") % names[str(glass.asker_id)],
                _("Aprobó: %s") % names[str(glass.approver_id)],
                _("Motivo: %s") % glass.reason,
                _("Base jurídica: %s") % glass.legal_basis,
                *([_("Hasta: %s") % moments.written(glass.until, "UTC")] if glass.until else []),
            ]
        ),
        marking=alert.marking,
        network=alert.network.name,
        reference=alert.reference,
        url=f"{settings.BASE_URL}/glass/{glass.pk}/",
        is_exercise=alert.is_exercise,
    )


def _plain(title: Promise) -> Callable[[list[Notice]], dict[UUID, Content]]:
    """Only that there is something: what and why is read on the page."""

    def contents(notices: list[Notice]) -> dict[UUID, Content]:
        words = _("Se lee en la página.")
        return {
            notice.pk: Content(
                str(title), words, notice.marking,
                url=f"{settings.BASE_URL}/glass/{notice.about.partition(':')[2]}/",
            )
            for notice in notices
        }  # fmt: skip

    return contents


def _broken_titles(viewer: Actor, ids: list[str]) -> dict[str, str]:
    """For the journal: to which alert, who asked, why and until when."""
    rows = list(Glass.objects.visible_to(viewer).filter(pk__in=ids))
    names = queries.names_of(viewer, rows)
    return {str(row.pk): _broken_title(row, names) for row in rows}


def _broken_title(glass: Glass, names: dict[str, str]) -> str:
    said = [_("acceso de emergencia pedido por %s") % names[str(glass.asker_id)]]
    if glass.until:
        said.append(_("aprobado por %s") % names[str(glass.approver_id)])
        said.append(_("hasta %s") % moments.written(glass.until, "UTC"))
    return f"{glass.reference} ({', '.join(said)}: {glass.reason})"


def _lead(word: str, notice: Notice) -> str:
    return _("Escalada") if asking.has_climbed(notice) else str(LEADS.get(word, ""))


def _content(word: str, alert: Alert, lead: str, asked: list[str]) -> Content:
    title, body, said = alert.text(page_language())
    files = len(alert.documents)
    parts = [
        *asked,
        *([_("Estado: retirada. Motivo: ") + alert.reason] if alert.reason else []),
        *([_("Acciones: ") + ", ".join(str(ACTIONS[a]) for a in alert.actions)]
          if alert.actions else []),
        *([ngettext("Trae %(n)d documento adjunto: se abre en la página.",
                    "Trae %(n)d documentos adjuntos: se abren en la página.", files) % {"n": files}]
          if files else []),
        in_another(said),
        body,
    ]  # fmt: skip
    return Content(
        title=led(lead, title) if lead else title,
        body="\n\n".join(part for part in parts if part),
        marking=alert.marking,
        network=alert.network.name,
        reference=alert.reference,
        url=f"{settings.BASE_URL}/alerts/{alert.pk}/",
        is_exercise=alert.is_exercise,
        is_answered=word in ANSWERED,
    )


def _references(viewer: Actor, ids: list[str]) -> dict[str, str]:
    rows = Alert.objects.visible_to(viewer).filter(pk__in=ids)
    return {str(pk): reference for pk, reference in rows.values_list("pk", "reference")}


def _references_of_deliveries(viewer: Actor, ids: list[str]) -> dict[str, str]:
    rows = Delivery.objects.visible_to(viewer).filter(pk__in=ids)
    return {str(pk): word for pk, word in rows.values_list("pk", "alert__reference")}
