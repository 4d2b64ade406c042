"""Of a public source no State is said to have agreed; it may comment, and nobody else for it (R9).

One world: what a test does in it is taken back with its own transaction.
"""

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection, transaction
from django.test import Client

from almenara.core.access.context import acting
from almenara.core.identity import services as identity
from almenara.core.parties.actor import NOBODY, SYSTEM, Actor
from almenara.core.parties.refusals import Denied, WrongStage
from almenara.directory.tests import make as people
from almenara.formats.refusal import Unreadable
from almenara.observatory import queries
from almenara.observatory.pages import bulletins, explorer
from almenara.observatory.services import commenting
from almenara.observatory.services.commenting import Remark
from almenara.observatory.tests import make, publishing
from almenara.observatory.tests.publishing import homicide
from tests.shared import built_once

pytestmark = pytest.mark.django_db
FLOW = "DF_HOMICIDE"
INDICATOR = f"/observatory/indicators/{FLOW}/"
API = f"/api/v1/dataflows/{FLOW}/comments"
BACK = f"{API}/PAN/withdraw"
RATES = [("PAN", "PER_100K", "2023", 11.5), ("CRI", "PER_100K", "2023", 17.2)]
WORDS = "El dato nacional de 2023 es 11,7."
HEADINGS = ("Comentario de Panamá", "Comentario de Costa Rica")


class World:
    def __init__(self) -> None:
        self.panama, self.other, self.desk = make.office("PAN"), make.office("CRI"), make.analyst()
        publishing.taken_over(FLOW, homicide(RATES))
        guard = people.country("PAN")
        self.speakers = {
            name: getattr(self.panama, name) for name in ("clerk", "second", "ncp", "mission")
        }
        self.others = {
            "nobody": NOBODY,
            "system": SYSTEM,
            "analyst": self.desk,
            "secretariat": people.officer(),
            "duty": people.actor(guard.duty),
            **{f"other-{name}": getattr(self.other, name) for name in ("clerk", "ncp", "mission")},
        }


world = built_once(World)


def remark(state="PAN", text=WORDS, language="es", period="", flow=FLOW) -> Remark:
    return Remark(flow, state, text, language, period)


def said(viewer: Actor) -> list[str]:
    """What stands of the flow for this viewer."""
    with acting(viewer):
        return [one.text for one in queries.comments(viewer, FLOW)]


def kept(viewer: Actor) -> list[str]:
    with acting(viewer):
        return [one.text for one in queries.every_comment(viewer).order_by("made_at")]


def answer(do: Callable[[], object]) -> str:
    """What becomes of an attempt, which is taken back."""
    try:
        with transaction.atomic():
            do()
            transaction.set_rollback(True)
    except Denied:
        return "denied"
    except WrongStage:
        return "wrong stage"
    return "done"


def test_a_state_comments_replaces_and_withdraws_and_everything_is_kept(world):
    panama = world.panama
    first = commenting.comment(panama.clerk, remark(text="Uno."))
    second = commenting.comment(panama.mission, remark(text=" Dos. ", period="2023"))
    for viewer in (NOBODY, world.desk, panama.ncp, world.other.clerk):
        assert said(viewer) == ["Dos."]
    commenting.comment(world.other.ncp, remark("CRI", "Tres.", "en"))
    assert said(NOBODY) == ["Tres.", "Dos."]
    with pytest.raises(WrongStage):
        commenting.withdraw(panama.ncp, first)
    commenting.withdraw(panama.ncp, second)
    assert said(NOBODY) == said(panama.ncp) == ["Tres."]
    with pytest.raises(WrongStage):
        commenting.withdraw(panama.ncp, second)
    assert kept(panama.ncp) == kept(world.desk) == ["Uno.", "Dos.", "Tres."]
    assert kept(world.other.ncp) == kept(NOBODY) == ["Tres."]
    with acting(panama.ncp):
        one, two = queries.every_comment(panama.ncp).filter(state="PAN").order_by("made_at")
    assert (one.replaced_at, one.withdrawn_at) == (two.made_at, None)
    assert (two.replaced_at, bool(two.withdrawn_at)) == (None, True)


def test_who_speaks_for_a_state_comments_and_withdraws_for_it_and_nobody_else(world):
    one = commenting.comment(world.panama.clerk, remark())
    for name, actor in (world.speakers | world.others).items():
        wanted = "done" if name in world.speakers else "denied"
        assert answer(lambda a=actor: commenting.comment(a, remark())) == wanted, name
        assert answer(lambda a=actor: commenting.withdraw(a, one)) == wanted, name
    assert said(NOBODY) == [WORDS]


def test_what_states_deliver_takes_no_comment_its_state_agrees_or_objects(world):
    with pytest.raises(Denied, match="da o niega su acuerdo"):
        commenting.comment(world.panama.ncp, remark(flow="DF_ICCS"))
    with pytest.raises(ObjectDoesNotExist):
        commenting.comment(world.panama.ncp, remark(flow="DF_NONE"))


@pytest.mark.parametrize(
    ("wrong", "places"),
    [
        ({"text": "  "}, ["text"]),
        ({"text": "a" * 2001}, ["text"]),
        ({"language": "de"}, ["language"]),
        ({"period": "ayer"}, ["period"]),
        ({"text": "", "language": "", "period": "2023-13"}, ["text", "language", "period"]),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_place(world, wrong, places):
    with pytest.raises(Unreadable) as refusal:
        commenting.comment(world.panama.ncp, remark(**wrong))
    assert [loc for loc, _message in refusal.value.errors] == [[place] for place in places]
    assert said(NOBODY) == []


def sql(viewer: Actor, statement: str, *values) -> int:
    """Rows that a statement of the application's own role reads or changes for this viewer."""
    with transaction.atomic(), acting(viewer), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


INSERT = """insert into observatory_comment
    (id, dataflow_id, state_id, period, text, language, made_by_id, made_at)
    values (gen_random_uuid(), %s, %s, '', 'x', 'es', %s, now())"""
READ, DELETE = "select id from observatory_comment", "delete from observatory_comment"
END = "update observatory_comment set withdrawn_at = now()"


def test_the_tables_themselves_keep_a_comment_its_states_own(world):
    panama, clerk = world.panama, world.panama.clerk
    commenting.comment(clerk, remark(text="Uno."))
    commenting.comment(clerk, remark(text="Dos."))
    for name, viewer in (world.speakers | world.others).items():
        both = name in world.speakers or name in ("system", "analyst")
        assert sql(viewer, READ) == (2 if both else 1), name
        assert sql(viewer, DELETE) == 0, name
        if name not in world.speakers:
            assert sql(viewer, END) == 0, name
            with pytest.raises(DatabaseError):
                sql(viewer, INSERT, FLOW, "PAN", viewer.person or None)
    for change in ("text = 'x'", "made_at = now()", "state_id = 'CRI'", "replaced_at = null"):
        with pytest.raises(DatabaseError):
            sql(clerk, f"update observatory_comment set {change}")
    for flow, state, person in (
        (FLOW, "PAN", clerk.person),  # one stands already
        (FLOW, "CRI", clerk.person),
        ("DF_ICCS", "PAN", clerk.person),
        ("DF_POPULATION", "PAN", panama.ncp.person),
    ):
        with pytest.raises(DatabaseError):
            sql(clerk, INSERT, flow, state, person)
    assert sql(clerk, INSERT, "DF_POPULATION", "PAN", clerk.person) == 1


def client(actor: Actor | None = None) -> Client:
    made = Client()
    if actor:
        made.force_login(get_user_model().objects.get(username=actor.name))
    return made


def page(address: str, actor: Actor | None = None) -> str:
    return client(actor).get(address).content.decode()


def test_a_comment_is_written_read_beside_the_figures_and_taken_back_on_the_page(world):
    clerk = client(world.panama.clerk)
    assert "Publicar el comentario" in clerk.get(f"{INDICATOR}?lang=es").content.decode()
    written = {"text": "<b>Sí</b>", "language": "pt", "period": "2023"}
    got = clerk.post(f"{INDICATOR}comment/?REF_AREA=PAN&lang=es", written)
    assert got["Location"].startswith(f"{INDICATOR}?REF_AREA=PAN")
    for address in (INDICATOR, f"{INDICATOR}?REF_AREA=PAN", "/observatory/states/PAN/",
                    f"/observatory/explorer/?flow={FLOW}"):  # fmt: skip
        found = page(address)
        assert "Comentario de Panamá sobre 2023, " in found, address
        assert '<div lang="pt"><p>&lt;b&gt;Sí&lt;/b&gt;</p></div>' in found, address
        assert "Texto original en portugués" in found, address
        assert "Comentar en nombre" not in found, address
    assert "Texto original" not in page(f"{INDICATOR}?lang=pt")
    with acting(NOBODY):
        paper = bulletins.paper(NOBODY, explorer.read(NOBODY, FLOW, {"REF_AREA": ["PAN"]}))
    assert ": <b>Sí</b> Texto original en portugués" in repr(paper)
    for address in (f"{INDICATOR}?REF_AREA=CRI", "/observatory/states/CRI/"):
        assert "Comentario de" not in page(address), address
    assert clerk.post(f"{INDICATOR}comment/withdraw/").status_code == 302
    assert "Comentario de" not in page(INDICATOR)
    assert clerk.post(f"{INDICATOR}comment/withdraw/").status_code == 404


def test_faults_come_back_at_their_fields_and_who_may_not_is_refused(world):
    clerk = client(world.panama.clerk)
    got = clerk.post(
        f"{INDICATOR}comment/?lang=es", {"text": "Sí", "language": "es", "period": "x"}
    )
    assert got.status_code == 422
    found = got.content.decode()
    assert 'id="id_period_error"' in found
    assert ">Sí</textarea>" in found.replace(">\nSí", ">Sí")
    back = clerk.get(f"{INDICATOR}comment/?REF_AREA=PAN&kind=bars")
    assert back["Location"] == f"{INDICATOR}?REF_AREA=PAN&kind=bars"
    for who in (world.desk, world.others["duty"]):
        assert "Comentar en nombre" not in page(INDICATOR, who)
        got = client(who).post(f"{INDICATOR}comment/", {"text": "Sí", "language": "es"})
        assert got.status_code == 403
    assert said(NOBODY) == []


def test_programs_read_and_write_comments(world):
    def post(actor: Actor, address: str = API, **changes):
        body = (
            {"state": "PAN", "text": WORDS, "language": "es"} | changes if address != BACK else {}
        )
        _token, key = identity.grant_token(actor, "tests")
        headers = {"Authorization": f"Bearer {key}"}
        return Client().post(address, body, "application/json", headers=headers)

    made = post(world.panama.ncp)
    assert (made.status_code, made["Location"]) == (201, API)
    got = Client().get(API).json()
    assert (got["count"], got["next"], got["items"]) == (1, None, [made.json()])
    assert set(made.json()) == {"id", "dataflow", "state", "period", "text", "language", "at"}
    assert post(world.other.ncp).status_code == post(world.desk).status_code == 403
    assert post(world.panama.ncp, "/api/v1/dataflows/DF_ICCS/comments").status_code == 403
    assert post(world.panama.ncp, "/api/v1/dataflows/DF_NONE/comments").status_code == 404
    wrong = [{"text": ""}, {"text": "a\x00b"}, {"text": "a" * 2001}, {"language": "de"},
             {"period": "x"}, {"state": 3}, {"title": "x"}]  # fmt: skip
    for changes in wrong:
        got = post(world.panama.ncp, **changes)
        place = [error["loc"][-1] for error in got.json()["errors"]]
        assert (got.status_code, place) == (422, list(changes)), changes
    assert Client().post(API, {}, "application/json").status_code == 401
    assert post(world.other.ncp, BACK).status_code == post(world.desk, BACK).status_code == 403
    back = post(world.panama.ncp, BACK)
    assert (back.status_code, back.json()["id"]) == (200, made.json()["id"])
    assert Client().get(API).json()["count"] == 0
    assert post(world.panama.ncp, BACK).status_code == 404


def test_a_list_costs_the_same_for_one_comment_and_for_two(world, django_assert_max_num_queries):
    commenting.comment(world.panama.ncp, remark())
    page(INDICATOR)
    with django_assert_max_num_queries(30) as one:
        page(INDICATOR)
    commenting.comment(world.other.ncp, remark("CRI"))
    with django_assert_max_num_queries(len(one)):
        found = page(INDICATOR)
    assert all(words in found for words in HEADINGS)


def test_comments_go_with_what_a_state_takes_along(world):
    from almenara.core.identity.exits import PARTS  # noqa: PLC0415 - where each app puts its part

    commenting.comment(world.panama.ncp, remark(text="Uno."))
    commenting.comment(world.panama.ncp, remark(text="Dos."))
    for viewer, n in ((world.panama.ncp, 2), (world.other.ncp, 0)):
        with acting(viewer):
            found = dict(PARTS["figures"](viewer))["figures/comments.json"].decode()
        assert found.count('"text"') == n
