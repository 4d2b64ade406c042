"""A letter to the address of somebody without an account: what they asked for, and no more.

Persons with an account are told by notices; nothing above CLEAR leaves by this way.
"""

from contextlib import nullcontext

from django.conf import settings
from django.utils import timezone

from almenara.core.notices import letters, mail
from almenara.formats import mailmessage
from almenara.formats.mailmessage import Envelope, Letter


def write(to: str, key: str, letter: Letter) -> bool:
    """Hand it over now; False when the server does not take it: whoever keeps the row comes again.

    A second attempt has the same `key`.
    """
    sender = letters.house(settings.BASE_URL)
    carrier = mail.here(settings.MAIL_URL, settings.MAIL_FOLDER)
    text = mailmessage.message(letter, Envelope(sender, "Almenara", to, key, timezone.now()))
    try:
        if carrier.prepare():
            return False
        carrier.send(mail.Mail(key, sender, to, text), nullcontext)
    except mail.NotTaken:
        return False
    return True
