"""``queue-server slips``: all rows or none, every refused one named."""

import pytest

from queue_server.adapters.db.database import open_database
from queue_server.domain.booking_rules import BookingRules
from queue_server.domain.office import Service, ServiceRules
from queue_server.main import main
from tests.builders import FixedClock, an_office
from tests.ticket_builders import MORNING

HEAD = "Mã hồ sơ;Dịch vụ;Ngày hẹn trả;Đã có kết quả;Họ tên\n"


@pytest.fixture
def config(tmp_path):
    url = f"sqlite:///{tmp_path}/moiso.db"
    path = tmp_path / "config.toml"
    path.write_text(f'[database]\nurl = "{url}"\n[procedures]\nsample = false\n', encoding="utf-8")
    rules = ServiceRules(booking=BookingRules(slips=True))
    results = Service(code="results", name={"vi": "Trả kết quả"}, prefix="K", rules=rules)
    database = open_database(url, FixedClock(MORNING), lambda committed: None)
    office = an_office()
    fields = {name: getattr(office, name) for name in office.__slots__}
    database.setup.add_office(type(office)(**fields | {"services": (*office.services, results)}), "tests")
    database.close()
    return path


def run(capsys, config, text, *arguments):
    path = config.parent / "slips.csv"
    path.write_text(HEAD + text, encoding="utf-8")
    code = main(["slips", "import", str(path), "--office", "songcong", "--config", str(config), *arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_a_file_comes_in_after_it_was_tried(capsys, config):
    rows = "H56-1;results;02/03/2026;có;Nguyễn Văn An\nH56-2;results;03/03/2026;;\n"

    assert run(capsys, config, rows, "--dry-run")[:2] == (
        0,
        "would be: 2 added, 0 changed, 0 kept; nothing was changed\n",
    )
    assert run(capsys, config, rows)[:2] == (0, "2 added, 0 changed, 0 kept\n")
    assert run(capsys, config, rows)[:2] == (0, "0 added, 0 changed, 2 kept\n")


def test_bad_rows_keep_all_out(capsys, config):
    code, said, error = run(capsys, config, "H56-1;results;02/03/2026;;\nH56-2;land;02/03/2026;;\n")
    assert (code, said) == (1, "row 3, service: land gives out no results: results\n")
    assert "1 rows are refused; nothing was changed" in error

    code, said, error = run(capsys, config, "H56-1;results;soon;;\n")
    assert (code, said) == (1, "row 2, Ngày hẹn trả: 'soon' is no date like 2026-03-02 or 02/03/2026\n")
    assert run(capsys, config, "H56-1;results;02/03/2026;;\n")[1] == "1 added, 0 changed, 0 kept\n"


def test_an_unknown_office_is_named(capsys, config):
    path = config.parent / "slips.csv"
    path.write_text(HEAD, encoding="utf-8")

    assert main(["slips", "import", str(path), "--office", "nowhere", "--config", str(config)]) == 1
    assert "there is no office 'nowhere'" in capsys.readouterr().err
