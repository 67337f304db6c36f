"""Makes the fonts for paper and PDF: Noto Sans reduced to the letters of Vietnamese and English.

    apt-get install fonts-noto-core && pip install fonttools && python tools/fonts.py

Needed only to add letters: the results are committed, so running and testing need neither.
"""

import sys
from pathlib import Path

from fontTools import subset

SOURCE = Path("/usr/share/fonts/truetype/noto")
TARGET = Path(__file__).resolve().parents[1] / "queue_server/fonts"
LETTERS = (
    "U+0020-007E,U+00A0-0131,U+0168-0169,U+01A0-01A1,U+01AF-01B0,U+0300-0303,U+0309,U+0323,U+1EA0-1EF9,"
    "U+2013-2014,U+2018-201D,U+2022,U+2026,U+2030,U+20AB,U+2190-2193,U+2212"
)


def main() -> int:
    """Write both weights."""
    for weight in ("Regular", "Bold"):
        name = f"NotoSans-{weight}.ttf"
        options = [f"--unicodes={LETTERS}", "--layout-features=*", "--no-hinting", f"--output-file={TARGET / name}"]
        subset.main([str(SOURCE / name), *options])
    return 0


if __name__ == "__main__":
    sys.exit(main())
