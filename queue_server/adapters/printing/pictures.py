"""Shows a paper as a printer prints it: drawn, turned into the printer's bytes, and read back from them."""

import io

from queue_server.adapters.printing.escpos_job import picture_of, printer_bytes
from queue_server.adapters.printing.ticket_picture import DOTS, LogoRefused, check_logo, draw_ticket
from queue_server.domain.paper import PaperLayout, TicketPaper


class PrintedPictures:
    """See ``PaperPictures``."""

    def png(self, paper: TicketPaper, layout: PaperLayout, width_mm: int) -> bytes:
        job = printer_bytes(draw_ticket(paper, layout, width_mm))
        file = io.BytesIO()
        picture_of(job.whole, DOTS[width_mm]).save(file, "PNG")
        return file.getvalue()

    def fault_of(self, logo: str) -> str | None:
        try:
            check_logo(logo)
        except LogoRefused as refused:
            return str(refused)
        return None
