"""Speech engines are programs of the computer; one that isn't there says what to do."""

import stat

import pytest

from queue_server.adapters.voice.engines import EngineMissing, Espeak, Piper
from queue_server.adapters.voice.loudness import normalise
from queue_server.adapters.voice.sound import read_wav
from queue_server.domain.phrases import Phrase
from tests.voice_clips import a_wav


def a_program(path, script):
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def test_espeak_says_a_vietnamese_phrase():
    said = normalise(read_wav(Espeak().say(Phrase("invite", "mời số", "vi")), 5))

    assert 0.3 < len(said) / 22050 < 1.5


def test_a_phrase_is_never_an_option():
    """A counter's name comes from a form."""
    assert read_wav(Espeak().say(Phrase("name-x", "--version", "vi")), 5)


def test_a_missing_espeak_says_how_to_get_it():
    with pytest.raises(EngineMissing, match="apt-get install -y espeak-ng"):
        Espeak(command="no-such-program").check()


def test_piper_is_given_model_text_and_file(tmp_path):
    model, told = tmp_path / "vi.onnx", tmp_path / "told"
    model.write_bytes(b"model")
    (tmp_path / "said.wav").write_bytes(a_wav())
    command = a_program(tmp_path / "piper", f'echo "$1 $2 $3" > {told}; cat >> {told}; cp {tmp_path}/said.wav "$4"')
    piper = Piper(command=command, model=model)

    piper.check()
    assert piper.say(Phrase("n1", "một", "vi")) == a_wav()
    assert told.read_text(encoding="utf-8") == f"--model {model} --output_file\nmột\n"


def test_piper_without_its_model_or_program_is_refused(tmp_path):
    with pytest.raises(EngineMissing, match="is not there"):
        Piper(command="piper", model=tmp_path / "none.onnx").check()
    model = tmp_path / "vi.onnx"
    model.write_bytes(b"model")
    with pytest.raises(EngineMissing, match="Piper is not installed"):
        Piper(command="no-such-program", model=model).check()


def test_an_engine_that_fails_is_quoted(tmp_path):
    model = tmp_path / "vi.onnx"
    model.write_bytes(b"model")
    command = a_program(tmp_path / "piper", "echo model is damaged >&2; exit 3")

    with pytest.raises(EngineMissing, match="model is damaged"):
        Piper(command=command, model=model).say(Phrase("n1", "một", "vi"))
