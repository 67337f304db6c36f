"""What the API answers about procedures."""

from queue_server.contract.fields import FromServer
from queue_server.domain.procedure import ListedProcedure, Procedure


class ProcedureItem(FromServer, frozen=True, kw_only=True):
    """A procedure in a list."""

    code: str
    name: str
    field: str
    level: str
    service: str | None
    """Service in whose line one waits for it; None where no office was named and the catalogue names none."""


class ProcedureList(FromServer, frozen=True, kw_only=True):
    """Procedures, the likeliest first."""

    procedures: list[ProcedureItem]
    sample: bool
    """The catalogue is the shipped sample: not official."""


class FieldItem(FromServer, frozen=True, kw_only=True):
    """A heading of the catalogue."""

    field: str
    procedures: int
    """How many it has."""


class FieldList(FromServer, frozen=True, kw_only=True):
    """All headings, by name."""

    fields: list[FieldItem]


class FormItem(FromServer, frozen=True, kw_only=True):
    """A form to download."""

    name: str
    url: str


class ProcedureDetail(ProcedureItem, frozen=True, kw_only=True):
    """All that is published of a procedure; texts are in Vietnamese."""

    agency: str
    steps: list[str]
    documents: list[str]
    """What to bring."""
    fee: str
    time_limit: str
    legal_basis: list[str]
    online_level: str
    forms: list[FormItem]
    sample: bool


def procedure_item(one: ListedProcedure) -> ProcedureItem:
    """Return a procedure of a list."""
    return ProcedureItem(code=one.code, name=one.name, field=one.field, level=one.level, service=one.service)


def procedure_detail(one: Procedure, sample: bool) -> ProcedureDetail:
    """Return a whole procedure."""
    return ProcedureDetail(
        code=one.code,
        name=one.name,
        field=one.field,
        level=one.level,
        service=one.service,
        agency=one.agency,
        steps=list(one.steps),
        documents=list(one.documents),
        fee=one.fee,
        time_limit=one.time_limit,
        legal_basis=list(one.legal_basis),
        online_level=one.online_level.value,
        forms=[FormItem(name=form.name, url=form.url) for form in one.forms],
        sample=sample,
    )
