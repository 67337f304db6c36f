"""The TV page speaks: one display of a zone, each call once, also when the sound is locked at first."""

import pytest

from tests.heard import Ears, tone_banks


@pytest.fixture(scope="module", autouse=True)
def banks(programs):
    tone_banks(programs.folder / "var/voice")


def spoken(lobby, count):
    """Return how the newest calls stand, newest first."""
    found = lobby._ask("GET", f"/offices/{lobby.office}/announcements?limit={count}")["announcements"]
    return [one["state"] for one in found]


@pytest.fixture
def tv(new_page, lobby):
    """Return a TV page and its ears."""

    def go():
        page = new_page(1920, 1080)
        ears = Ears(page)
        page.goto(f"/tv?office={lobby.office}")
        page.wait_for_selector(".board")
        return page, ears

    return go


def wait_until(page, condition, what, seconds=30):
    """Wait with the page's events running, so that nothing of it stands still."""
    for _ in range(seconds * 10):
        if condition():
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{what} did not happen in {seconds} s")


def test_calls_are_spoken_one_after_the_other_and_told(tv, lobby):
    page, ears = tv()
    for counter in ("1", "2", "3"):
        lobby.call_to(counter)

    wait_until(page, lambda: spoken(lobby, 3) == ["spoken"] * 3, "speaking", 60)

    ears.check_that_nothing_overlaps()
    ears.check_that_it_was_heard()
    ears.check_that_no_two_sound_at_once()
    # Calls of earlier tests may still be young enough to be spoken before these.
    assert len(ears.announcements()) >= 3


def test_of_two_pages_one_speaks(tv, lobby):
    first, first_ears = tv()
    wait_until(first, lambda: first.evaluate("sessionStorage.length") > 0, "a page")
    second, second_ears = tv()

    lobby.call_to("1")
    wait_until(second, lambda: spoken(lobby, 1) == ["spoken"], "speaking", 60)

    assert sorted(len(ears.announcements()) for ears in (first_ears, second_ears)) == [0, 1]


def test_a_reloaded_page_repeats_nothing(tv, lobby):
    page, ears = tv()
    lobby.call_to("1")
    wait_until(page, lambda: spoken(lobby, 1) == ["spoken"], "speaking", 60)

    page.reload()
    lobby.call_to("2")
    wait_until(page, lambda: spoken(lobby, 1) == ["spoken"], "speaking", 60)

    assert len(ears.announcements()) == 1
