"""A send queue with everything around it that is not its own: loop, socket, watcher, event."""

from queue_server.adapters.realtime.send_queue import Bound, SendQueue, Tick


class FakeLoop:
    """An event loop that turns when told."""

    def __init__(self):
        self.callbacks = []

    def schedule(self, callback):
        self.callbacks.append(callback)

    def turn(self):
        callbacks, self.callbacks = self.callbacks, []
        for callback in callbacks:
            callback()


class FakeSocket:
    """Takes as many bytes as it has room for and remembers the calls."""

    def __init__(self, room=10**9):
        self.room = room
        self.taken = b""
        self.calls = 0
        self.broken = False

    def send(self, data):
        self.calls += 1
        if self.broken:
            raise ConnectionResetError
        if not self.room:
            raise BlockingIOError
        part = bytes(data)[: self.room]
        self.room -= len(part)
        self.taken += part
        return len(part)

    def sendmsg(self, buffers):
        return self.send(b"".join(buffers))


class FakeWatcher:
    callback = None

    def start(self, callback):
        assert self.callback is None, "started twice"
        self.callback = callback

    def stop(self):
        self.callback = None


class FakeEvent:
    was_set = waited = False

    def set(self):
        self.was_set = True

    def wait(self):
        self.waited = True


class FakePacket:
    """A packet that counts how often it is encoded."""

    def __init__(self, text):
        self.text = text
        self.encoded = 0

    def encode(self):
        self.encoded += 1
        return self.text


class Client:
    """A queue with everything around it."""

    def __init__(self, loop=None, tick=None, bound=None, room=10**9):
        self.loop = loop or FakeLoop()
        self.tick = tick or Tick(self.loop.schedule)
        self.socket, self.watcher, self.end = FakeSocket(room), FakeWatcher(), FakeEvent()
        self.cuts = 0
        self.queue = SendQueue(self.tick, self.end, bound or Bound())

    def attach(self):
        self.queue.attach(self.socket, self.watcher, self.cut)
        return self

    def cut(self):
        self.cuts += 1

    def put(self, *texts):
        for text in texts:
            self.queue.put(FakePacket(text))
