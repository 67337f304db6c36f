"""The listening server keeps RFC 6455, in cases modelled on the categories of the Autobahn test suite."""

import struct

import pytest

from tests.queue_server.adapters.realtime.client_frames import client_frame, fragments
from tests.queue_server.adapters.realtime.raw_client import RawClient

BYE = client_frame(8, struct.pack("!H", 1000))


def close_frame(code, reason=b""):
    return client_frame(8, struct.pack("!H", code) + reason)


def text(payload):
    """Return the frame of an Engine.IO message that the server echoes as it is."""
    return client_frame(1, ("4x" + payload).encode())


def conversation(server, *sent, portion=None):
    """Send this and return the frames that come until the server ends the connection."""
    with RawClient(server.port) as client:
        client.send(b"".join(sent), portion)
        return client.frames_to_end()


def answers(server, *sent, portion=None):
    """Return what is answered to frames that are all right, before a proper close."""
    *frames, last = conversation(server, *sent, BYE, portion=portion)
    assert last == (8, (1000, ""))
    return frames


def refusal(server, *sent):
    """Return the close code, and what was answered before it."""
    *frames, (opcode, close) = conversation(server, *sent)
    assert opcode == 8
    return close[0], frames


# 1 framing, 9 limits


@pytest.mark.parametrize("size", [2, 125, 126, 127, 128, 65_535, 65_536])
@pytest.mark.parametrize("portion", [None, 997])
def test_1_messages_of_each_length_form_come_back(server, size, portion):
    """Text and binary, the length in 7, 16 and 64 bits, the frame whole and chopped."""
    letters, octets = "*" * (size - 2), b"\xfe" * size

    echoed = answers(server, text(letters), client_frame(2, octets), portion=portion)

    assert echoed == [(1, "4x" + letters), (2, octets)]


def test_1_an_empty_binary_message_comes_back(server):
    """No payload is a payload too."""
    assert answers(server, client_frame(2, b"")) == [(2, b"")]


def test_1_frames_sent_with_the_request_are_read(server):
    """A client may not wait for the answer; its first frame can share a segment with the request."""
    with RawClient(server.port, early=text("early") + BYE) as client:
        assert client.frames_to_end() == [(1, "4xearly"), (8, (1000, ""))]


@pytest.mark.parametrize("piece", [64, 256, 1024, 4096, 16_384])
def test_9_a_long_message_in_many_fragments_comes_back_in_one_frame(server, piece):
    """Up to the limit."""
    payload = ("4x" + "số" * 13_000).encode()

    echoed = answers(server, *fragments(1, payload, range(piece, len(payload), piece)))

    assert echoed == [(1, payload.decode())]


@pytest.mark.parametrize("opcode", [1, 2])
def test_9_above_the_limit_the_connection_ends_with_1009(server, opcode):
    """In one frame, and in fragments that are each small, also when the client goes on sending."""
    payload = b"4" + b"x" * 65_536
    pieces = fragments(opcode, payload, range(8000, 65_537, 8000))

    assert refusal(server, client_frame(opcode, payload)) == (1009, [])
    assert refusal(server, *pieces) == (1009, [])
    assert refusal(server, text("first"), client_frame(opcode, payload * 4)) == (1009, [(1, "4xfirst")])


def test_9_a_client_that_goes_on_sending_reads_why_it_was_closed(server):
    """Were its bytes not taken any more, it would see a reset instead of the reason."""
    too_big = client_frame(2, b"4" + b"x" * 65_536)

    assert refusal(server, too_big, b"x" * 8_000_000) == (1009, [])


def test_9_many_messages_come_back_in_order(server):
    """Sent without waiting for an answer."""
    sent = [f"number {index}" for index in range(400)]

    assert answers(server, *map(text, sent)) == [(1, "4x" + payload) for payload in sent]


# 2 pings and pongs


@pytest.mark.parametrize("payload", [b"", b"Hello", b"\x00\xff\xfe\xfd", b"\xfe" * 125])
@pytest.mark.parametrize("portion", [None, 1])
def test_2_a_ping_is_answered_with_its_payload(server, payload, portion):
    """RFC 6455, 5.5.3."""
    assert answers(server, client_frame(9, payload), portion=portion) == [(10, payload)]


def test_2_a_ping_above_125_bytes_is_refused(server):
    """RFC 6455, 5.5."""
    assert refusal(server, client_frame(9, b"\xfe" * 126)) == (1002, [])


def test_2_pongs_nobody_asked_for_are_ignored(server):
    """RFC 6455, 5.5.3: a one-way heartbeat."""
    assert answers(server, client_frame(10, b"beat"), client_frame(9, b"a")) == [(10, b"a")]


def test_2_ten_pings_are_answered_in_order(server):
    """Autobahn 2.10 and 2.11."""
    pings = [client_frame(9, b"%d" % index) for index in range(10)]

    assert answers(server, *pings, portion=3) == [(10, b"%d" % index) for index in range(10)]


# 3 reserved bits, 4 opcodes, masking


@pytest.mark.parametrize("reserved", range(1, 8))
@pytest.mark.parametrize("opcode", [1, 2, 8, 9])
def test_3_reserved_bits_are_refused_without_an_extension(server, reserved, opcode):
    """None is ever agreed on, permessage-deflate neither."""
    wrong = client_frame(opcode, b"4x", reserved=reserved)

    assert refusal(server, text("a"), wrong, text("b")) == (1002, [(1, "4xa")])


@pytest.mark.parametrize("opcode", [3, 4, 5, 6, 7, 11, 12, 13, 14, 15])
def test_4_reserved_opcodes_are_refused(server, opcode):
    """RFC 6455, 5.2."""
    assert refusal(server, text("a"), client_frame(opcode, b""), client_frame(9)) == (1002, [(1, "4xa")])


@pytest.mark.parametrize("opcode", [1, 2, 8, 9, 10])
def test_a_frame_without_mask_is_refused(server, opcode):
    """RFC 6455, 5.1: a proxy could otherwise be fooled into caching what a page sends."""
    assert refusal(server, client_frame(opcode, b"4xa", masked=False)) == (1002, [])


# 5 fragmentation


def test_5_control_frames_between_fragments_are_answered_at_once(server):
    """RFC 6455, 5.4."""
    first, second, third = fragments(1, b"4xHello", [2, 4])

    echoed = answers(server, first, client_frame(9, b"1"), second, client_frame(9, b"2"), third)

    assert echoed == [(10, b"1"), (10, b"2"), (1, "4xHello")]


@pytest.mark.parametrize(
    "wrong",
    [
        client_frame(9, b"a", final=False),
        client_frame(10, b"a", final=False),
        client_frame(8, struct.pack("!H", 1000), final=False),
        client_frame(0, b"a"),
        client_frame(0, b"a", final=False),
        client_frame(1, b"4xa", final=False) + client_frame(1, b"4xb"),
        client_frame(1, b"4xa", final=False) + client_frame(2, b"4xb", final=False),
        b"".join(fragments(1, b"4xfine", [3])) + client_frame(0, b"a"),
    ],
    ids=["ping", "pong", "close", "alone", "alone open", "text in text", "binary in text", "after the end"],
)
def test_5_fragments_out_of_order_are_refused(server, wrong):
    """RFC 6455, 5.4."""
    assert refusal(server, wrong)[0] == 1002


# 6 UTF-8


@pytest.mark.parametrize(
    "letters",
    [
        "Đăng ký đất đai",
        "κόσμε",
        "\x00",
        "\u07ff",
        "\uffff",
        "\U0010ffff",
        "\ufffe",
        "Hello-µ@ßöäüàá-UTF-8!!",
        "🎫",
    ],
)
def test_6_letters_of_every_length_come_back_whole_and_cut_anywhere(server, letters):
    """Autobahn 6.1, 6.2, 6.5, 6.22, 6.23."""
    payload = ("4x" + letters).encode()

    echoed = answers(server, client_frame(1, payload), *fragments(1, payload, range(1, len(payload))))

    assert echoed == [(1, "4x" + letters)] * 2


@pytest.mark.parametrize(
    "octets",
    [
        b"\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5\xed\xa0\x80edited",
        *(b"\xf8\x88\x80\x80\x80", b"\x80", b"\xfe", b"\xc1\xbf", b"\xe0\x9f\xbf"),
        *(b"\xf0\x8f\xbf\xbf", b"\xed\xbf\xbf", b"\xf4\x90\x80\x80", b"\xce"),
    ],
)
def test_6_octets_that_are_no_letters_end_the_connection_with_1007(server, octets):
    """Autobahn 6.3 to 6.21: surrogates, overlong forms, beyond Unicode, cut short."""
    payload = b"4x" + octets

    assert refusal(server, client_frame(1, payload)) == (1007, [])
    assert refusal(server, *fragments(1, payload, range(1, len(payload)))) == (1007, [])


# 7 closing


@pytest.mark.parametrize(
    "code", [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 3000, 3999, 4000, 4999]
)
def test_7_a_close_is_answered_with_its_code(server, code):
    """RFC 6455, 5.5.1; reasons may be as long as a control frame allows."""
    assert conversation(server, close_frame(code)) == [(8, (code, ""))]
    assert conversation(server, close_frame(code, b"x" * 123)) == [(8, (code, ""))]


@pytest.mark.parametrize("code", [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535])
def test_7_a_close_code_nobody_may_send_is_refused(server, code):
    """RFC 6455, 7.4.2."""
    assert refusal(server, close_frame(code)) == (1002, [])


def test_7_a_close_without_code_is_answered_without(server):
    """RFC 6455, 7.1.5."""
    assert conversation(server, client_frame(8)) == [(8, (None, ""))]


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"\x03", 1002),
        (struct.pack("!H", 1000) + b"x" * 124, 1002),
        (struct.pack("!H", 1000) + b"\xce\xba\xed\xa0", 1007),
    ],
    ids=["one byte", "too long", "no letters"],
)
def test_7_a_malformed_close_is_refused(server, payload, code):
    """RFC 6455, 5.5 and 5.5.1."""
    assert refusal(server, client_frame(8, payload)) == (code, [])


def test_7_nothing_is_answered_after_a_close(server):
    """Autobahn 7.1.2 to 7.1.5: a message, a ping, a second close, the rest of a message."""
    assert conversation(server, BYE, text("late"), client_frame(9), BYE) == [(8, (1000, ""))]
    open_message = client_frame(1, b"4xa", final=False)
    assert conversation(server, open_message, BYE, client_frame(0, b"b")) == [(8, (1000, ""))]


def test_10_a_message_of_the_limit_in_network_sized_fragments_comes_back(server):
    """Autobahn 10.1.1."""
    payload = b"4x" + b"*" * 65_534

    assert answers(server, *fragments(1, payload, range(1300, 65_536, 1300))) == [(1, payload.decode())]
