"""Signing in and out."""

from queue_server.adapters.web.access import PUBLIC, SIGNED_IN
from queue_server.adapters.web.answers import OperatorItem, SessionAnswer
from queue_server.adapters.web.bodies import SignInBody
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.adapters.web.staff_door import StaffDoor
from queue_server.domain.operator import Operator


class SessionOperations:
    """Lets staff in and out."""

    def __init__(self, door: StaffDoor) -> None:
        self._door = door

    @Operation(
        method="POST",
        rule="/sessions",
        access=PUBLIC,
        answer=SessionAnswer,
        status=201,
        refusals=["unauthorized", "rate_limited"],
    )
    def sign_in(self, body: SignInBody) -> Reply:
        """Sign in with user name and password; the token goes into `Authorization: Bearer`."""
        signed_in = self._door.enter(body.username, body.password)
        return Reply(SessionAnswer(token=signed_in.token, operator=_operator(signed_in.operator)))

    @Operation(method="DELETE", rule="/sessions/current", access=SIGNED_IN, status=204)
    def sign_out(self) -> Reply:
        """Sign out: the session's token is worthless from now on."""
        self._door.leave()
        return Reply(None)


def _operator(operator: Operator) -> OperatorItem:
    return OperatorItem(
        id=operator.id,
        username=operator.username,
        name=operator.name,
        role=operator.role.value,
        office=operator.office,
    )
