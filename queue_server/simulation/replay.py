"""Lives one planned day under several policies and compares."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from queue_server.domain.office import Office, Quota
from queue_server.domain.opening_hours import OpeningHours
from queue_server.domain.policy import Policy, PriorityGroup
from queue_server.domain.ticket import Ticket
from queue_server.simulation.figures import DayFigures, day_figures
from queue_server.simulation.plan import DayPlan
from queue_server.simulation.running import Lobby, live

OpenLobby = Callable[[Office, datetime], AbstractContextManager[Lobby]]
"""Gives an empty office whose clock stands at an instant."""

MOST_TICKETS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """A day under one policy."""

    policy: Policy
    figures: DayFigures


def replay(plan: DayPlan, office: Office, policies: Sequence[Policy], open_lobby: OpenLobby) -> list[Replayed]:
    """Return what the day would have looked like under each policy."""
    return [
        Replayed(policy=policy, figures=day_figures([live_once(plan, office, policy, open_lobby)], policy))
        for policy in policies
    ]


def live_once(plan: DayPlan, office: Office, policy: Policy, open_lobby: OpenLobby) -> Sequence[Ticket]:
    """Return the tickets of a planned day under a policy."""
    # Who got a number then gets one again, whatever hours, quotas, ranges, groups and closed services are by now.
    declared = dict.fromkeys(one.group for one in plan.citizens if one.group is not None)
    rules = replace(
        office.rules,
        policy=policy.name,
        policy_options=policy.options,
        priority_groups=tuple(PriorityGroup(code=code, name={}) for code in declared),
        hours=OpeningHours(),
        closing_stop=False,
    )
    services = tuple(
        replace(one, open=True, last_number=None, rules=replace(one.rules, hours=None, quota=Quota()))
        for one in office.services
    )
    with open_lobby(replace(office, rules=rules, services=services), begin_of(plan)) as lobby:
        live(plan, lobby)
        return lobby.reader.tickets(office.code, (), None, MOST_TICKETS)


def begin_of(plan: DayPlan) -> datetime:
    """Return an instant just before anything happens on a planned day."""
    starts = [one.opens_at for one in plan.shifts] + [one.at for one in plan.citizens[:1]]
    return min(starts) - timedelta(seconds=1)
