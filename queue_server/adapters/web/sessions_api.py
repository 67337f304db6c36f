"""Signing in and out."""

from flask import Response, after_this_request

from queue_server.adapters.web.access import PUBLIC, SIGNED_IN
from queue_server.adapters.web.answers import OperatorItem, SessionAnswer
from queue_server.adapters.web.auth import admitted
from queue_server.adapters.web.bodies import SignInBody
from queue_server.adapters.web.browser import sign_out_cookie
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.domain.operator import Operator
from queue_server.usecases.sign_in import SignIn

SIGN_IN_LIMIT = "sign-in"
"""Name of the rate limit on attempts to sign in."""


class SessionOperations:
    """Lets staff in and out."""

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in

    @Operation(
        method="POST",
        rule="/sessions",
        access=PUBLIC,
        answer=SessionAnswer,
        status=201,
        refusals=["unauthorized"],
        limit=SIGN_IN_LIMIT,
    )
    def sign_in(self, body: SignInBody) -> Reply:
        """Sign in with user name and password; the token goes into `Authorization: Bearer`."""
        signed_in = self._sign_in.sign_in(body.username, body.password)
        return Reply(SessionAnswer(token=signed_in.token, operator=_operator(signed_in.operator)))

    @Operation(method="DELETE", rule="/sessions/current", access=SIGNED_IN, status=204)
    def sign_out(self) -> Reply:
        """Sign out: the session's token is worthless from now on."""
        caller = admitted().caller
        self._sign_in.sign_out(caller.token)
        if caller.by_cookie:
            after_this_request(_forget_session)
        return Reply(None)


def _operator(operator: Operator) -> OperatorItem:
    return OperatorItem(
        id=operator.id,
        username=operator.username,
        name=operator.name,
        role=operator.role.value,
        office=operator.office,
    )


def _forget_session(response: Response) -> Response:
    sign_out_cookie(response)
    return response
