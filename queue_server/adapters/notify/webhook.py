"""A gateway for SMS or Zalo: gets each message as signed JSON."""

import json
from collections.abc import Callable

import requests

from queue_server.domain.notifying import Message, of_use_until, signature
from queue_server.usecases.ports.notifying import TryAgain, Undeliverable

TIMEOUT_S = 10.0

AGAIN = frozenset({408, 409, 425, 429})
"""Answers below 500 after which it is tried again."""


class Webhook:
    """Sends to one address.

    Args:
        url: of the gateway.
        secret: signs ``<timestamp>\\n<body>`` by HMAC-SHA256.
        now: seconds since 1970.
    """

    def __init__(self, url: str, secret: str, now: Callable[[], float]) -> None:
        self._url = url
        self._secret = secret
        self._now = now

    def send(self, message: Message, office: str, text: str, url: str | None) -> None:
        words = {
            "id": message.id,
            "kind": message.kind.value,
            "to": message.address,
            "office": message.office,
            "office_name": office,
            "number": message.number,
            "place": message.place,
            "language": message.language,
            "text": text,
            "url": url,
            "of_use_until": of_use_until(message).isoformat(),
        }
        body, timestamp = json.dumps(words, ensure_ascii=False).encode(), int(self._now())
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": message.id,
            "X-Moiso-Timestamp": str(timestamp),
            "X-Moiso-Signature": f"sha256={signature(self._secret, timestamp, body)}",
        }
        try:
            answer = requests.post(self._url, data=body, headers=headers, timeout=TIMEOUT_S, allow_redirects=False)
        except requests.RequestException as error:
            raise TryAgain(f"the gateway can't be reached ({type(error).__name__})") from None
        if answer.ok and answer.status_code < 300:
            return
        if answer.status_code < 500 and answer.status_code not in AGAIN:
            raise Undeliverable(f"the gateway refused it with {answer.status_code}")
        raise TryAgain(f"the gateway answered {answer.status_code}")
