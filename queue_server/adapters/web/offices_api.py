"""Offices and their boards: what anybody may see."""

from queue_server.adapters.web.access import PUBLIC
from queue_server.adapters.web.answers import OfficeBrief, OfficeCounter, OfficeList, OfficeService, OfficeStatus
from queue_server.adapters.web.bodies import OfficePath
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.adapters.wire import board_message
from queue_server.contract.messages import Board
from queue_server.domain.office import Office
from queue_server.usecases.board import Boards
from queue_server.usecases.ports.reading import OfficeReader


class OfficeOperations:
    """Answers about offices."""

    def __init__(self, reader: OfficeReader, boards: Boards) -> None:
        self._reader = reader
        self._boards = boards

    @Operation(method="GET", rule="/offices", access=PUBLIC, answer=OfficeList)
    def list_offices(self) -> Reply:
        """List all offices."""
        return Reply(OfficeList(offices=[_brief(office) for office in self._reader.offices()]))

    @Operation(
        method="GET",
        rule="/offices/<office>",
        access=PUBLIC,
        path=OfficePath,
        answer=OfficeStatus,
        refusals=["office_unknown"],
    )
    def get_office(self, path: OfficePath) -> Reply:
        """Show an office: its services with their lines, and its counters."""
        office = self._reader.office(path.office)
        board = board_message(self._boards.board(path.office))
        # Read one after the other: what was set up or removed between them is left out.
        served = {one.code: one for one in office.services}
        at = {one.code: one for one in office.counters}
        services = [
            OfficeService(
                service=one.service,
                name=one.name,
                waiting=one.waiting,
                expected_wait_s=one.expected_wait_s,
                prefix=served[one.service].prefix,
                open=one.open,
                opening=one.opening,
                closed_reason=one.closed_reason,
            )
            for one in board.services
            if one.service in served
        ]
        counters = [
            OfficeCounter(
                counter=one.counter,
                name=one.name,
                state=one.state,
                number=one.number,
                waiting=one.waiting,
                id=at[one.counter].id,
                services=list(at[one.counter].services),
            )
            for one in board.counters
            if one.counter in at
        ]
        return Reply(
            OfficeStatus(
                office=office.code,
                name=office.name,
                time_zone=office.time_zone,
                phone_tickets=office.phone_tickets,
                revision=board.revision,
                service_day=board.service_day,
                services=services,
                counters=counters,
            )
        )

    @Operation(
        method="GET",
        rule="/offices/<office>/board",
        access=PUBLIC,
        path=OfficePath,
        answer=Board,
        refusals=["office_unknown"],
    )
    def get_board(self, path: OfficePath) -> Reply:
        """Show what a lobby may see: recent calls, counters, people waiting.

        The newest revision of an epoch wins. Socket.IO sends the same message when it changes.
        """
        return Reply(board_message(self._boards.board(path.office)))


def _brief(office: Office) -> OfficeBrief:
    return OfficeBrief(
        office=office.code, name=office.name, time_zone=office.time_zone, phone_tickets=office.phone_tickets
    )
