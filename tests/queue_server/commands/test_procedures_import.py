"""A whole province's catalogue from a file: bad rows of every kind named, all or nothing, in a bounded memory."""

import csv
import subprocess
import sys

import pytest

from queue_server.adapters.catalogue_rows import COLUMNS
from queue_server.adapters.db.database import open_database
from queue_server.adapters.environment import SystemClock
from tests.counts import count

BAD = {
    "code is missing": ({"code": ""}, "Mã thủ tục: is missing"),
    "name is missing": ({"name": ""}, "Tên thủ tục: is missing"),
    "field is missing": ({"field": ""}, "Lĩnh vực: is missing"),
    "code is none": ({"code": "1 234"}, "Mã thủ tục: '1 234' is no code"),
    "code is there twice": ({"code": "1.000000"}, "Mã thủ tục: '1.000000' is in row 2 already"),
    "name is too long": ({"name": "x" * 1001}, "Tên thủ tục: has 1001 characters"),
    "service is none": ({"service": "Đất đai"}, "Dịch vụ: 'Đất đai' is no code of a service"),
    "level is none": ({"online_level": "nửa vời"}, "Mức độ trực tuyến: 'nửa vời' is none of"),
    "form has no address": ({"forms": "Tờ khai: javascript:alert(1)"}, "Biểu mẫu:"),
    "control character": ({"fee": "8.000\x07"}, "Phí, lệ phí: contains control characters"),
}
MOST_KB = 130_000
"""Of memory for the whole program; it has more than half of it before it reads anything."""

MEASURED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""
"""Between the test and the program: a child's peak counts the memory of whoever forks it, and a test has much."""


def a_row(number):
    return {
        "code": f"1.{number:06}",
        "name": f"Cấp giấy phép số {number} cho hộ gia đình, cá nhân",
        "field": f"Lĩnh vực {number % 40}",
        "level": "Cấp tỉnh",
        "agency": "Sở Nông nghiệp và Môi trường",
        "service": "land",
        "steps": "\n".join(f"Bước {step}: nộp hồ sơ và chờ kết quả tại bộ phận một cửa" for step in range(1, 6)),
        "documents": "\n".join(f"Giấy tờ số {one}, bản chính hoặc bản sao có chứng thực" for one in range(1, 8)),
        "fee": "Miễn phí",
        "time_limit": "15 ngày làm việc",
        "legal_basis": "Luật Đất đai 2024\nNghị định 101/2024/NĐ-CP",
        "online_level": "một phần",
        "forms": "Tờ khai: https://example.vn/to-khai.docx",
        "keywords": "giấy phép",
    }


def write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [one.key for one in COLUMNS])
        writer.writeheader()
        writer.writerows(rows)


def run(folder, *arguments):
    """Run the command; return (exit code, output, progress, peak of its memory in kB)."""
    command = [sys.executable, "-m", "queue_server", "procedures", "import", *arguments]
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, folder / "memory", *command, "--config", folder / "moiso.toml"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr, int((folder / "memory").read_text())


def stored(folder):
    database = open_database(f"sqlite:///{folder}/moiso.db", SystemClock(), lambda news: None)
    try:
        return len(database.catalogue.listed())
    finally:
        database.close()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "moiso.toml").write_text(
        '[database]\nurl = "sqlite:///moiso.db"\n[procedures]\nsample = false\n', encoding="utf-8"
    )
    return tmp_path


@pytest.mark.parametrize("size", [2800, count(6000, 50_000)])
def test_a_file_with_bad_rows_of_every_kind_is_refused_whole_and_a_good_one_taken(folder, size, record_figure):
    rows = [a_row(number) for number in range(size)]
    bad = {1 + (index + 1) * size // (len(BAD) + 1): kind for index, kind in enumerate(BAD)}
    write(folder / "good.csv", rows)
    write(folder / "bad.csv", [row | (BAD[bad[at]][0] if at in bad else {}) for at, row in enumerate(rows)])

    code, out, err, memory = run(folder, str(folder / "bad.csv"))

    problems = out.splitlines()
    assert code == 1
    assert len(problems) == len(BAD)
    for line, (at, kind) in zip(problems, sorted(bad.items()), strict=True):
        assert line.startswith(f"row {at + 2}, {BAD[kind][1]}"), kind
    assert f"{len(BAD)} rows are refused; nothing was changed" in err
    assert stored(folder) == 0

    code, out, progress, memory_of_good = run(folder, str(folder / "good.csv"))

    assert (code, out) == (0, f"{size} added, 0 changed, 0 kept, 0 removed\n")
    assert progress.count("rows read") == size // 5000
    assert stored(folder) == size
    record_figure(f"{size} rows: most memory in MB", round(max(memory, memory_of_good) / 1024))
    assert max(memory, memory_of_good) < MOST_KB
