"""Who may take a number by phone: whoever has just read the code at the entrance, once for each service."""

from collections.abc import Callable
from datetime import datetime, timedelta

from queue_server.domain.errors import Refusal
from queue_server.domain.office import Office
from queue_server.domain.phone import PhoneCode, entrance_code, is_entrance_code, plain_phone, sign, window_at

PASS_LENGTH = 32
"""Hexadecimal digits of a pass's signature."""


class Entrance:
    """Makes and checks codes.

    Args:
        secret: the server's; the same in all workers.
        office: by its code; raises Refusal office_unknown.
        now: tells the time.
    """

    def __init__(self, secret: str, office: Callable[[str], Office], now: Callable[[], datetime]) -> None:
        self._secret = secret
        self._office = office
        self._now = now

    def code(self, office: Office) -> str | None:
        """Return the code to show now, None where none is needed."""
        rules = office.rules.phone
        if rules.code is PhoneCode.NONE:
            return None
        return entrance_code(self._secret, office.code, window_at(self._now(), rules.code_every_s))

    def pass_for(self, office: Office, code: str | None, phone: str) -> str | None:
        """Return what lets a phone take a number for a while, for a code that is shown now or a pass it has already.

        Choosing a service takes longer than a code is shown. A pass works for the phone it was made for alone. None
        for a wrong code; an empty pass where none is needed.
        """
        if office.rules.phone.code is PhoneCode.NONE:
            return ""
        if code and is_entrance_code(self._secret, office.code, code, office.rules.phone, self._now()):
            until = self._now() + timedelta(seconds=office.rules.phone.choose_s)
            return self._pass(office.code, phone, int(until.timestamp()))
        return code if code and self._is_pass(office.code, code, phone) else None

    def check(self, office: str, code: str | None, phone: str | None) -> None:
        """Refuse a request without credentials that has neither code nor pass where the office wants one.

        Raises:
            Refusal: office_unknown, phone_code_wrong.
        """
        configured = self._office(office)
        if configured.rules.phone.code is PhoneCode.NONE:
            return
        if self.pass_for(configured, code, phone or "") is None:
            raise Refusal("phone_code_wrong", "scan the code that the screen at the entrance shows now", "code")

    def hash_of(self, phone: str) -> str:
        """Return what is kept of a phone; nobody finds the phone by it without the server's secret."""
        return sign(self._secret, "phone", plain_phone(phone))

    def _pass(self, office: str, phone: str, until: int) -> str:
        signature = sign(self._secret, "pass", office, phone, str(until))[:PASS_LENGTH]
        return f"{until}-{signature}"

    def _is_pass(self, office: str, given: str, phone: str) -> bool:
        until, _, _ = given.partition("-")
        if not (until.isascii() and until.isdigit() and len(until) <= 12):
            return False
        # Compared by hash, so that no answer tells how much of it was right.
        expected = sign(self._secret, "same", self._pass(office, phone, int(until)))
        return sign(self._secret, "same", given) == expected and self._now().timestamp() <= int(until)
