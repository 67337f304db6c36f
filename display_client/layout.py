"""How a board becomes the lines of a terminal of any size. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from display_client import glyphs
from display_client.board import current_calls, last_calls
from display_client.cells import Line, Span, Style, centred, clean, cut, ends, fit, line_width, padded
from display_client.closing import is_shut, why_closed, why_service_closed
from display_client.wording import Language, Wording, text_in
from queue_server.contract.board_extras import BoardService
from queue_server.contract.messages import Board, BoardCall, BoardCounter
from queue_server.contract.waiting_minutes import minutes_told

LIST_MIN_WIDTH = 26
"""The list of calls gets a column of its own only if it can show a number, a counter and a time."""

PANEL_MIN_WIDTH = 34
CALLS_AT_ONCE = 3
"""Simultaneous calls that share the large panel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that a screen shows at one moment."""

    board: Board | None
    wording: Wording
    language: Language
    clock: datetime
    """Time of the display's computer, in the office's zone."""
    fresh: frozenset[str] = frozenset()
    """Ids of calls that stand out."""
    lit: bool = True
    """Phase of the blinking."""
    stale: bool = False
    connecting: bool = False
    """Stale because this run of the display has just begun."""
    age_s: float | None = None
    pattern: bool = False
    """Show the test picture instead of the board."""
    note: str = ""
    """What the operator of the display should know: why the server refused it, which display this is."""


def compose(view: View, width: int, height: int) -> tuple[Line, ...]:
    """Return exactly ``height`` lines, none wider than ``width`` cells.

    What people came for is kept longest: the smaller the screen, the more is left out around the number.
    """
    if width <= 0 or height <= 0:
        return ()
    if view.pattern:
        return test_picture(width, height)
    above = _above(view, width, height)
    below = _below(view, width, height - len(above))
    room = max(0, height - len(above) - len(below))
    lines = [*above, *_body(view, width, room), *below][:height]
    return tuple(fit(line, width) for line in lines)


def reliability(view: View) -> str:
    """Return whether the board can be relied on, in words."""
    if not view.stale:
        return view.wording.online
    if view.connecting:
        return view.wording.connecting
    return view.wording.offline_badge(view.age_s) if view.board else view.wording.offline


def test_picture(width: int, height: int) -> tuple[Line, ...]:
    """Return every style and block over the whole screen, to see dead cells and missing letters."""
    row = "█▀▄─│►→…" + "0123456789" + "AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY ẤẦẨẪẬ"
    styles = list(Style)
    return tuple((Span((row * (width // len(row) + 1))[:width], styles[at % len(styles)]),) for at in range(height))


def _above(view: View, width: int, height: int) -> list[Line]:
    lines: list[Line] = []
    if height >= 6:
        lines.append(_header(view, width))
    if view.stale and height >= 2:
        lines.append(padded(centred((Span(f" {reliability(view)} ", Style.ALARM),), width), width))
    if view.note and height >= 3:
        lines.append(centred((Span(clean(view.note), Style.STRONG),), width))
    return lines


def _header(view: View, width: int) -> Line:
    name = clean(view.board.office_name) if view.board else ""
    clock = view.clock.strftime("%H:%M:%S")
    if width >= 50:
        clock = f"{view.clock.strftime('%d/%m/%Y')}  {clock}"
    return ends((Span(f" {name}", Style.TITLE),), (Span(f" {clock} ", Style.TITLE),), width)


def _below(view: View, width: int, room: int) -> list[Line]:
    """Return counters and services, in at most half of the room."""
    if view.board is None or room < 6:
        return []
    services = _services(view, width, max(1, room // 6))
    counters = _flow([_counter(counter, view) for counter in view.board.counters], width, max(1, room // 4))
    rule: Line = (Span("─" * width, Style.QUIET),)
    if room < 10:
        return services
    return [rule, *counters, rule, *services] if counters and services else [rule, *counters, *services]


def _services(view: View, width: int, max_rows: int) -> list[Line]:
    """Return the waiting counts, without the likely waits where those would push a service off the screen."""
    services = view.board.services if view.board else []
    full = [_service(service, view) for service in services]
    short = [(line[0], line[1]) for line in full]
    everything = _flow(full, width, len(full))
    return everything if len(everything) <= max_rows else _flow(short, width, max_rows)


def _flow(items: Sequence[Line], width: int, max_rows: int) -> list[Line]:
    """Return the items in columns of equal width, in as few rows as they need; the last cell tells what is left out."""
    if not items:
        return []
    column = min(width, max(line_width(item) for item in items) + 3)
    columns = max(1, width // column)
    space = columns * max_rows
    shown = list(items)
    if len(shown) > space:
        shown = [*shown[: space - 1], (Span(f"+{len(items) - space + 1}", Style.QUIET),)]
    rows = ceil(len(shown) / columns)
    return [
        tuple(
            span for item in shown[row * columns : (row + 1) * columns] for span in padded((Span(" "), *item), column)
        )
        for row in range(rows)
    ]


def _counter(counter: BoardCounter, view: View) -> Line:
    name = Span(f"{clean(counter.name)}: ", Style.QUIET)
    if counter.number is not None and counter.state in {"calling", "serving"}:
        style = Style.NUMBER if counter.state == "calling" else Style.PLAIN
        mark = "►" if counter.state == "calling" else " "
        return (name, Span(f"{mark}{clean(counter.number)}", style))
    return (name, Span(view.wording.states.get(counter.state, counter.state), Style.QUIET))


def _service(service: BoardService, view: View) -> Line:
    name = clean(text_in(view.language, service.name) or service.service)
    parts = [Span(f"{name}: "), Span(str(service.waiting), Style.STRONG), Span(f" {view.wording.waiting}", Style.QUIET)]
    wait = service.expected_wait_s
    if not service.open:
        parts.append(Span(f", {clean(why_service_closed(service, view.language, view.wording))}", Style.QUIET))
    elif wait is not None and service.waiting:
        low, high = minutes_told(wait.low, wait.high)
        minutes = f"{low}–{high}" if low < high else str(high)
        parts.append(Span(f", {view.wording.wait_minutes.format(minutes)}", Style.QUIET))
        if wait.after_closing:
            parts.append(Span(f", {view.wording.after_closing}", Style.QUIET))
        elif wait.over_break is not None:
            parts.append(Span(f", {view.wording.over_break[wait.over_break]}", Style.QUIET))
    return tuple(parts)


def _body(view: View, width: int, height: int) -> list[Line]:
    """Return the large panel, with the list of calls beside or below it, in exactly ``height`` lines."""
    if height <= 0:
        return []
    if view.board is None:
        return _middle([centred((Span(view.wording.connecting),), width)], height)
    calls = _panel_calls(view.board, view.fresh)
    others = [call for call in last_calls(view.board) if call.call_id not in {shown.call_id for shown in calls}]
    if width >= PANEL_MIN_WIDTH + LIST_MIN_WIDTH and height >= 4:
        side = max(LIST_MIN_WIDTH, width * 3 // 10)
        left = _panel(calls, view, width - side - 2, height)
        right = _call_list(others, view, side, height)
        bar = Span("│ ", Style.QUIET)
        return [(*padded(one, width - side - 2), bar, *two) for one, two in zip(left, right, strict=True)]
    below = min(len(others) + 1, height // 3) if height >= 9 else 0
    listed = _call_list(others, view, width, below) if below > 1 else []
    return [*_panel(calls, view, width, height - len(listed)), *listed]


def _panel_calls(board: Board, fresh: frozenset[str]) -> list[BoardCall]:
    """Return what the large panel shows: the fresh calls, or else the newest that stands, while anybody works."""
    current = current_calls(board)
    return [call for call in current if call.call_id in fresh][:CALLS_AT_ONCE] or current[: 0 if is_shut(board) else 1]


def _panel(calls: Sequence[BoardCall], view: View, width: int, height: int) -> list[Line]:
    why = "" if calls or view.board is None else clean(why_closed(view.board, view.language, view.wording))
    if why:
        return _middle([centred((Span(why, Style.STRONG),), width)], height)
    title = [centred((Span(view.wording.now_calling, Style.STRONG),), width)] if height >= 8 else []
    room = height - len(title)
    if not calls:
        return [*title, *_middle([centred((Span(view.wording.nobody),), width)], room)]
    shown = calls[: max(1, min(len(calls), room // 5))]
    share = room // len(shown)
    lines = list(title)
    for index, call in enumerate(shown):
        mine = room - share * (len(shown) - 1) if index == 0 else share
        lines.extend(_large(call, view, width, mine))
    return lines


def _large(call: BoardCall, view: View, width: int, height: int) -> list[Line]:
    """Return one call as large as it fits, in exactly ``height`` lines."""
    number, target = clean(call.number), f"{view.wording.to_counter} {clean(call.counter_name)}"
    if call.times > 1:
        target = f"{target} ({view.wording.times.format(call.times)})"
    style = Style.FLASH if call.call_id in view.fresh and view.lit else Style.NUMBER
    scale = glyphs.largest_scale(number, width, height - 2 if height >= 7 else height - 1)
    if scale == 0:
        short = (Span(number, style), Span(f" → {clean(call.counter_name)}", Style.STRONG))
        return _middle([centred(short, width)], height)
    rows = [centred((Span(row, Style.NUMBER),), width) for row in glyphs.big(number, scale)]
    gap: list[Line] = [()] if height > len(rows) + 1 else []
    return _middle([*rows, *gap, centred((Span(cut(f" {target} ", width), style),), width)], height)


def _call_list(calls: Sequence[BoardCall], view: View, width: int, height: int) -> list[Line]:
    """Return earlier calls, newest first, under a title, in exactly ``height`` lines."""
    lines: list[Line] = [(Span(view.wording.called, Style.STRONG),)] if height > 1 else []
    for call in calls[: max(0, height - len(lines))]:
        left = (Span(f"{clean(call.number)}  ", Style.NUMBER), Span(clean(call.counter_name)))
        lines.append(ends(left, (Span(f" {_time_of(call)} ", Style.QUIET),), width))
    return _filled(lines, height)


def _time_of(call: BoardCall) -> str:
    try:
        return datetime.fromisoformat(call.called_at).strftime("%H:%M")
    except ValueError:
        return ""


def _middle(lines: list[Line], height: int) -> list[Line]:
    before: list[Line] = [()] * max(0, (height - len(lines)) // 2)
    return _filled([*before, *lines], height)


def _filled(lines: list[Line], height: int) -> list[Line]:
    return [*lines, *([()] * (height - len(lines)))][:height]
