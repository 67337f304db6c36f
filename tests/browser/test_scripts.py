"""The pages' pure modules, tested by Node without a browser."""

import subprocess
from pathlib import Path

JS = Path(__file__).parents[1] / "js"


def test_the_pure_modules_keep_their_rules():
    files = sorted(str(path) for path in JS.glob("*.test.js"))

    ended = subprocess.run(["node", "--test", *files], capture_output=True, text=True, timeout=60, check=False)

    assert files
    assert ended.returncode == 0, ended.stdout[-6000:] + ended.stderr[-2000:]
