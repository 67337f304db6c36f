"""The real nginx with the configuration that is shipped, on free ports and with a certificate of its own."""

import os
import re
import socket
import ssl
import subprocess
from pathlib import Path

from tests.lobby import ROOT, free_port, wait_for
from tests.program_log import NOTHING, Announced, ProgramLog

SHIPPED = ROOT / "deploy" / "nginx" / "moiso.conf"

MAIN = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log warn;
worker_processes 1;
worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/moiso.conf;
}}
"""


class NginxServer:
    """One nginx in front of a server's port."""

    def __init__(self, folder: Path, server_port: int) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.port, self.plain_port = free_port(), free_port()
        self.certificate = folder / "cert.pem"
        self._process: subprocess.Popen[bytes] | None = None
        self._logs = [ProgramLog(folder / name) for name in ("nginx.log", "moiso.error.log", "output.log")]
        self._make_certificate()
        user = "user root;" if os.getuid() == 0 else ""
        (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
        (folder / "moiso.conf").write_text(self._site(server_port))

    def context(self) -> ssl.SSLContext:
        """Return what clients trust."""
        return ssl.create_default_context(cafile=str(self.certificate))

    def start(self) -> None:
        with (self.folder / "output.log").open("ab") as output:
            self._process = subprocess.Popen(
                ["/usr/sbin/nginx", "-e", str(self.folder / "nginx.log"), "-c", str(self.folder / "nginx.conf")],
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        wait_for(self._listens, "nginx", dead=self._dead)

    def stop(self) -> None:
        """End it at once, with all connections."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None

    def complaints(self, announced: Announced = NOTHING) -> list[str]:
        """Return what it has complained of since the last call and nobody announced."""
        return [one for log in self._logs for one in log.complaints(announced)]

    def log(self) -> str:
        return (self.folder / "nginx.log").read_text() + (self.folder / "moiso.error.log").read_text()

    def _dead(self) -> str | None:
        return None if self._process.poll() is None else "nginx"

    def _listens(self) -> bool:

        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def _site(self, server_port: int) -> str:
        changes = [
            ("server 127.0.0.1:8000 ", f"server 127.0.0.1:{server_port} "),
            ("listen 443 ssl http2;", f"listen 127.0.0.1:{self.port} ssl http2;"),
            ("listen 80;", f"listen 127.0.0.1:{self.plain_port};"),
            ("    listen [::]:443 ssl http2;\n", ""),
            ("    listen [::]:80;\n", ""),
            ("/etc/ssl/moiso/fullchain.pem", str(self.certificate)),
            ("/etc/ssl/moiso/privkey.pem", str(self.folder / "key.pem")),
            ("/var/cache/nginx/moiso", str(self.folder / "cache")),
            ("/var/log/nginx/", f"{self.folder}/"),
        ]
        text = SHIPPED.read_text(encoding="utf-8")
        for shipped, here in changes:
            assert text.count(shipped) == 1, shipped
            text = text.replace(shipped, here)
        assert not re.search(r"^[^#]*(/etc|/var)/", text, re.MULTILINE)
        return text

    def _make_certificate(self) -> None:
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
                *("-keyout", str(self.folder / "key.pem"), "-out", str(self.certificate), "-days", "2"),
                *("-subj", "/CN=so.example.vn", "-addext", "subjectAltName=DNS:so.example.vn,IP:127.0.0.1"),
            ],
            check=True,
            capture_output=True,
        )
