"""A journal that somebody changed behind the application's back, judged by us and by a stranger."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import psycopg
import pytest
from django.db import connection

from almenara.core.access.context import system_work
from almenara.core.journal import archive, keys, services
from almenara.core.journal.acts import act
from almenara.core.journal.models import Entry, Head
from almenara.core.journal.tests import make
from almenara.core.parties.actor import SYSTEM
from almenara.core.parties.refusals import Denied, WrongStage
from almenara.formats import journalfile, merkle, signednote
from almenara.formats.tests import verifier

SWAP = """with two as (select seq, leaf, actor, state, institution, verb, thing, outcome, chain, at
    from journal_entry where seq in (2, 5))
update journal_entry e set leaf = o.leaf, actor = o.actor, state = o.state, at = o.at,
    institution = o.institution, verb = o.verb, thing = o.thing, outcome = o.outcome
from two o where e.seq in (2, 5) and o.seq <> e.seq"""
COPY = """insert into journal_entry
select {seq}, replace(leaf, '"seq":3,', '"seq":{seq},'), chain, at, actor, state, institution, verb,
    thing, outcome from journal_entry where seq = 3"""
TAMPERINGS = {
    "the leaf of a row": "update journal_entry set leaf = replace(leaf, 'PAN', 'X') where seq = 3",
    "a column of a row": "update journal_entry set verb = 'read' where seq = 3",
    "the moment of a row": "update journal_entry set at = at - interval '1 hour' where seq = 3",
    "the chain of a row": "update journal_entry set chain = sha256(chain) where seq = 3",
    "a row taken away": "delete from journal_entry where seq = 3",
    "the first row taken away": "delete from journal_entry where seq = 0",
    "the last row taken away": "delete from journal_entry where seq = 9",
    "a row put on at the end": COPY.format(seq=10),
    "two rows in each other's place": SWAP,
}
SEEN_ONLY_IN_THE_DATABASE = {
    "a column of a row",
    "the moment of a row",
    "the last row taken away",
    "a row put on at the end",
}


@pytest.fixture
def journal(committed_world):
    """Ten rows of two States, without a head."""
    make.grant_many(committed_world.ana, 6)
    make.grant_many(committed_world.luis, 4)
    return committed_world


def tamper(superuser, *statements):
    """As somebody who owns the machine: triggers off, change, triggers on."""
    for switch, inner in (("disable", statements), ("enable", ())):
        for table in ("journal_entry", "journal_concern", "journal_head"):
            superuser.execute(f"alter table {table} {switch} trigger user")
        for statement in inner:
            superuser.execute("set session_replication_role = replica")
            superuser.execute(statement)
            superuser.execute("set session_replication_role = origin")


def verdict(*kept):
    with system_work():
        return archive.verdict(kept)


def exported(tmp_path, head=None):
    head = head or services.export(SYSTEM)
    file = tmp_path / "export.jsonl"
    with system_work(), file.open("w", encoding="utf-8") as out:
        out.writelines(archive.exported(head))
    return file


def kept_head(tmp_path, head):
    file = tmp_path / "head.jsonl"
    file.write_text(archive.as_line(head).line(), encoding="utf-8")
    return file


def test_an_untouched_journal_is_good_for_us_and_for_a_stranger(journal, tmp_path):
    head = services.sign(SYSTEM)
    assert (head.size, verdict().ok) == (11, True)
    file = exported(tmp_path)
    with file.open(encoding="utf-8") as lines:
        found = journalfile.verify(lines)
    assert (found.ok, found.size, found.heads) == (True, 12, 2)
    assert verifier.ran(file)[0] == 0
    assert verifier.ran(file, "--head", kept_head(tmp_path, head))[0] == 0


def test_an_empty_journal_is_good(committed_world):
    assert verdict().ok
    assert services.sign(SYSTEM).size == 1
    assert verdict().ok


@pytest.mark.parametrize("where", TAMPERINGS)
def test_one_row_changed_by_a_superuser_is_found_in_the_database_and_in_an_export_made_after_it(
    journal, superuser, where, tmp_path
):
    tamper(superuser, TAMPERINGS[where])
    found = verdict()
    assert not found.ok
    assert found.fault.seq in (0, 2, 3, 9, 10)
    if where in SEEN_ONLY_IN_THE_DATABASE:
        return
    file = exported(tmp_path)
    with file.open(encoding="utf-8") as lines:
        assert not journalfile.verify(lines).ok
    assert verifier.ran(file)[0] == 1


@pytest.mark.parametrize("where", ["the last row taken away", "a row put on at the end"])
def test_and_at_the_end_too_once_the_next_act_was_journalled(journal, superuser, where, tmp_path):
    tamper(superuser, TAMPERINGS[where])
    if where == "a row put on at the end":
        with pytest.raises(Exception, match="duplicate key"):
            make.grant_many(journal.ana, 1)
        return
    make.grant_many(journal.ana, 1)
    assert not verdict().ok
    assert verifier.ran(exported(tmp_path))[0] == 1


def rewrite(superuser):
    """All of it with another verb in row 3: leaves, chain, columns, tip; no head left."""
    chain = bytes(32)
    rows = superuser.execute("select seq, leaf from journal_entry order by seq").fetchall()
    statements = []
    for seq, leaf in rows:
        leaf = leaf.replace('"verb":"grant"', '"verb":"admit"') if seq == 3 else leaf
        chain = sha256(chain + sha256(b"\0" + leaf.encode()).digest()).digest()
        changed = f"leaf = '{leaf}', chain = '\\x{chain.hex()}'"
        statements.append(f"update journal_entry set {changed} where seq = {seq}")
    statements.append("update journal_entry set verb = 'admit' where seq = 3")
    statements.append(f"update journal_tip set chain = '\\x{chain.hex()}'")
    tamper(superuser, *statements)


def test_a_rewritten_history_contradicts_its_heads_and_is_not_signed_again(journal, superuser):
    services.sign(SYSTEM)
    rewrite(superuser)
    assert not verdict().ok
    with pytest.raises(WrongStage):
        services.sign(SYSTEM)


def test_rewritten_and_signed_again_it_is_found_with_a_head_kept_elsewhere(
    journal, superuser, tmp_path
):
    kept = services.sign(SYSTEM)
    rewrite(superuser)
    tamper(superuser, "delete from journal_head")
    services.sign(SYSTEM)
    assert verdict().ok
    assert not verdict(archive.as_line(kept)).ok
    file = exported(tmp_path)
    assert verifier.ran(file)[0] == 0
    assert verifier.ran(file, "--head", kept_head(tmp_path, kept))[0] == 1


def test_nor_is_it_when_an_export_was_signed_over_it_in_between(journal, superuser):
    services.sign(SYSTEM)
    rewrite(superuser)
    services.export(SYSTEM)
    with pytest.raises(WrongStage):
        services.sign(SYSTEM)


WHOSE = {
    "hidden from its party": "delete from journal_concern where seq = 3",
    "given to another": "update journal_concern set person = 'x' where seq = 3",
    "told to one more": "insert into journal_concern (seq, institution) values (3, 'csirt-j-cri')",
    "out of a filter": "update journal_concern set verb = 'read' where seq = 3",
}


@pytest.mark.parametrize("how", WHOSE)
def test_whose_an_entry_is_cannot_be_changed_once_it_was_signed(journal, superuser, how):
    first = services.sign(SYSTEM)
    make.grant_many(journal.ana, 2)
    assert verdict().ok
    tamper(superuser, WHOSE[how])
    services.sign(SYSTEM)
    found = verdict()
    assert (found.ok, found.fault.seq) == (False, first.size - 1)


def test_a_root_of_a_head_that_was_changed_is_found(journal, superuser):
    services.sign(SYSTEM)
    tamper(superuser, "update journal_head set root = reverse(root)")
    assert not verdict().ok


def test_a_head_covers_what_came_while_it_was_made(journal, monkeypatch):
    """Rows of others that are committed between the first reading and the lock are in the tree."""
    real = services.record

    def record_late(actor, verb, thing, **detail):
        monkeypatch.setattr(services, "record", real)
        make.grant_many(journal.luis, 2)
        real(actor, verb, thing, **detail)

    monkeypatch.setattr(services, "record", record_late)
    head = services.sign(SYSTEM)
    assert head.size == 13
    assert verdict().ok


def test_nobody_but_the_system_signs_or_exports(world):
    for service in (services.sign, services.export):
        with pytest.raises(Denied):
            service(world.ana)


def test_the_key_is_made_once_and_private(journal, settings, tmp_path):
    first = services.sign(SYSTEM)
    assert (settings.HOME / "journal-key").stat().st_mode & 0o777 == 0o600
    assert services.sign(SYSTEM).key == first.key
    note = signednote.verify(first.note, signednote.Key.parse(first.key))
    assert (note.origin, note.size, note.root.hex()) == (keys.origin(), first.size, first.root)


@pytest.mark.parametrize(("name", "origin"), [("Al menara +", "Almenara"), (" + ", "almenara")])
def test_an_origin_has_neither_spaces_nor_plus_signs(settings, name, origin):
    settings.INSTALLATION = name
    assert keys.origin() == origin


@pytest.mark.parametrize("with_since", [False, True])
def test_a_states_proof_is_good_for_a_stranger_without_the_rest(journal, tmp_path, with_since):
    since = services.sign(SYSTEM)
    make.grant_many(journal.luis, 3)
    head = services.export(SYSTEM, state="CRI")
    with system_work():
        kept = archive.as_line(since) if with_since else None
        lines = list(archive.proof("CRI", head, kept))
    leaves = [json.loads(line) for line in lines if '"leaf"' in line]
    assert {json.loads(line["leaf"])["state"] for line in leaves} == {"CRI"}
    assert len(leaves) == 7
    file = tmp_path / "proof.jsonl"
    file.write_text("".join(lines), encoding="utf-8")
    assert verifier.ran(file)[0] == 0
    file.write_text("".join(lines).replace("csirt-j-cri", "csirt-j-pan"), encoding="utf-8")
    assert verifier.ran(file)[0] == 1


def test_a_state_is_proven_all_that_its_leaves_say_whatever_the_columns_say(journal, superuser):
    tamper(superuser, "update journal_entry set state = 'PAN' where state = 'CRI'")
    head = services.export(SYSTEM, state="CRI")
    with system_work():
        assert sum('"leaf"' in line for line in archive.proof("CRI", head, None)) == 4


def test_no_proof_from_a_head_that_is_not_of_this_history(journal, superuser):
    since = archive.as_line(services.sign(SYSTEM))
    rewrite(superuser)
    head = services.export(SYSTEM, state="CRI")
    with system_work(), pytest.raises(WrongStage):
        list(archive.proof("CRI", head, since))


def test_the_tree_is_the_one_of_rfc_6962(journal):
    head = services.sign(SYSTEM)
    with system_work():
        leaves = Entry.objects.unguarded("a test").order_by("seq").values_list("leaf", flat=True)
        root = merkle.root([merkle.leaf_hash(leaf.encode()) for leaf in leaves])
    assert head.root == root.hex()
    assert Head.objects.count() == 1


def test_a_clock_set_back_does_not_make_a_row_older_than_the_one_before(journal, superuser):
    """Nobody turns the server's clock in a test: the rows so far are put into the future."""
    ahead = datetime.now(UTC) + timedelta(days=400)
    tamper(superuser, f"update journal_entry set at = '{ahead.isoformat()}' where seq = 9")
    make.grant_many(journal.ana, 1)
    with system_work():
        last = Entry.objects.unguarded("a test").latest("seq")
    assert (last.seq, last.at) == (10, ahead)


@act
def act_that_may_fail(actor, fails):
    make.grant_many(actor, 3)
    if fails:
        raise RuntimeError


def test_triggers_stop_the_owner_and_the_superuser_too(journal, superuser):
    """But for an update of the tip, which moves with every act: verify compares it with the row."""
    services.sign(SYSTEM)
    for statement in make.WRITTEN_OVER:
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"):
            superuser.execute(statement)


def test_many_at_once_make_one_chain_without_a_gap(journal):
    """Eight threads, each on a connection of its own; every fourth act fails at its end."""

    def work(number):
        for turn in range(8):
            with suppress(RuntimeError):
                act_that_may_fail(journal.ana, fails=turn % 4 == 3)
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    head = services.sign(SYSTEM)
    assert head.size == 10 + 8 * 6 * 3 + 1
    assert verdict().ok
