"""``queue-server simulate``: made-up days, or a past one again, on a simulated clock."""

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from queue_server.commands.failure import Failure
from queue_server.commands.figure_table import figure_lines
from queue_server.commands.options import add_config, amount, configuration_of, whole
from queue_server.commands.past_days import PastDay, past_day
from queue_server.domain.office import Office
from queue_server.domain.policy import POLICIES
from queue_server.domain.ticket import Ticket
from queue_server.scratch import scratch_lobby
from queue_server.simulation.demand import Demand, made_up_day, working_days
from queue_server.simulation.figures import day_figures
from queue_server.simulation.replay import MOST_TICKETS, replay
from queue_server.simulation.running import Lobby, live
from queue_server.storage import open_storage

MOST_DAYS = 3660
"""Farther no working days are looked for."""

_MADE_UP = {"days": 1, "seed": 1, "first": None, "arrivals": 40.0, "service": (), "priority": 0.12, "leave": 0.04}
"""What makes days up, with what is taken where nothing is said."""


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``simulate``."""
    parser = commands.add_parser(
        "simulate",
        help="live made-up days in an office like this one",
        description="Citizens come, operators work, through the real rules and a scratch database; the office's own "
        "tickets are not touched. The same seed gives the same days; with --day they come and work as on a past one.",
        epilog="example: queue-server simulate --office songcong --days 20 --arrivals 60 --policy strict",
    )
    parser.add_argument("--office", metavar="CODE", help="office to copy (default: the only one)")
    parser.add_argument("--day", type=day_of, metavar="DATE", help="a past day again, from its log, instead")
    parser.add_argument("--days", type=whole(1, MOST_DAYS), metavar="N", help="working days (default 1)")
    parser.add_argument("--seed", type=int, help="begin of the random numbers (default 1)")
    parser.add_argument("--from", dest="first", type=day_of, metavar="DATE", help="first day (default: today)")
    parser.add_argument("--arrivals", type=amount(0, 10_000), metavar="N", help="citizens an hour (default 40)")
    parser.add_argument("--service", action="append", metavar="CODE=MINUTES", help="mean time of a service (default 6)")
    parser.add_argument("--priority", type=amount(0, 1), help="share with priority (default 0.12)")
    parser.add_argument("--leave", type=amount(0, 1), help="share that leaves when it waits long (default 0.04)")
    parser.add_argument("--policy", choices=POLICIES, help="instead of the office's")
    add_config(parser)
    parser.set_defaults(run=_simulate)


def _simulate(options: argparse.Namespace) -> int:
    given = [name for name in _MADE_UP if getattr(options, name) is not None]
    if options.day and given:
        raise Failure(f"--day lives a past day again; it takes no --{given[0].replace('first', 'from')}", code=2)
    past = None
    with open_storage(configuration_of(options)) as storage:
        office = office_named(storage.database.reader.offices(), options.office)
        if options.day:
            past = past_day(storage.database, office, options.day)
    if options.policy:
        office = replace(office, rules=replace(office.rules, policy=options.policy))
    print("\n".join(_lived_again(past, office) if past else _made_up(options, office)))
    return 0


def _lived_again(past: PastDay, office: Office) -> list[str]:
    policy = office.rules.selection
    (lived,) = replay(past.plan, office, [policy], scratch_lobby)
    return figure_lines([("as it was", day_figures([past.tickets], policy)), (policy.name, lived.figures)])


def _made_up(options: argparse.Namespace, office: Office) -> list[str]:
    wanted = {name: usual if (one := getattr(options, name)) is None else one for name, usual in _MADE_UP.items()}
    options = argparse.Namespace(**wanted)
    demand = Demand(
        arrivals_per_hour=options.arrivals,
        service_minutes=_minutes(options.service, office),
        priority=options.priority,
        leave=options.leave,
    )
    zone = ZoneInfo(office.time_zone)
    first = options.first or datetime.now(zone).date()
    chance = random.Random(options.seed)
    working = list(islice(working_days(office, first, demand, MOST_DAYS), options.days))
    if len(working) < options.days:
        last = first + timedelta(days=MOST_DAYS)
        raise Failure(f"office {office.code} is open on {len(working)} of the days from {first} to {last}", code=2)
    days = []
    with scratch_lobby(office, datetime(first.year, first.month, first.day, 1, tzinfo=zone)) as lobby:
        for index, day in enumerate(working):
            days.append(_live(lobby, office, day, demand, chance))
            if sys.stderr.isatty():
                print(f"\rday {index + 1} of {options.days}", end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print(file=sys.stderr)
    policy = office.rules.selection
    return figure_lines([(policy.name, day_figures(days, policy))])


def office_named(offices: Sequence[Office], code: str | None) -> Office:
    """Return the office with a code, or the only one.

    Raises:
        Failure: there is none, or a choice has to be made.
    """
    known = {one.code: one for one in offices}
    if code is None and len(known) == 1:
        return next(iter(known.values()))
    if code is None:
        raise Failure(f"--office is needed; there are {', '.join(known) or 'no offices'}", code=2)
    if code not in known:
        raise Failure(f"there is no office {code!r}; known are {', '.join(known) or 'none'}")
    return known[code]


def _live(lobby: Lobby, office: Office, day: date, demand: Demand, chance: random.Random) -> Sequence[Ticket]:
    live(made_up_day(office, day, demand, chance), lobby)
    return lobby.reader.tickets(office.code, (), None, MOST_TICKETS)


def day_of(text: str) -> date:
    """Return the date that was given on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2026-02-23") from None


def _minutes(given: Sequence[str], office: Office) -> dict[str, float]:
    minutes = {}
    for one in given:
        code, _, text = one.partition("=")
        office.service(code)
        try:
            minutes[code] = float(text)
        except ValueError:
            minutes[code] = 0.0
        if not 0 < minutes[code] <= 480:
            raise Failure(f"--service {one}: needs minutes from 0 to 480, as in {code}=6.5", code=2)
    return minutes
