"""``queue-server procedures``: all rows or none, every refused one named, the same out as in."""

import pytest

from queue_server.main import main
from tests.counts import count


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text('[database]\nurl = "sqlite:///moiso.db"\n[procedures]\nsample = false\n', encoding="utf-8")
    return str(path)


def run(capsys, *arguments):
    code = main([str(one) for one in arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def rows(number):
    return "Mã thủ tục,Tên thủ tục,Lĩnh vực\n" + "".join(
        f"1.{row:06},Thủ tục số {row},Hộ tịch\n" for row in range(number)
    )


def test_a_whole_province_comes_in_and_goes_out_again(capsys, config, tmp_path):
    """Progress is shown, and the export is a file the import takes."""
    size = count(11_000, 50_000)
    (tmp_path / "in.csv").write_text(rows(size), encoding="utf-8")

    code, said, progress = run(capsys, "procedures", "import", tmp_path / "in.csv", "--config", config)
    exported = run(capsys, "procedures", "export", tmp_path / "out.xlsx", "--config", config)
    again = run(capsys, "procedures", "import", tmp_path / "out.xlsx", "--replace", "--dry-run", "--config", config)

    assert (code, said) == (0, f"{size} added, 0 changed, 0 kept, 0 removed\n")
    assert "10000 rows read" in progress
    assert exported[:2] == (0, f"{size} procedures were written to {tmp_path / 'out.xlsx'}\n")
    assert again[:2] == (0, f"{size} procedures are valid; nothing was changed\n")


def test_one_bad_row_keeps_all_out_and_is_named(capsys, config, tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(rows(3), encoding="utf-8")
    bad.write_text(rows(700) + "1.000000,,Hộ tịch\n", encoding="utf-8")
    run(capsys, "procedures", "import", good, "--config", config)

    code, said, error = run(capsys, "procedures", "import", bad, "--config", config)
    _, out, _ = run(capsys, "procedures", "export", tmp_path / "out.csv", "--config", config)

    assert code == 1
    assert said.splitlines() == [
        "row 702, Mã thủ tục: '1.000000' is in row 2 already",
        "row 702, Tên thủ tục: is missing",
    ]
    assert "1 rows are refused; nothing was changed" in error
    assert out.startswith("3 procedures")


def test_a_file_of_another_kind_is_refused_in_one_sentence(capsys, config, tmp_path):
    code, _, error = run(capsys, "procedures", "import", tmp_path / "x.pdf", "--config", config)

    assert code == 1
    assert ".csv or .xlsx" in error
    assert "Traceback" not in error
