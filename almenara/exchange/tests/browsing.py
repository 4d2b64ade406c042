"""What tests of the pages do by hand: enter, write and send, read what stands there."""

import re

from django.test import Client

from almenara.exchange.tests import make

WRITE = f"/alerts/new/{make.KIND}/"


def officers():
    """Duty in three States, and an alternate in one."""
    return {
        "PAN": make.officer("pan-csirt", "PAN"),
        "CRI": make.officer("cri-csirt", "CRI"),
        "CRI2": make.officer("cri-csirt", "CRI", "alternate"),
        "COL": make.officer("col-csirt", "COL"),
    }


def signed_in(person, **more):
    client = Client(**more)
    client.force_login(person.user)
    return client


def typed(**changes):
    return {
        "act": "publish",
        "title": "Campaña de prueba",
        "body": "Texto de prueba",
        "marking": "TLP:AMBER",
        "states": ["CRI"],
        "urgency": "normal",
        "language": "es",
        "hand_on": "on",
    } | changes


def sent(officers, **changes):
    """An alert written on the page, and its address."""
    answer = signed_in(officers["PAN"]).post(WRITE, typed(**changes))
    assert answer.status_code == 302, faults(answer)
    return answer["Location"].removesuffix("sent/")


def faults(answer):
    return re.findall(r'(?s)role="alert".*?</ul>', answer.content.decode())[:1]


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())
