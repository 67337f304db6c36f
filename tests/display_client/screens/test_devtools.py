"""The DevTools protocol against a scripted browser."""

import json
import os
import threading

import pytest

from display_client.screens.devtools import BrowserLost, BrowserRefused, DevTools


class Browser:
    """The other ends of the pipes."""

    def __init__(self, cancelled=lambda: False):
        self.reads, to_browser = os.pipe()
        from_browser, self.writes = os.pipe()
        self.tools = DevTools(to_browser, from_browser, cancelled)

    def say(self, *messages, pieces=1 << 16):
        data = b"".join(json.dumps(message).encode() + b"\0" for message in messages)
        for at in range(0, len(data), pieces):
            os.write(self.writes, data[at : at + pieces])

    def heard(self):
        return [json.loads(text) for text in os.read(self.reads, 1 << 16).split(b"\0") if text]

    def end(self):
        os.close(self.writes)
        self.writes = None

    def close(self):
        self.tools.close()
        for descriptor in (self.reads, self.writes):
            if descriptor is not None:
                os.close(descriptor)


@pytest.fixture
def browser():
    made = Browser()
    yield made
    made.close()


def test_a_request_carries_method_parameters_and_session(browser):
    """As the protocol wants it."""
    browser.say({"id": 1, "result": {"value": 7}})

    result = browser.tools.call("Page.navigate", {"url": "x"}, session="s", timeout_s=5)

    assert result == {"value": 7}
    assert browser.heard() == [{"id": 1, "method": "Page.navigate", "params": {"url": "x"}, "sessionId": "s"}]


def test_events_and_answers_nobody_waits_for_are_passed_over(browser):
    """Chromium talks a lot."""
    browser.tools.send("Page.navigate")
    browser.say({"method": "Page.loaded"}, {"id": 1, "result": {"late": 1}}, {"id": 2, "result": {"right": 1}})

    assert browser.tools.call("A", timeout_s=5) == {"right": 1}


def test_an_answer_in_pieces_is_put_together(browser):
    """A pipe keeps no boundaries."""
    answer = {"id": 1, "result": {"text": "Mời số" * 50}}
    talking = threading.Thread(target=browser.say, args=(answer,), kwargs={"pieces": 1})
    talking.start()

    assert browser.tools.call("A", timeout_s=5) == answer["result"]
    talking.join()


def test_a_silent_browser_is_lost(browser):
    """It hangs; only a new one helps."""
    with pytest.raises(BrowserLost, match="did not answer A"):
        browser.tools.call("A", timeout_s=0.01)


def test_an_ended_browser_is_lost(browser):
    """Before or while it is asked."""
    browser.end()

    with pytest.raises(BrowserLost, match="has ended"):
        browser.tools.call("A", timeout_s=5)


def test_an_error_is_a_refusal(browser):
    """A page that is just changing may be asked again."""
    browser.say({"id": 1, "error": {"message": "Execution context was destroyed."}})

    with pytest.raises(BrowserRefused, match="context was destroyed"):
        browser.tools.call("A", timeout_s=5)


def test_the_wait_ends_when_the_program_is_asked_to_end():
    """SIGTERM does not have to wait for a hanging browser."""
    browser = Browser(cancelled=lambda: True)
    with pytest.raises(BrowserLost, match="given up"):
        browser.tools.call("A", timeout_s=60)
    browser.close()
