"""A gateway and a mail server on this computer, as small as they can be, with failures on demand."""

import socketserver
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Gateway:
    """Takes webhooks; answers with what it is told to, else 200."""

    def __init__(self):
        self.taken = []
        self.answers = []
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.taken.append((self.headers, body))
                status = gateway.answers.pop(0) if gateway.answers else 200
                if status is None:  # the line breaks before the answer
                    self.close_connection = True
                    return
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *arguments):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/sms"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class MailBox:
    """Takes mails; ``refusals`` maps a command's first word to what it is refused with, once each."""

    def __init__(self):
        self.mails = []
        self.refusals = {}
        box = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                self.say("220 here")
                while line := self.rfile.readline().decode().strip():
                    word = line.split(":")[0].split()[0].upper()
                    if word == "QUIT":
                        self.say("221 bye")
                        return
                    refusal = box.refusals.pop(word, None)
                    if refusal is not None:
                        self.say(refusal)
                    elif word == "DATA":
                        self.say("354 go on")
                        box.mails.append(self.text())
                        self.say("250 taken")
                    else:
                        self.say("250 fine")

            def text(self):
                lines = []
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    lines.append(line)
                return b"".join(lines)

            def say(self, words):
                self.wfile.write(f"{words}\r\n".encode())

        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
