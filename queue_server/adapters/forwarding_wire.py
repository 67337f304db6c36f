"""What travels between a box and its province, as messages of the contract; both ends use it."""

from queue_server.contract.forwarding import CopyAnswer, LogMark, SentBeginning, SentParcel, SentPlace, SentRow
from queue_server.domain.forwarding import Beginning, CopyState, Cursor, Mark, Parcel


def copy_answer(state: CopyState) -> CopyAnswer:
    """Return what a copy expects, for its office."""
    cursor = state.cursor
    return CopyAnswer(
        epoch=cursor.epoch,
        history=cursor.history,
        revision=cursor.revision,
        position=cursor.position,
        before=state.before,
        marks=[LogMark(revision=one.revision, digest=one.digest) for one in state.marks],
        configuration=state.configuration,
    )


def copy_state(answer: CopyAnswer) -> CopyState:
    """Return what a province answered."""
    return CopyState(
        cursor=Cursor(epoch=answer.epoch, history=answer.history, revision=answer.revision, position=answer.position),
        before=answer.before,
        marks=tuple(Mark(revision=one.revision, digest=one.digest) for one in answer.marks),
        configuration=answer.configuration,
    )


def beginning_message(beginning: Beginning) -> SentBeginning:
    """Return a wish for another history."""
    expected = beginning.expected
    return SentBeginning(
        epoch=beginning.epoch,
        expected=SentPlace(
            epoch=expected.epoch, history=expected.history, revision=expected.revision, position=expected.position
        ),
        after=beginning.after,
        digest=beginning.digest,
    )


def parcel_message(parcel: Parcel) -> SentParcel:
    """Return rows for the way."""
    return SentParcel(
        epoch=parcel.epoch,
        history=parcel.history,
        before=parcel.before,
        newest=parcel.newest,
        rows=[
            SentRow(
                revision=row.revision,
                position=row.position,
                at=row.at,
                type=row.type,
                fields=row.fields,
                last=row.last,
            )
            for row in parcel.rows
        ],
        configuration=parcel.configuration,
    )
