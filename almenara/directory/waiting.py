"""The context of the pages on which people decide, confirm and answer."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.rules import reasons, why_not
from almenara.core.documents import queries as documents
from almenara.core.parties.actor import Actor
from almenara.core.parties.alphabet import ByName
from almenara.core.parties.models import Institution
from almenara.core.web import atlas
from almenara.directory import admission, authority, desk, pages, queries, shown
from almenara.directory.models import (
    Accession,
    Application,
    Check,
    ContactRequest,
    Designation,
    Network,
    Post,
    Probe,
)

Context = dict[str, Any]


def post_page(viewer: Actor, post: Post) -> Context:
    """A post, who held it by which act, and what this viewer may do with it."""
    [card] = pages.post_cards(viewer, [post])
    held = desk.designations_of(viewer, post)
    why = reasons(viewer, post, "hand-over", "revoke", "line", "attest", "roster")
    return {
        "crumbs": crumbs(post.network),
        "post": card,
        "network": pages.network_facts(viewer, post.network),
        "designations": [_designation(viewer, row) for row in held],
        "why": why,
        "may": {verb.replace("-", "_"): not reason for verb, reason in why.items()},
        "marking": pages.MARKING,
        "who_sees": _("Los miembros de la red"),
    }


def _designation(viewer: Actor, row: Designation) -> Context:
    notes = documents.documents_of(viewer, row)
    return {
        "pk": row.pk,
        "holder": _holder(viewer, row),
        "since": row.since,
        "until": row.until,
        "stage": pages.stage(row.stage),
        "why": why_not(viewer, "verify", row) if row.stage == "nominated" else _("Ya no espera."),
        "is_waiting": row.stage == "nominated",
        "is_open": row.stage != "ended",
        "notes": [{"url": f"/documents/{n.pk}/", "name": n.name} for n in notes],
    }


def _holder(viewer: Actor, row: Designation) -> str:
    shown_to = authority.sees(viewer, row.post, "holder")
    return row.person.user.get_username() if shown_to else ""


def page(viewer: Actor) -> Context:
    """What waits for this person."""
    return {
        "crumbs": pages.HOME,
        "designations": [
            {
                "pk": row.pk,
                "title": shown.text(row.post.titles),
                "kind_words": shown.kind_words(row.post.kind),
                "network": row.post.network.name,
                "institution": row.post.institution.name,
                "holder": _holder(viewer, row),
                "since": row.since,
                "url": f"/directory/posts/{row.post_id}/",
                "why": why_not(viewer, "verify", row),
            }
            for row in desk.unverified(viewer)
        ],
        "proposals": [_proposal(viewer, row) for row in desk.proposals(viewer)],
        "applications": [_application(viewer, row) for row in desk.open_applications(viewer)],
        "probes": [
            {"url": f"/checks/{p.check_asked_id}/", "network": p.check_asked.network.name,
             "closes_at": p.check_asked.closes_at}
            for p in desk.open_probes(viewer)
        ],
    }  # fmt: skip


def _proposal(viewer: Actor, row: Any) -> Context:
    return {
        "pk": row.pk,
        "title": shown.text(row.titles),
        "network": row.network.name,
        "institution": row.institution.name,
        "holder": row.person.user.get_username(),
        "waits_for": {"ncp": _("el punto de contacto nacional"), "mission": _("la Misión")}.get(
            row.waits_for, _("la Secretaría responsable")
        ),
        "passed_on_at": row.passed_on_at,
        "why": why_not(viewer, "nominate", row),
    }


def _application(viewer: Actor, row: Application) -> Context:
    today = timezone.now().date()
    words = {"ncp": _("Punto de contacto nacional"), "national-csirt": _("CSIRT nacional")}
    given = {approval.whose: approval for approval in row.approvals.all()}
    wanted = row.network.document["admission"]["approvals"]
    return {
        "pk": row.pk,
        "network": row.network.name,
        "institution": row.institution.name,
        "stage": pages.stage(row.stage),
        "due_on": row.due_on,
        "days_left": admission.working_days(today, row.due_on),
        "days_all": row.network.document["admission"]["within_working_days"],
        "is_waiting": row.stage in ("applied", "endorsed"),
        "approvals": [
            {"who": words[whose], "given": given[whose].given if whose in given else None}
            for whose in wanted
        ],
        "why": why_not(viewer, "approve", row),
    }


def application_rows(viewer: Actor, network: Network) -> list[Context]:
    return [_application(viewer, row) for row in desk.applications(viewer, network)]


def my_shifts(viewer: Actor) -> list[Context]:
    """The next shifts of this person."""
    return [
        {
            "title": shown.text(row.post.titles),
            "network": row.post.network.name,
            "starts_at": row.starts_at,
            "ends_at": row.ends_at,
            "url": f"/directory/posts/{row.post_id}/roster/",
        }
        for row in desk.my_shifts(viewer, timezone.now())[:12]
    ]


def check_page(viewer: Actor, check: Check) -> Context:
    """A check: the sums for all, the answers for who asked, one button for who was asked."""
    now = timezone.now()
    rows = list(queries.probes(viewer, check))
    own = next((row for row in rows if row.institution_id == viewer.institution), None)
    return {
        "crumbs": crumbs(check.network),
        "network": pages.network_facts(viewer, check.network),
        "check": pages.check_rows(viewer, [check])[0],
        "answers": [_probe(row, now) for row in rows],
        "own": _probe(own, now) if own else None,
        "may": {"answer": own is not None and own.stage in ("asked", "silent")},
        "why": {"answer": why_not(viewer, "answer", own) if own else ""},
        "minutes": _minutes(rows),
        "marking": pages.MARKING,
        "who_sees": _("Las sumas, los miembros; las respuestas, quien preguntó y cada una la suya"),
    }


def _probe(row: Probe, now: Any) -> Context:
    return {
        "state": row.state_id,
        "institution": row.institution.name,
        "stage": pages.stage(shown.shown_stage(row, now)),
        "answered_at": row.answered_at,
        "minutes": _minutes([row]),
    }


def _minutes(rows: list[Probe]) -> int | None:
    """Minutes to a human: the median of those who answered."""
    spans = sorted(
        int((row.answered_at - row.asked_at).total_seconds() // 60)
        for row in rows
        if row.answered_at
    )
    return spans[len(spans) // 2] if spans else None


def contact_page(viewer: Actor, request: ContactRequest) -> Context:
    return {
        "crumbs": crumbs(request.network),
        "contact": {
            "pk": request.pk,
            "reason": request.reason,
            "origin": request.origin.name,
            "institution": request.institution.name,
            "stage": pages.stage(request.stage),
            "asked_at": request.asked_at,
            "due_at": request.due_at,
            "reached_at": request.reached_at,
            "step": request.step,
            "urgent": request.urgency == "immediate",
        },
        "network": pages.network_facts(viewer, request.network),
        "is_open": request.stage == "asked",
        "why": reasons(viewer, request, "accept", "withdraw"),
        "marking": request.marking,
        "who_sees": _("Quien lo pidió y a quien se pidió"),
    }


def institutions(viewer: Actor, network: Network) -> list[tuple[str, str]]:
    """The other institutions of a network, for a list to choose from."""
    slugs = [fact.institution for fact in queries.institutions_in(viewer, network)]
    rows = Institution.objects.visible_to(viewer).filter(slug__in=slugs).select_related("state")
    return [
        (row.slug, f"{row.state.name} · {row.name}" if row.state else row.name)
        for row in rows.order_by(ByName("state"), "slug")
        if row.slug != viewer.institution
    ]


def crumbs(network: Network) -> list[dict[str, str]]:
    return [
        {"url": "/directory/", "label": _("Directorio")},
        {"url": f"/directory/{network.slug}/", "label": network.name},
    ]


def members_page(viewer: Actor, network: Network) -> Context:
    """Which States take part, with both denominators (R5); joining, leaving, who asks to enter."""
    is_member = queries.is_member(viewer, network)
    is_owner = authority.is_owner(viewer, network)
    rows, may_read = pages.members_table(viewer, network), is_member or is_owner
    facts = pages.network_facts(viewer, network)
    mine = Accession(network=network, state_id=viewer.state or None)
    return {
        "crumbs": pages.HOME,
        "network": facts,
        "tabs": pages.tabs(network, "members", is_member),
        "rows": rows if may_read else [],
        "map": _map(facts, rows) if may_read else None,
        "own": next((row for row in rows if row["code"] == viewer.state), None),
        "terms": network.document.get("terms"),
        "is_owner": is_owner,
        "why": {"accede": authority.speaks_for_state(viewer, mine)},
        "applications": application_rows(viewer, network),
        "may": {"apply": _may_apply(viewer, network)},
    }


def _map(facts: Context, rows: list[Context]) -> Context:
    """Who takes part, and the way to whom one calls there."""
    said, others = _("Participa"), _("Los demás Estados Miembros de hoy")
    part, everybody = facts["states_taking_part"], facts["states_all"]
    label = _("Mapa: %(part)s de %(all)s Estados participan") % {"part": part, "all": everybody}
    key = [("in", f"{said}: {part}"), ("", others)]
    states = [
        {
            "code": row["code"],
            "name": row["name"],
            "tone": "in" if row["has_seat"] else "",
            "said": said,
            "url": f"{facts['url']}?state={row['code']}",
        }
        for row in rows
    ]
    return atlas.picture(label, key, states)


def _may_apply(viewer: Actor, network: Network) -> bool:
    """A team outside, in a network whose type admits by approvals."""
    is_outside = not queries.is_member(viewer, network)
    return bool(network.document.get("admission") and viewer.state and is_outside)


def alone(network: Network, title: str) -> tuple[str, Context]:
    """The page of one form."""
    return "directory/note.html", {"crumbs": crumbs(network), "network": network, "title": title}


def nominated() -> str:
    """What is said before the act and after it."""
    return _(
        "Otra persona verifica la nominación; hasta entonces nadie recibe notificaciones"
        " por este puesto."
    )


def nominate_page(viewer: Actor, network: Network) -> Context:
    return {
        "crumbs": crumbs(network),
        "waits": nominated(),
        "network": pages.network_facts(viewer, network),
        "why": pages.may_nominate(viewer, network),
    }
