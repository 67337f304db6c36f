"""``queue-server voice``: banks without a database."""

import json

import pytest

from queue_server.adapters.voice import engines
from queue_server.main import main
from tests.voice_clips import a_wav

CONFIG = """
[office]
code = "a"
name = "A"
[[office.service]]
code = "land"
name = "Land"
prefix = "A"
[[office.counter]]
code = "1"
name = "Tiếp nhận"
services = ["land"]
[voice]
folder = "banks"
"""


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


def test_build_makes_what_the_office_needs_and_check_agrees(config, capsys):
    assert main(["voice", "build", "--config", str(config), "--lang", "en"]) == 0
    assert main(["voice", "check", "--config", str(config), "--lang", "en"]) == 0

    said = capsys.readouterr().out
    assert "92 clips made with espeak-ng" in said
    assert "92 phrases, 0 problems" in said
    assert list((config.parent / "banks/en/synthetic").glob("name-tiep-nhan-*.wav"))
    assert not (config.parent / "var").exists()


def test_import_takes_recordings_and_names_what_it_refuses(config, capsys):
    good, bad = config.parent / "n1.wav", config.parent / "hello.wav"
    good.write_bytes(a_wav())
    bad.write_bytes(a_wav())

    assert main(["voice", "import", "--config", str(config), "--lang", "vi", str(good), str(bad)]) == 1
    said = capsys.readouterr()
    assert "1 recordings taken, 1 refused" in said.out
    assert "hello.wav" in said.err

    assert main(["voice", "import", "--config", str(config), "--lang", "vi", "--json", str(good)]) == 0
    assert json.loads(capsys.readouterr().out) == {"taken": ["n1"], "refused": {}}


def test_check_fails_and_lists_while_phrases_are_missing(config, capsys):
    assert main(["voice", "check", "--config", str(config), "--lang", "vi"]) == 1
    assert "invite: missing (mời số)" in capsys.readouterr().out

    assert main(["voice", "check", "--list", "--config", str(config), "--lang", "vi"]) == 0
    assert "n21\thai mươi mốt" in capsys.readouterr().out


def test_a_missing_engine_is_one_sentence(config, capsys, monkeypatch):
    """A wheel that was installed without espeak-ng says how to get it."""
    monkeypatch.setattr(engines.shutil, "which", lambda command: None)

    assert main(["voice", "build", "--config", str(config), "--lang", "vi"]) == 1
    assert "apt-get install -y espeak-ng" in capsys.readouterr().err


def test_piper_needs_a_model(config, capsys):
    assert main(["voice", "build", "--config", str(config), "--lang", "vi", "--engine", "piper"]) == 2
    assert "piper_models.vi" in capsys.readouterr().err
