import json
from contextlib import suppress
from dataclasses import replace

import pytest
import rfc8785
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from almenara.core.access.context import acting, system_work
from almenara.core.access.rules import require
from almenara.core.journal import acts
from almenara.core.journal.acts import act, record
from almenara.core.journal.models import Concern, Entry
from almenara.core.journal.tests import make
from almenara.core.parties.models import Token
from almenara.core.parties.refusals import Denied
from tests.extent import examples


@act
def ask_nothing(actor, token):
    token.save(force_insert=True)
    record(actor, "grant", token)


@act
def record_nothing(actor, token):
    require(actor, "grant", token)
    token.save(force_insert=True)


@act
def fail_at_the_end(actor, token):
    make.grant(actor, token)
    require(actor, "grant", token)
    record(actor, "grant", token)
    raise RuntimeError("after the change")


@act
def try_and_go_on(actor, good, bad):
    """An inner act that fails takes its rows back; the outer one stands."""
    make.grant(actor, good)
    with suppress(RuntimeError):
        fail_at_the_end(actor, bad)
    require(actor, "grant", good)
    record(actor, "update", good)


def rows():
    """Those of the test; the reference data's acts stand before them."""
    with system_work():
        found = Entry.objects.unguarded("a test").filter(actor__endswith="-journal")
        return list(found.order_by("seq"))


def tokens():
    with system_work():
        return Token.objects.unguarded("a test").count()


def test_an_act_writes_its_change_and_its_row(world):
    token = make.grant(world.ana, make.token_of(world.ana), n=1)
    (entry,) = rows()
    assert (entry.verb, entry.thing) == ("grant", f"token:{token.pk}")
    assert json.loads(entry.leaf) == {
        "actor": "p-ana-journal", "at": json.loads(entry.leaf)["at"], "detail": {"n": 1},
        "institution": "csirt-j-pan", "outcome": "done", "seq": entry.seq, "state": "PAN",
        "thing": f"token:{token.pk}", "verb": "grant",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("service", "error"),
    [
        (ask_nothing, acts.UncheckedAct),
        (record_nothing, acts.SilentAct),
        (fail_at_the_end, RuntimeError),
    ],
)
def test_an_act_that_does_not_ask_or_record_or_ends_badly_leaves_nothing(world, service, error):
    with pytest.raises(error):
        service(world.ana, make.token_of(world.ana))
    assert not rows()
    assert tokens() == 0


def test_the_rows_of_nested_acts_stand_in_the_order_of_what_happened(world):
    @act
    def twice(actor):
        make.grant(actor, make.token_of(actor), n=1)
        token = make.grant(actor, make.token_of(actor), n=2)
        require(actor, "grant", token)
        record(actor, "update", token, n=3)

    twice(world.ana)
    assert [json.loads(entry.leaf)["detail"]["n"] for entry in rows()] == [1, 2, 3]


def test_an_act_made_of_acts_asks_by_its_parts(world):
    @act
    def made_of_acts(actor):
        token = make.grant(actor, make.token_of(actor))
        record(actor, "update", token)

    made_of_acts(world.ana)
    assert [entry.verb for entry in rows()] == ["grant", "update"]


def test_a_part_that_failed_has_not_asked_for_the_whole(world):
    @act
    def leans_on_a_failure(actor):
        with suppress(Denied):
            make.grant(actor, make.token_of(world.luis))
        record(actor, "update", "account:x")

    with pytest.raises(acts.UncheckedAct):
        leans_on_a_failure(world.ana)
    assert not rows()


def test_an_inner_act_that_failed_leaves_no_row_when_the_outer_goes_on(world):
    try_and_go_on(world.ana, make.token_of(world.ana), make.token_of(world.ana))
    assert [entry.verb for entry in rows()] == ["grant", "update"]
    assert tokens() == 1


def test_recording_outside_an_act_or_in_the_place_of_the_absent_is_an_error(world):
    with pytest.raises(TypeError):
        acts.record(world.ana, "grant", "journal", by="word")
    with pytest.raises(acts.SilentAct):
        record(world.ana, "grant", "token:x")


def test_a_denied_attempt_is_kept_although_its_transaction_was_rolled_back(world):
    token = make.token_of(world.ana)
    with pytest.raises(Denied) as denied, transaction.atomic():
        make.grant(world.luis, token)
    acts.record_denied(world.luis, denied.value)
    (entry,) = rows()
    assert (entry.outcome, entry.actor, entry.verb) == ("denied", "p-luis-journal", "grant")
    assert tokens() == 0
    with system_work():
        assert Concern.objects.get(entry=entry).person == world.ana.person


def test_gathered_acts_are_appended_at_the_end_and_not_when_the_whole_fails(world):
    with transaction.atomic(), acting(world.ana), acts.gathering():
        make.grant(world.ana, make.token_of(world.ana))
        assert not rows()
        make.grant(world.ana, make.token_of(world.ana))
    assert len(rows()) == 2
    with suppress(RuntimeError), transaction.atomic(), acts.gathering():
        make.grant(world.ana, make.token_of(world.ana))
        raise RuntimeError
    assert len(rows()) == 2


def test_who_acts_for_somebody_absent_says_so(world):
    stand_in = replace(world.ana, acting_for=(world.eva,))
    make.grant(stand_in, make.token_of(world.ana))
    assert json.loads(rows()[0].leaf)["detail"] == {"for": ["p-eva-journal"]}


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.sampled
@given(detail=st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), values, max_size=4))
@hypothesis_settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_every_leaf_is_in_the_form_of_rfc_8785(world, detail):
    detail = {f"d{name}": value for name, value in detail.items()}
    make.grant(world.ana, make.token_of(world.ana), **detail)
    entry = rows()[-1]
    leaf = json.loads(entry.leaf)
    assert rfc8785.dumps(leaf).decode() == entry.leaf
    assert leaf["detail"] == detail
    assert leaf["seq"] == entry.seq


def test_a_float_in_a_detail_is_a_bug(world):
    with pytest.raises(ValueError, match="float"):
        make.grant(world.ana, make.token_of(world.ana), share=0.5)
