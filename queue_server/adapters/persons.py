"""Names of people for a day: hashes with a key that is made of the server's secret, the office and the day."""

import hmac
from datetime import date


class KeyedPersons:
    """See ``Persons``; identity numbers have twelve digits, so a hash without a key would be found by trying."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def name(self, office: str, day: date, identity: str) -> str:
        key = hmac.digest(self._secret, f"person\n{office}\n{day.isoformat()}".encode(), "sha256")
        return hmac.new(key, identity.encode(), "sha256").hexdigest()
