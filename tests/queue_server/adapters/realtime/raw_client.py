"""A WebSocket client that says whatever a test wants, byte by byte, and reads with an independent parser."""

import socket

from wsproto.frame_protocol import CloseReason, FrameProtocol, Opcode

REQUEST = (
    "GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
ECHO = "/echo/?EIO=4&transport=websocket"
SOCKET_IO = "/socket.io/?EIO=4&transport=websocket"


class RawClient:
    """Connected after construction, with Engine.IO's greeting read."""

    def __init__(self, port, path=ECHO, early=b"", receive_buffer=None, request=REQUEST):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(10)
        self.socket.connect(("127.0.0.1", port))
        self.socket.sendall(request.format(path=path).encode() + early)
        self.head = b""
        while b"\r\n\r\n" not in self.head:
            self.head += self.socket.recv(1)
        self.parser = FrameProtocol(client=True, extensions=[])
        self.waiting = []
        self.greeting = self.frame()[1] if self.head.startswith(b"HTTP/1.1 101 ") else None

    def send(self, data, portion=None):
        step = portion or len(data) or 1
        for start in range(0, len(data), step):
            self.socket.sendall(data[start : start + step])

    def frame(self):
        """Return the next frame as (opcode, payload).

        A close is (8, (code, reason)); the end without one (None, None).
        """
        pieces = []
        while True:
            while self.waiting:
                frame = self.waiting.pop(0)
                if frame.opcode is Opcode.CLOSE:
                    code, reason = frame.payload
                    return 8, (None if code is CloseReason.NO_STATUS_RCVD else int(code), reason)
                pieces.append(frame.payload)
                if frame.frame_finished:
                    assert frame.message_finished, "the server never fragments"
                    return int(frame.opcode), type(pieces[0])().join(pieces)
            data = self.socket.recv(65_536)
            if not data:
                return None, None
            self.parser.receive_bytes(data)
            self.waiting += self.parser.received_frames()

    def frames_to_end(self):
        """Return all frames until the server ends the connection."""
        frames = []
        while (frame := self.frame())[0] is not None:
            frames.append(frame)
        return frames

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()
