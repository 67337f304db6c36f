"""A server of clips that tells what it was asked for."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class ClipServer:
    """Serves ``files`` by path; for None it says what is no HTTP."""

    def __init__(self):
        self.files, self.asked = {}, []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                path = self.path.partition("?")[0]
                outer.asked.append(path)
                content = outer.files.get(path, b"")
                if content is None:
                    self.wfile.write(b"nonsense\r\n\r\n")
                    self.close_connection = True
                    return
                self.send_response(200 if path in outer.files else 404)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()
