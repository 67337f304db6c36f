"""The procedure catalogue: what anybody may look up."""

from queue_server.adapters.web.access import PUBLIC
from queue_server.adapters.web.bodies import OfOfficeQuery, ProcedurePath, ProceduresQuery
from queue_server.adapters.web.callers import NOBODY
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.adapters.web.procedure_answers import (
    FieldItem,
    FieldList,
    ProcedureDetail,
    ProcedureList,
    procedure_detail,
    procedure_item,
)
from queue_server.adapters.web.rate_limit import RateLimit
from queue_server.usecases.procedures import Procedures


class ProcedureOperations:
    """Answers about procedures."""

    def __init__(self, procedures: Procedures, limit: RateLimit) -> None:
        self._procedures = procedures
        self._limit = limit

    @Operation(
        method="GET",
        rule="/procedures",
        access=PUBLIC,
        answer=ProcedureList,
        refusals=["office_unknown", "rate_limited"],
    )
    def list_procedures(self, query: ProceduresQuery) -> Reply:
        """Search the catalogue, or list it by name.

        Marks and small typing errors don't matter, everyday words are known. With an office, only procedures it deals
        with are listed, each with the service in whose line one waits for it.
        """
        self._limit.count(NOBODY)
        if query.field is not None and query.q is None:
            found = self._procedures.of_field(query.field, query.office)[: query.limit]
        else:
            found = self._procedures.search(query.q, query.office, query.limit)
        return Reply(
            ProcedureList(procedures=[procedure_item(one) for one in found], sample=self._procedures.is_sample())
        )

    @Operation(
        method="GET",
        rule="/procedures/<procedure>",
        access=PUBLIC,
        path=ProcedurePath,
        answer=ProcedureDetail,
        refusals=["procedure_unknown"],
    )
    def get_procedure(self, path: ProcedurePath) -> Reply:
        """Show all that is published of a procedure."""
        return Reply(procedure_detail(self._procedures.get(path.procedure), self._procedures.is_sample()))

    @Operation(method="GET", rule="/fields", access=PUBLIC, answer=FieldList, refusals=["office_unknown"])
    def list_fields(self, query: OfOfficeQuery) -> Reply:
        """List the headings of the catalogue."""
        fields = self._procedures.fields(query.office)
        return Reply(FieldList(fields=[FieldItem(field=name, procedures=count) for name, count in fields]))
