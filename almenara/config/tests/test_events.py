"""A stream of hints ends with its session, before one more word is said."""

import asyncio

import pytest

from almenara.config.events import Hub, Listener
from almenara.core.hints import STAYS

ANN = Listener("ann", frozenset({"ann"}))
SCOPE = {
    "type": "http", "path": "/events", "method": "GET", "headers": [(b"cookie", b"sessionid=s")],
}  # fmt: skip


def heard(*topics: str, then: Listener | None) -> str:
    """What Ann's browser is sent when these topics come, and her session is `then`'s."""
    answers, said = [ANN, then], []
    hub = Hub(lambda _session: answers.pop(0))

    async def nothing() -> None:
        await asyncio.Event().wait()

    async def send(message: dict) -> None:
        said.append(message.get("body", b"").decode())

    async def live() -> None:
        serving = asyncio.create_task(hub(SCOPE, nothing, send))
        while not hub.streams:
            await asyncio.sleep(0)
        for topic in topics:
            hub.tell(1, topic, ["ann"])
        hub.close()
        await serving

    asyncio.run(asyncio.wait_for(live(), 10))
    assert not hub.streams
    return "".join(said)


@pytest.mark.parametrize(("then", "is_told"), [(ANN, True), (None, False)])
def test_when_a_session_is_over_the_hub_asks_again_before_the_next_word(
    then: Listener | None, is_told: bool
) -> None:
    said = heard("alert:1", STAYS, "alert:2", then=then)
    assert ("alert:2" in said) is is_told
    assert STAYS not in said
