"""A screen sends a picture of itself, and administrators of its office see it."""

import pytest

from queue_server.adapters.screen_pictures import JPEG, MOST_BYTES, ScreenPictures
from tests.fakes.connected_devices import a_display_seen
from tests.web_site import a_web_site

PATH = "/api/v1/displays/picture"
PICTURE = JPEG + b"\xe0" + bytes(50)


@pytest.fixture
def web(tmp_path):
    web = a_web_site(media_folder=tmp_path)
    web.tv = next(one.id for one in web.devices.all() if one.name == "display-songcong")
    note = "classic · A007 → Quầy 1"
    seen = a_display_seen(web.tv, last_seen=web.clock.now(), version="1.2", resolution="1920x1080", note=note)
    web.connected.all_displays = [seen]
    web.pictures = ScreenPictures(web.deps.media.screens)
    return web


def send(client, content=PICTURE):
    return client.put(PATH, data=content, content_type="application/octet-stream")


@pytest.fixture
def page(web):
    """Return what an administrator sees, or the answer to an order given there."""
    client = web.client(cookie="administrator")
    address = f"/admin/screens/item/{web.tv}"

    def go(order=None, **fields):
        if order is None:
            return client.get(f"{address}?office=songcong")
        token = client.get(f"{address}?office=songcong").text.split('name="csrf_token" value="')[1].split('"')[0]
        return client.post(order, data={"csrf_token": token, **fields})

    return go


def test_a_display_sends_its_picture_and_nobody_else_does(web):
    assert send(web.client("display-songcong")).status_code == 204
    assert web.pictures.newest(web.tv).content == PICTURE

    for who, status in ((None, 401), ("administrator", 403), ("kiosk-songcong", 403), ("bridge-songcong", 403)):
        assert send(web.client(who)).status_code == status


@pytest.mark.parametrize(("content", "status"), [(b"<html>", 422), (JPEG + bytes(MOST_BYTES), 413)])
def test_what_is_no_small_picture_is_refused(web, content, status):
    assert send(web.client("display-songcong"), content).status_code == status
    assert web.pictures.newest(web.tv) is None


def test_the_page_shows_state_in_words_and_the_picture_once_there_is_one(web, page):
    text = page().text
    assert "classic · A007 → Quầy 1" in text
    assert "1920x1080" in text
    assert "1.2" in text
    assert "<figure>" not in text

    send(web.client("display-songcong"))

    address = page().text.split('class="screen-picture" src="')[1].split('"')[0].replace("&amp;", "&")
    shown = web.client(cookie="administrator").get(address)
    assert (shown.data, shown.mimetype) == (PICTURE, "image/jpeg")


def test_an_order_for_a_picture_reaches_the_screen(web, page):
    answer = page(f"/admin/screens/order/{web.tv}/picture?office=songcong&back=item")

    assert answer.headers["Location"].startswith(f"/admin/screens/item/{web.tv}")
    assert web.orders.orders == [(web.tv, "picture")]


def test_the_loudness_is_set_for_good(web, page):
    answer = page(f"/admin/screens/item/{web.tv}/loudness?office=songcong", percent="40")

    assert answer.status_code == 303
    assert web.use.displays.setup("songcong", web.tv).volume == 40
    assert page(f"/admin/screens/item/{web.tv}/loudness?office=songcong", percent="101").status_code == 422


def test_administrators_of_other_offices_see_nothing(web):
    send(web.client("display-songcong"))

    for path in ("", "/picture"):
        address = f"/admin/screens/item/{web.tv}{path}?office=songcong"
        assert web.client(cookie="administrator-other").get(address).status_code == 404
        assert web.client().get(address).status_code == 302
