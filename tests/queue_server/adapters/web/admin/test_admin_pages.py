"""The pages of the back office: who is let in, and that forms do what the API does."""

import re

import pytest

from tests.web_site import a_web_site


@pytest.fixture
def web():
    return a_web_site()


@pytest.fixture
def client(web):
    return web.client(cookie="administrator")


def send(client, path, **fields):
    """Send a page's form with its hidden fields."""
    page = client.get(path).text
    hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|tag)" value="([^"]+)"', page))
    return client.post(path, data={**hidden, **fields})


@pytest.mark.parametrize("path", ["/admin", "/admin/services", "/admin/services/new", "/admin/operators/item/id1"])
def test_strangers_sign_in_first_and_come_back(web, path):
    answer = web.client().get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"/sign-in?next={path}")


@pytest.mark.parametrize("who", ["operator", "receptionist", "supervisor", "auditor"])
def test_other_staff_are_refused(web, who):
    assert web.client(cookie=who).get("/admin").status_code == 403


def test_an_administrator_of_one_office_sees_no_other(web):
    page = web.client(cookie="administrator-other").get("/admin/offices?office=songcong").text
    assert ">other<" in page
    assert ">songcong<" not in page


def test_a_form_without_its_token_changes_nothing(web, client):
    """Another site can't change the office in an administrator's browser."""
    answer = client.post("/admin/counters/item/songcong:1", data={"name": "Quầy X", "services-land": "1"})
    assert answer.status_code == 403
    assert web.deps.reader.office("songcong").counter("1").name == "Quầy 1"


def test_the_places_given_are_the_order_of_preference(web, client):
    path = "/admin/counters/item/songcong:1?office=songcong"

    answer = send(client, path, name="Quầy 1", **{"services-land": "2", "services-civil": "1"})

    assert answer.status_code == 303
    assert web.deps.reader.office("songcong").counter("1").services == ("civil", "land")


def test_two_administrators_do_not_overwrite_each_other(web, client):
    """The second form was made from what is not there any more; what was entered stays in it."""
    path = "/admin/counters/item/songcong:1?office=songcong"
    page = client.get(path).text
    hidden = dict(re.findall(r'name="(csrf_token|tag)" value="([^"]+)"', page))
    send(web.client(cookie="administrator-songcong"), path, name="Quầy A", **{"services-land": "1"})

    answer = client.post(path, data={**hidden, "name": "Quầy B", "services-land": "1"})

    assert answer.status_code == 422
    assert "Người khác vừa thay đổi" in answer.text
    assert 'value="Quầy B"' in answer.text
    assert web.deps.reader.office("songcong").counter("1").name == "Quầy A"


def test_mistakes_are_told_at_their_fields(client):
    answer = send(client, "/admin/services/new?office=songcong", code="Đất", prefix="A", last_number="many")

    assert answer.status_code == 422
    assert set(re.findall(r'id="fault-([a-z_]+)"', answer.text)) == {"code", "name", "last_number"}


@pytest.mark.parametrize("number", ["--5", "9" * 5000, "1e400", "inf", "nan"])
@pytest.mark.parametrize(
    ("path", "field"),
    [("/admin/services/new?office=songcong", "last_number"), ("/admin/offices/item/songcong", "undo_s")],
)
def test_a_number_that_is_none_is_told_at_its_field(client, path, field, number):
    answer = send(client, path, **{field: number})

    assert answer.status_code == 422
    assert f'id="fault-{field}"' in answer.text


@pytest.mark.parametrize("place", ["²", "9" * 5000, "--1"])
def test_a_place_that_is_none_chooses_nothing(web, client, place):
    path = "/admin/counters/item/songcong:1?office=songcong"

    send(client, path, name="Quầy 1", **{"services-land": place, "services-civil": "1"})

    assert web.deps.reader.office("songcong").counter("1").services == ("civil",)


@pytest.mark.parametrize(
    ("who", "office"), [("administrator-songcong", "other"), ("administrator-songcong", "x"), ("administrator", "x")]
)
def test_what_names_another_office_changes_none(web, who, office):
    """Not the first of one's own instead."""
    client = web.client(cookie=who)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/admin/screens").text)[1]

    answer = client.post(f"/admin/screens/notice?office={office}", data={"csrf_token": token, "text-vi": "Nghỉ"})

    assert answer.status_code == 403
    assert [one.notices for one in web.deps.reader.offices()] == [(), ()]


@pytest.mark.parametrize("minutes", ["9" * 11, "9" * 400, "0", "-5", "inf", "nan", "soon"])
def test_a_notice_for_a_time_that_is_none_is_not_shown(web, client, minutes):
    """Nor shown for ever."""
    page = client.get("/admin/screens?office=songcong").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    form = {"csrf_token": token, "text-vi": "Nghỉ", "minutes": minutes}

    assert client.post("/admin/screens/notice?office=songcong", data=form).status_code == 409
    assert web.deps.reader.office("songcong").notices == ()
    assert client.post("/admin/screens/notice?office=songcong", data=form | {"minutes": "1,5"}).status_code == 303


def test_removing_the_office_that_is_looked_at_leads_to_those_that_are_left(web, client):
    web.client("administrator").post("/api/v1/admin/offices", json={"code": "wrong", "name": "Nhầm"})

    answer = send(client, "/admin/offices/item/wrong/remove?office=wrong")

    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).text
    assert (">wrong<" in page, ">songcong<" in page) == (False, True)


def test_removing_asks_first_and_says_why_not(web, client):
    path = "/admin/services/item/songcong:land/remove?office=songcong"

    answer = send(client, path)

    assert "Vẫn còn quầy phục vụ" in answer.text
    assert web.deps.reader.office("songcong").service("land")


def test_an_account_is_locked_and_says_so(web, client):
    account = {"username": "lan", "name": "Lan", "role": "operator", "password": "hoa sen 123", "office": "songcong"}
    assert send(client, "/admin/operators/new?office=songcong", **account).status_code == 303
    lan = next(one for one in web.staff.all() if one.username == "lan")

    assert send(client, f"/admin/operators/item/{lan.id}/remove").status_code == 303

    assert next(one for one in web.staff.all() if one.username == "lan").disabled


def test_a_new_token_of_a_device_is_shown_with_the_address_that_pairs_it(web, client):
    device = next(one for one in web.devices.all() if one.name == "kiosk-songcong")
    page = client.get(f"/admin/devices/item/{device.id}").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]

    answer = client.post(f"/admin/devices/item/{device.id}/do/renew", data={"csrf_token": token})

    shown = re.search(r'<code id="token" tabindex="0">([^<]+)</code>', answer.text)[1]
    assert web.use.devices.of_token(shown).name == "kiosk-songcong"
    assert f"/pair?token={shown}" in answer.text


@pytest.mark.parametrize(
    "path", ["/admin/nothing", "/admin/services/item/nowhere", "/admin/devices/item/nobody/remove"]
)
def test_what_there_is_not_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_services_of_a_member_of_staff_are_entered_as_numbers(web, client):
    """With a comma, too; what is no number is told at its field, and stays there."""
    lan = next(one for one in web.database.accounts.operators() if one.username == "operator-songcong")
    path = f"/admin/operators/item/{lan.id}?office=songcong"
    form = {"name": "Lan", "role": "operator", "office": "songcong", "skills-land": "1,5", "skills-civil": ""}

    assert send(client, path, **form).status_code == 303

    lan = next(one for one in web.database.accounts.operators() if one.id == lan.id)
    assert [(one.service, one.weight) for one in lan.skills] == [("land", 1.5)]
    refused = send(client, path, **(form | {"skills-civil": "much"}))
    assert refused.status_code == 422
    assert 'value="much"' in refused.text
    assert "fault-skills" in refused.text


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("services/item/songcong:land", "Dịch vụ: Land"),
        ("bookings/item/songcong:land", "A Land"),
        ("policies/item/songcong", "Bộ phận một cửa Sông Công"),
    ],
)
def test_a_record_is_called_by_its_name(client, web, path, title):
    """Codes are for addresses and files."""
    page = client.get(f"/admin/{path}?office=songcong&lang=vi").text
    heading = re.search(r"<h1>(.*?)</h1>", page).group(1)

    assert title in heading


@pytest.mark.parametrize(
    "form", ["offices/new", "services/new", "counters/new", "operators/new", "calendars/new", "layouts/new"]
)
def test_what_is_wrong_leads_to_its_field(client, form):
    """The list above a form that was refused has links: each field of the form is a place they lead to."""
    page = client.get(f"/admin/{form}?office=songcong").text.partition('<form class="card form"')[2]

    fields = set(re.findall(r'name="([a-z_]+)', page)) - {"csrf_token", "tag"}

    assert fields - set(re.findall(r'id="f-([a-z_]+)"', page)) == set()
    assert fields
