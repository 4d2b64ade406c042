"""Fan-out: 2,000 focal points by mail and webhook, to sinks that answer after 20 ms.

`python -m bench fanout` (asked: handed over in less than 10 s; the mail part at most twice a bare
loop of 48 pooled smtplib connections that sends messages of the same size to the same sink).
"""

import asyncio
import multiprocessing
import os
import smtplib
import sys
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from time import perf_counter
from typing import Any

from bench import ground

PEOPLE, DELAY, CONNECTIONS, ROUNDS = 2000, 0.02, 48, 3


def main() -> None:
    """Rounds of both channels at once, of mail alone and of the bare loop, on the same sinks."""
    spawn = multiprocessing.get_context("spawn")
    ours, theirs = spawn.Pipe()
    sink = spawn.Process(target=sinks, args=(theirs,), daemon=True)
    sink.start()
    mail_port, web_port = ours.recv()
    os.environ["ALMENARA_MAIL_URL"] = f"smtp://127.0.0.1:{mail_port}"
    os.environ["ALMENARA_OUTBOUND_ALLOW"] = f"127.0.0.1:{web_port}"
    with ground.installation():
        people = make_people(web_port)
        bare, mail, both = [], [], []
        for _round in range(ROUNDS):
            bare.append(bare_loop(mail_port, ours))
            mail.append(fan_out(people, {"mail"}))
            both.append(fan_out(people, {"mail", "webhook"}))
        counted = count(ours)
    sink.terminate()
    say(f"{PEOPLE} persons, sinks answer after {DELAY * 1000:.0f} ms, {ROUNDS} rounds, medians")
    say(f"mail and webhook, written and handed over: {median(both):.2f} s (asked: under 10)")
    say(f"mail alone: {median(mail):.2f} s   bare loop of {CONNECTIONS}: {median(bare):.2f} s")
    say(f"ratio, mail to bare loop: {median(mail) / median(bare):.2f} (asked: at most 2)")
    say(f"arrived at the sinks: {counted[0]:,} mails, {counted[1]:,} calls")
    expected = PEOPLE * ROUNDS * 3, PEOPLE * ROUNDS
    if tuple(counted) != expected:
        sys.exit(f"expected {expected}")


def make_people(web_port: int) -> list[Any]:
    """Persons with an account and a webhook, as their own acts would leave them."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - Django is set up by now
    from django.utils import timezone  # noqa: PLC0415

    from almenara.core.access.context import system_work  # noqa: PLC0415
    from almenara.core.notices.models import Address  # noqa: PLC0415
    from almenara.core.parties.models import Person  # noqa: PLC0415
    from almenara.formats import webhook  # noqa: PLC0415

    user = get_user_model()
    accounts = user.objects.bulk_create(
        user(username=f"p{n}", email=f"p{n}@example.org") for n in range(PEOPLE)
    )
    people = [Person(user=account, pseudonym=account.username) for account in accounts]
    addresses = [Address(person=p, kind="webhook", made_at=timezone.now()) for p in people]
    for address in addresses:
        address.seal(f"http://127.0.0.1:{web_port}/hook", webhook.new_secret())
    with system_work():
        Person.objects.bulk_create(people)
        Address.objects.bulk_create(addresses)
    return people


def fan_out(people: list[Any], channels: set[str]) -> float:
    """Seconds from the act to the last hand-over, the channels side by side as in the worker."""
    from django.db import connections  # noqa: PLC0415

    from almenara.core.access.context import system_work  # noqa: PLC0415
    from almenara.core.notices import handover, jobs, post  # noqa: PLC0415
    from almenara.core.notices.models import Notice  # noqa: PLC0415
    from almenara.core.notices.words import WORDS, Content, Word  # noqa: PLC0415
    from almenara.core.parties.actor import SYSTEM  # noqa: PLC0415

    def contents(notices: list[Notice]) -> dict[uuid.UUID, Content]:
        said = Content("Phishing", BODY, "TLP:GREEN", "CSIRT", "PAN-7K3F9Q", "http://a.example/")
        return {notice.pk: said for notice in notices}

    def hand_over(channel: str) -> None:
        handover.run(channel, jobs.CARRIAGES[channel])
        connections.close_all()

    WORDS["bench"] = Word(contents)
    telling = post.Telling(
        persons=tuple(p.pk for p in people), word="bench", about="alert:1",
        group=f"delivery:{uuid.uuid4()}", marking="TLP:GREEN", channels=frozenset(channels),
    )  # fmt: skip
    began = perf_counter()
    with system_work():
        post.tell(SYSTEM, telling)
    threads = [threading.Thread(target=hand_over, args=(channel,)) for channel in channels]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = perf_counter() - began
    with system_work():
        left = Notice.objects.filter(group=telling.group).exclude(stage="sent").count()
    assert not left, f"{left} not handed over"
    return seconds


BODY = "Bloquee el dominio y revise los registros de los últimos siete días.\n" * 25


def bare_loop(port: int, pipe: Any) -> float:
    """The peer: as many connections, kept; one message of the same size a person."""
    text = f"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\n\r\n{BODY}".encode()
    keep = threading.local()
    opened: list[smtplib.SMTP] = []

    def send(number: int) -> None:
        if not hasattr(keep, "line"):
            keep.line = smtplib.SMTP("127.0.0.1", port)
            opened.append(keep.line)
        keep.line.sendmail("a@example.org", [f"p{number}@example.org"], text)

    began = perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(send, range(PEOPLE)))
    seconds = perf_counter() - began
    for line in opened:
        line.close()
    return seconds


def count(pipe: Any) -> list[int]:
    pipe.send("count")
    return pipe.recv()


def sinks(pipe: Any) -> None:
    """A mail server and a web server in a process of their own, each answer 20 ms late."""
    asyncio.run(_serve(pipe))


async def _serve(pipe: Any) -> None:
    taken = [0, 0]

    async def mail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say_(line: bytes) -> None:
            await asyncio.sleep(DELAY)
            writer.write(line + b"\r\n")

        await say_(b"220 sink")
        while line := (await reader.readline())[:4].upper():
            if line == b"DATA":
                await say_(b"354 go on")
                await reader.readuntil(b"\r\n.\r\n")
                taken[0] += 1
            await say_(b"250 ok")
        writer.close()

    async def web(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
        await reader.readexactly(length)
        taken[1] += 1
        await asyncio.sleep(DELAY)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    servers = [await asyncio.start_server(s, "127.0.0.1", 0, backlog=512) for s in (mail, web)]
    pipe.send([server.sockets[0].getsockname()[1] for server in servers])
    loop = asyncio.get_running_loop()
    while await loop.run_in_executor(None, pipe.recv) == "count":
        pipe.send(taken)


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
