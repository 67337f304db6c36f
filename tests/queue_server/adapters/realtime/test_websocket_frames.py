"""The parser gives whole messages in any portions, and refuses what RFC 6455 forbids with the right code."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wsproto.frame_protocol import FrameProtocol, ParseFailed
from wsproto.frame_protocol import Opcode as PeerOpcode

from queue_server.adapters.realtime.websocket_frames import (
    MAX_MESSAGE,
    Close,
    CloseCode,
    Failure,
    FrameParser,
    Message,
    Opcode,
    Ping,
    Pong,
    encode_close,
    encode_frame,
    encode_message,
    is_valid_close_code,
)
from tests.queue_server.adapters.realtime.client_frames import client_frame, fragments


def parse(data, portion=None):
    """Return all events of these bytes, fed whole or in portions of a size."""
    parser = FrameParser()
    if portion is None:
        return parser.feed(data)
    return [event for start in range(0, len(data), portion) for event in parser.feed(data[start : start + portion])]


def code_of(events):
    assert isinstance(events[-1], Failure), events
    return events[-1].code


MESSAGES = st.one_of(st.text(max_size=400), st.binary(max_size=400))


@given(st.lists(MESSAGES, max_size=6), st.data())
def test_messages_survive_any_fragmentation_and_any_portions(messages, data):
    """TCP and the client's library cut where they like; the application sees whole messages."""
    wire = b""
    for message in messages:
        payload, opcode = (message.encode(), 1) if isinstance(message, str) else (message, 2)
        cuts = data.draw(st.lists(st.integers(0, len(payload)), max_size=5))
        pings = data.draw(st.lists(st.booleans(), min_size=len(cuts) + 1, max_size=len(cuts) + 1))
        for frame, ping in zip(fragments(opcode, payload, cuts), pings, strict=True):
            wire += (client_frame(9, b"now") if ping else b"") + frame
    portion = data.draw(st.integers(1, 50))

    whole = parse(wire)

    assert [event.data for event in whole if isinstance(event, Message)] == messages
    assert parse(wire, portion) == whole
    assert parse(wire, 1) == whole


FRAMES = st.builds(
    client_frame,
    opcode=st.sampled_from([0, 0, 1, 1, 2, 2, 3, 7, 8, 9, 10, 11, 15]),
    payload=st.one_of(
        st.binary(max_size=130),
        st.text(max_size=30).map(str.encode),
        st.tuples(st.sampled_from([0, 999, 1000, 1004, 1006, 1011, 1015, 2999, 3000, 5000]), st.binary(max_size=4)).map(
            lambda close: struct.pack("!H", close[0]) + close[1]
        ),
    ),
    final=st.booleans(),
    reserved=st.sampled_from([0, 0, 0, 0, 0, 0, 1, 2, 4]),
    masked=st.sampled_from([True, True, True, True, True, False]),
    length_form=st.sampled_from([None, None, None, None, 16, 64]),
)


@given(st.lists(FRAMES, max_size=6))
def test_right_and_wrong_frames_are_judged_as_an_independent_parser_judges_them(frames):
    """wsproto, which passes the Autobahn suite, is the second opinion on what a frame means."""
    wire = b"".join(frames)

    assert in_peer_words(parse(wire)) == judged_by_peer(wire)
    assert parse(wire, 1) == parse(wire)


def in_peer_words(events):
    words = []
    for event in events:
        match event:
            case Message(data):
                words.append(("message", data))
            case Ping(payload) | Pong(payload):
                words.append((type(event).__name__, payload))
            case Close(code, reason):
                words.append(("Close", 1005 if code is None else code, reason))
            case Failure(code, _):
                words.append(("Failure", code))
    return words


def judged_by_peer(wire):
    """Return what wsproto's server reads, in the words of :func:`in_peer_words`."""
    peer, words, pieces = FrameProtocol(client=False, extensions=[]), [], []
    peer.receive_bytes(wire)
    try:
        for frame in peer.received_frames():
            if frame.opcode is PeerOpcode.CLOSE:
                return [*words, ("Close", int(frame.payload[0]), frame.payload[1])]
            if frame.opcode.iscontrol():
                words.append((frame.opcode.name.title(), bytes(frame.payload)))
                continue
            pieces.append(frame.payload)
            if frame.message_finished and frame.frame_finished:
                words.append(("message", type(pieces[0])().join(pieces)))
                pieces = []
    except ParseFailed as failure:
        words.append(("Failure", int(failure.code)))
    return words


@given(st.binary(max_size=300), st.integers(1, 20))
def test_noise_never_raises_and_ends_the_same_in_any_portions(noise, portion):
    """Whatever a scanner sends, the parser answers with events."""
    assert parse(noise, portion) == parse(noise)


@pytest.mark.parametrize("payload", [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"ok\xe1\xbb"])
def test_text_that_is_not_utf8_is_refused_whole_and_in_fragments(payload):
    """1007: no broken letter reaches the application, also when a letter's bytes come in two frames."""
    assert code_of(parse(client_frame(1, payload))) == CloseCode.BAD_TEXT
    assert code_of(parse(b"".join(fragments(1, payload, [1])))) == CloseCode.BAD_TEXT


def test_bad_text_is_refused_before_its_message_is_complete():
    """A client can't keep the server collecting a message that is already wrong."""
    assert code_of(parse(client_frame(1, b"fine\xff", final=False))) == CloseCode.BAD_TEXT


def test_a_letter_may_be_cut_between_fragments():
    """Vietnamese letters are up to three bytes; fragments are cut by size, not by letter."""
    text = "Mời số tiếp theo"

    cut_everywhere = fragments(1, text.encode(), range(1, len(text.encode())))

    assert parse(b"".join(cut_everywhere)) == [Message(text)]


def test_a_message_of_exactly_the_limit_passes_and_one_byte_more_does_not():
    """The limit is for the message, in one frame or in many."""
    most = b"a" * MAX_MESSAGE

    assert parse(client_frame(2, most)) == [Message(most)]
    assert parse(b"".join(fragments(2, most, [10, 40_000]))) == [Message(most)]
    assert code_of(parse(client_frame(2, most + b"a"))) == CloseCode.TOO_BIG
    assert code_of(parse(b"".join(fragments(2, most + b"a", [10, 40_000])))) == CloseCode.TOO_BIG


def test_control_frames_do_not_count_towards_the_limit_of_the_message_around_them():
    """A ping may come between the fragments of the longest message."""
    first, last = fragments(2, b"a" * MAX_MESSAGE, [MAX_MESSAGE - 1])

    assert parse(first + client_frame(9, b"p" * 125) + last) == [
        Ping(b"p" * 125),
        Message(b"a" * MAX_MESSAGE),
    ]


def test_a_length_with_its_highest_bit_set_is_refused():
    """RFC 6455, 5.2: it must be 0, however large the message may be."""
    assert code_of(parse(b"\x82\xff" + (1 << 63 | 5).to_bytes(8))) == CloseCode.PROTOCOL_ERROR


def test_a_frame_too_large_is_refused_on_its_header():
    """Nothing of it is kept: the header alone tells."""
    header = client_frame(2, b"a" * (MAX_MESSAGE + 1))[:10]

    assert code_of(parse(header)) == CloseCode.TOO_BIG


def test_the_limit_counts_each_message_anew():
    """A client that sends much over the day is no offender."""
    half = b"".join(fragments(2, b"a" * 40_000, [20_000]))

    assert len(parse(half * 4)) == 4


def test_empty_fragments_without_end_keep_no_memory():
    """Otherwise a client fills the memory without ever reaching the limit."""
    parser = FrameParser()
    parser.feed(client_frame(1, b"", final=False))

    parser.feed(client_frame(0, b"", final=False) * 10_000)

    assert (len(parser._texts), len(parser._buffer)) == (0, 0)


@pytest.mark.parametrize("length_form", [16, 64])
def test_a_length_in_a_longer_form_than_needed_is_refused(length_form):
    """RFC 6455, 5.2: the minimal number of bytes must be used."""
    assert code_of(parse(client_frame(2, b"abc", length_form=length_form))) == CloseCode.PROTOCOL_ERROR


def test_nothing_after_a_close_or_a_failure_is_read():
    """What a client says after its last word does not count."""
    after = client_frame(1, b"late")

    assert parse(client_frame(8, struct.pack("!H", 1000) + b"bye") + after) == [Close(1000, "bye")]
    assert len(parse(client_frame(1, b"a", masked=False) + after)) == 1


def test_close_codes_are_those_a_peer_may_send():
    """RFC 6455, 7.4.2 and the registry at IANA."""
    allowed = {code for code in range(6000) if is_valid_close_code(code)}

    assert allowed == {*range(1000, 1004), *range(1007, 1015), *range(3000, 5000)}


@given(st.one_of(MESSAGES, st.sampled_from(["x" * size for size in (125, 126, 65_535, 65_536, 70_000)])))
def test_encoded_messages_are_read_by_an_independent_client(message):
    """The three forms of the length, text and binary."""
    peer = FrameProtocol(client=True, extensions=[])
    peer.receive_bytes(encode_message(message))

    pieces = [frame.payload for frame in peer.received_frames()]

    assert type(message)().join(pieces) == message


def test_control_frames_are_encoded_with_their_payload():
    """A pong returns the ping's payload; a close carries its code first."""
    assert encode_frame(Opcode.PONG, b"now") == b"\x8a\x03now"
    assert encode_close(None) == b"\x88\x00"
    assert encode_close(1000, "bye") == b"\x88\x05\x03\xe8bye"
