"""Pictures and films: what is uploaded is what it says, and only browsers' formats are served."""

import pytest

from queue_server.adapters.media_folder import MOST_BYTES
from tests.media_files import a_picture, a_webm, an_mp4
from tests.web_app import a_web_app

MEDIA = "/api/v1/admin/media"
PNG = a_picture("PNG")
FILES = {
    "a.jpg": a_picture("JPEG"),
    "a.gif": a_picture("GIF"),
    "a.webp": a_picture("WEBP"),
    "a.mp4": an_mp4(),
    "a.webm": a_webm(),
}


@pytest.fixture
def web(tmp_path):
    return a_web_app(media_folder=tmp_path)


@pytest.fixture
def admin(web):
    return web.client("administrator")


def upload(client, name, content, office="songcong"):
    return client.post(
        MEDIA, query_string={"office": office, "name": name}, data=content, content_type="application/octet-stream"
    )


def test_a_picture_is_listed_served_and_removed(web, admin):
    added = upload(admin, "Sảnh chính.png", PNG)
    assert (added.status_code, added.json["kind"], added.json["size"]) == (201, "image", len(PNG))

    (listed,) = admin.get(f"{MEDIA}?office=songcong").json["media"]
    served = web.app.test_client().get(listed["url"])
    assert (served.data, served.mimetype) == (PNG, "image/png")
    assert served.headers["X-Content-Type-Options"] == "nosniff"

    assert admin.delete(f"{MEDIA}/{listed['id']}").status_code == 204
    assert web.app.test_client().get(listed["url"]).status_code == 404


def test_files_of_all_offices_are_listed_when_none_is_named(web, admin):
    """As every other list of the back office; whoever administers one office sees that one's."""
    upload(admin, "a.png", PNG)

    assert [one["id"] for one in admin.get(MEDIA).json["media"]] == ["songcong:a.png"]
    assert admin.get(f"{MEDIA}?office=elsewhere").json["code"] == "office_unknown"


@pytest.mark.parametrize("name", FILES)
def test_what_browsers_show_is_taken(admin, name):
    assert upload(admin, name, FILES[name]).status_code == 201


def test_a_film_no_screen_plays_is_refused_with_the_way_out(admin, tmp_path):
    """Telephones record HEVC; on the wall that would be a black zone."""
    answer = upload(admin, "a.mp4", an_mp4("hvc1"))

    assert (answer.status_code, answer.json["code"]) == (422, "media_unplayable")
    assert "H.264" in answer.json["detail"]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.png", b"<script>alert(1)</script>"),
        ("a.mp4", PNG),
        ("a.svg", b"<svg/>"),
        ("a.html", b"<html>"),
        ("../a.png", PNG),
        (".a.png", PNG),
        ("a/b.png", PNG),
        ("a.png", b""),
    ],
)
def test_what_it_does_not_say_or_no_browser_shows_is_refused(admin, tmp_path, name, content):
    """A page of the server's own origin must never come out of an upload."""
    answer = upload(admin, name, content)

    assert (answer.status_code, answer.json["field"]) == (422, "name")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_picture_has_at_most_20_mb(admin, tmp_path):
    answer = upload(admin, "a.png", PNG + bytes(MOST_BYTES["image"]))

    assert (answer.status_code, answer.json["code"]) == (413, "too_large")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_broken_upload_leaves_the_old_file(admin, web):
    upload(admin, "a.png", PNG)

    upload(admin, "a.png", b"nonsense")

    assert web.app.test_client().get("/media/songcong/a.png").data == PNG


def test_a_film_is_served_in_parts(admin, web):
    """Players ask for parts, and can't jump otherwise."""
    upload(admin, "a.mp4", FILES["a.mp4"])

    part = web.app.test_client().get("/media/songcong/a.mp4", headers={"Range": "bytes=4-7"})

    assert (part.status_code, part.data) == (206, b"ftyp")


def test_files_copied_into_the_folder_count_and_others_don_t(admin, tmp_path):
    (tmp_path / "songcong").mkdir()
    (tmp_path / "songcong" / "copied.png").write_bytes(PNG)
    (tmp_path / "songcong" / "notes.txt").write_text("secret")

    assert [one["name"] for one in admin.get(f"{MEDIA}?office=songcong").json["media"]] == ["copied.png"]


def test_other_offices_files_are_theirs(web):
    other = web.client("administrator-other")

    assert upload(other, "a.png", PNG).status_code == 403
    assert other.get(f"{MEDIA}?office=songcong").status_code == 403
    assert other.delete(f"{MEDIA}/songcong:a.png").status_code == 403
