"""Who is let in where: every credential on every namespace."""

import pytest

from queue_server.domain.device import Device, DeviceKind
from queue_server.usecases.sign_in import hash_token
from tests.builders import an_office
from tests.fakes.memory_offices import MemorySetup
from tests.queue_server.adapters.realtime.live_office import OFFICE, LiveOffice

PAGE = {"HTTP_ORIGIN": "http://moiso.example:8000"}
ELSEWHERE = {"HTTP_ORIGIN": "http://evil.example"}
NAMESPACES = ("/board", "/counter", "/ticket", "/bridge")


def outcome(office, namespace, auth, **environ):
    if namespace == "/board":
        auth = {"office": OFFICE} | (auth or {})
    return office.client(**environ).connect(namespace, auth)


@pytest.mark.parametrize(
    ("token", "outcomes"),
    [
        (None, (None, "unauthorized", "unauthorized", "unauthorized")),
        ("nonsense", ("unauthorized", "unauthorized", "ticket_unknown", "unauthorized")),
        ("", ("unauthorized", "unauthorized", "ticket_unknown", "unauthorized")),
        ("session", ("unauthorized", None, "ticket_unknown", "unauthorized")),
        ("tv", (None, "unauthorized", "ticket_unknown", "forbidden")),
        ("tablet", (None, "unauthorized", "ticket_unknown", "forbidden")),
        ("box", ("forbidden", "unauthorized", "ticket_unknown", None)),
        ("ticket", ("unauthorized", "unauthorized", None, "unauthorized")),
        ("ticket id", ("unauthorized", "unauthorized", "ticket_unknown", "unauthorized")),
    ],
)
def test_a_token_opens_only_its_own_namespace(token, outcomes):
    """A ticket's id in particular is no token."""
    office = LiveOffice(people=1)
    secrets = {"ticket": office.tickets[0].token, "ticket id": office.tickets[0].id}
    auth = None if token is None else {"token": secrets.get(token, token)}

    assert tuple(outcome(office, namespace, auth) for namespace in NAMESPACES) == outcomes


@pytest.mark.parametrize("namespace", NAMESPACES)
def test_an_unknown_field_is_refused_by_name(namespace):
    """As in every other message: a misspelt token would be a stranger without one."""
    client = LiveOffice().client()
    auth = {"tokn": "tv"} | ({"office": OFFICE} if namespace == "/board" else {})

    assert client.connect(namespace, auth) == "invalid"
    assert "tokn" in client.packets[-1].data["data"]["detail"]


@pytest.mark.parametrize(
    ("cookie", "environ", "outcomes"),
    [
        ("session", PAGE, (None, None, "unauthorized", "unauthorized")),
        ("session", ELSEWHERE, (None, "unauthorized", "unauthorized", "unauthorized")),
        ("session", {}, (None, "unauthorized", "unauthorized", "unauthorized")),
        ("box", PAGE, (None, "unauthorized", "unauthorized", "unauthorized")),
        ("nonsense", PAGE, (None, "unauthorized", "unauthorized", "unauthorized")),
    ],
)
def test_a_cookie_opens_the_console_to_pages_of_this_server_alone(cookie, environ, outcomes):
    """A page elsewhere that connects from the same browser gets what a stranger gets."""
    office = LiveOffice(people=1)
    environ = {"HTTP_COOKIE": f"token={cookie}", **environ}

    assert tuple(outcome(office, namespace, None, **environ) for namespace in NAMESPACES) == outcomes


@pytest.mark.parametrize(("environ", "known"), [(PAGE, True), (ELSEWHERE, False), ({}, False)])
def test_a_paired_tv_page_is_known_by_its_cookie(environ, known):
    """Only then it can be commanded."""
    office = LiveOffice()
    office.client(HTTP_COOKIE="token=tv", **environ).connect("/board", {"office": OFFICE})

    assert [one.device for one in office.realtime.presence.displays(OFFICE)] == (["tv"] if known else [])


def test_a_cookie_of_another_offices_display_does_not_count():
    """It may look like anybody, but not speak as that display."""
    office = LiveOffice()
    MemorySetup(office.database).add_office(an_office(code="elsewhere"), "tests")
    office.accounts.add_device(
        Device(id="far", name="far", kind=DeviceKind.DISPLAY, office="elsewhere"), hash_token("far")
    )

    assert office.client().connect("/board", {"office": OFFICE, "token": "far"}) == "forbidden"
    assert office.client(HTTP_COOKIE="token=far", **PAGE).connect("/board", {"office": OFFICE}) is None
    assert office.realtime.presence.displays(OFFICE) == []


@pytest.mark.parametrize(
    ("auth", "code"),
    [(None, "invalid"), ({}, "invalid"), ({"office": "nowhere"}, "office_unknown"), ({"office": 7}, "invalid")],
)
def test_a_board_needs_a_known_office(auth, code):
    """There is no board of everything."""
    assert LiveOffice().client().connect("/board", auth) == code


def test_a_refusal_tells_its_code_and_why():
    """As ``message`` for those who only show it, and as ``data``."""
    client = LiveOffice().client()

    client.connect("/bridge", {"token": "tv"})

    answer = client.packets[-1].data
    assert answer["message"] == "forbidden"
    assert answer["data"] == {"code": "forbidden", "detail": "device tv is a display, not a bridge"}


def test_a_refused_client_is_told_nothing_later():
    """It is in no room."""
    office = LiveOffice(people=1)
    client = office.client()
    client.connect("/bridge", {"token": "tv"})
    packets = len(client.packets)

    office.display()
    office.call_next()
    office.tasks.run()

    assert len(client.packets) == packets
