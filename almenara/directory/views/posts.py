"""Nominating, verifying, handing over, confirming; what waits for a decision."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.core.parties.actor import Actor
from almenara.core.parties.models import Institution, Person
from almenara.directory import asking, desk, forms, pages, queries, services, waiting
from almenara.directory.models import Network, Post
from almenara.directory.views import trying
from almenara.formats.refusal import Unreadable

ANY = require_http_methods(["GET", "HEAD", "POST"])


@ANY
def nominate(request: HttpRequest, slug: str) -> HttpResponse:
    """One note verbale, one institution, one or more posts."""
    return _named(request, queries.network(request.actor, slug), is_proposal=False)


@ANY
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """An institution asks its State's authority to nominate somebody."""
    actor, network = request.actor, queries.network(request.actor, slug)
    form = forms.PostForm(request.POST or None)
    home = Institution.objects.visible_to(actor).filter(pk=actor.institution).first()

    def do(said: dict[str, Any]) -> object:
        if home is None:
            raise Unreadable(["holder"], _("Usted no es de ninguna institución."))
        return services.propose(actor, _nomination(actor, network, home, said, ""))

    made = trying.attempt(form, do)
    page = ("directory/note.html", {"network": network, "title": _("Proponer a alguien")})
    return trying.finished(request, form, made, "/directory/waiting/", page)


@ANY
def invite(request: HttpRequest, slug: str) -> HttpResponse:
    """An account for somebody who will be nominated."""
    actor, network = request.actor, queries.network(request.actor, slug)
    form = forms.InviteForm(_institutions(actor), request.POST or None)

    def do(said: dict[str, Any]) -> Person:
        return services.invite_person(
            actor, said["institution"], said["username"], said["mail"], said["title"]
        )

    made = trying.attempt(form, do)
    page = ("directory/note.html", {"network": network, "title": _("Invitar a una persona")})
    return trying.finished(request, form, made, f"/directory/{slug}/nominate/", page)


@require_safe
def post_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One post: its card, who held it by which act, and what may be done with it."""
    actor, post = request.actor, queries.post(request.actor, pk)
    asking.look_up(actor, post.network, [post])
    context = waiting.post_page(actor, post) | {
        "holder_form": forms.HolderForm(auto_id="holder_%s"),
        "lines_form": forms.LinesForm(auto_id="lines_%s"),
    }
    return render(request, "directory/post_detail.html", context)


@require_POST
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who follows, by the note."""
    actor, post = request.actor, queries.post(request.actor, pk)
    form = forms.HolderForm(request.POST, request.FILES)

    def do(said: dict[str, Any]) -> object:
        holder = asking.holder(actor, post.institution, said["holder"])
        return services.hand_over(actor, post, holder, trying.note(actor, said["note"]))

    made = trying.attempt(form, do)
    page = ("directory/note.html", {"network": post.network, "title": _("Relevar en el puesto")})
    return trying.finished(request, form, made, f"/directory/posts/{pk}/", page)


@require_POST
def lines(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The telephone and the mail of a post."""
    actor, post = request.actor, queries.post(request.actor, pk)
    form = forms.LinesForm(request.POST)

    def do(said: dict[str, Any]) -> object:
        return [services.line(actor, post, kind, said[kind]) for kind in ("phone", "mail")]

    made = trying.attempt(form, do)
    page = ("directory/note.html", {"network": post.network, "title": _("Teléfono y correo")})
    return trying.finished(request, form, made, f"/directory/posts/{pk}/", page)


@require_POST
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a post."""
    post = queries.post(request.actor, pk)
    services.revoke(request.actor, post)
    return redirect(f"/directory/{post.network_id}/?state={post.state_id or ''}")


@require_POST
def verify(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Another person than the nominator says: it is so."""
    designation = desk.designation(request.actor, pk)
    services.verify(request.actor, designation)
    return redirect("/directory/waiting/")


@require_POST
def release(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End one person's time in a post."""
    designation = desk.designation(request.actor, pk)
    services.release(request.actor, designation)
    return redirect(f"/directory/posts/{designation.post_id}/")


@ANY
def mine(request: HttpRequest) -> HttpResponse:
    """All posts of a person, confirmed in one act however many hats they wear."""
    actor = request.actor
    posts = list(desk.my_posts(actor))
    if request.method == "POST":
        services.attest(actor, posts)
        trying.told(request, _("Confirmó sus fichas."))
        return redirect("/directory/mine/")
    context = {"posts": pages.post_cards(actor, posts), "shifts": waiting.my_shifts(actor)}
    return render(request, "directory/mine.html", context)


@require_safe
def waits(request: HttpRequest) -> HttpResponse:
    """What waits for this person: verifications, proposals, applications."""
    return render(request, "directory/waiting.html", waiting.page(request.actor))


@ANY
def proposal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nominate as proposed, by the own note."""
    actor, found = request.actor, desk.proposal(request.actor, pk)
    form = forms.NoteForm(request.POST or None, request.FILES or None)
    made = trying.attempt(
        form,
        lambda said: services.nominate_proposed(actor, found, trying.note(actor, said["note"])),
    )
    page = (
        "directory/note.html",
        {"network": found.network, "title": _("Nominar a quien propone")},
    )
    return trying.finished(request, form, made, "/directory/waiting/", page)


@require_POST
def refuse(request: HttpRequest, pk: UUID) -> HttpResponse:
    services.refuse(request.actor, desk.proposal(request.actor, pk))
    return redirect("/directory/waiting/")


def _named(request: HttpRequest, network: Network, *, is_proposal: bool) -> HttpResponse:
    actor = request.actor
    form = forms.NominationForm(_institutions(actor), request.POST or None, request.FILES or None)
    posts = forms.POSTS(request.POST or None, prefix="posts")

    def do(said: dict[str, Any]) -> list[Post]:
        document = trying.note(actor, said["note"])
        rows = [row for row in posts.cleaned_data if row]
        named = [_nomination(actor, network, said["institution"], r, document) for r in rows]
        return services.nominate_all(actor, named)

    is_whole = not posts.is_bound or posts.is_valid()
    made = trying.attempt(form, do) if is_whole else None
    context = {
        "network": pages.network_facts(actor, network),
        "posts": posts,
        "why": pages.may_nominate(actor, network),
    }
    page = ("directory/nominate.html", context)
    return trying.finished(request, form, made, f"/directory/{network.slug}/", page)


def _nomination(
    actor: Actor, network: Network, home: Institution, said: dict[str, Any], document: str
) -> services.Nomination:
    return services.Nomination(
        network=network,
        institution=home,
        kind=said["kind"],
        titles={"es": said["title"]},
        holder=asking.holder(actor, home, said["holder"]),
        document=document,
        lines={kind: said[kind] for kind in ("phone", "mail") if said.get(kind)},
    )


def _institutions(actor: Actor) -> Any:
    """Those for which the actor may nominate: of their State, or without one for the owner."""
    found = Institution.objects.visible_to(actor).select_related("state").order_by("slug")
    return found.filter(state=actor.state) if actor.state else found.filter(state=None)
