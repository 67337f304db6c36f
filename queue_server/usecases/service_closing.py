"""Services that a supervisor closes for a while, and opens again: no new numbers, those who wait are still called."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from queue_server.domain.errors import Refusal
from queue_server.domain.office import Closure, Service, Texts
from queue_server.usecases.comparing import differences
from queue_server.usecases.configuring import configured
from queue_server.usecases.moving import act
from queue_server.usecases.ports.changing import Offices, OfficeTransaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDone:
    """A service after the action."""

    service: Service
    revision: int


class ServiceClosing:
    """Decides for a while whether a service gives numbers; what it is else belongs to the back office."""

    def __init__(self, offices: Offices) -> None:
        self._offices = offices

    def close(self, office: str, code: str, by: str, reason: Texts, *, until_opened: bool = False) -> ServiceDone:
        """Give no numbers any more, and tell people why; with the next service day it opens by itself.

        Args:
            office: its code.
            code: the service's.
            by: id of the operator.
            reason: what kiosk, screens and phones show; one language at least.
            until_opened: it stays closed over the day's end.

        Raises:
            Refusal: service_unknown, invalid.
        """
        said = {language: text.strip() for language, text in reason.items()}
        if not said or not all(said.values()):
            raise Refusal("invalid", "reason: say in a few words why the service is closed", "reason")
        closure = Closure(reason=said, by=by, until_opened=until_opened)
        return self._change(office, code, by, lambda service: service.closed(closure))

    def open(self, office: str, code: str, by: str) -> ServiceDone:
        """Give numbers again, whoever closed it.

        Raises:
            Refusal: service_unknown.
        """
        return self._change(office, code, by, Service.reopened)

    def _change(self, office: str, code: str, by: str, change: Callable[[Service], Service]) -> ServiceDone:
        def work(tx: OfficeTransaction) -> ServiceDone:
            before = tx.office.service(code)
            after = change(before)
            if after != before:
                services = tuple(after if one.code == code else one for one in tx.office.services)
                tx.save_office(replace(tx.office, services=services))
                configured(tx, by, "service", code, differences(before, after))
            return ServiceDone(service=after, revision=tx.resulting_revision)

        return act(self._offices, office, work).value
