"""``queue-server simulate`` and ``policy replay``, as an administrator runs them."""

import json
import random
from datetime import date

import pytest

from queue_server.adapters.db.database import open_database
from queue_server.adapters.replay_process import CommandReplays
from queue_server.domain.errors import Refusal
from queue_server.main import main
from queue_server.simulation.demand import Demand, made_up_day
from queue_server.simulation.replay import begin_of
from queue_server.simulation.running import CountedIds, Lobby, SimulatedClock, live
from tests.builders import an_office

CONFIG = """
[database]
url = "sqlite:///moiso.db"
[office]
code = "songcong"
name = "Sông Công"
[[office.service]]
code = "land"
name = "Land"
prefix = "A"
[[office.counter]]
code = "1"
name = "Quầy 1"
services = ["land"]
"""
DAY = "2026-02-23"


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(CONFIG)
    return path


@pytest.fixture
def past(config):
    """A configuration whose office had a day."""
    office = an_office()
    plan = made_up_day(office, date.fromisoformat(DAY), Demand(arrivals_per_hour=6), random.Random(2))
    clock = SimulatedClock(begin_of(plan))
    database = open_database(f"sqlite:///{config.parent}/moiso.db", clock, lambda committed: None)
    database.setup.add_office(office, "tests")
    ids, reader = CountedIds(), database.reader
    live(plan, Lobby(office=office.code, offices=database.offices, reader=reader, clock=clock, ids=ids))
    database.close()
    return config


def test_the_same_seed_shows_the_same_figures(config, capsys):
    printed = []
    for _ in range(2):
        command = ["simulate", "--config", str(config), "--days", "1", "--arrivals", "5", "--from", DAY]
        assert main([*command, "--policy", "strict", "--service", "land=8"]) == 0
        printed.append(capsys.readouterr().out)

    assert printed[0] == printed[1]
    assert printed[0].splitlines()[1].startswith("strict")
    assert "overtaken: how many" in printed[0]


def test_simulated_days_are_those_on_which_the_office_is_open(config, capsys):
    """From a Saturday on: two Mondays, two hours each."""
    hours = '[office.hours]\nmonday = "08:00-10:00"\n[[office.service]]'
    config.write_text(CONFIG.replace("[[office.service]]", hours, 1))

    command = ["simulate", "--config", str(config), "--days", "2", "--arrivals", "20", "--from", "2026-02-28"]
    assert main(command) == 0

    assert "normal" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["simulate", "--office", "hanoi"], 1, "known are songcong"),
        (["simulate", "--service", "land=much"], 2, "land=6.5"),
        (["simulate", "--service", "tax=5"], 1, "no service 'tax'"),
        (["policy", "replay", "--day", DAY], 1, "no tickets of 2026-02-23"),
        (["simulate", "--day", DAY], 1, "no tickets of 2026-02-23"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(config, capsys, words, code, says):
    assert main([*words, "--config", str(config)]) == code

    assert says in capsys.readouterr().err


def test_a_past_day_is_simulated_from_its_log(past, capsys):
    """With the office's own policy, or with another; what makes days up has no place there."""
    command = ["simulate", "--day", DAY, "--config", str(past)]

    assert main([*command, "--policy", "fifo"]) == 0
    was, *rest = [line.split() for line in capsys.readouterr().out.splitlines() if " all " in line]
    assert (was[:3], rest[0][0]) == (["as", "it", "was"], "fifo")
    assert int(rest[0][2]) > 10
    assert main([*command, "--arrivals", "5"]) == 2
    assert "--day lives a past day again; it takes no --arrivals" in capsys.readouterr().err


def test_a_past_day_is_replayed_under_each_policy(past, capsys):
    words = ["policy", "replay", "--day", DAY, "--policy", "fifo", "--policy", "ratio:ratio_priority=3", "--json"]

    assert main([*words, "--config", str(past)]) == 0

    shown = json.loads(capsys.readouterr().out)
    assert [one["policy"]["name"] for one in shown["policies"]] == ["fifo", "ratio"]
    assert shown["policies"][1]["policy"]["ratio_priority"] == 3
    assert shown["was"]["tickets"] == shown["policies"][0]["figures"]["tickets"] > 20
    assert shown["was"]["by_class"]["normal"]["called"] > 10


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ("lottery", "fifo, strict"),
        ("ratio:ratio_normal=x", "needs a number"),
        ("ratio:ratio_normal=99", "ratio_normal is 99; allowed are 1 to 20"),
        ("ratio:luck=3", "no option 'luck'"),
    ],
)
def test_a_policy_that_is_none_is_refused(past, capsys, policy, says):
    """By name of what is wrong, as a wrong use of the command."""
    assert main(["policy", "replay", "--day", DAY, "--policy", policy, "--config", str(past)]) == 2

    assert says in capsys.readouterr().err


def test_the_server_replays_in_a_process_of_its_own(past):
    """Others are served meanwhile; a refusal comes back as one."""
    replays = CommandReplays(past)

    assert replays.replay("songcong", date.fromisoformat(DAY), ["fifo"])["policies"][0]["policy"]["name"] == "fifo"
    with pytest.raises(Refusal) as caught:
        replays.replay("songcong", date(2020, 1, 1), ["fifo"])
    assert caught.value.detail == "office songcong has no tickets of 2020-01-01"


@pytest.mark.parametrize(
    ("option", "allowed"),
    [
        ("--days=0", "from 1 to 3660"),
        ("--days=many", "from 1 to 3660"),
        ("--arrivals=-3", "from 0 to 10000"),
        ("--arrivals=nan", "from 0 to 10000"),
        ("--priority=7", "from 0 to 1"),
        ("--leave=x", "from 0 to 1"),
    ],
)
def test_numbers_that_cannot_be_are_wrong_use(capsys, option, allowed):
    """A table of nothing looked like an answer."""
    with pytest.raises(SystemExit) as ended:
        main(["simulate", option])

    assert ended.value.code == 2
    assert f"is no number {allowed}" in capsys.readouterr().err
