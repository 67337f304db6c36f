"""What reports, the province's pages and the audit need from the rest of the server."""

from dataclasses import dataclass

from queue_server.adapters.web.api_blueprint import Api
from queue_server.adapters.web.reports.audit_api import AuditOperations
from queue_server.adapters.web.reports.reports_api import ReportOperations
from queue_server.usecases.office_overview import OfficeOverview
from queue_server.usecases.ports.accounts import Accounts
from queue_server.usecases.ports.audit_trail import AuditTrail
from queue_server.usecases.ports.environment import Clock
from queue_server.usecases.ports.reading import OfficeReader
from queue_server.usecases.ports.reporting import ProvinceReader
from queue_server.usecases.reporting import Reporting


@dataclass(frozen=True, slots=True, kw_only=True)
class Oversight:
    """Everything for those who look at many offices or many days."""

    reporting: Reporting
    overview: OfficeOverview
    province: ProvinceReader
    trail: AuditTrail
    accounts: Accounts


def oversight_api(use: Oversight, reader: OfficeReader, clock: Clock) -> Api:
    """Return the operations of reports, the province and the audit."""
    return (
        Api("reports", "Figures of past days, all offices at a glance, and who changed what.")
        .add(ReportOperations(use.reporting, use.overview, use.province, clock))
        .add(AuditOperations(use.trail, reader, use.accounts))
    )
