"""A lobby's clients: the board at once and on request, status and announcements kept."""

from tests.queue_server.adapters.realtime.live_office import OFFICE, LiveOffice


def test_the_connection_is_confirmed_before_the_board_comes():
    """Simple clients do not expect events on a namespace that is not open yet."""
    display = LiveOffice().display()

    first, second = display.packets[:2]
    assert "sid" in first.data
    assert second.data[0] == "board"


def test_board_get_is_acknowledged_with_the_board():
    """A client that is behind the beat asks."""
    office = LiveOffice(people=1)
    display = office.display()
    office.call_next()

    board = display.call("/board", "board.get")

    assert board["revision"] == office.revision()
    assert board["counters"] == [{"counter": "1", "name": "Quầy 1", "state": "calling", "number": "A001", "waiting": 0}]
    assert display.call("/board", "board.get", {}) == display.call("/board", "board.get", None) == board


def test_board_get_without_an_acknowledgement_sends_the_board():
    """For clients without acknowledgements."""
    display = LiveOffice().display()

    display.emit("/board", "board.get")

    assert len(display.received("board")) == 2


def test_a_board_asked_for_is_never_staler_than_the_database():
    """Also when another program has changed it."""
    office = LiveOffice(people=1)
    display = office.display()
    office.database.on_commit = lambda committed: None
    office.call_next()

    assert display.call("/board", "board.get")["revision"] == office.revision()


def test_what_a_display_tells_is_kept_with_it():
    """The administrator sees which TV runs what, and which is silent."""
    office = LiveOffice()
    display = office.display(token="tv")

    answer = display.call("/board", "display.status", {"version": "1.0", "audio": "locked", "revision": 3})

    (seen,) = office.realtime.presence.displays(OFFICE)
    assert answer == {"ok": True}
    assert (seen.device, seen.online, seen.version, seen.audio, seen.revision) == ("tv", True, "1.0", "locked", 3)


def test_how_an_announcement_ended_is_kept():
    """The console shows a call that nobody heard."""
    office = LiveOffice()
    display = office.display(token="tv")

    answer = display.call("/board", "announced", {"call_id": "c1", "outcome": "failed", "error": "no clip"})

    (seen,) = office.realtime.presence.announcements(OFFICE)
    assert answer == {"ok": True}
    assert (seen.call_id, seen.display, seen.outcome, seen.error) == ("c1", "tv", "failed", "no clip")
