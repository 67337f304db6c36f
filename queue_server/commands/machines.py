"""``queue-server device``: kiosks, displays and bridges."""

import argparse

from queue_server.commands.options import add_config, configuration_of
from queue_server.domain.device import DeviceKind
from queue_server.storage import open_storage


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``device`` with ``add``, ``list`` and ``revoke``."""
    device = commands.add_parser(
        "device",
        help="add, list and revoke kiosks, displays and bridges",
        epilog="example: queue-server device add hall-tv --kind display --office songcong",
    )
    actions = device.add_subparsers(metavar="ACTION", required=True)

    add = actions.add_parser(
        "add",
        help="create a device and print its token, this once",
        epilog="example: queue-server device add bridge1 --kind bridge --office songcong > bridge.token",
    )
    add.add_argument("name", metavar="NAME")
    add.add_argument("--kind", required=True, choices=[kind.value for kind in DeviceKind])
    add.add_argument("--office", required=True, metavar="CODE")
    add.set_defaults(run=_add)

    revoke = actions.add_parser(
        "revoke", help="make a device's token worthless", epilog="example: queue-server device revoke hall-tv"
    )
    revoke.add_argument("name", metavar="NAME")
    revoke.set_defaults(run=_revoke)

    listing = actions.add_parser("list", help="list all devices", epilog="example: queue-server device list")
    listing.set_defaults(run=_list)

    for action in (add, revoke, listing):
        add_config(action)


def _add(options: argparse.Namespace) -> int:
    with open_storage(configuration_of(options)) as storage:
        _, token = storage.devices.add(options.name, DeviceKind(options.kind), options.office)
    print(token)
    return 0


def _revoke(options: argparse.Namespace) -> int:
    with open_storage(configuration_of(options)) as storage:
        storage.devices.revoke(options.name)
    return 0


def _list(options: argparse.Namespace) -> int:
    with open_storage(configuration_of(options)) as storage:
        for one in storage.devices.all():
            state = "revoked" if one.revoked else "active"
            print(f"{one.name}\t{one.kind}\t{one.office}\t{state}")
    return 0
