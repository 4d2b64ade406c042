"""Reference data is loaded once for each state of its files, and the database says which."""

from django.db import connection

from almenara.config import reference


def test_files_that_were_loaded_are_not_read_again_until_they_are_others(committed_db, monkeypatch):
    loaded = []
    monkeypatch.setattr(reference, "call_command", lambda name, **_options: loaded.append(name))
    monkeypatch.setitem(connection.settings_dict, "USER", "almenara_owner")
    connection.close()
    for files in ("former", "former", "newer"):
        monkeypatch.setattr(reference, "_digest", lambda files=files: files)
        reference.prepare()
    connection.close()
    assert loaded == ["reference", "reference"]


def test_each_file_that_is_loaded_counts(monkeypatch, tmp_path):
    former = reference._digest()
    other = tmp_path / "network.yaml"
    other.write_text("slug: other")
    monkeypatch.setattr(reference, "type_files", lambda: [other])
    assert reference._digest() != former
