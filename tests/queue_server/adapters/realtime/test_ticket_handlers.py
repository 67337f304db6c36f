"""Phones follow their ticket: where it is, how many are ahead, nothing about anybody else."""

from queue_server.usecases.issuing import IssueRequest
from tests.queue_server.adapters.realtime.live_office import OFFICE, LiveOffice


def test_a_phone_is_told_its_state_when_it_comes():
    """Also after it slept in a pocket."""
    office = LiveOffice(people=3)

    phone = office.phone(office.tickets[2])

    assert phone.received("ticket") == [
        {
            "number": "A003",
            "service": "land",
            "state": "waiting",
            "ahead": 2,
            "expected_wait_s": None,
            "issued_at": "2026-03-02T09:00:00.000+07:00",
            "revision": office.revision(),
            "counter": None,
            "counter_name": None,
        }
    ]


def test_a_called_ticket_is_told_at_once_and_where_to_go():
    """The citizen may be outside, where nothing is heard."""
    office = LiveOffice(people=2)
    phone = office.phone(office.tickets[0])
    office.tasks.pass_time(1)
    office.issue()
    office.tasks.run()

    office.call_next()
    office.tasks.run()

    told = phone.received("ticket")[-1]
    assert (told["state"], told["ahead"], told["counter"], told["counter_name"]) == ("called", None, "1", "Quầy 1")


def test_the_others_hear_that_they_moved_up():
    """Within half a second even in a hall of phones."""
    office = LiveOffice(people=3)
    phone = office.phone(office.tickets[2])
    office.tasks.pass_time(1)

    office.call_next()
    office.tasks.run()

    assert [one["ahead"] for one in phone.received("ticket")] == [2, 1]


def test_calls_in_a_row_move_phones_up_together():
    """Each call alone would cost a message to every phone."""
    office = LiveOffice(people=5)
    phone, called = office.phone(office.tickets[4]), office.phone(office.tickets[2])
    office.tasks.pass_time(1)

    for _ in range(3):
        office.call_next()
        office.tasks.run()
    meanwhile = [one["ahead"] for one in phone.received("ticket")]
    at_once = called.received("ticket")[-1]["state"]
    office.tasks.pass_time(0.5)

    assert (meanwhile, at_once) == ([4, 3], "called")
    assert [one["ahead"] for one in phone.received("ticket")] == [4, 3, 1]


def test_what_does_not_concern_a_ticket_is_not_told():
    """Somebody who comes later changes nothing for those before."""
    office = LiveOffice(people=1)
    phone = office.phone(office.tickets[0])

    office.issue()
    office.issuing.issue(OFFICE, IssueRequest(service="tax"))
    office.tasks.pass_time(1)

    assert len(phone.received("ticket")) == 1


def test_a_phone_that_left_is_not_counted_any_more():
    """Else the office would be published for nobody."""
    office = LiveOffice(people=1)
    first, second = office.phone(office.tickets[0]), office.phone(office.tickets[0])

    first.leave()
    office.call_next()
    office.tasks.run()
    second.leave()
    office.serving.finish(OFFICE, "1", office.lan)

    assert second.received("ticket")[-1]["state"] == "called"
    assert len(first.received("ticket")) == 1
    assert office.tasks.ready == []


def test_a_ticket_hears_its_end():
    """Finished, cancelled or expired, the page can say so."""
    office = LiveOffice(people=1)
    phone = office.phone(office.tickets[0])

    office.issuing.cancel(OFFICE, office.tickets[0].id)
    office.tasks.run()

    assert phone.received("ticket")[-1]["state"] == "cancelled"
