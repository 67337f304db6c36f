"""One statement adds a row or changes the one that is there, on every database."""

import pytest

from queue_server.adapters.db.batch import Written
from queue_server.adapters.db.tables import series
from queue_server.adapters.db.upsert import upsert

SAVE = upsert(series, "last_sequence")


@pytest.fixture
def stored(site, database):
    """What is stored after some sequences of series A were put."""

    def put(*sequences):
        def work(sql):
            for sequence in sequences:
                sql.do(SAVE, office="songcong", service_day="2026-03-02", prefix="A", last_sequence=sequence)
            return Written(value=None)

        database._writer.write(work, "songcong")
        return [tuple(row) for row in site.execute("SELECT office, service_day, prefix, last_sequence FROM series")]

    return put


def test_a_row_is_added_then_changed(stored):
    assert stored(1) == [("songcong", "2026-03-02", "A", 1)]
    assert stored(2, 3) == [("songcong", "2026-03-02", "A", 3)]
