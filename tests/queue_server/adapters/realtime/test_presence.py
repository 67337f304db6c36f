"""What is known of devices: who is there, and what they last said."""

from tests.queue_server.adapters.realtime.live_office import OFFICE, LiveOffice, hello_of

STATS = {"polls": 900, "timeouts": 2, "crc_errors": 1, "ring_overruns": 0, "scan_ms": 41.5}


def displays(office):
    return office.realtime.presence.displays(OFFICE)


def bridge_of(office):
    (bridge,) = office.realtime.presence.bridges(OFFICE)
    return bridge


def test_a_registered_display_that_goes_is_remembered_as_gone():
    """The administrator has to see what is missing."""
    office = LiveOffice()
    display = office.display(token="tv")
    display.call("/board", "display.status", {"version": "1.0"})
    office.clock.advance(60)

    display.leave()

    (seen,) = displays(office)
    assert (seen.name, seen.online, seen.version, seen.since) == ("tv", False, "1.0", office.clock.now())


def test_a_passer_bys_phone_is_no_display():
    """Hundreds look at the board in a day."""
    office = LiveOffice()

    office.display()

    assert displays(office) == []


def test_a_display_without_a_token_is_listed_while_it_is_there():
    """By the name it gives itself, or once it tells about itself."""
    office = LiveOffice()
    named, telling = office.display(display="hall"), office.display()
    telling.call("/board", "display.status", {"screen": "led"})

    there = [(one.device, one.name, one.screen) for one in displays(office)]
    named.leave()
    telling.leave()

    assert there == [(None, "", "led"), (None, "hall", "")]
    assert displays(office) == []


def test_a_display_that_came_back_stays_when_its_old_connection_ends():
    """The server notices a cut later than the display does."""
    office = LiveOffice()
    old, new = office.display(token="tv"), office.display(token="tv")

    old.call("/board", "display.status", {"version": "old"})
    old.leave()

    (seen,) = displays(office)
    assert (seen.online, seen.version) == (True, "")
    new.leave()
    assert not displays(office)[0].online


def test_a_units_state_is_what_its_bridge_told_last():
    """With the figures that show a bad cable."""
    office = LiveOffice()
    bridge = office.bridge("line1/5", "line1/6")

    bridge.call("/bridge", "unit.status", {"unit": "line1/5", "online": True, "stats": STATS})

    five, six = bridge_of(office).units
    assert (five.unit, five.counter, five.online, five.timeouts, five.scan_ms) == ("line1/5", "1", True, 2, 41.5)
    assert (six.unit, six.online) == ("line1/6", False)


def test_a_second_hello_keeps_what_is_known_of_units():
    """The bridge says it again whenever it meets another unit."""
    office = LiveOffice()
    bridge = office.bridge("line1/5")
    bridge.call("/bridge", "unit.status", {"unit": "line1/5", "online": True, "stats": STATS})

    bridge.call("/bridge", "bridge.hello", hello_of("line1/5", "line1/6"))

    assert [one.online for one in bridge_of(office).units] == [True, False]


def test_all_units_are_away_while_their_bridge_is():
    """Whatever it told before."""
    office = LiveOffice()
    bridge = office.bridge("line1/5")
    bridge.call("/bridge", "unit.status", {"unit": "line1/5", "online": True, "stats": STATS})
    office.clock.advance(60)

    bridge.leave()

    seen = bridge_of(office)
    assert (seen.online, seen.units[0].online, seen.units[0].since) == (False, False, office.clock.now())


def test_a_bridge_that_came_back_stays_when_its_old_connection_ends():
    """As with displays."""
    office = LiveOffice()
    old = office.bridge()
    office.bridge("line1/5", "line1/6")

    old.call("/bridge", "bridge.hello", hello_of("line1/1"))
    old.leave()

    seen = bridge_of(office)
    assert (seen.online, [one.unit for one in seen.units]) == (True, ["line1/5", "line1/6"])


def test_problems_of_a_bridges_set_up_are_kept():
    """They are shown where bridges are listed."""
    office = LiveOffice()
    office.bridge(hello=False).call("/bridge", "bridge.hello", hello_of("line1/5", keys={"1": "dance"}))

    (problem,) = bridge_of(office).problems
    assert "dance" in problem


def test_connections_are_counted_by_namespace():
    """For the health page and the metrics."""
    office = LiveOffice(people=1)
    office.display()
    office.display().leave()
    office.console()
    office.phone(office.tickets[0])

    assert office.realtime.presence.connections() == {"/board": 1, "/counter": 1, "/ticket": 1, "/bridge": 0}


def told(office, bridge, seconds=10, online=True, **stats):
    """Let a bridge report its unit some seconds later, and return what is known of it then."""
    office.clock.advance(seconds)
    bridge.call("/bridge", "unit.status", {"unit": "line1/5", "online": online, "stats": STATS | stats})
    return bridge_of(office).units[0]


def test_a_unit_is_known_by_serial_number_and_boot():
    """So that one can tell which box hangs where; it may answer only after the first hello."""
    office = LiveOffice()
    bridge = office.bridge(hello=False)
    bridge.call("/bridge", "bridge.hello", hello_of("line1/5", serial=None, boot=None))
    before = bridge_of(office).units[0]

    bridge.call("/bridge", "bridge.hello", hello_of("line1/5"))

    assert [(one.serial, one.boot) for one in (before, *bridge_of(office).units)] == [(None, None), ("77", 3)]


def test_a_unit_was_last_seen_when_it_last_answered():
    """Not when its bridge last spoke about it."""
    office = LiveOffice()
    bridge = office.bridge()
    answered = told(office, bridge)
    at = office.clock.now()

    silent = told(office, bridge, online=False)

    assert (answered.last_seen, silent.last_seen, silent.online) == (at, at, False)


def test_failures_of_the_last_minute_are_a_ratio():
    """Counters since the bridge's start alone hide a cable that broke today."""
    office = LiveOffice()
    bridge = office.bridge()

    well = told(office, bridge, polls=99_000, timeouts=10)
    bad = told(office, bridge, seconds=60, polls=99_379, timeouts=20, crc_errors=12)

    assert (well.has_many_errors, bad.has_many_errors) == (False, True)
    assert bad.error_ratio == 21 / 400


def test_a_bridge_that_goes_takes_the_ratio_with_it():
    """Nobody knows how its line is now."""
    office = LiveOffice()
    bridge = office.bridge()
    told(office, bridge, polls=50, timeouts=50)

    bridge.leave()

    (unit,) = bridge_of(office).units
    assert (unit.error_ratio, unit.has_many_errors) == (None, False)


def test_lost_key_events_have_a_time():
    """The counter alone never falls again."""
    office = LiveOffice()
    bridge = office.bridge()
    first = told(office, bridge)
    lost = told(office, bridge, ring_overruns=2)
    at = office.clock.now()

    later = told(office, bridge, ring_overruns=2)

    assert [one.overrun_at for one in (first, lost, later)] == [None, at, at]


def test_a_display_was_last_seen_when_it_last_reported():
    """A page that hangs keeps its connection."""
    office = LiveOffice()
    display = office.display(token="tv")
    came = office.clock.now()
    office.clock.advance(10)
    first = displays(office)[0].last_seen

    display.call("/board", "display.status", {})

    assert (first, displays(office)[0].last_seen) == (came, office.clock.now())


def test_a_display_is_behind_when_it_lacks_what_was_the_newest_at_its_report_before():
    """A board that is just on its way is no fault."""
    office = LiveOffice(people=1)
    display = office.display(token="tv")

    def report(revision):
        display.call("/board", "display.status", {"revision": revision})
        return displays(office)[0].is_behind

    shown = office.revision()
    assert not report(0)
    assert not report(shown)
    office.call_next()
    assert not report(shown)
    assert report(shown)
    assert not report(office.revision())


def test_a_display_that_came_back_is_given_time():
    """It can't have what was sent while it was away."""
    office = LiveOffice(people=1)
    display = office.display(token="tv")
    display.call("/board", "display.status", {"revision": office.revision()})
    display.leave()

    office.display(token="tv").call("/board", "display.status", {"revision": 0})

    assert not displays(office)[0].is_behind
