"""Figures of past days, each as its definition says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.domain.reporting import (
    FIGURES,
    GROUPINGS,
    Grouping,
    PastTicket,
    Report,
    ReportName,
    figures_of,
    in_order,
    percentile,
    served_s,
    waited_s,
)
from queue_server.domain.ticket import Leg, PriorityClass, TicketState

NINE = datetime(2026, 2, 23, 2, 0, tzinfo=UTC)
"""Nine o'clock in Vietnam, a Monday."""


def minutes(count):
    return NINE + timedelta(minutes=count)


def a_leg(entered=0, called=None, started=None, ended=None, outcome=None, **fields):
    given = {"service": "land", "counter": None if called is None else "1", "operator": None}
    return Leg(
        entered_at=minutes(entered),
        called_at=None if called is None else minutes(called),
        started_at=None if started is None else minutes(started),
        ended_at=None if ended is None else minutes(ended),
        outcome=outcome,
        **given | fields,
    )


def a_ticket(*legs, state=TicketState.FINISHED, office="tan-lap", day=date(2026, 2, 23), priority=PriorityClass.NORMAL):
    return PastTicket(
        office=office, service_day=day, issued_at=legs[0].entered_at, state=state, priority_class=priority, legs=legs
    )


SERVED = a_ticket(a_leg(0, 10, 12, 30, "finished", operator="lan"))
TRANSFERRED = a_ticket(
    a_leg(0, 4, None, 8, "transferred", closed_by="lan"),
    a_leg(8, 28, 29, 40, "finished", service="civil", counter="2"),
)
ABSENT = a_ticket(a_leg(5, 6, None, 9, "no_show"), state=TicketState.NO_SHOW)
EXPIRED = a_ticket(a_leg(50, None, None, 600, "expired", closed_by="day_end"), state=TicketState.EXPIRED)
CLOSED_AT_NIGHT = a_ticket(a_leg(70, 75, 76, 600, "finished", closed_by="day_end"))
WAITS = a_ticket(a_leg(80), state=TicketState.WAITING)
ALL = [SERVED, TRANSFERRED, ABSENT, EXPIRED, CLOSED_AT_NIGHT, WAITS]


def report(name, grouping, tickets=ALL):
    made = Report(name, grouping, {"tan-lap": "Asia/Ho_Chi_Minh", "hoa-binh": "Asia/Ho_Chi_Minh"})
    made.take(tickets)
    return made


def figures(made):
    return {row.group: row.figures for row in made.rows()}


def test_waiting_is_from_the_entry_of_a_leg_to_its_call():
    """Each leg counts for itself; what nobody called, and what the night closed, is left out."""
    by_service = figures(report(ReportName.WAITING, Grouping.SERVICE))

    assert by_service["land"] == {"count": 3, "mean_s": 300.0, "p50_s": 240.0, "p90_s": 600.0, "max_s": 600.0}
    assert by_service["civil"]["mean_s"] == 20 * 60
    assert waited_s(CLOSED_AT_NIGHT.legs[0]) is None


def test_serving_is_from_the_start_or_the_call_to_the_end():
    """A box with one key never says start."""
    by_service = figures(report(ReportName.SERVICES, Grouping.SERVICE))

    assert by_service["land"]["count"] == 2
    assert by_service["land"]["max_s"] == 18 * 60
    assert served_s(TRANSFERRED.legs[0]) == 4 * 60
    assert served_s(ABSENT.legs[0]) is None
    assert served_s(CLOSED_AT_NIGHT.legs[0]) is None


def test_hours_and_weekdays_are_those_of_the_offices_clock():
    """02:00 UTC is nine in the morning there."""
    assert set(figures(report(ReportName.WAITING, Grouping.HOUR))) == {"09"}
    assert set(figures(report(ReportName.WAITING, Grouping.WEEKDAY_HOUR))) == {"1-09"}
    assert set(figures(report(ReportName.TICKETS, Grouping.HOUR))) == {"09", "10"}


def test_every_ticket_has_one_outcome():
    """The columns add up to what was issued."""
    total = report(ReportName.TICKETS, Grouping.DAY).total().figures

    assert total == {
        "issued": 6,
        "served": 2,
        "no_show": 1,
        "cancelled": 0,
        "expired": 1,
        "day_end": 1,
        "open": 1,
    }
    assert sum(total.values()) == 2 * total["issued"]


def test_counters_and_staff_are_told_apart_by_what_happened_there():
    """A stay at a counter counts there, whatever became of the ticket later."""
    by_counter = figures(report(ReportName.COUNTERS, Grouping.COUNTER))
    by_operator = figures(report(ReportName.OPERATORS, Grouping.OPERATOR))

    assert by_counter["tan-lap:1"] == {
        "called": 4,
        "finished": 1,
        "transferred": 1,
        "no_show": 1,
        "serving_mean_s": 660.0,
        "serving_p90_s": 1080.0,
    }
    assert set(by_operator) == {"lan"}


def test_offices_are_added_up():
    """The same counter code of another office is another counter."""
    there = a_ticket(a_leg(0, 10, 12, 30, "finished"), office="hoa-binh")
    both = report(ReportName.COUNTERS, Grouping.COUNTER, [SERVED, there])

    assert set(figures(both)) == {"tan-lap:1", "hoa-binh:1"}
    assert both.total().figures["finished"] == 2


@pytest.mark.parametrize("name", [one for one in ReportName if one is not ReportName.SATISFACTION])
def test_every_grouping_of_a_report_has_all_its_figures(name):
    """Also for no ticket at all."""
    for grouping in GROUPINGS[name]:
        for tickets in ([], ALL):
            made = report(name, grouping, tickets)
            assert all(tuple(row.figures) == FIGURES[name] for row in [*made.rows(), made.total()])


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=50), st.sampled_from([0.5, 0.9]))
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(values, share):
    """Nearest rank: always one of the values."""
    ordered = sorted(values)
    found = percentile(ordered, share)

    assert sum(one <= found for one in ordered) >= share * len(ordered)
    assert found == ordered[0] or sum(one < found for one in ordered) < share * len(ordered)


def test_nothing_has_no_mean():
    """Zero would be a lie."""
    assert figures_of([])["mean_s"] is None


def test_counters_come_in_the_order_people_count_in():
    """Counter 2 stands before counter 10; days, hours and weekdays keep their order."""
    assert sorted(["songcong:10", "songcong:2", "songcong:1", "nghiado:12"], key=in_order) == [
        "nghiado:12", "songcong:1", "songcong:2", "songcong:10",
    ]  # fmt: skip
    assert sorted(["2026-11-02", "2026-10-31"], key=in_order) == ["2026-10-31", "2026-11-02"]
    assert sorted(["1-13", "1-08", "2-07"], key=in_order) == ["1-08", "1-13", "2-07"]
    assert sorted(["", "7a", "a7", "a"], key=in_order) == ["", "7a", "a", "a7"]
