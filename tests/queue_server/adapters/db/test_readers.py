"""Each question sees one moment, whoever writes meanwhile and however many ask."""

import threading

import pytest

from queue_server.adapters.db import ticket_store
from queue_server.adapters.db.engine import open_engine
from queue_server.adapters.db.readers import Readers, SqlOfficeReader
from queue_server.usecases.ports.failures import StorageError
from tests.ticket_builders import a_ticket, add


def test_a_snapshot_is_of_one_moment(site, database, monkeypatch):
    """A board with a revision of before and a call of after would stay wrong on every display."""
    other = site.open()
    read = ticket_store.tickets_at_counters

    def write_meanwhile(sql, office):
        other.offices.change("songcong", lambda tx: add(tx, a_ticket(1)))
        return read(sql, office)

    monkeypatch.setattr(ticket_store, "tickets_at_counters", write_meanwhile)

    snapshot = database.reader.snapshot("songcong")

    assert (snapshot.revision, snapshot.waiting) == (1, ())
    assert database.reader.revision("songcong") == 2


def test_a_question_that_fails_leaves_its_connection_usable(database):
    for _ in range(3):
        with pytest.raises(Exception, match="office_unknown"):
            database.reader.snapshot("nowhere")

    assert database.reader.revision("songcong") == 1


def test_any_thread_may_ask(database):
    answers = []

    def ask():
        for _ in range(50):
            answers.append(database.reader.snapshot("songcong").revision)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [1] * 200


def test_a_database_that_was_never_migrated_is_named(new_site):
    with pytest.raises(StorageError, match=r"moiso\.db|postgresql\+psycopg://moiso@/test_"):
        SqlOfficeReader(Readers(open_engine(new_site.url)), None)
