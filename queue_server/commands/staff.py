"""``queue-server operator``: who may sign in."""

import argparse
import getpass
import sys

from queue_server.commands.failure import Failure
from queue_server.commands.options import add_config, configuration_of
from queue_server.domain.operator import Role
from queue_server.storage import open_storage


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``operator`` with ``add``, ``passwd``, ``list`` and ``disable``."""
    operator = commands.add_parser(
        "operator",
        help="add, list and disable members of staff",
        epilog="example: queue-server operator add lan --role administrator",
    )
    actions = operator.add_subparsers(metavar="ACTION", required=True)

    add = actions.add_parser(
        "add", help="create an account", epilog="example: queue-server operator add lan --role operator"
    )
    add.add_argument("name", metavar="NAME")
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument("--office", metavar="CODE", help="work in this office only")
    add.set_defaults(run=_add)

    passwd = actions.add_parser("passwd", help="change a password", epilog="example: queue-server operator passwd lan")
    passwd.add_argument("name", metavar="NAME")
    passwd.set_defaults(run=_passwd)

    disable = actions.add_parser(
        "disable", help="lock somebody out", epilog="example: queue-server operator disable lan"
    )
    disable.add_argument("name", metavar="NAME")
    disable.set_defaults(run=_disable)

    listing = actions.add_parser("list", help="list all accounts", epilog="example: queue-server operator list")
    listing.set_defaults(run=_list)

    for action in (add, passwd, disable, listing):
        add_config(action)
    for action in (add, passwd):
        action.add_argument("--password-stdin", action="store_true", help="read the password from standard input")


def _add(options: argparse.Namespace) -> int:
    password = _password(options)
    with open_storage(configuration_of(options)) as storage:
        storage.staff.add(options.name, Role(options.role), password, options.office)
    return 0


def _passwd(options: argparse.Namespace) -> int:
    password = _password(options)
    with open_storage(configuration_of(options)) as storage:
        storage.staff.set_password(options.name, password)
    return 0


def _disable(options: argparse.Namespace) -> int:
    with open_storage(configuration_of(options)) as storage:
        storage.staff.disable(options.name)
    return 0


def _list(options: argparse.Namespace) -> int:
    with open_storage(configuration_of(options)) as storage:
        for one in storage.staff.all():
            state = "disabled" if one.disabled else "active"
            print(f"{one.username}\t{one.role}\t{one.office or 'all offices'}\t{state}")
    return 0


def _password(options: argparse.Namespace) -> str:
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        raise Failure("there is no terminal to ask for the password; use --password-stdin", code=2)
    password = getpass.getpass("password: ")
    if getpass.getpass("again: ") != password:
        raise Failure("the two passwords differ")
    return password
