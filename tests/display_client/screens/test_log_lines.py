"""A line per change."""

from msgspec.structs import replace

from display_client.screens.log_lines import LogLines
from tests.display_client.boards import a_board, a_call, a_view


def shown(*views):
    lines = []
    log = LogLines(lines.append)
    for view in views:
        log.show(view)
    return lines


def test_a_board_is_one_line_with_calls_counters_and_counts():
    """Logs are searched for numbers."""
    assert shown(a_view(board=a_board(3)))[-1] == (
        "2026-02-23T08:05:12+07:00 r3 A006 → Quầy 2, A007 → Quầy 1"
        " | Quầy 1 ►A007, Quầy 2 A006, Quầy 3 đóng | Đất đai 3, Đất đai 0\n"
    )


def test_a_service_without_a_name_in_the_language_keeps_the_one_it_has():
    """Nobody in the lobby knows its code."""
    board = a_board(3)
    vietnamese = replace(board, services=[replace(one, name={"vi": "Thuế"}) for one in board.services])

    assert shown(a_view(board=vietnamese, language="en"))[-1].count("Thuế") == len(board.services)


def test_an_unchanged_board_writes_nothing():
    """The clock alone is no news."""
    assert len(shown(a_view(), a_view(), a_view())) == len(shown(a_view()))


def test_a_call_is_told_once():
    """The second line tells what is new."""
    later = a_board(2, calls=[*a_board().calls, a_call("A008", "3")])
    line = shown(a_view(), a_view(board=later))[-1]

    assert "r2 A008 → Quầy 3 |" in line
    assert "A007 →" not in line


def test_losing_and_finding_the_server_are_told():
    """The log shows how long a display was blind."""
    lines = shown(a_view(), a_view(stale=True, age_s=13.0), a_view(stale=True, age_s=14.0), a_view())

    assert [line.split(" ", 1)[1].strip() for line in (lines[0], *lines[2:])] == [
        "đã kết nối",
        "MẤT KẾT NỐI · số liệu từ 13 giây trước",
        "đã kết nối",
    ]


def test_a_display_that_has_just_begun_is_connecting():
    """It has lost nothing yet; a board it has kept is shown meanwhile."""
    begun = {"stale": True, "connecting": True, "age_s": 3600.0}
    for board in (None, a_board()):
        lines = shown(a_view(board=board, **begun), a_view(board=board, stale=True, age_s=3605.0), a_view())

        assert lines[0].endswith(" Đang kết nối với máy chủ…\n")
        assert "MẤT KẾT NỐI" in "".join(lines[1:])
        assert "MẤT KẾT NỐI" not in "".join(shown(a_view(board=board, **begun), a_view()))


def test_a_restored_database_is_a_change():
    """The same revision of another epoch is another board."""
    assert len(shown(a_view(), a_view(board=a_board(1, "e2")))) == len(shown(a_view())) + 1


def test_a_line_stays_a_line():
    """A name with a line break must not forge an entry."""
    board = a_board(calls=[a_call(counter_name="Quầy\n2026 r9 X")])

    assert all(line.count("\n") == 1 for line in shown(a_view(board=board, note="a\nb")))
