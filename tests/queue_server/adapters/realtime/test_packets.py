"""Whatever a client sends becomes one event with a safe shape; nothing raises, nothing waits for more."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from socketio.packet import CONNECT, DISCONNECT, EVENT, Packet

from queue_server.adapters.realtime.packets import FROM_CLIENT, Incoming, packet_class
from queue_server.contract.messages import Beat

PACKET = packet_class(lambda: 12.5)


def incoming_of(text):
    packet = PACKET(encoded_packet=text)
    assert packet.packet_type == EVENT
    assert packet.attachment_count == 0
    name, incoming = packet.data
    assert name == FROM_CLIENT
    return incoming


def test_an_event_carries_its_arguments_and_when_it_came():
    """Expiry counts from the reading of the packet, not from when its handler gets its turn."""
    incoming = incoming_of('2/bridge,7["unit.press",{"key":1}]')

    assert incoming == Incoming("unit.press", ({"key": 1},), True, 12.5)


def test_an_event_without_an_id_wants_no_acknowledgement():
    """It is answered by ``error`` if at all."""
    assert not incoming_of('2/board,["board.get"]').acknowledged


@pytest.mark.parametrize("name", ["connect", "disconnect", FROM_CLIENT])
def test_a_client_cannot_reach_the_handlers_of_connections(name):
    """These names would otherwise run admission without a handshake."""
    assert incoming_of(json.dumps([name, {}]).join(["2/board,", ""])).event == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2",
        "2/board,",
        "2/board,null",
        "2/board,{}",
        "2/board,[]",
        "2/board,[1]",
        '2/board,["x"',
        "2/board," + "[" * 5000,
        '2/board,["x","\\u0000"]',
        '2/board,["\ud800"]',
        "2/board,[NaN]",
        "2/board," + "9" * 200 + '["x"]',
        "2\u0663",
        "4/board,{}",
        '51-/board,["x",{"_placeholder":true,"num":0}]',
        '599999999-/board,["x"]',
        "61-/board,1[]",
        "7",
        "9",
        "x",
        "-",
        b"\x01\x02",
        b"2[]",
        {"a": 1},
        [1],
        0,
        None,
    ],
)
def test_what_is_no_event_is_an_unreadable_one(text):
    """python-socketio would log a traceback for each, and wait for announced attachments without a limit."""
    assert incoming_of(text).event is None


def test_an_unreadable_event_can_still_be_acknowledged():
    """Its id comes before the payload."""
    assert incoming_of('2/board,3["x"').acknowledged


def test_a_connect_whose_auth_is_unreadable_has_none():
    """It is then refused by name rather than left without an answer."""
    packet = PACKET(encoded_packet='0/board,{"office"')

    assert (packet.packet_type, packet.namespace, packet.data) == (CONNECT, "/board", None)


def test_a_disconnect_stays_one():
    """A client may leave a namespace."""
    assert PACKET(encoded_packet="1/board,").packet_type == DISCONNECT


def test_messages_and_ready_json_go_out_as_they_are():
    """A board is encoded once for all who get it."""
    board = msgspec.Raw(b'{"revision":7}')

    raw = PACKET(EVENT, data=["board", board], namespace="/board").encode()
    beat = PACKET(EVENT, data=["beat", Beat(epoch="e", revision=7)], namespace="/board").encode()

    assert raw == '2/board,["board",{"revision":7}]'
    assert Packet(encoded_packet=beat).data == ["beat", {"epoch": "e", "revision": 7}]


@given(text=st.one_of(st.text(), st.binary(), st.from_regex(r"[0-9](\d*-)?(/board,)?\d*(\[.*)?", fullmatch=True)))
def test_no_packet_raises(text):
    """A client can't fill the log or end its connection with rubbish."""
    packet = PACKET(encoded_packet=text)

    assert packet.packet_type in range(5)
    assert packet.attachment_count == 0
