"""What the acceptance tests of the exchange do by hand: enter, write, read, chase."""

import json
import re
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.test import Client

from almenara.core.parties.models import Person


def browser(who: Person) -> Client:
    """Somebody who has signed in."""
    client = Client()
    client.force_login(who.user)
    return client


def written(client: Client, kind: str, **said: Any) -> str:
    """Write an alert on its page and send it; its address."""
    form = {"act": "publish", "urgency": "normal", "language": "es", "hand_on": "on", **said}
    answer = client.post(f"/alerts/new/{kind}/", form)
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer["Location"]).removesuffix("sent/")


def words(answer: Any) -> str:
    """What a person reads on a page."""
    page = re.sub(r"(?s)<(script|style|svg).*?</\1>", " ", answer.content.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def chase(at: Any) -> dict[str, Any]:
    """`almenara chase --at T --json`."""
    out = StringIO()
    call_command("chase", "--at", at.isoformat(), "--json", stdout=out)
    return dict(json.loads(out.getvalue()))
