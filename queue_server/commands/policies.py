"""``queue-server policy replay``: a past day under other policies."""

import argparse
import json

from queue_server.commands.failure import Failure
from queue_server.commands.figure_table import figure_lines, figures_json
from queue_server.commands.options import add_config, configuration_of
from queue_server.commands.past_days import past_day
from queue_server.commands.simulate import day_of, office_named
from queue_server.domain.errors import Refusal
from queue_server.domain.policy import POLICIES, Policy, describe_policy, parse_policy
from queue_server.scratch import scratch_lobby
from queue_server.simulation.figures import day_figures
from queue_server.simulation.replay import replay
from queue_server.storage import open_storage


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``policy`` with ``replay``."""
    policy = commands.add_parser(
        "policy",
        help="compare policies on a past day",
        epilog="example: queue-server policy replay --office songcong --day 2026-02-23 --policy fifo --policy strict",
    )
    actions = policy.add_subparsers(metavar="ACTION", required=True)
    parser = actions.add_parser(
        "replay",
        help="live a past day again under other policies",
        description="The same citizens come at the same times and their services take as long; who is called when "
        "follows the policy. The first row is the day as it was. The office's tickets are not touched.",
        epilog="example: queue-server policy replay --office songcong --day 2026-02-23 --policy ratio:ratio_priority=3",
    )
    parser.add_argument("--office", metavar="CODE", help="default: the only one")
    parser.add_argument("--day", type=day_of, required=True, metavar="DATE", help="service day, such as 2026-02-23")
    parser.add_argument(
        "--policy",
        action="append",
        default=[],
        metavar="NAME[:OPTION=N,...]",
        help=f"one of {', '.join(POLICIES)}, with options as in [office.policy]; may be repeated (default: all)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_config(parser)
    parser.set_defaults(run=_replay)


def _replay(options: argparse.Namespace) -> int:
    with open_storage(configuration_of(options)) as storage:
        office = office_named(storage.database.reader.offices(), options.office)
        past = past_day(storage.database, office, options.day)
    policies = [policy_of(text, office.rules.selection) for text in options.policy or POLICIES]
    was = day_figures([past.tickets], office.rules.selection)
    lived = replay(past.plan, office, policies, scratch_lobby)
    if options.json:
        rows = [{"policy": describe_policy(one.policy), "figures": figures_json(one.figures)} for one in lived]
        print(
            json.dumps(
                {"office": office.code, "day": options.day.isoformat(), "was": figures_json(was), "policies": rows}
            )
        )
    else:
        print("\n".join(figure_lines([("as it was", was), *((one.policy.name, one.figures) for one in lived)])))
    return 0


def policy_of(text: str, base: Policy) -> Policy:
    """Return the policy of ``ratio:ratio_priority=3``; options not given are the office's.

    Raises:
        Failure: it makes no sense; names the option and what is allowed.
    """
    name, _, rest = text.partition(":")
    given: dict[str, object] = {"name": name}
    for part in filter(None, rest.split(",")):
        key, _, value = part.partition("=")
        try:
            given[key] = int(value) if value.lstrip("-").isdigit() else float(value)
        except ValueError:
            raise Failure(f"--policy {text}: {key} needs a number", code=2) from None
    try:
        return parse_policy(given, base)
    except Refusal as refusal:
        said = f"{refusal.field} {refusal.detail}" if refusal.detail.startswith("is ") else refusal.detail
        raise Failure(f"--policy {text}: {said}", code=2) from None
