"""Where staff come in, by API or page: counts attempts, then asks for name and password."""

from flask import Response, after_this_request

from queue_server.adapters.web.auth import caller_or_nobody
from queue_server.adapters.web.browser import sign_in_cookie, sign_out_cookie
from queue_server.adapters.web.rate_limit import RateLimit
from queue_server.usecases.sign_in import SignedIn, SignIn


class StaffDoor:
    """Lets staff in and out."""

    def __init__(self, sign_in: SignIn, attempts: RateLimit) -> None:
        self._sign_in = sign_in
        self._attempts = attempts

    def enter(self, username: str, password: str) -> SignedIn:
        """Begin a session.

        Raises:
            Refusal: rate_limited, unauthorized.
        """
        self._attempts.count(caller_or_nobody())
        return self._sign_in.sign_in(username, password)

    def enter_with_cookie(self, username: str, password: str) -> None:
        """Begin a session that the browser of the present request keeps.

        Raises:
            Refusal: rate_limited, unauthorized.
        """
        token = self.enter(username, password).token

        def keep(response: Response) -> Response:
            sign_in_cookie(response, token)
            return response

        after_this_request(keep)

    def leave(self) -> None:
        """End the session of the present request, wherever its token came from."""
        caller = caller_or_nobody()
        if caller.operator is not None:
            self._sign_in.sign_out(caller.token)
        after_this_request(_forget)


def _forget(response: Response) -> Response:
    sign_out_cookie(response)
    return response
