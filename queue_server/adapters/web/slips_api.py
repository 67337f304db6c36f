"""Result slips: dossiers due for collection, brought in by other systems or by staff."""

from queue_server.adapters.web.appointment_answers import SlipItem, SlipList, SlipsAnswer, slip_item, slips_answer
from queue_server.adapters.web.appointment_bodies import (
    DossierPath,
    SlipBody,
    SlipItemBody,
    SlipsBody,
    SlipsQuery,
)
from queue_server.adapters.web.appointments_api import RECEIVES
from queue_server.adapters.web.auth import admitted
from queue_server.adapters.web.bodies import OfficePath
from queue_server.adapters.web.errors import BadFields, FieldProblem
from queue_server.adapters.web.operation import Operation, Reply
from queue_server.domain.errors import Refusal
from queue_server.domain.result_slip import read_dossier
from queue_server.usecases.result_slips import ResultSlips, SlipEntry


class SlipOperations:
    """Keeps dossiers; for receptionists, and for programs that sign in as one."""

    def __init__(self, slips: ResultSlips) -> None:
        self._slips = slips

    @Operation(
        method="GET",
        rule="/offices/<office>/slips",
        access=RECEIVES,
        path=OfficePath,
        answer=SlipList,
    )
    def list_slips(self, path: OfficePath, query: SlipsQuery) -> Reply:
        """List dossiers in the order of their codes."""
        found = self._slips.page(path.office, query.after, query.limit)
        return Reply(SlipList(slips=[slip_item(one) for one in found]))

    @Operation(
        method="POST",
        rule="/offices/<office>/slips",
        access=RECEIVES,
        path=OfficePath,
        answer=SlipsAnswer,
    )
    def bring_in_slips(self, path: OfficePath, body: SlipsBody) -> Reply:
        """Bring dossiers in, new or known: all or none.

        Entries that can't be taken are named under `problems`; then nothing was changed. Bringing the same ones in
        again changes nothing.
        """
        entries = [_entry(one, one.dossier) for one in body.slips]
        done = self._slips.put(path.office, entries, _by(), dry_run=body.dry_run)
        return Reply(slips_answer(done, dry_run=body.dry_run))

    @Operation(
        method="GET",
        rule="/offices/<office>/slips/<dossier>",
        access=RECEIVES,
        path=DossierPath,
        answer=SlipItem,
        refusals=["slip_unknown"],
    )
    def get_slip(self, path: DossierPath) -> Reply:
        """Show a dossier."""
        return Reply(slip_item(self._slips.get(path.office, _dossier(path.dossier))))

    @Operation(
        method="PUT",
        rule="/offices/<office>/slips/<dossier>",
        access=RECEIVES,
        path=DossierPath,
        answer=SlipItem,
    )
    def put_slip(self, path: DossierPath, body: SlipBody) -> Reply:
        """Store one dossier, new or known."""
        done = self._slips.put(path.office, [_entry(body, path.dossier)], _by())
        if done.problems:
            raise BadFields([FieldProblem(field=one.field, detail=one.reason) for one in done.problems])
        return Reply(slip_item(self._slips.get(path.office, _dossier(path.dossier))))

    @Operation(
        method="DELETE",
        rule="/offices/<office>/slips/<dossier>",
        access=RECEIVES,
        path=DossierPath,
        status=204,
        refusals=["slip_unknown"],
    )
    def remove_slip(self, path: DossierPath) -> Reply:
        """Remove a dossier, such as one that was collected elsewhere."""
        self._slips.remove(path.office, _dossier(path.dossier), _by())
        return Reply(None)


def _entry(body: SlipBody | SlipItemBody, dossier: str) -> SlipEntry:
    return SlipEntry(dossier=_dossier(dossier), service=body.service, due=body.due, ready=body.ready, name=body.name)


def _dossier(text: str) -> str:
    dossier = read_dossier(text)
    if dossier is None:
        raise Refusal("slip_unknown", f"{text!r} is no code of a dossier")
    return dossier


def _by() -> str:
    operator = admitted().caller.operator
    assert operator is not None
    return operator.id
