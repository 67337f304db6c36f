"""Fuzzes the parsers that read what the outside sends: ``python -m tests.fuzz.parsers --runs 1000000``.

With atheris (extra ``fuzz``, Linux on x86-64) the inputs are led by coverage; without it hypothesis makes them. What
breaks a parser is written to tests/fuzz/found/ and printed; the exit code is then not 0.
"""

import argparse
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

FOUND = Path(__file__).parent / "found"
NAMES = ("rtu-answers", "rtu-requests", "qsystem", "control")
LONGEST = 400


def main() -> int:
    """Fuzz one target here, or each in a process of its own."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.parsers", description=__doc__)
    parser.add_argument("--runs", type=int, default=100_000, help="inputs for each target (default 100000)")
    parser.add_argument("--target", choices=NAMES, help="only this one")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.target:
        return _guided(options) if find_spec("atheris") else _random(options)
    return max(_in_a_process(name, options) for name in NAMES)


def _in_a_process(name: str, options: argparse.Namespace) -> int:
    """Fuzz one target in a process of its own; return 1 if it broke."""
    began = time.monotonic()
    command = [sys.executable, "-m", "tests.fuzz.parsers", "--target", name]
    command += ["--runs", str(options.runs), "--seed", str(options.seed)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, errors="replace")
    if done.returncode:
        print(done.stdout, done.stderr)
    result = f"BROKEN, exit code {done.returncode}" if done.returncode else "held"
    print(f"{name}: {options.runs} inputs in {time.monotonic() - began:.0f} s: {result}", flush=True)
    return int(done.returncode != 0)


def _guided(options: argparse.Namespace) -> int:
    """Let libFuzzer search; it ends the process itself."""
    import atheris

    with atheris.instrument_imports(include=["firmware_bridge"]):
        from tests.fuzz.targets import SEEDS, TARGETS
    FOUND.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(SEEDS[options.target]):
            (Path(corpus) / f"seed{number}").write_bytes(seed)
        arguments = [f"-runs={options.runs}", f"-seed={options.seed}", f"-max_len={LONGEST}"]
        prefix = f"-artifact_prefix={FOUND}/{options.target}-"
        atheris.Setup([sys.argv[0], *arguments, prefix, corpus], TARGETS[options.target])
        atheris.Fuzz()
    return 0


def _random(options: argparse.Namespace) -> int:
    """Let hypothesis make the inputs."""
    from hypothesis import HealthCheck, example, given, seed, settings
    from hypothesis import strategies as st

    from tests.fuzz.targets import SEEDS, TARGETS

    test = given(st.binary(max_size=LONGEST))(TARGETS[options.target])
    for found in SEEDS[options.target]:
        test = example(found)(test)
    test = settings(max_examples=options.runs, deadline=None, database=None, suppress_health_check=list(HealthCheck))(
        test
    )
    seed(options.seed)(test)()
    return 0


if __name__ == "__main__":
    sys.exit(main())
