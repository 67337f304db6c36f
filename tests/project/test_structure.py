"""Rules about the shape of the project that linters don't know."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("queue_server", "display_client", "firmware_bridge")
MAX_LINES = 300
MAX_STATEMENTS = 30
VAGUE = {"queue", "manager", "util", "utils", "helper", "helpers", "common", "misc", "data"}
ELSEWHERE = re.compile(r"/wor" + r"k/(main|shared|wt|briefs)|\.\./sha" + r"red|\.\./\.libr" + r"ary")


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


PYTHON_FILES = tracked("*.py")


def test_there_are_files_to_check():
    """An empty list would make every rule below true."""
    assert len(PYTHON_FILES) > 40


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_has_at_most_300_lines(path):
    """A longer file has more than one subject."""
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= MAX_LINES


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_function_has_at_most_30_statements(path):
    """A longer function has more than one job."""
    tree = ast.parse(path.read_text(encoding="utf-8"))

    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            statements = sum(isinstance(part, ast.stmt) for part in ast.walk(node)) - 1
            assert statements <= MAX_STATEMENTS, f"{node.name} has {statements} statements"


@pytest.mark.parametrize("path", PYTHON_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_says_its_purpose_and_has_a_telling_name(path):
    """The first line of a module is the tree's description; vague names attract anything."""
    assert path.stem not in VAGUE
    if path.relative_to(ROOT).parts[0] in PACKAGES:
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), "no docstring"


def test_the_project_stands_alone():
    """Nothing refers to the place where it was written."""
    text_files = [path for path in tracked() if path.suffix not in {".png", ".woff2", ".ttf", ".mo", ".wav", ".ico"}]

    found = [
        str(path.relative_to(ROOT))
        for path in text_files
        if "vendor" not in path.parts and ELSEWHERE.search(path.read_text(encoding="utf-8", errors="replace"))
    ]

    assert found == []


def test_tests_mirror_modules():
    """A test file of a package names a module or package that exists."""
    for path in tracked("tests/queue_server/**/test_*.py", "tests/display_client/**/test_*.py"):
        inside = path.relative_to(ROOT / "tests")
        package = ROOT / inside.parent
        assert package.is_dir(), f"{inside}: no package {inside.parent}"
