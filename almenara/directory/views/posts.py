"""Nominating, verifying, handing over, confirming; what waits for a decision."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from almenara.core.parties.request import Request
from almenara.directory import (
    asking,
    desk,
    forms,
    pages,
    queries,
    services,
    submitting,
    waiting,
    welcome,
)
from almenara.directory.views import trying

ANY = require_http_methods(["GET", "HEAD", "POST"])


@ANY
def nominate(request: Request, slug: str) -> HttpResponse:
    """One note verbale, one institution, one or more posts."""
    actor, network = request.actor, queries.network(request.actor, slug)
    homes = desk.nominable(actor, network)
    form = forms.NominationForm(homes, request.POST or None, request.FILES or None)
    posts = forms.POSTS(request.POST or None, prefix="posts")
    made = None
    if posts.is_bound and posts.is_valid():
        filled = [row for row in posts.forms if row.cleaned_data]
        rows = [row.cleaned_data for row in filled]
        made = trying.attempt(form, partial(submitting.nominate, actor, network, rows), filled)
    page = ("directory/nominate.html", waiting.nominate_page(actor, network) | {"posts": posts})
    return trying.finished(request, form, made, f"/directory/{slug}/", page, waiting.nominated())


@ANY
def propose(request: Request, slug: str) -> HttpResponse:
    """An institution asks its State's authority to nominate somebody."""
    actor, network = request.actor, queries.network(request.actor, slug)
    form = forms.PostForm(request.POST or None)
    made = trying.attempt(form, partial(submitting.propose, actor, network))
    page = waiting.alone(network, _("Proponer a alguien"))
    return trying.finished(request, form, made, "/directory/waiting/", page)


@ANY
def invite(request: Request, slug: str) -> HttpResponse:
    """An account for somebody who will be nominated."""
    actor, network = request.actor, queries.network(request.actor, slug)
    form = forms.InviteForm(desk.nominable(actor, network), request.POST or None)
    made = trying.attempt(form, partial(submitting.invite_person, actor))
    page = waiting.alone(network, _("Invitar a una persona"))
    told = _("Se le escribió para que ponga su contraseña. Ya puede nominarla.")
    return trying.finished(request, form, made, f"/directory/{slug}/nominate/", page, told)


@require_safe
def post_detail(request: Request, pk: UUID) -> HttpResponse:
    """One post: its card, who held it by which act, and what may be done with it."""
    actor, post = request.actor, queries.post(request.actor, pk)
    asking.look_up(actor, post.network, [post])
    context = waiting.post_page(actor, post) | {
        "holder_form": forms.HolderForm(auto_id="holder_%s"),
        "lines_form": forms.LinesForm(auto_id="lines_%s"),
    }
    return render(request, "directory/post_detail.html", context)


@require_POST
def hand_over(request: Request, pk: UUID) -> HttpResponse:
    """Who follows, by the note."""
    actor, post = request.actor, queries.post(request.actor, pk)
    form = forms.HolderForm(request.POST, request.FILES)
    made = trying.attempt(form, partial(submitting.hand_over, actor, post))
    page = waiting.alone(post.network, _("Relevar en el puesto"))
    return trying.finished(request, form, made, f"/directory/posts/{pk}/", page)


@require_POST
def lines(request: Request, pk: UUID) -> HttpResponse:
    """The telephone and the mail of a post."""
    actor, post = request.actor, queries.post(request.actor, pk)
    form = forms.LinesForm(request.POST)
    made = trying.attempt(form, partial(submitting.lines, actor, post))
    page = waiting.alone(post.network, _("Teléfono y correo"))
    return trying.finished(request, form, made, f"/directory/posts/{pk}/", page)


@require_POST
def revoke(request: Request, pk: UUID) -> HttpResponse:
    """End a post."""
    post = queries.post(request.actor, pk)
    services.revoke(request.actor, post)
    return redirect(f"/directory/{post.network_id}/?state={post.state_id or ''}")


@require_POST
def verify(request: Request, pk: UUID) -> HttpResponse:
    """Another person than the nominator says: it is so."""
    designation = desk.designation(request.actor, pk)
    services.verify(request.actor, designation)
    messages.success(request, _("El puesto está verificado: desde ahora responde."))
    return redirect("/directory/waiting/")


@require_POST
def release(request: Request, pk: UUID) -> HttpResponse:
    """End one person's time in a post."""
    designation = desk.designation(request.actor, pk)
    services.release(request.actor, designation)
    return redirect(f"/directory/posts/{designation.post_id}/")


@ANY
def mine(request: Request) -> HttpResponse:
    """All posts of a person, confirmed in one act however many hats they wear."""
    actor = request.actor
    posts = list(desk.my_posts(actor))
    if request.method == "POST":
        services.attest(actor, posts)
        trying.told(request, _("Confirmó sus fichas."))
        return redirect("/directory/mine/")
    context = {"posts": pages.post_cards(actor, posts), "shifts": waiting.my_shifts(actor)}
    return render(request, "directory/mine.html", context | {"crumbs": pages.HOME})


@require_safe
def waits(request: Request) -> HttpResponse:
    """What waits for this person: verifications, proposals, applications."""
    return render(request, "directory/waiting.html", waiting.page(request.actor))


@ANY
def proposal(request: Request, pk: UUID) -> HttpResponse:
    """Nominate as proposed, by the own note."""
    actor, found = request.actor, desk.proposal(request.actor, pk)
    form = forms.NoteForm(request.POST or None, request.FILES or None)
    made = trying.attempt(form, partial(submitting.nominate_proposed, actor, found))
    page = waiting.alone(found.network, _("Nominar a quien propone"))
    return trying.finished(request, form, made, "/directory/waiting/", page)


@require_POST
def refuse(request: Request, pk: UUID) -> HttpResponse:
    services.refuse(request.actor, desk.proposal(request.actor, pk))
    return redirect("/directory/waiting/")


@ANY
def enter(request: Request, uid: str, key: str) -> HttpResponse:
    """Whoever was invited sets a password; the link is theirs alone and works once."""
    actor = welcome.invited(uid, key)
    form = forms.PasswordForm(request.POST or None)
    made = trying.attempt(form, lambda said: services.set_password(actor, said["password"]))
    page = ("directory/welcome.html", {"username": actor.name})
    return trying.finished(request, form, made, "/accounts/login/", page)
