"""Everybody hears that the server lives, and who may not be here any more is dropped."""

from tests.queue_server.adapters.realtime.live_office import OFFICE, LiveOffice


def beat(office):
    heartbeat, _ = office.realtime._periodic
    heartbeat._work()
    office.tasks.run()


def test_displays_and_bridges_hear_the_databases_revision():
    """Also when another program has made it; who is behind asks."""
    office = LiveOffice(people=1)
    display, bridge, phone = office.display(), office.bridge(), office.phone(office.tickets[0])
    office.database.on_commit = lambda committed: None
    office.call_next()

    beat(office)

    expected = [{"epoch": "epoch-1", "revision": office.revision()}]
    assert display.received("beat") == bridge.received("beat") == expected
    assert phone.received("beat") == []


def test_a_revoked_devices_connection_ends_with_the_next_beat():
    """A stolen tablet is out within five seconds."""
    office = LiveOffice()
    display, other, bridge = office.display(token="tv"), office.display(), office.bridge()

    office.accounts.revoke_device("tv")
    office.accounts.revoke_device("box")
    beat(office)

    assert (display.dropped, other.dropped, bridge.dropped) == (True, False, True)
    assert office.client().connect("/bridge", {"token": "box"}) == "unauthorized"


def test_a_signed_out_consoles_connection_ends_with_the_next_beat():
    """Whoever sits there next is somebody else."""
    office = LiveOffice()
    console = office.console()

    office.sign_in.sign_out("session")
    beat(office)

    assert console.dropped


def test_a_session_that_runs_out_ends_its_connections():
    """Nobody has to sign out for that."""
    office = LiveOffice()
    console = office.console()

    office.clock.advance(12 * 3600)
    beat(office)

    assert console.dropped


def test_an_office_that_was_removed_does_not_silence_the_others(caplog):
    """Its displays go offline; the rest of the province does not."""
    office = LiveOffice()
    gone, here = office.display(), office.display()
    revision = office.reader.revision
    calls = iter(["gone"])
    office.reader.revision = lambda code: revision(next(calls, code))

    beat(office)
    beat(office)

    assert "no beat for office songcong" in caplog.text
    assert len(here.received("beat")) == len(gone.received("beat")) == 1


def test_an_office_that_nobody_follows_is_not_read():
    """A province has two hundred; most are closed at night."""
    office = LiveOffice()
    first, last = office.display(), office.bridge()
    first.leave()
    last.leave()
    office.reader.revision = None

    beat(office)

    assert office.realtime._guests.followed() == []
    assert OFFICE in office.database.state.offices
