"""A screen is switched when its hours begin and end, and never otherwise."""

from datetime import datetime

from display_client.screens.screen_power import ScreenPower, run_command

ON, OFF = ("on",), ("off",)


def at(time):
    return datetime.fromisoformat(f"2026-03-02T{time}")


def test_it_is_switched_once_at_each_end():
    ran = []
    power = ScreenPower("06:30-18:00", ON, OFF, ran.append)

    for time in ("17:59", "18:00", "18:01", "23:00", "06:29", "06:30", "06:31"):
        power.follow(at(time))

    assert ran == [OFF, ON]


def test_without_hours_nothing_is_ever_run():
    ran = []
    power = ScreenPower("", ON, OFF, ran.append)

    power.follow(at("03:00"))
    power.restore()

    assert ran == []


def test_a_program_that_ends_at_night_leaves_the_screen_on():
    ran = []
    power = ScreenPower("06:30-18:00", ON, OFF, ran.append)
    power.follow(at("20:00"))

    power.restore()
    power.restore()

    assert ran == [OFF, ON]


def test_a_command_that_fails_is_no_disaster(caplog):
    run_command(["/nowhere/xset"])
    run_command(["false"])

    assert [record.message.split(":")[0] for record in caplog.records] == ["the screen was not switched"] * 2
