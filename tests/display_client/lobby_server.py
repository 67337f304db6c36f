"""A small HTTP server with what ``queue-display tv`` needs: health, pairing and a TV page."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

TOKEN = "tv-token-2f6b1c"
HOME = "/tv?office=songcong"


class Lobby:
    """Can go away and come back on the same port; ``seen`` has every request's path with its cookie."""

    def __init__(self):
        self.seen = []
        self.pictures = []
        self.page_status = 200
        self.pair_status = 401
        self._server = None
        self.port = 0
        self.come()
        self.url = f"http://127.0.0.1:{self.port}"

    def come(self):
        lobby = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                lobby.answer(self)

            def do_PUT(self):
                content = self.rfile.read(int(self.headers["Content-Length"]))
                lobby.pictures.append((self.path, self.headers["Authorization"], content))
                send(self, 204, "")

            def log_message(self, *arguments):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def go_away(self):
        self._server.shutdown()
        self._server.server_close()
        self._server = None

    def close(self):
        if self._server is not None:
            self.go_away()

    def answer(self, request):
        url = urlsplit(request.path)
        query = parse_qs(url.query)
        if url.path != "/healthz":
            self.seen.append((request.path, request.headers.get("Cookie", "")))
        match url.path:
            case "/healthz":
                send(request, 200, "ok")
            case "/pair" if query["token"] == [TOKEN]:
                send(
                    request,
                    302,
                    "",
                    Location=query.get("next", [HOME])[0],
                    **{"Set-Cookie": "device=paired; HttpOnly; Path=/"},
                )
            case "/pair":
                send(request, self.pair_status, "unknown token")
            case "/tv":
                send(request, self.page_status, "<title>TV</title><h1>A007</h1>")
            case _:
                send(request, 404, "")

    def boards(self):
        """Return the cookies of all requests for the TV page."""
        return [cookie for path, cookie in self.seen if path.startswith("/tv")]


def send(request, status, text, **headers):
    body = text.encode()
    request.send_response(status)
    for name, value in ({"Content-Type": "text/html", "Content-Length": str(len(body))} | headers).items():
        request.send_header(name, value)
    request.end_headers()
    request.wfile.write(body)
