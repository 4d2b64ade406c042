"""Failed sign-ins are counted once for all processes, however many try at once."""

import threading

from django.core.cache import cache
from django.db import connections
from django.test import Client

from almenara.core.identity.tests import make

TRIES, PROCESSES = 5, 4


def test_four_at_once_get_ten_tries_between_them(committed_db):
    cache.clear()
    world = make.world()
    said = {"login": world.ana.user.username, "password": "no es esta frase"}
    answers = []

    def attack():
        client = Client()
        for _ in range(TRIES):
            answers.append(client.post("/accounts/login/", said).status_code)
        connections.close_all()

    threads = [threading.Thread(target=attack) for _ in range(PROCESSES)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] * 10 + [429] * (TRIES * PROCESSES - 10)
