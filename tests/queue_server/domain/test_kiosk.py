"""Locks of kiosks: one for each, and one for all."""

from queue_server.domain.kiosk import KioskLock, lock_of, locked, unlocked

ALL, HALL = KioskLock(note="full"), KioskLock(kiosk="hall", note="repair")


def test_a_kiosk_is_locked_by_its_own_lock_or_that_of_all():
    assert lock_of((ALL, HALL), "hall") == HALL
    assert lock_of((ALL, HALL), "door") == ALL
    assert lock_of((HALL,), "door") is None
    assert lock_of((HALL,), None) is None


def test_locking_again_changes_the_words_and_unlocking_all_leaves_none():
    again = KioskLock(kiosk="hall", note="soon")

    assert locked((ALL, HALL), again) == (ALL, again)
    assert unlocked((ALL, HALL), "hall") == (ALL,)
    assert unlocked((ALL, HALL), "door") == (ALL, HALL)
    assert unlocked((ALL, HALL), None) == ()
