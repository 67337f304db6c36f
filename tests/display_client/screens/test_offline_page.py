"""The page shown while the server is away, at the sizes screens have."""

import time

import pytest

from display_client.screens.tv import OFFLINE_PAGE

SIZES = [(1920, 1080), (3840, 2160), (1080, 1920), (1366, 768), (1280, 1024)]
TOLD = (
    "#server=http://trung-tam-hanh-chinh-cong.thainguyen.example:8000&office=songcong"
    "&name=sanh-chinh&language={}&since=1770000000&reason=HTTP+503"
)
MEASURE = """(() => {
    const page = document.documentElement;
    const boxes = [...document.querySelectorAll("body *")].map(part => part.getBoundingClientRect());
    return {
        inside: boxes.every(box => box.left >= -1 && box.top >= -1
            && box.right <= innerWidth + 1 && box.bottom <= innerHeight + 1),
        overflow: page.scrollWidth > innerWidth || page.scrollHeight > innerHeight,
        text: document.body.innerText, language: page.lang, width: innerWidth};
})()"""


def measured(browser, expression=MEASURE):
    parameters = {"expression": expression, "returnByValue": True}
    return browser.devtools.call("Runtime.evaluate", parameters, session=browser.session, timeout_s=10)["result"][
        "value"
    ]


def opened(browsers, told):
    """Return a browser that shows the page with all its text."""
    browser = browsers(OFFLINE_PAGE.as_uri() + told)
    end = time.monotonic() + 10
    while not measured(browser, "document.readyState === 'complete' && location.protocol === 'file:'"):
        assert time.monotonic() < end
        time.sleep(0.02)
    return browser


def resize(browser, width, height):
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.devtools.call("Emulation.setDeviceMetricsOverride", size, session=browser.session, timeout_s=10)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_nothing_overflows_at_any_size(browsers, language):
    """Text cut off at the edge of a TV looks broken."""
    browser = opened(browsers, TOLD.format(language))
    for width, height in SIZES:
        resize(browser, width, height)
        found = measured(browser)

        assert found["width"] == width
        assert found["inside"], (width, height)
        assert not found["overflow"], (width, height)


def test_it_speaks_both_languages_the_chosen_one_first(browsers):
    """Vietnamese first unless set otherwise."""
    browser = opened(browsers, TOLD.format("vi"))
    text = measured(browser)["text"]

    assert text.index("Màn hình tạm thời mất kết nối") < text.index("This screen is offline")
    assert "HTTP 503" in text
    assert measured(browser)["language"] == "vi"


def test_it_does_not_claim_an_outage_while_it_starts(browsers):
    """The first second of every morning."""
    browser = opened(browsers, "#server=http://a&office=b&language=en")

    assert "Connecting to the server" in measured(browser)["text"]
    assert "offline" not in measured(browser)["text"]
