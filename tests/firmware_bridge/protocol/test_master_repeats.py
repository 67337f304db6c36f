"""What the master does about a request that brought nothing: again for a unit that is there, not for one that isn't."""

import random

from firmware_bridge.protocol.register_map import Beep
from tests.firmware_bridge.virtual_office import VirtualOffice


def unread(office, seconds):
    """Run; return the times in which a box answered nothing, longest first."""
    answered = {address: unit.polls for address, unit in office.master.unit_statistics().items()}
    since = dict.fromkeys(office.units, office.now)
    times, end = [], office.now + seconds
    while office.now < end:
        office.run(0.025)
        for address, unit in office.master.unit_statistics().items():
            if address in since and unit.polls > answered[address]:
                times.append(office.now - since[address])
                answered[address], since[address] = unit.polls, office.now
    return sorted(times, reverse=True)


def asked_next(office, address, count):
    """Return the addresses of the next requests from one to this address on."""
    sent, write = [], office.bus.write

    def heard(data, now):
        if sent or data[0] == address:
            sent.append(data[0])
        write(data, now)

    office.bus.write = heard
    while len(sent) < count:
        office.run(0.001)
    office.bus.write = write
    return sent


def test_on_a_long_noisy_line_no_box_stays_unread():
    """A tenth of the polls fails; without another try in the same turn ten times as many boxes wait for a second."""
    office = VirtualOffice(boxes=16, noise=0.005)
    office.show("A001")
    office.run(5)

    times = unread(office, 30)

    assert times[0] < 1.8
    assert sum(time > 1 for time in times) < len(times) / 200


def test_a_poll_without_an_answer_is_made_again_at_once():
    """The box is there: it is the line that swallowed the answer."""
    office = VirtualOffice(boxes=3)
    office.show("A001")
    office.run(3)
    office.units[2].power_off()

    asked = asked_next(office, 2, 4)

    assert asked[:2] == [2, 2]


def test_a_box_that_went_away_is_asked_once_in_a_turn():
    """Each of its time-outs is waited for by all others."""
    office = VirtualOffice(boxes=3)
    office.show("A001")
    office.run(3)
    office.units[2].power_off()
    office.run(2)

    assert [asked_next(office, 2, 3).count(2) for _ in range(3)] == [1, 1, 1]


def test_an_absent_box_does_not_slow_the_others():
    """One time-out in four seconds, whatever would have to be asked of it."""
    office = VirtualOffice(boxes=8, absent=(99,))
    office.show("A001")
    office.run(10)

    assert unread(office, 10)[0] < 0.4


def answered_with_a_sound(office, address, number):
    """Give a box a new number and a sound, all others a new count; return the seconds until it sounds, 10 if never."""
    for other in office.units:
        digits = number if other in (address, 100 + address) else office.master._units[other].digits
        office.show(digits, other, waiting=int(number[1:]) % 50)
    before, since = office.units[address].buzzer.count, office.now
    office.master.beep(address, Beep.OK, since)
    while office.units[address].buzzer.count == before and office.now < since + 10:
        office.run(0.02)
    return office.now - since


def test_on_a_noisy_line_every_answer_is_heard_soon():
    """Two of five whole pictures are damaged at this noise: a sound that waited for its turn again came after 3 s."""
    chance = random.Random(7)
    office = VirtualOffice(boxes=4, leds=4, noise=0.01)
    office.show("A000")
    office.run(4)

    times = []
    for number in range(300):
        times.append(answered_with_a_sound(office, chance.randrange(1, 5), f"A{number:03}"))
        office.run(chance.uniform(0.05, 0.4))

    assert max(times) < 2.5
    assert sum(time > 1 for time in times) <= 3
