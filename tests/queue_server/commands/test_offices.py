"""``queue-server office``: a province's offices from files."""

import pytest

from queue_server.main import main


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text("", encoding="utf-8")
    return str(path)


@pytest.fixture
def province(tmp_path):
    sections = [f'[[office]]\ncode = "xa-{place}"\nname = "Xã {place}"\n' for place in range(209)]
    common = '[common]\n[[common.service]]\ncode = "land"\nname = "Đất đai"\nprefix = "A"\n'
    path = tmp_path / "province.toml"
    path.write_text(common + "".join(sections), encoding="utf-8")
    return path


def run(capsys, *arguments):
    code = main([str(one) for one in arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_a_province_is_created_by_one_command_and_again_changes_nothing(capsys, config, province):
    """An interrupted import is simply run again."""
    first = run(capsys, "office", "import", province, "--config", config)
    again = run(capsys, "office", "import", province, "--config", config)
    _, listed, _ = run(capsys, "office", "list", "--config", config)

    assert first == (0, "209 offices added, 0 existed already\n", "")
    assert again == (0, "0 offices added, 209 existed already\n", "")
    assert len(listed.splitlines()) == 209
    assert "xa-7\tXã 7\t1 services\t0 counters" in listed


def test_a_dry_run_checks_and_changes_nothing(capsys, config, province):
    """Files are tried before they count."""
    tried = run(capsys, "office", "import", province, "--dry-run", "--config", config)
    _, listed, _ = run(capsys, "office", "list", "--config", config)

    assert tried[:2] == (0, "209 offices are valid; nothing was changed\n")
    assert listed == ""


def test_one_wrong_section_stops_the_whole_import(capsys, config, province):
    """Half a province would be worse than none."""
    province.write_text(province.read_text(encoding="utf-8") + '[[office]]\ncode = "B!"\nname = "B"\n')

    code, _, error = run(capsys, "office", "import", province, "--config", config)
    _, listed, _ = run(capsys, "office", "list", "--config", config)

    assert code == 1
    assert error.startswith(f"queue-server: {province}: [office 210 B!]: code:")
    assert listed == ""
