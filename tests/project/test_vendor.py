"""The vendored files are the ones their manifests and the lock file name."""

import hashlib
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "queue_server/adapters/web/static/vendor", ROOT / "tests/browser/vendor")
LOCK = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]


def entries(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_every_file_is_in_the_manifest_with_its_hash(folder):
    """A changed or added file would be served without anybody having looked at it."""
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    found.pop("manifest.json")

    assert found == {one["file"]: one["sha256"] for one in entries(folder)}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_versions_are_the_locked_ones_and_licences_come_along(folder):
    for one in entries(folder):
        assert one["version"] == LOCK[f"node_modules/{one['package']}"]["version"]
        assert one["licence"] in {"MIT", "OFL-1.1", "MPL-2.0"}
    licences = {one["package"] for one in entries(folder) if one["file"].endswith("LICENSE.txt")}
    assert licences == {one["package"] for one in entries(folder)}


def test_pins_are_exact():
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]

    assert wanted
    assert all(
        version[0].isdigit() and LOCK[f"node_modules/{name}"]["version"] == version for name, version in wanted.items()
    )
