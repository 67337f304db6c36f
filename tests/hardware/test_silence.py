"""What a unit does when nobody polls it for five seconds. PROTOCOL.md 6."""


def test_dashes_after_five_seconds(bench):
    """A dead computer must not look like a quiet day."""
    bench.master.write(0, *b"A007  ", 0, 0, 0b1111, 8, 0, 0, 0b110, 12)
    bench.bus.run(4.9)
    before = bench.unit().digits
    bench.bus.run(0.2)
    after = bench.unit()

    assert before == "A007"
    assert (after.digits, after.lit, after.waiting, after.lamp) == ("----", "----", "  ", 0)
    assert not after.green
    assert after.buzzer_count == 0


def test_polling_keeps_the_number(bench):
    """Any answered request counts as a poll."""
    bench.master.show("A007")
    for _ in range(4):
        bench.bus.run(4)
        bench.master.read(17, 3)

    assert bench.unit().digits == "A007"


def test_requests_to_others_and_broadcasts_are_no_poll(make_bench):
    """A unit whose own requests get lost is not being served, however busy the line is."""
    bench = make_bench(boxes=2)
    bench.master.show("A007", address=1)
    for _ in range(6):
        bench.master.read(17, 3, address=2)
        bench.master.broadcast(9, 8)
        bench.bus.run(0.9)

    assert bench.unit(0).digits == "----"


def test_a_press_that_nobody_read_is_answered_by_one_error_beep(bench):
    """The clerk hears that the press was lost."""
    bench.master.read(17, 3)
    bench.tap(1)
    bench.tap(1)
    bench.bus.run(5.5)

    assert (bench.unit().buzzer_count, bench.unit().buzzer_pattern) == (1, 5)


def test_a_press_that_was_read_is_not_mourned(bench):
    """Once a poll was answered the press is the master's."""
    bench.tap(1)
    bench.master.events()
    bench.bus.run(6)

    assert bench.unit().buzzer_count == 0


def test_the_ring_is_emptied_and_the_head_stays(bench):
    """A press never acts later than five seconds."""
    bench.tap(1)
    bench.tap(2)
    bench.bus.run(6)

    assert bench.master.events() == (2, [0] * 8)


def test_keys_are_refused_in_the_silence(bench):
    """Each press is answered by an error beep and recorded nowhere."""
    bench.bus.run(5.1)
    bench.tap(1)
    bench.bus.run(1)
    bench.tap(3)
    bench.bus.run(1)

    assert bench.unit().buzzer_count == 2
    assert bench.unit().buzzer_pattern == 5
    assert bench.master.events() == (0, [0] * 8)


def test_the_first_answered_request_ends_it(bench):
    """Presses count again; the dashes stay until the master paints."""
    bench.bus.run(6)
    bench.master.read(17, 3)
    bench.tap(1)

    assert bench.master.events()[0] == 1
    assert bench.unit().digits == "----"
    bench.master.show("A008")
    bench.bus.run(0.002)
    assert bench.unit().digits == "A008"


def test_a_key_pressed_in_the_silence_makes_no_late_release(bench):
    """Held and release belong to a press that was recorded."""
    bench.master.write_one(14, 1)
    bench.bus.run(5.1)
    bench.bus.key(0, 1, True)
    bench.bus.run(0.1)
    bench.master.read(17, 3)
    bench.bus.run(1.2)
    bench.bus.key(0, 1, False)
    bench.bus.run(0.1)

    assert bench.master.events()[0] == 0


def test_presses_before_the_first_poll_are_kept(bench):
    """A master that saw the unit restart reads its ring from 0."""
    bench.reboot()
    bench.tap(4)

    assert bench.master.events()[0] == 1


def test_long_keys_and_brightness_survive_the_silence(bench):
    """They are settings of the session, not of the picture."""
    bench.master.write_one(14, 3)
    bench.master.write_one(9, 2)
    bench.bus.run(6)

    assert bench.master.read(14) == [3]
    assert bench.master.read(9) == [2]


def test_a_release_after_the_silence_is_not_reported(bench):
    """Its press was dropped: alone it would look like a short press."""
    bench.master.write_one(14, 1)
    bench.bus.key(0, 1, True)
    bench.bus.run(6.5)
    head = bench.master.events()[0]
    bench.bus.key(0, 1, False)
    bench.bus.run(0.1)

    assert bench.master.events() == (head, [0] * 8)
