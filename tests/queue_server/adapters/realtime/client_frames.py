"""Frames as a client sends them, right or wrong in any way a test needs."""

import itertools
import os
import struct


def client_frame(opcode, payload=b"", final=True, reserved=0, mask=None, masked=True, length_form=None):
    """Return one frame; ``length_form`` forces 7, 16 or 64 bits for the length, whatever is right."""
    size = len(payload)
    form = length_form or (7 if size < 126 else 16 if size < 65_536 else 64)
    first = (0x80 if final else 0) | reserved << 4 | opcode
    bit = 0x80 if masked else 0
    if form == 7:
        head = bytes((first, bit | size))
    else:
        head = struct.pack("!BBH" if form == 16 else "!BBQ", first, bit | (126 if form == 16 else 127), size)
    if not masked:
        return head + payload
    mask = os.urandom(4) if mask is None else mask
    return head + mask + bytes(byte ^ mask[index % 4] for index, byte in enumerate(payload))


def fragments(opcode, payload, cuts):
    """Return the frames of one message cut at these offsets."""
    edges = [0, *sorted(cuts), len(payload)]
    pieces = [payload[start:end] for start, end in itertools.pairwise(edges)]
    return [
        client_frame(opcode if index == 0 else 0, piece, final=index == len(pieces) - 1)
        for index, piece in enumerate(pieces)
    ]
