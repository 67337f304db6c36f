"""Configuration is read once, and again when somebody changed it."""

from queue_server.adapters.db import office_store
from queue_server.domain.counter_events import CounterOpened
from queue_server.domain.policy import Policy

OPENED = CounterOpened(counter="1", operator=None)


def rename(site, name):
    """As the back office of another program would."""
    site.execute(f"UPDATE office SET name = '{name}', config_tag = '{name}'")


def test_a_change_by_another_program_is_seen_at_once(site, database):
    """Commands work beside a running server, which sees what they do without a restart."""
    database.offices.change("songcong", lambda tx: tx.record(OPENED))
    rename(site, "Sông Công 2")

    assert database.offices.change("songcong", lambda tx: tx.office.name).value == "Sông Công 2"
    assert database.reader.office("songcong").name == "Sông Công 2"
    assert database.reader.snapshot("songcong").office.name == "Sông Công 2"
    assert [one.name for one in database.reader.offices()] == ["Sông Công 2"]


def test_an_office_is_not_read_for_each_request(site, database, monkeypatch):
    """A dozen services and counters would cost more than the ticket."""
    database.reader.office("songcong")
    monkeypatch.setattr(office_store, "_load", None)

    for _ in range(3):
        database.offices.change("songcong", lambda tx: tx.record(OPENED))

    assert database.reader.snapshot("songcong").revision == 4


def test_an_office_added_by_another_program_is_there(site, database):
    from tests.builders import an_office

    site.open().setup.add_office(an_office(code="new", counters=()), by="setup")

    assert database.reader.office("new").code == "new"
    assert database.offices.change("new", lambda tx: tx.revision).value == 2


def test_rules_stored_by_an_older_program_keep_their_policy(site, database):
    """An office that never chose a policy keeps the one it was set up with, and gets the new numbers' defaults."""
    old = (
        '{"policy":"fifo","issue_to_call_pause_s":15.0,"no_show_calls":3,"no_show_after_s":20.0,'
        '"no_show_grace_s":900.0,"undo_s":30.0,"double_press_s":0.7,"press_ttl_s":5.0,"hold_default_s":900.0}'
    )
    site.execute(f"UPDATE office SET rules = '{old}', config_tag = 'old'")

    rules = database.reader.office("songcong").rules

    assert rules.selection == Policy(name="fifo")
    assert rules.no_show_calls == 3
    assert [group.code for group in rules.priority_groups] == ["elderly", "disabled", "pregnant", "child", "merit"]
