"""What is stored of the log can be read again, also by the programs of next year."""

from dataclasses import fields
from datetime import UTC, date, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.adapters.db.event_codec import decode, decode_codes, decode_event, decode_legs, decode_texts, encode
from queue_server.domain.events import Event, Restored, StepUndone, TicketHeld, TicketIssued
from queue_server.domain.ticket import Leg, Placement, PriorityClass, Progress, TicketState
from queue_server.usecases.ports.changing import Step

instants = st.datetimes(
    min_value=datetime(1970, 1, 1),
    max_value=datetime(9998, 12, 31),
    timezones=st.just(UTC),
)
legs = st.builds(
    Leg,
    entered_at=instants,
    called_at=st.none() | instants,
    started_at=st.none() | instants,
    held_until=st.none() | instants,
    ended_at=st.none() | instants,
    waited_before_s=st.floats(0, 1e6),
)
progresses = st.builds(Progress, legs=st.lists(legs, min_size=1, max_size=3).map(tuple))
restored = st.lists(st.builds(Restored, progress=progresses), max_size=2).map(tuple)
BY_FIELD = {"announce_at": instants, "until": st.none() | instants, "tickets": restored}


def events(kind):
    return st.builds(kind, **{one.name: BY_FIELD[one.name] for one in fields(kind) if one.name in BY_FIELD})


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.type)
@given(generated=st.data())
def test_every_event_comes_back_as_it_was(kind, generated):
    event = generated.draw(events(kind))

    assert decode_event(event.type, encode(event)) == event


@given(step=st.builds(Step, at=instants, before=restored))
def test_a_step_comes_back_as_it_was(step):
    assert decode(encode(step), Step) == step


@given(some=st.lists(legs, max_size=4).map(tuple))
def test_legs_come_back_as_they_were(some):
    assert decode_legs(encode(some)) == some


@given(codes=st.lists(st.text()).map(tuple), texts=st.dictionaries(st.text(), st.text()))
def test_codes_and_texts_come_back_as_they_were(codes, texts):
    assert (decode_codes(encode(codes)), decode_texts(encode(texts))) == (codes, texts)


def test_event_types_are_told_apart():
    """Two events with one type would be read as one of them."""
    types = [kind.type for kind in get_args(Event)]

    assert len(set(types)) == len(types)


STORED = [
    (
        "ticket_issued",
        '{"ticket":"t1","number":"A001","prefix":"A","sequence":1,"service_day":"2026-03-02","service":"land",'
        '"then":["civil"],"priority_class":"priority","language":"vi","procedure":null,"appointment":null}',
        TicketIssued(
            ticket="t1",
            number="A001",
            prefix="A",
            sequence=1,
            service_day=date(2026, 3, 2),
            service="land",
            then=("civil",),
            priority_class=PriorityClass.PRIORITY,
            language="vi",
            procedure=None,
            appointment=None,
        ),
    ),
    (
        "ticket_held",
        '{"ticket":"t1","number":"A001","until":"2026-03-02T01:00:00.000001Z","reason":"họp","by":"lan"}',
        TicketHeld(
            ticket="t1", number="A001", until=datetime(2026, 3, 2, 1, 0, 0, 1, tzinfo=UTC), reason="họp", by="lan"
        ),
    ),
    (
        "step_undone",
        '{"counter":"1","undone_revision":7,"tickets":[{"ticket":"t1","number":"A001","progress":{"state":"held",'
        '"legs":[{"service":"land","entered_at":"2026-03-02T01:00:00Z","placement":"first","waited_before_s":1.5}],'
        '"then":[],"priority_class":"normal"}}],"withdrawn_calls":["c1"]}',
        StepUndone(
            counter="1",
            undone_revision=7,
            tickets=(
                Restored(
                    ticket="t1",
                    number="A001",
                    progress=Progress(
                        state=TicketState.HELD,
                        legs=(
                            Leg(
                                service="land",
                                entered_at=datetime(2026, 3, 2, 1, 0, tzinfo=UTC),
                                placement=Placement.FIRST,
                                waited_before_s=1.5,
                            ),
                        ),
                    ),
                ),
            ),
            withdrawn_calls=("c1",),
        ),
    ),
]


@pytest.mark.parametrize(("type_", "text", "event"), STORED, ids=lambda part: part if len(str(part)) < 20 else "")
def test_what_older_programs_stored_can_still_be_read(type_, text, event):
    """Types and fields of events are never renamed: these lines are in customers' databases."""
    assert decode_event(type_, text) == event
