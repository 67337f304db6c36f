"""What the doctor says of forwarding and printers."""

import http.server
import json
import os
import threading
from contextlib import closing

import pytest

from queue_server.adapters.db.database import open_database
from queue_server.adapters.environment import SystemClock
from queue_server.domain.forwarding import Beginning, Cursor, Parcel
from queue_server.domain.paper import Paper, PrinterStatus
from queue_server.main import main
from tests.forwarded_office import BoxedOffice
from tests.lobby import free_port

OFFICE = '[office]\ncode = "tan-lap"\nname = "Xã Tân Lập"\n'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var/forward.token").write_text("t", encoding="utf-8")
    return tmp_path


def doctor(folder, capsys, url):
    text = f'{OFFICE}[database]\nurl = "sqlite:///tan-lap.db"\n[forward]\nurl = "{url}"\n'
    (folder / "config.toml").write_text(text, encoding="utf-8")
    main(["doctor", "--config", str(folder / "config.toml")])
    return [line for line in capsys.readouterr().out.splitlines() if "forward" in line]


def answer_of_a_province(body):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def test_a_province_that_cannot_be_reached_fails_with_why_and_since_when(folder, capsys):
    """Whoever looks after the box starts there."""
    url = f"http://127.0.0.1:{free_port()}"
    (line,) = doctor(folder, capsys, url)

    assert line.startswith(f"FAIL  forwarding: {url}: ")
    assert line.endswith("never reached so far")


def test_what_the_province_lacks_is_counted(folder, capsys):
    """Fine, while it is little."""
    box = BoxedOffice("tan-lap", folder, SystemClock())
    box.work(5)
    epoch, newest = box.database.log.epoch(), box.database.log.newest("tan-lap")
    box.close()
    state = {"epoch": epoch, "history": 1, "revision": 2, "position": 0, "before": "", "marks": [], "configuration": ""}
    server = answer_of_a_province(state)
    (line,) = doctor(folder, capsys, f"http://127.0.0.1:{server.server_address[1]}")
    server.shutdown()
    server.server_close()

    assert line.startswith("ok    forwarding: ")
    assert f"lacks {newest - 1} changes of office tan-lap" in line


def test_a_province_tells_the_age_of_its_oldest_copy(folder, capsys):
    """One line, however many offices."""
    database = open_database(f"sqlite:///{folder}/tan-lap.db", SystemClock(), lambda committed: None)
    BoxedOffice("tan-lap", folder, SystemClock()).close()
    database.copies.begin("tan-lap", Beginning(epoch="e", expected=Cursor(epoch=None, history=0), after=0, digest=""))
    (before,) = doctor(folder, capsys, "")
    database.copies.append("tan-lap", Parcel(epoch="e", history=1, before="", rows=(), newest=0))
    (after,) = doctor(folder, capsys, "")
    database.close()

    assert before == "FAIL  forwarded offices: 1; of tan-lap nothing is known yet"
    assert after.startswith("ok    forwarded offices: 1; the oldest, tan-lap, is known until ")


def printers(folder, capsys, section=""):
    text = f'{OFFICE}[database]\nurl = "sqlite:///tan-lap.db"\n{section}'
    (folder / "config.toml").write_text(text, encoding="utf-8")
    main(["doctor", "--config", str(folder / "config.toml")])
    return [line for line in capsys.readouterr().out.splitlines() if line[6:].startswith(("printer", "redis"))]


def test_what_is_not_used_is_said_to_be_fine(folder, capsys):
    assert [line[:14] for line in printers(folder, capsys)] == ["ok    printers", "ok    redis: n"]


def test_each_printer_has_a_line(folder, capsys):
    """One that is switched off fails; what the running server saw a moment ago counts."""
    port = free_port()
    section = "".join(
        f'[[printing.printer]]\nname = "{name}"\ndevice = "tcp://127.0.0.1:{port}"\n' for name in ("hall", "desk")
    )
    printers(folder, capsys)
    with closing(open_database(f"sqlite:///{folder}/tan-lap.db", SystemClock(), lambda _: None)) as database:
        low = PrinterStatus(online=True, paper=Paper.LOW)
        database.printer_states.save("desk", low, SystemClock().now())

    hall, desk, _ = printers(folder, capsys, section)

    assert hall.startswith(f"FAIL  printer hall: tcp://127.0.0.1:{port}, does not answer (")
    assert desk == f"ok    printer desk: tcp://127.0.0.1:{port}, its paper is running low"


def test_a_folder_without_anything_is_told_what_comes_first(tmp_path, capsys, monkeypatch):
    """The first thing somebody runs after an installation."""
    monkeypatch.chdir(tmp_path)

    assert (main(["doctor"]), main(["check-config"])) == (1, 0)

    said = capsys.readouterr().out
    assert f"{tmp_path}/config.toml is not there; the defaults count" in said
    assert "no office; name one in [office] of the configuration" in said
    assert "0 can sign in; the first: queue-server operator add" in said
    assert f"there is no {tmp_path}/config.toml: the defaults count, and are fine (no office)" in said
    assert (tmp_path / "var/moiso.db").stat().st_mode & 0o077 == 0, "people's names and telephone numbers stand in it"


def test_a_folder_that_can_not_be_written_to_is_named(folder, capsys, monkeypatch):
    """An upload would fail in front of somebody who can't help it."""
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith("media"))
    (folder / "var/media").mkdir()
    (folder / "config.toml").write_text(OFFICE, encoding="utf-8")

    assert main(["doctor", "--config", str(folder / "config.toml")]) == 1
    assert f"FAIL  folders: no right to write to {folder}/var/media\n" in capsys.readouterr().out
