"""``queue-server migrate --to``: an office moves to a server with one command."""

import pytest

from queue_server.main import main

OFFICE = """
[office]
code = "songcong"
name = "Sông Công"
[[office.service]]
code = "land"
name = "Đất đai"
prefix = "A"
"""


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text(OFFICE, encoding="utf-8")
    return path


@pytest.fixture
def target(postgres):
    """The URL of an empty database that asks for a password."""
    name = postgres.new_database()
    yield postgres.tcp_url(name)
    postgres.drop(name)


def run(capsys, *arguments):
    code = main([str(one) for one in arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_an_office_moves_and_the_new_configuration_finds_it(capsys, config, target, postgres):
    run(capsys, "migrate", "--config", config)

    moved, said, progress = run(
        capsys, "migrate", "--config", config, "--to", target, "--password-file", postgres.password_file
    )
    config.write_text(f'[database]\nurl = "{target}"\npassword_file = "{postgres.password_file}"\n')
    _, offices, _ = run(capsys, "office", "list", "--config", config)

    assert moved == 0
    assert "office songcong: revision 1 on both sides" in said
    assert "Now set [database] url" in said
    assert "event: 1 of 1 rows" in progress
    assert offices.startswith("songcong\tSông Công")


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--to", "postgresql+psycopg://moiso:geheim@db/moiso"], 1, "--to: url: has a password in it"),
        (["--to", "postgresql+psycopg://moiso@db/moiso"], 1, "moiso.db: there is no such file to move"),
        (["--to", "mysql://db/moiso"], 1, "--to: is not a URL such as postgresql+psycopg://"),
        (["--password-file", "x"], 2, "--password-file: belongs to --to"),
    ],
)
def test_wrong_words_are_refused_in_a_sentence(capsys, config, words, code, sentence):
    ended, _, error = run(capsys, "migrate", "--config", config, *words)

    assert ended == code
    assert sentence in error
    assert "geheim" not in error
    assert len(error.splitlines()) == 1
