"""People without an account ask to come, organisations to be accredited; each gets an answer."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from almenara.bodies import queries
from almenara.bodies.drafts import RegistrationShape
from almenara.bodies.links import digest, token_of
from almenara.bodies.models import Delegation, Meeting, Registration
from almenara.bodies.services.delegations import answer
from almenara.bodies.stages import REGISTRATION
from almenara.core.access.context import as_system
from almenara.core.access.rules import require
from almenara.core.journal.acts import act, record
from almenara.core.languages import page_language
from almenara.core.parties.actor import Actor
from almenara.core.parties.refusals import WrongStage
from almenara.formats import mailmessage
from almenara.formats.refusal import Unreadable

WHY = "who registers has no account: only the system writes the row down"
OPEN = ("convened", "open")
CALLED_OFF = gettext_lazy("La reunión se canceló.")


@act
def register(actor: Actor, meeting: Meeting, shape: RegistrationShape) -> Registration:
    """Ask to come; the same again is once, and says nothing of who asked before."""
    mail = mailmessage.address(shape.mail.strip(), ["mail"])
    registration = Registration(
        meeting=meeting,
        name=shape.name.strip(),
        mail=mail,
        organisation=shape.organisation.strip(),
        purpose=shape.purpose.strip(),
        language=page_language(),
        made_at=timezone.now(),
    )
    require(actor, "register", registration)
    if meeting.stage not in OPEN:
        over = _("La reunión ya terminó.")
        raise WrongStage(str(CALLED_OFF) if meeting.stage == "cancelled" else over)
    if not (registration.organisation or meeting.is_open_to_all):
        said = _("A esta reunión solo asisten delegaciones y organizaciones acreditadas.")
        raise Unreadable(["organisation"], said)
    if registration.organisation and not registration.purpose:
        raise Unreadable(["purpose"], _("Diga qué hace la organización y para qué viene."))
    registration.digest = digest(token_of(registration))
    with as_system(WHY):
        Registration.objects.bulk_create([registration], ignore_conflicts=True)
    record(actor, "register", meeting)
    return registration


@act
def confirm(actor: Actor, registration: Registration) -> Registration:
    """Whoever holds the link of the mail has the address."""
    require(actor, "confirm", registration)
    with as_system(WHY):
        REGISTRATION.step(registration, "confirm", confirmed_at=timezone.now())
    record(actor, "confirm", registration)
    return registration


@act
def decide_registration(
    actor: Actor, registration: Registration, is_accredited: bool, said: str = ""
) -> Registration:
    """The dated answer to an organisation; one accredited stands among the delegations."""
    verb = "accredit" if is_accredited else "refuse"
    require(actor, verb, registration)
    if not is_accredited and not said.strip():
        raise Unreadable(["answer"], _("Diga por qué no."))
    now = timezone.now()
    REGISTRATION.step(registration, verb, answered_at=now, answer=said.strip()[:500])
    meeting, organisation = registration.meeting, registration.organisation
    known = queries.delegations(actor, meeting).filter(organisation=organisation)
    if is_accredited and organisation and not known.exists():
        sent = Delegation(meeting=meeting, organisation=organisation, capacity="voice",
                          named_at=now)  # fmt: skip
        sent.save(force_insert=True)
        answer(actor, sent, is_accredited=True)
    record(actor, verb, registration)
    return registration
