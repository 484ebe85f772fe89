"""A start knows that all is prepared only while code, environment and database are those that were prepared."""

import sqlite3
from contextlib import closing

import pytest

from binhdang.ops import prepared


@pytest.fixture
def place(tmp_path, monkeypatch):
    file = tmp_path / "a.sqlite3"
    monkeypatch.setenv("BINHDANG_HOME", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setattr(prepared, "PACKAGE", tmp_path / "code")
    (tmp_path / "static").mkdir()
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "a.py").write_text("1")
    with closing(sqlite3.connect(file)) as made:
        made.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app, name, applied)")
        made.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('binhdang', '0001', '2020-12-02')")
        made.commit()
    return tmp_path


def test_what_was_prepared_is_known_until_code_environment_or_database_change(place, monkeypatch):
    assert prepared.known() is None
    prepared.keep(["nói"])
    assert prepared.known() == ["nói"]
    (place / "code" / "a.py").write_text("22")
    assert prepared.known() is None
    prepared.keep(["nói"])
    monkeypatch.setenv("BINHDANG_DEMO", "1")
    assert prepared.known() is None
    prepared.keep(["nói"])
    with closing(sqlite3.connect(place / "a.sqlite3")) as other:
        other.execute("UPDATE django_migrations SET applied = '2021-01-01'")
        other.commit()
    assert prepared.known() is None


@pytest.mark.parametrize("url", ["postgresql://a@127.0.0.1/b", "sqlite:////khong/co.sqlite3"])
def test_a_database_that_cannot_be_looked_at_is_prepared_at_every_start(place, monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    prepared.keep([])
    assert prepared.known() is None


def test_a_spoilt_note_is_no_note(place):
    prepared.keep([])
    assert prepared.known() == []
    (place / "prepared.json").write_text("{")
    assert prepared.known() is None
