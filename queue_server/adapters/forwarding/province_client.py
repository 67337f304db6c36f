"""The province over HTTPS: one request at a time, with a device's token."""

from collections.abc import Callable
from typing import TypeVar

import msgspec
import requests

from queue_server.adapters.forwarding_wire import beginning_message, copy_state, parcel_message
from queue_server.contract.forwarding import CopyAnswer
from queue_server.domain.errors import Refusal
from queue_server.domain.forwarding import Beginning, CopyState, Parcel
from queue_server.usecases.ports.forwarding import LinkDown, ProvinceBusy

CONNECT_WITHIN_S = 10.0
ANSWER_WITHIN_S = 30.0
LONGEST_ANSWER = 256 * 1024
BUSY_FOR_S = 5.0
"""Pause when a busy province doesn't say how long."""

T = TypeVar("T")


class _Problem(msgspec.Struct):
    code: str
    detail: str = ""


class HttpProvince:
    """See ``Province``.

    Args:
        url: where the province's server is, without a path.
        read_token: called before every request, so that a new token needs no restart.
        ca_file: certificates to trust instead of the system's, empty for those.
    """

    def __init__(self, url: str, read_token: Callable[[], str], ca_file: str = "") -> None:
        self._url = url.rstrip("/")
        self._read_token = read_token
        self._session = requests.Session()
        # Given with each request: the environment's certificates would count before a session's.
        self._trusted: str | bool = ca_file or True

    def state(self, office: str) -> CopyState:
        return self._ask("GET", office, "", None)

    def begin(self, office: str, beginning: Beginning) -> CopyState:
        return self._ask("POST", office, "/history", beginning_message(beginning))

    def deliver(self, office: str, parcel: Parcel) -> CopyState:
        return self._ask("POST", office, "/rows", parcel_message(parcel))

    def _ask(self, method: str, office: str, part: str, message: msgspec.Struct | None) -> CopyState:
        address = f"{self._url}/api/v1/offices/{office}/forwarding{part}"
        headers = {"Authorization": f"Bearer {self._read_token()}", "Content-Type": "application/json"}
        body = None if message is None else msgspec.json.encode(message)
        try:
            answer = self._session.request(
                method,
                address,
                data=body,
                headers=headers,
                verify=self._trusted,
                timeout=(CONNECT_WITHIN_S, ANSWER_WITHIN_S),
                allow_redirects=False,
                stream=True,
            )
            with answer:
                content = answer.raw.read(LONGEST_ANSWER + 1, decode_content=True)
        except (requests.RequestException, OSError) as error:
            raise LinkDown(f"{self._url}: {_reason(error)}") from None
        return self._read(answer, content)

    def _read(self, answer: requests.Response, content: bytes) -> CopyState:
        status = answer.status_code
        if status == 200:
            return copy_state(self._decoded(content, CopyAnswer))
        if status in (429, 502, 503, 504):
            raise ProvinceBusy(f"{self._url}: busy ({status})", _retry_after(answer))
        if 400 <= status < 500:
            problem = self._decoded(content, _Problem)
            raise Refusal(problem.code, f"{self._url}: {problem.detail}")
        raise LinkDown(f"{self._url}: answered {status}")

    def _decoded(self, content: bytes, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(content, type=kind)
        except msgspec.MsgspecError:
            raise LinkDown(f"{self._url}: does not answer as a province does") from None


def _retry_after(answer: requests.Response) -> float:
    try:
        return max(1.0, min(600.0, float(answer.headers["Retry-After"])))
    except (KeyError, ValueError):
        return BUSY_FOR_S


def _reason(error: Exception) -> str:
    """Return why in a few words: the innermost cause, without addresses of objects."""
    cause: BaseException = error
    while (inner := cause.__cause__ or cause.__context__) is not None:
        cause = inner
    return str(cause)[:200] or type(cause).__name__
