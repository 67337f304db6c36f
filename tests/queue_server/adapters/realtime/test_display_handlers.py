"""A lobby's clients: the board at once and on request, status kept."""

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


def announced(office, client, call_id, outcome="spoken"):
    return client.call("/board", "announced", {"call_id": call_id, "outcome": outcome})


def test_one_display_speaks_and_hears_what_was_said_already():
    office = LiveOffice(people=1)
    office.call_next()
    call_id = office.boards.of(OFFICE).message.calls[-1].call_id
    first, second = office.display(token="tv"), office.display(token="tv")
    audio = {"state": "ready", "speaker": "page-1"}

    turn = first.call("/board", "audio", audio)
    assert (turn["ok"], turn["master"], turn["zone"], turn["volume"], turn["ended"]) == (True, True, "", 100, [])
    assert second.call("/board", "audio", audio | {"speaker": "page-2"})["master"] is False

    assert first.call("/board", "announcing", {"call_id": call_id}) == {"ok": True}
    assert first.call("/board", "audio", audio)["ended"] == [call_id]


def test_consoles_hear_of_an_announcement_once_and_boards_do_not():
    office = LiveOffice(people=1)
    office.call_next()
    office.tasks.run()
    call_id = office.boards.of(OFFICE).message.calls[-1].call_id
    console, display = office.console(), office.display(token="tv")
    boards = len(display.received("board"))

    for _ in range(3):
        assert announced(office, display, call_id) == {"ok": True}
    office.tasks.run()

    assert [one["what"] for one in console.received("changed")] == [["announcement"]]
    assert len(display.received("board")) == boards


def test_a_stranger_is_not_believed():
    """Anybody may connect to a board; what a stranger reports could silence a call."""
    office = LiveOffice(people=1)
    office.call_next()
    call_id = office.boards.of(OFFICE).message.calls[-1].call_id

    assert announced(office, office.display(), call_id)["code"] == "forbidden"
    assert announced(office, office.display(token="tv"), "nothing")["code"] == "not_found"
