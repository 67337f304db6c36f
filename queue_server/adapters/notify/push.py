"""Web Push: the browser's own messages, signed with a key that is made once and kept."""

import json
import os
from base64 import urlsafe_b64encode
from pathlib import Path
from urllib.parse import urlsplit

from queue_server.domain.notifying import Message
from queue_server.usecases.ports.notifying import TryAgain, Undeliverable

TIMEOUT_S = 10.0
USEFUL_S = 600
"""How long a push service keeps a message for a phone that is off."""


class WebPush:
    """Sends to browsers.

    Args:
        key_file: private key (VAPID); created when missing, readable by the server alone.
        subject: ``mailto:`` or ``https:`` address by which push services reach who runs this server.

    Raises:
        OSError, ValueError: the key can't be made or read.
    """

    def __init__(self, key_file: Path, subject: str) -> None:
        # Its libraries take a fifth of a second to load, which servers without HTTPS need not wait for.
        from py_vapid import Vapid02

        self._subject = subject
        if not key_file.exists():
            vapid = Vapid02()
            vapid.generate_keys()
            key_file.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(vapid.private_pem())
        self._vapid = Vapid02.from_file(str(key_file))

    @property
    def public_key(self) -> str:
        """The key that browsers subscribe with."""
        from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

        point = self._vapid.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return urlsafe_b64encode(point).rstrip(b"=").decode()

    def send(self, message: Message, office: str, text: str, url: str | None) -> None:
        from pywebpush import WebPushException, webpush

        try:
            subscription = json.loads(message.address)
            origin = "{0.scheme}://{0.netloc}".format(urlsplit(subscription["endpoint"]))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Undeliverable("the subscription can't be read") from None
        try:
            webpush(
                subscription_info=subscription,
                data=json.dumps({"id": message.id, "title": office, "text": text, "url": url}, ensure_ascii=False),
                vapid_private_key=self._vapid,
                vapid_claims={"sub": self._subject, "aud": origin},
                timeout=TIMEOUT_S,
                ttl=USEFUL_S,
                headers={"Urgency": "high", "X-Moiso-Id": message.id},
            )
        except WebPushException as error:
            status = None if error.response is None else error.response.status_code
            if status is not None and 400 <= status < 500 and status != 429:
                raise Undeliverable(f"the push service refused it with {status}") from None
            raise TryAgain(f"the push service answered {status}") from None
        except (OSError, ValueError, TypeError, KeyError) as error:
            # requests' errors are OSErrors; a subscription with a broken key is a ValueError.
            if isinstance(error, OSError):
                raise TryAgain(f"the push service can't be reached ({type(error).__name__})") from None
            raise Undeliverable("the subscription has a broken key") from None
