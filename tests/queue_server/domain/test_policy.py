"""Policies as data."""

import pytest
from hypothesis import given

from queue_server.domain.errors import Refusal
from queue_server.domain.policy import Policy, describe_policy, option_limits, parse_policy
from tests.queue_server.domain.lines import policies


@given(policy=policies())
def test_a_policy_is_read_as_it_was_described(policy):
    """The back office shows what it takes."""
    assert parse_policy(describe_policy(policy)) == policy


def test_what_is_left_out_stays():
    base = parse_policy({"name": "ratio", "ratio_priority": 3})

    assert parse_policy({"ratio_normal": 2}, base).options.ratio_priority == 3
    assert parse_policy({"max_wait_s": 0}).options.max_wait_s is None
    assert parse_policy({}) == Policy()


@pytest.mark.parametrize(
    ("given", "field", "says"),
    [
        ({"name": "lottery"}, "name", "fifo, strict, ratio, accumulating"),
        ({"speed": 1}, "speed", "max_wait_s"),
        ({"priority_rate": 0}, "priority_rate", "0.01 to 100"),
        ({"priority_rate": "fast"}, "priority_rate", "number from"),
        ({"priority_rate": float("nan")}, "priority_rate", "number from"),
        ({"ratio_normal": 1.5}, "ratio_normal", "whole number"),
        ({"ratio_normal": True}, "ratio_normal", "whole number"),
        ({"max_wait_s": 5}, "max_wait_s", "or 0 for never"),
        ({"normal_rate": 4}, "normal_rate", "may not gain faster"),
    ],
)
def test_what_is_wrong_is_named_with_what_is_allowed(given, field, says):
    """An administrator corrects it without reading code."""
    with pytest.raises(Refusal) as caught:
        parse_policy(given)

    assert caught.value.code == "invalid"
    assert caught.value.field == field
    assert says in caught.value.detail


def test_every_option_has_limits():
    assert set(option_limits()) == set(describe_policy(Policy())) - {"name"}
