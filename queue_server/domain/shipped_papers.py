"""Layouts of paper that come with the program, to begin one's own with."""

from typing import Final

from queue_server.domain.paper import USUAL_LINES, PaperLayout, PaperPart, PaperSize, paper_lines

USUAL: Final = PaperLayout(lines=USUAL_LINES)
SHORT: Final = PaperLayout(
    lines=paper_lines(
        (PaperPart.OFFICE, PaperSize.SMALL),
        (PaperPart.NUMBER, PaperSize.USUAL),
        (PaperPart.SERVICE, PaperSize.SMALL),
        (PaperPart.PRIORITY, PaperSize.SMALL),
        (PaperPart.AHEAD, PaperSize.SMALL),
        (PaperPart.QR, PaperSize.SMALL),
        (PaperPart.TIME, PaperSize.SMALL),
    )
)
"""Saves half of the paper."""
LARGE: Final = PaperLayout(
    lines=paper_lines(
        (PaperPart.OFFICE, PaperSize.USUAL),
        (PaperPart.NUMBER, PaperSize.HUGE),
        (PaperPart.SERVICE, PaperSize.LARGE),
        (PaperPart.PRIORITY, PaperSize.LARGE),
        (PaperPart.AHEAD, PaperSize.LARGE),
        (PaperPart.WAIT, PaperSize.LARGE),
        (PaperPart.NOTE, PaperSize.USUAL),
        (PaperPart.QR, PaperSize.LARGE),
        (PaperPart.TIME, PaperSize.USUAL),
    )
)
"""For eyes that are not young any more."""
BILINGUAL: Final = PaperLayout(lines=USUAL_LINES, languages=("vi", "en"))

SHIPPED_PAPERS: Final = {"usual": USUAL, "short": SHORT, "large": LARGE, "bilingual": BILINGUAL}
