"""``queue-server voice``: makes, brings in and checks the clips of announcements; needs no database."""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from queue_server.adapters.voice.clip_bank import ClipBank
from queue_server.adapters.voice.engines import EngineMissing, Espeak, Piper
from queue_server.adapters.voice.recordings import import_recordings
from queue_server.adapters.voice.sound import BadSound
from queue_server.commands.failure import Failure
from queue_server.commands.options import add_config, configuration_of
from queue_server.config import Configuration
from queue_server.domain.phrases import LANGUAGES, Phrase, phrases


def add_parsers(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add ``voice`` with its actions."""
    parser = commands.add_parser(
        "voice",
        help="make, bring in and check the clips of announcements",
        epilog="example: queue-server voice build --lang vi --lang en",
    )
    actions = parser.add_subparsers(title="actions", metavar="ACTION", required=True)
    build = _action(actions, "build", "make the clips of a language with a speech engine; recordings stay", _build)
    build.add_argument("--engine", choices=("espeak-ng", "piper"), help="default: the configuration's")
    build.add_argument("--model", type=Path, metavar="FILE", help="Piper's model; default: the configuration's")
    bring = _action(actions, "import", "bring in recordings: WAV files named after their token, or a ZIP", _import)
    bring.add_argument("--json", action="store_true", help="answer in JSON")
    bring.add_argument("source", nargs="+", type=Path, metavar="FILE", help="WAV file, ZIP file or folder")
    check = _action(actions, "check", "say which clips are missing or out of bounds; 1 if any is", _check)
    check.add_argument("--list", action="store_true", help="only list token and phrase, to be recorded")


def _action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    purpose: str,
    run: Callable[[argparse.Namespace], int],
) -> argparse.ArgumentParser:
    example = f"example: queue-server voice {name} --lang vi{' recordings.zip' if name == 'import' else ''}"
    parser = actions.add_parser(name, help=purpose, description=f"{purpose[0].upper()}{purpose[1:]}.", epilog=example)
    add_config(parser)
    parser.add_argument("--folder", type=Path, help="folder of the banks (default: the configuration's)")
    parser.add_argument(
        "--lang", action="append", required=True, choices=LANGUAGES, help="language; may be given more than once"
    )
    parser.add_argument(
        "--name",
        action="append",
        default=[],
        metavar="COUNTER",
        help="name of a counter that is spoken by it, beside those of the configuration; may be given more than once",
    )
    parser.set_defaults(run=run)
    return parser


def _build(options: argparse.Namespace) -> int:
    configuration = configuration_of(options)
    for language in options.lang:
        began = time.monotonic()
        engine = _engine(options, configuration, language)
        wanted, bank = _wanted(options, configuration, language), _bank(options, configuration, language)
        try:
            for phrase in wanted:
                bank.synthesise(engine, phrase)
            bank.write_manifest(engine, wanted)
        except (EngineMissing, BadSound) as error:
            raise Failure(str(error)) from None
        except OSError as error:
            raise Failure(f"{bank.folder}: cannot be written ({error.strerror})") from None
        seconds = time.monotonic() - began
        print(f"{language}: {len(wanted)} clips made with {engine.name} in {seconds:.1f} s, in {bank.folder}")
        if language == "vi" and engine.name == "espeak-ng":
            print("vi: espeak-ng's Vietnamese is a stop-gap; have the phrases recorded (docs/voice.md)")
    return 0


def _import(options: argparse.Namespace) -> int:
    configuration = configuration_of(options)
    if len(options.lang) > 1:
        raise Failure("voice import: one --lang at a time", 2)
    language = options.lang[0]
    tokens = frozenset(one.token for one in _wanted(options, configuration, language))
    bank = _bank(options, configuration, language)
    try:
        done = import_recordings(bank, tokens, options.source)
    except BadSound as error:
        raise Failure(str(error)) from None
    if options.json:
        print(json.dumps({"taken": done.taken, "refused": done.refused}, ensure_ascii=False))
        return 0
    for name, reason in done.refused.items():
        print(f"{name}: {reason}", file=sys.stderr)
    print(f"{language}: {len(done.taken)} recordings taken, {len(done.refused)} refused")
    return 1 if done.refused or not done.taken else 0


def _check(options: argparse.Namespace) -> int:
    configuration, wrong = configuration_of(options), 0
    for language in options.lang:
        wanted, bank = _wanted(options, configuration, language), _bank(options, configuration, language)
        if options.list:
            for phrase in wanted:
                print(f"{phrase.token}\t{phrase.text}")
            continue
        found = bank.check(wanted)
        for line in found:
            print(f"{language}: {line}")
        clips = bank.clips()
        recorded = sum(clip.recorded for clip in clips.values())
        print(f"{language}: {len(wanted)} phrases, {len(found)} problems, {recorded} recorded, in {bank.folder}")
        wrong += len(found)
    return 1 if wrong else 0


def _engine(options: argparse.Namespace, configuration: Configuration, language: str) -> Espeak | Piper:
    voice = configuration.voice
    engine: Espeak | Piper = Espeak()
    if (options.engine or voice.engine) == "piper":
        models = {str(key): configuration.path.parent / path for key, path in voice.piper_models.items()}
        model = options.model or models.get(language)
        if model is None:
            raise Failure(f"no Piper model for {language}: give --model FILE or [voice] piper_models.{language}", 2)
        engine = Piper(command=voice.piper_command, model=model)
    try:
        engine.check()
    except EngineMissing as error:
        raise Failure(str(error)) from None
    return engine


def _wanted(options: argparse.Namespace, configuration: Configuration, language: str) -> list[Phrase]:
    office = configuration.office
    return phrases(language, [*(one.name for one in (office.counters if office else ())), *options.name])


def _bank(options: argparse.Namespace, configuration: Configuration, language: str) -> ClipBank:
    return ClipBank(options.folder or configuration.voice_folder, language)
