"""What pages need of messages to phones."""

from dataclasses import dataclass

from queue_server.adapters.web.page_sources import NotifyShown
from queue_server.domain.notifying import Channel, masked_address
from queue_server.domain.office import Office
from queue_server.domain.ticket import ENDED, Ticket
from queue_server.usecases.dead_messages import DeadMessages
from queue_server.usecases.notifying import Consents
from queue_server.usecases.reminding import Reminding


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDesk:
    """What pages need of messages."""

    consents: Consents
    reminding: Reminding
    dead: DeadMessages
    kept_days: int
    push_key: str | None
    """What browsers subscribe with; None where push isn't offered."""

    def shown(self, office: Office, ticket: Ticket) -> NotifyShown | None:
        """Return what the ticket's page offers; None for nothing."""
        channels = self.consents.channels
        if not channels or not office.rules.phone.messages or ticket.state in ENDED:
            return None
        chosen = {one.channel: masked_address(one.channel, one.address) for one in self.consents.of(ticket.id)}
        return NotifyShown(
            channels=[(one.value, chosen.get(one)) for one in Channel if one in channels],
            kept_days=self.kept_days,
            push_key=self.push_key,
        )
