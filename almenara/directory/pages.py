"""What the directory's pages show: rows become plain words; nothing is decided in a template."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.core.parties.actor import Actor
from almenara.directory import (
    admission,
    authority,
    copies,
    desk,
    membership,
    pending,
    queries,
    shown,
)
from almenara.directory.models import Accession, Check, Network, Post
from almenara.formats import duration

Context = dict[str, Any]
MARKING = "TLP:AMBER"
HOME = [{"url": "/directory/", "label": gettext_lazy("Directorio")}]


def stage(name: str) -> Context:
    """A stage as a mark with words."""
    tone, icon, words = {
        "nominated": ("sand", "clock", _("Nominado, sin verificar")),
        "verified": ("leaf", "verified", _("Verificado")),
        "stale": ("ember", "warning", _("Sin confirmar a tiempo")),
        "ended": ("soft", "close", _("Terminado")),
        "asked": ("sand", "clock", _("Preguntado")),
        "reached": ("leaf", "tick", _("Respondió")),
        "late": ("sand", "tick", _("Respondió tarde")),
        "silent": ("ember", "warning", _("Sin respuesta")),
        "invited": ("sand", "clock", _("Invitado")),
        "acceded": ("leaf", "tick", _("Participa")),
        "suspended": ("ember", "lock", _("Suspendido")),
        "left": ("soft", "close", _("Salió")),
        "overdue": ("ember", "warning", _("Nadie respondió")),
        "withdrawn": ("soft", "undo", _("Retirado")),
        "proposed": ("sand", "clock", _("Espera decisión")),
        "applied": ("sand", "clock", _("Espera ambas respuestas")),
        "endorsed": ("sand", "clock", _("Falta una respuesta")),
        "member": ("leaf", "tick", _("Admitido")),
        "refused": ("ember", "close", _("No admitido")),
    }[name]
    return {"tone": tone, "icon": icon, "words": words, "name": name}


def every(text: str) -> str:
    """A cadence in words."""
    length = duration.parse(text, [])
    if length.months:
        return _("cada {n} meses").format(n=length.months)
    return _("cada {n} días").format(n=length.exact.days)


def network_rows(viewer: Actor) -> list[Context]:
    """Every network with both denominators."""
    rows = list(queries.networks(viewer))
    return [
        _network(network)
        | {
            "url": f"/directory/{network.slug}/",
            "states_taking_part": item["states_taking_part"],
            "states_all": item["states_all"],
            "member": item["member"],
        }
        for network, item in zip(rows, shown.taking_part(viewer, rows), strict=True)
    ]


def network_facts(viewer: Actor, network: Network) -> Context:
    document = network.document
    return _network(network) | {
        "legal_basis": _said(document.get("legal_basis")),
        "owner": document.get("responsible") or network.owner,
        "duty_hours": _("Todo el día, todos los días")
        if document["duty_hours"] == "24/7"
        else _("Horas de oficina"),
        "check_every": every(document["check_every"]),
        "reattest_every": every(document["reattest_every"]),
        "states_taking_part": queries.states_taking_part(viewer, network),
        "states_all": queries.states_all(viewer),
        "url": f"/directory/{network.slug}/",
    }


def _network(network: Network) -> Context:
    return {
        "slug": network.slug,
        "name": network.name,
        "purpose": _said(network.document.get("purpose")),
        "voluntary": network.is_voluntary,
    }


def _said(words: Any) -> str:
    return shown.text(words) if isinstance(words, dict) else str(words or "")


def tabs(network: Network, current: str, is_member: bool) -> list[Context]:
    base = f"/directory/{network.slug}/"
    found = [("posts", base, _("Puestos"))]
    if is_member:
        found.append(("checks", f"{base}checks/", _("Comprobaciones")))
    found.append(("members", f"{base}members/", _("Estados")))
    return [{"url": u, "label": label, "current": name == current} for name, u, label in found]


def state_choices(viewer: Actor) -> list[Context]:
    """The member States of today."""
    today = timezone.now().date()
    return [{"code": s.code, "name": s.name} for s in membership.states(viewer, today)]


def states_in(viewer: Actor, network: Network, chosen: str) -> list[Context]:
    """The States with a post in a network that this viewer sees."""
    rows = queries.posts(viewer, network).exclude(state=None).select_related("state")
    found: dict[str, Context] = {}
    for post in rows:
        one = found.setdefault(
            post.state_id or "",
            {
                "code": post.state_id,
                "name": post.state.name if post.state else "",
                "url": f"/directory/{network.slug}/?state={post.state_id}",
                "current": post.state_id == chosen,
                "posts": 0,
            },
        )
        one["posts"] += 1
    return list(found.values())


def post_cards(viewer: Actor, posts: Sequence[Post]) -> list[Context]:
    """The posts of one State with their cards."""
    items = shown.posts(viewer, posts, has_cards=True)
    return [
        item
        | {
            "kind_words": shown.kind_words(post.kind),
            "institution": post.institution.name,
            "network": post.network.name,
            "stage": stage(post.stage),
            "verified_at": post.verified_at,
            "confirm_by": _confirm_by(post),
            "url": f"/directory/posts/{post.pk}/",
            "roster_url": f"/directory/posts/{post.pk}/roster/",
            "card": card_state(post, timezone.now()),
        }
        for item, post in zip(items, posts, strict=True)
    ]


def _confirm_by(post: Post) -> datetime | None:
    """Until when somebody confirms the card, as its network's type says."""
    if post.verified_at is None:
        return None
    return duration.parse(post.network.document["reattest_every"], []).after(post.verified_at)


def card_state(post: Post, now: datetime) -> str:
    """How old a card's confirmation is: fresh, amber (120 days), red (150), hidden (a year)."""
    if post.verified_at is None:
        return "new"
    age = now - post.verified_at
    for days, name in ((365, "hidden"), (150, "red"), (120, "amber")):
        if age >= timedelta(days=days):
            return name
    return "fresh"


def check_rows(viewer: Actor, checks: Collection[Check]) -> list[Context]:
    return [
        item
        | {
            "url": f"/checks/{check.pk}/",
            "opened_at": check.opened_at,
            "closes_at": check.closes_at,
            "answered": item["reached"] + item["late"],
            "tone": "leaf" if item["reached"] == item["asked"] else "sand",
            "is_open": check.stage == "open",
        }
        for check, item in zip(checks, shown.checks(viewer, checks), strict=True)
    ]


def members_table(viewer: Actor, network: Network) -> list[Context]:
    """Every member State of today and its part in the network, as far as the viewer may know."""
    accessions = {a.state_id: a for a in queries.accessions(viewer, network)}
    seats = {fact.state for fact in queries.institutions_in(viewer, network)}
    rows = []
    for state in membership.states(viewer, timezone.now().date()):
        accession = accessions.get(state.pk)
        rows.append(
            {
                "code": state.pk,
                "name": state.name,
                "has_seat": state.pk in seats,
                "stage": _part(accession, state.pk in seats) if accession else None,
                "since": _since(accession) if accession else None,
                "terms": accession.terms if accession else "",
            }
        )
    return rows


def _part(accession: Accession, has_seat: bool) -> Context:
    """A State that joined is counted with its first post, and until then does not read as in."""
    if accession.stage == "acceded" and not has_seat:
        words = _("Entró; falta su primer puesto")
        return {"tone": "sand", "icon": "clock", "words": words, "name": "acceded"}
    return stage(accession.stage)


def _since(accession: Accession) -> datetime | None:
    """Since when it is as its stage says."""
    return accession.until or accession.since or accession.invited_at


def may_nominate(viewer: Actor, network: Network) -> str:
    """Why this person nominates nobody here, or "" when they may for somebody."""
    state = viewer.state or None
    post = Post(network=network, institution_id=viewer.institution or None, state_id=state)
    return authority.nominates(viewer, post) or admission.outside(network, state)


def list_page(viewer: Actor) -> Context:
    """Every network, and «whom do I call now»."""
    rows = network_rows(viewer)
    is_anywhere = any(row["member"] for row in rows)
    return {
        "networks": rows,
        "states": state_choices(viewer),
        "choices": {"state": "", "network": ""},
        "count": len(rows),
        "may": {"make": viewer.has_role("administrator")},
        "why": {"look_up": "" if is_anywhere else _("Usted no está en ninguna red todavía.")},
    }


def network_page(viewer: Actor, network: Network, chosen: str, posts: Sequence[Post]) -> Context:
    """A network: its facts for all, its posts State by State for those who are in it."""
    is_member = queries.is_member(viewer, network)
    return {
        "crumbs": HOME,
        "network": network_facts(viewer, network),
        "tabs": tabs(network, "posts", is_member),
        "state": state_words(viewer, chosen) if chosen else None,
        "states": states_in(viewer, network, chosen),
        "posts": post_cards(viewer, posts),
        "is_member": is_member,
        "marking": MARKING if is_member else "",
        "who_sees": _("Los miembros de la red"),
        "may": {
            "propose": bool(viewer.institution),
            "print": is_member and copies.is_allowed(network),
            "window": network.is_windowed and authority.is_owner(viewer, network),
        },
        "why": {"nominate": may_nominate(viewer, network)},
    }


def state_words(viewer: Actor, code: str | None) -> Context:
    if not code:
        return {"code": "", "name": _("Sin Estado")}
    return {"code": code, "name": desk.state(viewer, code).name}


def checks_page(viewer: Actor, network: Network) -> Context:
    """The checks of a network with their sums, and why one may not open another."""
    found = list(queries.checks(viewer, network)[:50])
    return {
        "crumbs": HOME,
        "network": network_facts(viewer, network),
        "tabs": tabs(network, "checks", True),
        "checks": check_rows(viewer, found),
        "due_at": pending.check_due(network, found[0].opened_at) if found else None,
        "why": {"check": authority.checks(viewer, Check(network=network))},
    }
