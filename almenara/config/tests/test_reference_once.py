"""Reference data is loaded once for each state of its files, and the database says which."""

import psycopg
from django.db import connection

from almenara.config import contents, reference


def test_files_that_were_loaded_are_not_read_again_until_they_are_others(committed_db, monkeypatch):
    loaded = []
    monkeypatch.setattr(reference, "call_command", lambda name, **_options: loaded.append(name))
    monkeypatch.setitem(connection.settings_dict, "USER", "almenara_owner")
    connection.close()
    for files in ("former", "former", "newer"):
        monkeypatch.setattr(contents, "digest", lambda files=files: files)
        reference.prepare()
    connection.close()
    assert loaded == ["migrate", "reference", "migrate", "reference"]


def test_each_file_that_decides_counts(monkeypatch, tmp_path):
    monkeypatch.setattr(contents, "PACKAGE", tmp_path)
    seen = {contents.digest()}
    for name in ("app/migrations/0001.py", "app/types/one.yaml", "core/parties/reference/a.yaml"):
        (tmp_path / name).parent.mkdir(parents=True)
        for said in ("former", "newer"):
            (tmp_path / name).write_text(said)
            seen.add(contents.digest())
    assert len(seen) == 7


def test_a_start_asks_the_database_alone(committed_db, server):
    url = server.url("owner", connection.settings_dict["NAME"])
    with psycopg.connect(url) as link:
        link.execute(contents.NOTE.format("of former files"))
    assert not contents.are_in(url)
    with psycopg.connect(url) as link:
        link.execute(contents.NOTE.format(contents.digest()))
    assert contents.are_in(url)
    assert not contents.are_in(server.url("owner", "there_is_no_such"))
