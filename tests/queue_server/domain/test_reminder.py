"""When a reminder is sent, to whom, and how it writes the time."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from queue_server.domain.booking_rules import BookingRules, check_booking
from queue_server.domain.errors import Refusal
from queue_server.domain.notice_texts import text_of
from queue_server.domain.notifying import Channel, Message, NoticeKind
from queue_server.domain.reminder import ReminderWish, checked_wish, due_at, words_of

VIETNAM = "Asia/Ho_Chi_Minh"
NINE = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
"""09:00 of a Tuesday in Vietnam."""
BOTH = frozenset({Channel.WEBHOOK, Channel.MAIL})


def local(at):
    return None if at is None else f"{at.astimezone(ZoneInfo(VIETNAM)):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("rules", "due"),
    [
        ({}, "2026-03-02 17:00"),
        ({"remind_days": 3, "remind_at": time(8, 30)}, "2026-02-28 08:30"),
        ({"remind_days": 0, "remind_at": time(7)}, "2026-03-03 07:00"),
        ({"remind_days": 0, "remind_at": time(9)}, None),
        ({"remind": False}, None),
    ],
)
def test_a_reminder_is_due_so_many_days_before_at_the_offices_time(rules, due):
    assert local(due_at(BookingRules(**rules), NINE, VIETNAM, NINE - timedelta(days=9))) == due


def test_who_books_after_that_time_knows_it_anyway():
    due = due_at(BookingRules(), NINE, VIETNAM, NINE - timedelta(days=9))

    assert due_at(BookingRules(), NINE, VIETNAM, due) is None
    assert due_at(BookingRules(), NINE, VIETNAM, due - timedelta(seconds=1)) == due


def test_the_message_says_when_and_which_appointment():
    def said(language):
        message = Message(
            id="m",
            office="songcong",
            ticket="a1",
            kind=NoticeKind.REMINDER,
            channel=Channel.MAIL,
            address="an@example.vn",
            language=language,
            number="7KQF-2M9X",
            place=words_of(NINE, VIETNAM, language),
            created_at=NINE,
        )
        return text_of(message, "Sông Công")

    assert said("vi") == "Sông Công: nhắc lịch hẹn 7KQF-2M9X lúc 09:00 thứ Ba, ngày 3/3/2026."
    assert said("en") == "Sông Công: your appointment 7KQF-2M9X is at 09:00 on Tuesday, 3 March 2026."


def test_addresses_are_checked_by_their_channel():
    assert checked_wish("webhook", "0912 345 678", BOTH) == ReminderWish(channel=Channel.WEBHOOK, address="0912345678")
    assert checked_wish("mail", " an@example.vn ", BOTH) == ReminderWish(channel=Channel.MAIL, address="an@example.vn")
    for channel, address, field in (
        ("webhook", "", "address"),
        ("mail", "0912345678", "address"),
        ("push", "{}", "channel"),
        ("pigeon", "home", "channel"),
    ):
        with pytest.raises(Refusal) as refused:
            checked_wish(channel, address, frozenset(Channel))
        assert (refused.value.code, refused.value.field) == ("invalid", field)
    with pytest.raises(Refusal) as refused:
        checked_wish("mail", "an@example.vn", frozenset({Channel.WEBHOOK}))
    assert "channel: one of webhook" in refused.value.detail


def test_rules_nobody_can_keep_are_refused():
    with pytest.raises(Refusal) as refused:
        check_booking(BookingRules(remind_days=15))

    assert refused.value.field == "remind_days"
