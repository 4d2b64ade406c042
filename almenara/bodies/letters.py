"""What somebody without an account is written: the link that proves the address, the answer."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from almenara.bodies import links
from almenara.bodies.models import Registration
from almenara.core.notices import strangers
from almenara.formats.mailmessage import Letter

TELLING = ("registered", "accredited", "refused")
COMING = ("confirmed", "accredited")  # these hear that their meeting was cancelled
CANCELLED = "cancelled"
KEPT = timedelta(days=90)  # after the end of the meeting
WHY = "the system writes to everybody who asked to come"


def write_all() -> None:
    """Write to all who wait for a letter, one after the other; a lost job is made up for here."""
    rows = Registration.objects.unguarded(WHY)
    off = Q(meeting__stage=CANCELLED)
    waiting = Q(~off, ~Q(told=F("stage")), stage__in=TELLING)
    called_off = Q(off, ~Q(told=CANCELLED), stage__in=COMING)
    for pk in rows.filter(waiting | called_off).values_list("pk", flat=True):
        with transaction.atomic():
            _write(str(pk))


def erase_all() -> None:
    """Whoever came, or did not, is forgotten when the meeting is long over."""
    over = Registration.objects.unguarded(WHY).filter(meeting__ends__lt=timezone.now() - KEPT)
    over.delete()


def _write(pk: str) -> None:
    rows = Registration.objects.unguarded(WHY).select_related("meeting")
    held = rows.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    word = _word(held) if held else ""
    if held is None or not word or held.told == word:
        return
    with translation.override(held.language):
        letter = Letter(_subject(held), _text(held), held.language)
    if strangers.write(held.mail, f"{held.pk.hex}-{word}", letter):
        held.told = word
        held.save(update_fields=["told"])


def _word(row: Registration) -> str:
    """What this person should have been told by now, or ""."""
    if row.meeting.stage == CANCELLED:
        return CANCELLED if row.stage in COMING else ""
    return row.stage if row.stage in TELLING else ""


def _subject(row: Registration) -> str:
    said = {
        "registered": _("Confirme su inscripción: %(meeting)s"),
        "accredited": _("Acreditación concedida: %(meeting)s"),
        "refused": _("Acreditación no concedida: %(meeting)s"),
        CANCELLED: _("Reunión cancelada: %(meeting)s"),
    }
    return said[_word(row)] % {"meeting": row.meeting.name}


def _text(row: Registration) -> str:
    if row.stage == "registered":
        said = _("Alguien dio esta dirección para inscribirse. Si fue usted, confírmelo aquí:")
        rest = _("Si no fue usted, no haga nada: nadie queda inscrito.")
        return f"{said}\n{links.url_of(row)}\n\n{rest}\n"
    if _word(row) == CANCELLED:
        return _("La reunión se canceló.") + f"\n\n{links.url_of(row)}\n"
    said = _("Respuesta del %(day)s para %(organisation)s.") % {
        "day": f"{row.answered_at:%Y-%m-%d}",
        "organisation": row.organisation,
    }
    return "\n\n".join(part for part in (said, row.answer, links.url_of(row)) if part) + "\n"
