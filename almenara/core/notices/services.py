"""Acts of a reader on their notices and channels, and of who calls a reader by telephone."""

from datetime import time

from django.conf import settings
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.notices import outbound
from almenara.core.notices.models import ADDRESS_KINDS, Address, Notice, OneTimeLink, Quiet
from almenara.core.notices.words import WORDS
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.formats import mailmessage, openpgp, webhook
from almenara.formats.openpgp import Key
from almenara.formats.refusal import Unreadable

CALLED = ("reached", "no-answer")


@act
def read(actor: Actor, *notices: Notice) -> int:
    """The reader has seen notices, in their inbox or with the thing of which they speak."""
    for notice in notices:
        require(actor, "read", notice)
        record(actor, "read", notice)
    seen = Notice.objects.visible_to(actor).filter(pk__in=[notice.pk for notice in notices])
    return seen.filter(read_at=None).update(read_at=timezone.now())


@act
def call(actor: Actor, notice: Notice, outcome: str) -> Notice:
    """Somebody of the originating institution called; «no answer» leaves the task open."""
    require(actor, "call", notice)
    if outcome not in CALLED:
        raise Unreadable(["outcome"], _("Se espera una de: ") + ", ".join(CALLED))
    now = timezone.now()
    changes = {"attempts": F("attempts") + 1, "failure": ""}
    if outcome == "reached":
        changes |= {"stage": "sent", "sent_at": now, "next_at": None}
    else:
        changes["failure"] = _("no contestó")
    with as_system("the row is its reader's, the call is the originator's"):
        open_ = Notice.objects.unguarded("asked above").filter(pk=notice.pk, stage="queued")
        if not open_.update(**changes):
            raise WrongStage(_("Ya no hace falta llamar."))
        notice.refresh_from_db()
    record(actor, "call", notice, outcome=outcome)
    return notice


@act
def receive(actor: Actor, link: OneTimeLink) -> Notice:
    """«Received», pressed once on the link of a mail; `actor` is the notice's reader."""
    require(actor, "receive", link)
    with as_system("links are rows of the system"):
        unused = OneTimeLink.objects.unguarded("asked above").filter(pk=link.pk, used_at=None)
        if not unused.update(used_at=timezone.now()):
            raise WrongStage(_("Este enlace ya se usó."))
    record(actor, "receive", link.notice)
    if received := WORDS[link.notice.word].received:
        received(actor, link.notice)
    return link.notice


@act
def update_webhook(actor: Actor, url: str) -> str:
    """Where a program of this person is called; the secret is shown this once."""
    address = _mine(actor, "webhook")
    require(actor, "update", address)
    try:
        host = outbound.read(url).hostname
        outbound.refuse_private(url, settings.OUTBOUND_ALLOW)
    except outbound.Refused as refusal:
        raise Unreadable(["url"], _(refusal.words)) from None
    secret = webhook.new_secret()
    _keep(address, url, secret, {"host": host})
    record(actor, "update", address)
    return secret


@act
def update_key(actor: Actor, armoured: str) -> Key:
    """The key to which this person's mail above GREEN is encrypted."""
    address = _mine(actor, "pgp")
    require(actor, "update", address)
    key = openpgp.inspect(armoured, timezone.now())
    if not key.usable:
        raise Unreadable(["key"], key.why_not)
    _keep(address, armoured, "", {"fingerprint": key.fingerprint})
    record(actor, "update", address, fingerprint=key.fingerprint)
    return key


@act
def update_phone(actor: Actor, gateway: bool, number: str = "") -> Address | None:
    """Let the telephone be used, or not; without a number the line of the post is called."""
    address = _mine(actor, "phone")
    require(actor, "update", address)
    if number and not _is_number(number):
        raise Unreadable(["number"], _("Se espera un número como +50760000000."))
    if gateway:
        _keep(address, number, "", {"gateway": True})
    else:
        _drop(address)
    record(actor, "update", address, gateway=gateway)
    return address if gateway else None


@act
def update_mail(actor: Actor, to: str) -> Address | None:
    """Where mail goes instead of the account's address; "" goes back to that."""
    address = _mine(actor, "mail")
    require(actor, "update", address)
    if to:
        _keep(address, mailmessage.address(to, ["mail"]), "", {})
    else:
        _drop(address)
    record(actor, "update", address)
    return address if to else None


@act
def update_quiet(actor: Actor, since: time | None, until: time | None) -> Quiet | None:
    """Quiet hours on the person's wall clock; without both there are none."""
    quiet = Quiet(person_id=actor.person)
    require(actor, "update", quiet)
    Quiet.objects.visible_to(actor).filter(person_id=actor.person).delete()
    if since is not None and until is not None:
        if since == until:
            raise Unreadable(["until"], _("Las horas de silencio empiezan y terminan igual."))
        quiet.since, quiet.until = since, until
        quiet.save(force_insert=True)
    record(actor, "update", quiet, quiet=since is not None)
    return quiet


@act
def revoke_channel(actor: Actor, kind: str) -> None:
    """This person is not reached on a channel any more."""
    if kind not in ADDRESS_KINDS:
        raise Unreadable(["kind"], _("Canal desconocido."))
    address = _mine(actor, kind)
    require(actor, "revoke", address)
    _drop(address)
    record(actor, "revoke", address)


def _mine(actor: Actor, kind: str) -> Address:
    """The person's address of a kind, or a new one that is not saved yet."""
    own = Address.objects.visible_to(actor).filter(Q(person=actor.person or None), kind=kind)
    return own.first() or Address(person_id=actor.person, kind=kind)


def _keep(address: Address, text: str, secret: str, facts: dict[str, object]) -> None:
    address.seal(text, secret)
    address.facts, address.made_at = facts, timezone.now()
    address.save()


def _drop(address: Address) -> None:
    if not address._state.adding:
        Address.objects.unguarded("asked by its owner").filter(pk=address.pk).delete()


def _is_number(number: str) -> bool:
    digits = number.removeprefix("+").replace(" ", "").replace("-", "")
    return digits.isascii() and digits.isdigit() and 5 <= len(digits) <= 15
