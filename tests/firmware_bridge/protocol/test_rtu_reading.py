"""Functions 2 and 4, which bought input modules know."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.protocol import rtu
from firmware_bridge.protocol.rtu import Function, Refusal, Request

ALL = frozenset(Function)


def test_inputs_are_read_as_a_makers_page_says():
    """Input 1 is the lowest bit of the first byte."""
    request = rtu.read_inputs(1, 0, 8)

    assert request.frame.hex(" ") == "01 02 00 00 00 08 79 cc"
    assert request.find(bytes.fromhex("01 02 01 c2 20 19")).data == (0, 1, 0, 0, 0, 0, 1, 1)


@given(st.integers(1, 247), st.integers(0, 0xFFFF), st.lists(st.integers(0, 1), min_size=1, max_size=40))
def test_bits_come_back_as_they_were_packed(address, start, bits):
    """However many; the last byte is filled with zeros."""
    request = rtu.read_inputs(address, start, len(bits))
    answer = rtu.answer_read(request, bits)

    assert len(answer) == request.length
    assert request.find(answer).data == tuple(bits)
    assert rtu.parse_request(request.frame, ALL) == request


@given(st.integers(1, 247), st.integers(0, 0xFFFF), st.lists(st.integers(0, 0xFFFF), min_size=1, max_size=20))
def test_input_registers_are_read_like_holding_registers(address, start, values):
    """By another function."""
    request = rtu.read_input_registers(address, start, len(values))

    assert request.find(rtu.answer_read(request, values)).data == tuple(values)
    assert rtu.parse_request(request.frame, ALL) == request


@pytest.mark.parametrize("other", [rtu.read(1, 0, 1), rtu.read_input_registers(1, 0, 1)])
def test_an_answer_to_another_function_is_none(other):
    """Even with the same address and length."""
    request = rtu.read_inputs(1, 0, 16)
    answer = rtu.answer_read(other, [0x0102])

    assert len(answer) == request.length
    assert request.find(answer) is None


def test_our_own_units_know_neither():
    """PROTOCOL.md 2.3 and 2.4: exception 1."""
    assert rtu.parse_request(rtu.read_inputs(1, 0, 8).frame) == Refusal.FUNCTION
    assert rtu.parse_request(rtu.read_input_registers(1, 0, 8).frame) == Refusal.FUNCTION
    assert isinstance(rtu.parse_request(rtu.read(1, 0, 8).frame), Request)


@pytest.mark.parametrize("count", [0, 2001])
def test_too_many_inputs_are_refused(count):
    """Modbus Application Protocol 1.1b3, 6.2."""
    assert rtu.parse_request(rtu.read_inputs(1, 0, count).frame, ALL) == Refusal.VALUE
