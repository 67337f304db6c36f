"""Why an office gives no numbers, in a few words for screens without pictures. Pure."""

from datetime import datetime

from display_client.wording import Language, Wording, text_in
from queue_server.contract.board_extras import BoardService
from queue_server.contract.messages import Board


def is_shut(board: Board) -> bool:
    """Return whether nobody works: no numbers are given, and every counter is closed or rests."""
    return bool(board.services) and not any(one.open for one in board.services) and _all_rest(board)


def why_closed(board: Board, language: Language, wording: Wording) -> str:
    """Return why no service gives numbers and from when one does again; "" while any gives some."""
    services = board.services
    if not services or any(one.open for one in services):
        return ""
    # A service that is switched off for good says nothing about today.
    telling = [one for one in services if one.closed_reason or _reason(one) != "switched_off"] or services
    reasons = {why_service_closed(one, language, wording) for one in telling}
    reason = reasons.pop() if len(reasons) == 1 else wording.closed_all
    again = [one.opening.opens_at for one in services if one.opening is not None and one.opening.opens_at is not None]
    when = _when(min(again, key=datetime.fromisoformat), board.at, wording) if again else ""
    return ", ".join(part for part in (reason, when) if part)


def why_service_closed(service: BoardService, language: Language, wording: Wording) -> str:
    """Return why a service gives no numbers: what somebody said, else what hours and quota say."""
    said = text_in(language, service.closed_reason or {})
    if said:
        return said
    note = text_in(language, service.opening.note) if service.opening is not None else ""
    words = wording.shut.get(_reason(service), wording.shut["switched_off"])
    return f"{words}: {note}" if note else words


def _reason(service: BoardService) -> str:
    return (service.opening.reason if service.opening is not None else None) or "switched_off"


def _all_rest(board: Board) -> bool:
    return all(one.state in ("closed", "paused") for one in board.counters)


def _when(opens_at: str, at: str, wording: Wording) -> str:
    moment = datetime.fromisoformat(opens_at)
    words = wording.again if opens_at[:10] == at[:10] else wording.again_on
    return words.format(time=moment.strftime("%H:%M"), day=moment.strftime("%d/%m"))
