"""What people install is complete."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.project.test_structure import PACKAGES, ROOT, tracked


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> set[str]:
    """Names of the files in a wheel built from the tracked files."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for path in tracked("setup.cfg", "pyproject.toml", "README.md", "LICENSE", *PACKAGES):
        copy = source / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(target), str(source)],
        check=True,
    )
    (built,) = target.glob("*.whl")
    return set(zipfile.ZipFile(built).namelist())


def test_the_wheel_has_every_file_of_the_packages(wheel):
    """A missing template shows only on the machine of who installed it."""
    wanted = {str(Path(path).relative_to(ROOT)) for path in tracked(*PACKAGES)}

    assert wanted - wheel == set()
