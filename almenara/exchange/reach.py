"""Whom an alert may reach: what its form offers, and the sentence about who will read it."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from almenara.core.access.rules import why_not
from almenara.core.documents import queries as documents
from almenara.core.forms import drawing
from almenara.core.forms.schema import Field
from almenara.core.identity import queries as identity
from almenara.core.languages import TONGUES, page_language
from almenara.core.parties.actor import Actor
from almenara.core.web import moments, refusals
from almenara.core.web.sentences import joined
from almenara.directory import queries as directory
from almenara.exchange import queries
from almenara.exchange.forms import AlertForm, AudienceForm, Choices, Places
from almenara.exchange.models import Alert, Draft, Kind
from almenara.exchange.queries import Preview
from almenara.exchange.questions import facts, questions
from almenara.exchange.rows import Context
from almenara.exchange.words import ACTIONS
from almenara.formats import duration
from almenara.formats.refusal import Unreadable
from almenara.formats.tlp import TLP


def names_of_states(viewer: Actor) -> dict[str, str]:
    """By code, every State there is a record of."""
    return {row.pk: row.name for row in identity.states(viewer, timezone.now().date())}


def why_not_publish(viewer: Actor, kind: Kind) -> str:
    """Why this person does not send this kind, or ""."""
    home = identity.institutions(viewer).filter(slug=viewer.institution).first()
    return why_not(viewer, "publish", Alert(network_id=kind.network_id, kind=kind, origin=home))


def kinds_page(viewer: Actor) -> Context:
    """What may be sent, network by network: chosen before anything else."""
    groups: dict[str, list[Context]] = {}
    why = "" if directory.member_networks(viewer) else _("Usted no está en ninguna red todavía.")
    for kind in queries.kinds(viewer, directory.member_networks(viewer)):
        if reason := why_not_publish(viewer, kind):
            why = why or reason
        else:
            groups.setdefault(kind.network.name, []).append(kind_shown(kind))
    found = [{"network": name, "kinds": kinds} for name, kinds in groups.items()]
    return {"kinds": found, "why": {"publish": why}}


def kind_shown(kind: Kind) -> Context:
    """A kind before it is chosen: what for, and how fast it is answered."""
    purpose = kind.document.get("purpose")
    words = purpose.get(page_language()) or purpose["es"] if isinstance(purpose, dict) else purpose
    return {
        "slug": kind.slug,
        "url": f"/alerts/new/{kind.slug}/",
        "preview_url": f"/alerts/new/{kind.slug}/preview/",
        "name": kind.name,
        "network": kind.network.name,
        "purpose": words or "",
        "time_words": _patience(kind.document),
    }


def _patience(document: dict[str, Any]) -> str:
    usual = moments.span(duration.parse(document["time_to_acknowledge"], []).exact)
    words = _("Acuse en %s") % usual
    if not document.get("time_immediate"):
        return words
    quick = moments.span(duration.parse(document["time_immediate"], []).exact)
    return words + _("; si es inmediata, en %s") % quick


def places(viewer: Actor, kind: Kind) -> Places:
    """What the form of a kind may name."""
    seats = [
        seat
        for seat in directory.institutions_in(viewer, kind.network_id)
        if seat.institution != viewer.institution
    ]
    rows = {row.pk: row for row in identity.states(viewer, timezone.now().date())}
    coded = {seat.state for seat in seats if seat.state}
    names = queries.institution_names(viewer, [seat.institution for seat in seats])
    return Places(
        questions=questions(kind),
        markings=list(kind.document["markings"]),
        states=[(code, row.name) for code, row in rows.items() if code in coded],
        institutions=_sorted(
            (seat.institution, _placed(names[seat.institution], rows.get(seat.state or "")))
            for seat in seats
        ),
        persons=_persons(viewer, kind, names),
        all_states=[(code, row.name) for code, row in rows.items()],
        language=page_language(),
        about=_about(viewer, kind),
    )


def _about(viewer: Actor, kind: Kind) -> list[Field]:
    """What the viewer's State enabled about persons (R6)."""
    own = queries.enabling(viewer, kind.pk, viewer.state)
    asked = queries.person_fields(viewer, kind) if own else []
    return [one for one in asked if own and one.key in own.fields]


def _sorted(choices: Any) -> Choices:
    return sorted(choices, key=lambda choice: choice[1])


def _placed(name: str, state: Any) -> str:
    return f"{state.name}: {name}" if state else name


def _persons(viewer: Actor, kind: Kind, names: dict[str, str]) -> Choices:
    """Whom a RED audience may name."""
    if str(TLP.RED) not in kind.document["markings"]:
        return []
    return [
        (member.username, f"{member.username} · {names.get(member.institution, '')}")
        for member in directory.members(viewer, kind.network_id)
        if member.person != viewer.person
    ]


def hand_on_choices(viewer: Actor, alert: Alert) -> Choices:
    """Where the marking lets a reader pass it on: AMBER in the own State, else in the network."""
    if alert.marking == str(TLP.AMBER):
        rows = identity.institutions(viewer).filter(state=viewer.state or None)
    else:
        seats = directory.institutions_in(viewer, alert.network_id)
        rows = identity.institutions(viewer).filter(slug__in=[seat.institution for seat in seats])
    others = rows.exclude(slug__in=[viewer.institution, alert.origin_id])
    return _sorted((row.pk, _placed(row.name, row.state)) for row in others)


def kept_documents(viewer: Actor, ids: list[str]) -> Choices:
    """The documents that came before, of those still there."""
    if not ids:  # what may be read is asked of everything on which a document may hang
        return []
    rows = {str(row.pk): row.name for row in documents.documents(viewer).filter(pk__in=ids)}
    return [(pk, rows[pk]) for pk in ids if pk in rows]


def sentence(found: Preview, marking: str, is_public: bool) -> str:
    """«17 instituciones de 9 Estados la leerán; nadie más»."""
    if is_public:
        return _("Cualquiera podrá leerla: es pública")
    if marking == str(TLP.RED):
        named = found.readers - 1
        return ngettext(
            "%(n)d persona la leerá, además de usted; nadie más",
            "%(n)d personas la leerán, además de usted; nadie más",
            named,
        ) % {"n": named}
    words = ngettext("%(n)d institución", "%(n)d instituciones", found.institutions)
    words %= {"n": found.institutions}
    if found.states:
        words += ngettext(" de %(n)d Estado", " de %(n)d Estados", found.states) % {
            "n": found.states
        }
    return words + ngettext(" la leerá; nadie más", " la leerán; nadie más", found.institutions)


def audience(viewer: Actor, kind: Kind, form: AlertForm) -> Context:
    """The live sentence of what is ticked now, or why nobody can be named so."""
    marking = form.said("marking")
    if marking not in form.places.markings:
        return {"sentence": "", "wrong": _("Elija la marca y quién la lee.")}
    return reached(viewer, kind, form, marking)


def reached(viewer: Actor, kind: Kind, form: AudienceForm, marking: str) -> Context:
    """The sentence under an audience."""
    try:
        named = form.named()
        found = queries.receivers(viewer, kind, named, TLP(marking))
    except Unreadable as refusal:
        return {"sentence": "", "wrong": refusals.places(refusal)[0][1]}
    shown = queries.preview(viewer, found)
    return {"sentence": sentence(shown, marking, named.public), "readers": shown.readers}


def as_read(viewer: Actor, kind: Kind, form: AlertForm) -> Context:
    """The alert as its reader will get it, before it is sent."""
    document = form.document(kind.slug, kind.network_id)
    original, titles = document["language"], document.get("title", {})
    files = {pk: {"name": name, "url": f"/documents/{pk}/"} for pk, name in form.kept}
    return {
        "marking": document.get("marking", ""),
        "reference": f"{viewer.state or 'ORG'}-······",
        "exercise": document.get("exercise") or settings.DEMONSTRATION,
        "title": titles.get(original, ""),
        "body": document.get("body", {}).get(original, ""),
        "lang": original,
        "fields": facts(kind, document.get("fields", {}), dict(form.places.all_states), files),
        "about": drawing.facts(
            form.places.about, form.about_persons(), dict(form.places.all_states), {}
        ),
        "actions": [ACTIONS[action] for action in document.get("actions", [])],
        "documents": list(files.values()),
        "missing": joined([str(TONGUES[code]) for code in TONGUES if code not in titles]),
    }


def write_page(viewer: Actor, kind: Kind, form: AlertForm, draft: Draft | None) -> Context:
    """The page on which an alert of a kind is written."""
    crumbs = [{"url": "/alerts/", "label": _("Alertas")},
              {"url": "/alerts/new/", "label": _("Escribir una alerta")}]  # fmt: skip
    return {
        "crumbs": crumbs,
        "kind": kind_shown(kind),
        "form": form,
        "audience": audience(viewer, kind, form) if form.is_bound or draft else {},
        "why": {"publish": why_not_publish(viewer, kind)},
        "exercise": settings.DEMONSTRATION,
        "draft": {"url": f"/alerts/drafts/{draft.pk}/delete/", "at": draft.at} if draft else None,
    }


def wider(viewer: Actor, alert: Alert) -> Places:
    """What a wider audience may name: the marking stays, and who has it is left out."""
    has = {row.institution_id for row in queries.deliveries(viewer, alert)}
    found = places(viewer, alert.kind)
    fresh = [(slug, name) for slug, name in found.institutions if slug not in has]
    return replace(found, markings=[alert.marking], institutions=fresh)
