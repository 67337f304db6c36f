"""Copies the pinned npm files into the source tree and writes their manifests.

    npm ci --ignore-scripts && python tools/vendor.py

Needed only after a pin in package.json changed: the copies are committed, so running and testing need no npm.
"""

import hashlib
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SERVED = ROOT / "queue_server/adapters/web/static/vendor"
TESTED = ROOT / "tests/browser/vendor"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of an npm package, the folder of its copy, and the copy's name if it differs."""

    package: str
    path: str
    folder: Path
    name: str = ""


ASSETS = (
    Asset("socket.io-client", "dist/socket.io.esm.min.js", SERVED),
    Asset("socket.io-client", "LICENSE", SERVED, "socket.io.LICENSE.txt"),
    Asset("@fontsource-variable/inter", "files/inter-latin-opsz-normal.woff2", SERVED),
    Asset("@fontsource-variable/inter", "files/inter-vietnamese-opsz-normal.woff2", SERVED),
    Asset("@fontsource-variable/inter", "LICENSE", SERVED, "inter.LICENSE.txt"),
    Asset("chart.js", "dist/chart.umd.min.js", SERVED),
    Asset("chart.js", "LICENSE.md", SERVED, "chart.LICENSE.txt"),
    Asset("axe-core", "axe.min.js", TESTED),
    Asset("axe-core", "LICENSE", TESTED, "axe.LICENSE.txt"),
)


def main() -> int:
    """Copy every asset; return 1 if a package is not installed."""
    modules = ROOT / "node_modules"
    manifests: dict[Path, list[dict[str, str]]] = {}
    for asset in ASSETS:
        package = modules / asset.package
        if not package.is_dir():
            print(f"{package} is missing; run: npm ci --ignore-scripts", file=sys.stderr)
            return 1
        about = json.loads((package / "package.json").read_text(encoding="utf-8"))
        asset.folder.mkdir(parents=True, exist_ok=True)
        copy = asset.folder / (asset.name or Path(asset.path).name)
        shutil.copyfile(package / asset.path, copy)
        manifests.setdefault(asset.folder, []).append(
            {
                "file": copy.name,
                "package": asset.package,
                "version": about["version"],
                "licence": about["license"],
                "sha256": hashlib.sha256(copy.read_bytes()).hexdigest(),
            }
        )
    for folder, entries in manifests.items():
        (folder / "manifest.json").write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")
        print(f"{folder.relative_to(ROOT)}: {len(entries)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
