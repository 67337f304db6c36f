"""Within one transaction a desk is read once, and what was stored is what is seen."""

from dataclasses import replace

import pytest

from queue_server.adapters.db import counter_store
from queue_server.domain.office import DeskState


def test_a_desk_is_read_once(database, monkeypatch):
    read = []
    desk_of = counter_store.desk_of
    monkeypatch.setattr(counter_store, "desk_of", lambda sql, *whose: (read.append(whose), desk_of(sql, *whose))[1])

    database.offices.change("songcong", lambda tx: [tx.desk("1"), tx.desk("1"), tx.desk("2")])

    assert read == [("songcong", "1"), ("songcong", "2")]


def test_a_desk_that_was_stored_is_seen_at_once_and_later(database):
    def open_it(tx):
        tx.save_desk(replace(tx.desk("1"), state=DeskState.OPEN, operator=None))
        return tx.desk("1").state

    assert database.offices.change("songcong", open_it).value is DeskState.OPEN
    assert database.offices.change("songcong", lambda tx: tx.desk("1").state).value is DeskState.OPEN


def test_a_change_that_was_taken_back_is_not_remembered(database):
    def fail(tx):
        tx.save_desk(replace(tx.desk("1"), state=DeskState.OPEN, operator=None))
        raise LookupError

    with pytest.raises(LookupError):
        database.offices.change("songcong", fail)

    assert database.offices.change("songcong", lambda tx: tx.desk("1").state).value is DeskState.CLOSED
