"""Acts on accounts: keys, roles, substitutions, preferences, signing in and out."""

import secrets
from datetime import datetime
from typing import Any, BinaryIO
from uuid import UUID

from allauth.idp.oidc.models import Client as Tool
from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.translation import gettext as _

from almenara.core import dates
from almenara.core.access.context import as_system
from almenara.core.access.rules import reference, require
from almenara.core.hints import STAYS, hint
from almenara.core.identity import corrections, dossier, exits, headletters, queries
from almenara.core.identity.endings import ENDINGS
from almenara.core.identity.models import Correction, Session
from almenara.core.identity.who import digest
from almenara.core.journal.acts import act, record
from almenara.core.journal.models import Head
from almenara.core.notices import post
from almenara.core.parties.actor import Actor
from almenara.core.parties.models import LANGUAGES, ROLES, Person, RoleGrant, Substitution, Token
from almenara.core.parties.refusals import WrongStage
from almenara.formats.refusal import Unreadable
from almenara.formats.text import line, prose

MOST_WORDS = 20_000  # of a correction and of its answer


@act
def grant_token(actor: Actor, label: str, expires_at: datetime | None = None) -> tuple[Token, str]:
    """A key to the API for oneself; the key itself is shown this once."""
    key = secrets.token_urlsafe(32)
    token = Token(
        person_id=actor.person,
        label=line(label, 80, ["label"]),
        digest=digest(key),
        made_at=timezone.now(),
        expires_at=expires_at,
    )
    require(actor, "grant", token)
    token.save(force_insert=True)
    record(actor, "grant", token)
    return token, key


@act
def revoke_token(actor: Actor, token: Token) -> Token:
    """The key stops working at once."""
    require(actor, "revoke", token)
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    record(actor, "revoke", token)
    return token


@act
def grant_role(actor: Actor, person: Person, role: str) -> RoleGrant:
    """Give a role by itself (posts give theirs through the directory)."""
    if role not in ROLES:
        raise Unreadable(["role"], _("Papel desconocido."))
    grant = RoleGrant(person=person, role=role, since=timezone.now())
    require(actor, "grant", grant)
    with as_system("grants are written by no other role"):
        held = RoleGrant.objects.unguarded("asked above").filter(person=person, role=role)
        if held.filter(until=None).exists():
            raise WrongStage(_("Ya tiene ese papel."))
        grant.save(force_insert=True)
    record(actor, "grant", grant, role=role)
    return grant


@act
def revoke_role(actor: Actor, grant: RoleGrant) -> RoleGrant:
    """End a role now."""
    require(actor, "revoke", grant)
    with as_system("grants are written by no other role"):
        grant.until = timezone.now()
        grant.save(update_fields=["until"])
    record(actor, "revoke", grant, role=grant.role)
    return grant


@act
def substitute(
    actor: Actor, who: Person, rule: str, since: datetime, until: datetime
) -> Substitution:
    """Name who acts for oneself from a moment to a moment; it ends by itself (S97)."""
    if until <= since:
        raise Unreadable(["until"], _("La ausencia termina antes de empezar."))
    if until <= timezone.now():
        raise Unreadable(["until"], _("Esa ausencia ya pasó."))
    absence = Substitution(
        holder=Person.objects.visible_to(actor).get(pk=actor.person),
        substitute=who,
        rule=line(rule, 200, ["rule"]),
        since=since,
        until=until,
    )
    if absence.holder.pk == who.pk:
        raise Unreadable(["substitute"], _("Nadie se sustituye a sí mismo."))
    same = queries.substitutions(actor).filter(holder=actor.person, substitute=who)
    if same.filter(revoked_at=None, since__lt=until, until__gt=since).exists():
        raise Unreadable(["since"], _("En esos días ya actúa por usted la misma persona."))
    require(actor, "grant", absence)
    absence.save(force_insert=True)
    record(actor, "grant", absence)
    return absence


@act
def revoke_substitution(actor: Actor, absence: Substitution) -> Substitution:
    """The holder is back before the day."""
    require(actor, "revoke", absence)
    absence.revoked_at = timezone.now()
    absence.save(update_fields=["revoked_at"])
    record(actor, "revoke", absence)
    return absence


@act
def update_preferences(actor: Actor, language: str, zone: str, compact: bool) -> Person:
    """Language, zone and density of pages and messages; "" gives the State's."""
    if language and language not in LANGUAGES:
        raise Unreadable(["language"], _("Idioma desconocido."))
    if zone and zone not in dates.zones():
        raise Unreadable(["zone"], _("Zona horaria desconocida."))
    person = _oneself(actor)
    require(actor, "update", person)
    person.language, person.zone, person.compact = language, zone, compact
    person.save(update_fields=["language", "zone", "compact"])
    record(actor, "update", person)
    return person


@act
def revoke_stay(actor: Actor, stay: Session) -> None:
    """One device of one's own is signed out, now."""
    require(actor, "revoke", stay)
    stay.delete()
    hint(STAYS, {actor.person})
    record(actor, "revoke", f"stay:{stay.name}")


@act
def revoke_other_stays(actor: Actor, here: str) -> int:
    """All one's devices but this one, whose session has the key `here`, are signed out."""
    require(actor, "update", _oneself(actor))
    others = [stay for stay in queries.stays(actor) if stay.pk != here]
    for stay in others:
        stay.delete()
    hint(STAYS, {actor.person})
    record(actor, "revoke", "stay:others", stays=[str(stay.name) for stay in others])
    return len(others)


@act
def sign_in(actor: Actor) -> Person:
    """The person is in; one line in the journal."""
    return _at_the_door(actor, "sign-in")


@act
def sign_out(actor: Actor) -> Person:
    """The person left."""
    hint(STAYS, {actor.person})
    return _at_the_door(actor, "sign-out")


@act
def protect(actor: Actor, kind: str) -> None:
    """A second factor was added to one's own account."""
    _factor(actor, "grant", kind)


@act
def unprotect(actor: Actor, kind: str) -> None:
    """A second factor was taken off one's own account."""
    _factor(actor, "revoke", kind)


@act
def end(actor: Actor, person: Person) -> Person:
    """The account is closed: devices, keys, roles and substitutions end at once."""
    require(actor, "end", person)
    now = timezone.now()
    with as_system("an account is closed by no other role"):
        person.ended_at = now
        person.save(update_fields=["ended_at"])
        get_user_model().objects.filter(pk=person.user_id).update(is_active=False)
        Session.objects.unguarded("of the closed account").filter(user=person.user_id).delete()
        _stop(Token, now, person=person)
        _stop(Substitution, now, holder=person)
        _stop(Substitution, now, substitute=person)
        open_ = RoleGrant.objects.unguarded("of the closed account").filter(person=person)
        open_.filter(until=None).update(until=now)
        for ending in ENDINGS:
            ending(person)
    post.withdraw_from(actor, person)
    hint(STAYS, {str(person.pk)})
    record(actor, "end", person)
    return person


@act
def ask(actor: Actor, about: str, words: str) -> Correction:
    """Ask the administration to correct something; it is told in its inbox (R18)."""
    correction = Correction(
        person_id=actor.person,
        about=line(about, 200, ["about"]),
        words=prose(words, MOST_WORDS, ["words"]),
        asked_at=timezone.now(),
    )
    require(actor, "ask", correction)
    if not correction.words:
        raise Unreadable(["words"], _("Diga qué hay que corregir."))
    correction.save(force_insert=True)
    told = tuple(person.pk for person in queries.administrators(actor, correction.asked_at))
    _tell(actor, correction, corrections.ASKED, told)
    record(actor, "ask", correction)
    return correction


@act
def answer(actor: Actor, correction: Correction, words: str) -> Correction:
    """The administration says what was done; who asked is told."""
    require(actor, "answer", correction)
    said = prose(words, MOST_WORDS, ["answer"])
    if not said:
        raise Unreadable(["answer"], _("Diga qué se hizo."))
    with as_system("the row is of who asked"):
        correction.answer, correction.answered_at = said, timezone.now()
        correction.save(update_fields=["answer", "answered_at"])
    _tell(actor, correction, corrections.ANSWERED, (correction.person_id,))
    record(actor, "answer", correction)
    return correction


@act
def export_own(actor: Actor) -> dict[str, Any]:
    """All that the platform keeps of this person and that they gave, as one document (X7)."""
    require(actor, "export", _oneself(actor))
    record(actor, "export", _oneself(actor))
    return dossier.of(actor)


@act
def export_list(actor: Actor, word: str, rows: int, marking: str) -> None:
    """Somebody takes out a list that holds more than its network may read."""
    require(actor, "export", _oneself(actor))
    record(actor, "export", f"list:{word}", rows=rows, marking=marking)


@act
def export_state(actor: Actor, file: BinaryIO) -> int:
    """All that this person's State gave and they may read, as one archive; how many files (X7)."""
    state = queries.own_state(actor)
    require(actor, "export", state)
    record(actor, "export", state)
    return exits.pack(actor, file)


@act
def register_tool(actor: Actor, name: str, back: list[str]) -> tuple[Tool, str]:
    """A tool that may let people in with their account here; its secret is shown this once."""
    secret = secrets.token_urlsafe(32)
    tool = Tool(name=name, scopes="openid\nprofile\nemail", redirect_uris="\n".join(back))
    require(actor, "grant", tool)
    tool.set_secret(secret)
    tool.save(force_insert=True)
    record(actor, "grant", f"tool:{tool.pk}")
    return tool, secret


@act
def revoke_tool(actor: Actor, tool: Tool) -> None:
    """The tool lets nobody in any more, and its keys are void."""
    require(actor, "revoke", tool)
    record(actor, "revoke", f"tool:{tool.pk}")
    tool.delete()


@act
def grant_tool(actor: Actor, client: str) -> None:
    """Let a tool know who one is, by its name in the list of tools."""
    require(actor, "update", _oneself(actor))
    record(actor, "grant", f"tool:{client}")


@act
def update_password(actor: Actor) -> None:
    """The person has another password; it is never written down."""
    require(actor, "update", _oneself(actor))
    hint(STAYS, {actor.person})
    record(actor, "update", "password:own")


@act
def mail_head(actor: Actor, head: Head) -> int:
    """A signed head of the journal to every State's contact point; how many persons were told."""
    require(actor, "export", head)
    points = list(queries.contact_points(actor, timezone.now()))
    persons = tuple(person.pk for person in points)
    name = reference(head)
    post.tell(
        actor,
        post.Telling(
            persons, headletters.WORD, about=name, group=name, marking="TLP:CLEAR",
            channels=frozenset({"mail"}),
        ),
    )  # fmt: skip
    states = {person.institution.state_id for person in points if person.institution}
    record(actor, "export", head, persons=len(persons), states=sorted(filter(None, states)))
    return len(persons)


def _stop(model: Any, now: datetime, **whose: Any) -> None:
    rows = model.objects.unguarded("of the closed account")
    rows.filter(revoked_at=None, **whose).update(revoked_at=now)


def _tell(actor: Actor, correction: Correction, word: str, persons: tuple[UUID, ...]) -> None:
    name = reference(correction)
    post.tell(
        actor,
        post.Telling(
            persons, word, about=name, group=f"{word}:{correction.pk}", marking="TLP:AMBER",
            channels=frozenset({"inbox"}),
        ),
    )  # fmt: skip


def _factor(actor: Actor, verb: str, kind: str) -> None:
    require(actor, "update", _oneself(actor))
    record(actor, verb, f"factor:{kind}")


def _oneself(actor: Actor) -> Person:
    return Person.objects.visible_to(actor).get(pk=actor.person)


def _at_the_door(actor: Actor, verb: str) -> Person:
    person = _oneself(actor)
    require(actor, verb, person)
    record(actor, verb, person)
    return person
