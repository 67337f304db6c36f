"""Reports as files: CSV for other programs, XLSX for offices, PDF for paper."""

import csv
import io
from functools import cache
from pathlib import Path

import xlsxwriter
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from queue_server.adapters.web.reports.report_table import Line, ReportTable
from queue_server.adapters.web.reports.report_texts import duration_text

FONTS = Path(__file__).parents[3] / "fonts"
FONT, BOLD = "NotoSans-Regular", "NotoSans-Bold"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheet programs run as a formula at the beginning of a text."""

BRAND = colors.HexColor("#0a5c4d")
SECONDS_OF_DAY = 86400


def as_csv(table: ReportTable) -> bytes:
    """Return UTF-8 with a mark at the beginning, by which Excel knows it; durations in seconds."""
    out = io.StringIO()
    writer = csv.writer(out)
    titles = [f"{one.title} (s)" if one.is_duration else one.title for one in table.columns]
    writer.writerow([table.group_title, *titles])
    for line in (*table.lines, table.total):
        writer.writerow([_harmless(line.label), *("" if value is None else _plain(value) for value in line.values)])
    writer.writerow([])
    for note in (f"{table.title}, {table.office}, {table.days}", *table.notes):
        writer.writerow([_harmless(note)])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(table: ReportTable) -> bytes:
    """Return a workbook with the figures as numbers; durations are times."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet(table.title[:31])
        title = book.add_format({"bold": True, "font_size": 14})
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        time, plain = book.add_format({"num_format": "[h]:mm:ss"}), book.add_format({})
        bold_time = book.add_format({"num_format": "[h]:mm:ss", "bold": True, "top": 1})
        bold, note = book.add_format({"bold": True, "top": 1}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet.write_string(0, 0, f"{table.title} – {table.office}", title)
        sheet.write_string(1, 0, table.days)
        sheet.write_row(3, 0, [table.group_title, *(one.title for one in table.columns)], head)
        sheet.freeze_panes(4, 1)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, len(table.columns), 14)
        for place, line in enumerate((*table.lines, table.total), 4):
            last = line is table.total
            sheet.write_string(place, 0, line.label, bold if last else plain)
            for column, (about, value) in enumerate(zip(table.columns, line.values, strict=True), 1):
                if value is None:
                    continue
                if about.is_duration:
                    sheet.write_number(place, column, value / SECONDS_OF_DAY, bold_time if last else time)
                else:
                    sheet.write_number(place, column, value, bold if last else plain)
        below = len(table.lines) + 6
        for place, text in enumerate(table.notes, below):
            sheet.merge_range(place, 0, place, max(1, len(table.columns)), text, note)
            sheet.set_row(place, 48)
    return out.getvalue()


def as_pdf(table: ReportTable) -> bytes:
    """Return pages of A4 across, with the head repeated on each."""
    _register_fonts()
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=landscape(A4),
        leftMargin=14 * mm,
        rightMargin=14 * mm,
        topMargin=14 * mm,
        bottomMargin=14 * mm,
        title=f"{table.title} – {table.office}",
        author="Mời Số",
    )
    title = ParagraphStyle("title", fontName=BOLD, fontSize=16, leading=20, textColor=BRAND)
    plain = ParagraphStyle("plain", fontName=FONT, fontSize=9, leading=12)
    width = document.width
    first = width * 0.28
    each = (width - first) / len(table.columns)
    grid = Table(_cells(table, plain), colWidths=[first, *[each] * len(table.columns)], repeatRows=1)
    grid.setStyle(_grid_style())
    parts = [
        Paragraph(_escaped(f"{table.title} – {table.office}"), title),
        Paragraph(_escaped(table.days), plain),
        Spacer(1, 5 * mm),
        grid,
        Spacer(1, 5 * mm),
        *(Paragraph(_escaped(note), plain) for note in table.notes),
    ]
    document.build(parts)
    return out.getvalue()


def _cells(table: ReportTable, style: ParagraphStyle) -> list[list[object]]:
    def row(line: Line) -> list[object]:
        shown = [
            duration_text(value) if about.is_duration else _plain(value)
            for about, value in zip(table.columns, line.values, strict=True)
        ]
        return [Paragraph(_escaped(line.label), style), *shown]

    above = ParagraphStyle("above", style, fontName=BOLD, textColor=colors.white)
    over_figures = ParagraphStyle("over figures", above, alignment=TA_RIGHT)
    head: list[object] = [Paragraph(_escaped(table.group_title), above)]
    head += [Paragraph(_escaped(one.title), over_figures) for one in table.columns]
    return [head, *(row(line) for line in table.lines), row(table.total)]


def _grid_style() -> TableStyle:
    return TableStyle(
        [
            ("FONT", (0, 0), (-1, -1), FONT, 9),
            ("FONT", (0, 0), (-1, 0), BOLD, 9),
            ("FONT", (0, -1), (-1, -1), BOLD, 9),
            ("BACKGROUND", (0, 0), (-1, 0), BRAND),
            ("TEXTCOLOR", (0, 0), (-1, 0), colors.white),
            ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.HexColor("#d5d1c1")),
            ("LINEABOVE", (0, -1), (-1, -1), 0.75, BRAND),
        ]
    )


@cache
def _register_fonts() -> None:
    """ReportLab's own fonts lack most Vietnamese letters."""
    for name in (FONT, BOLD):
        pdfmetrics.registerFont(TTFont(name, FONTS / f"{name}.ttf"))


def _plain(value: float | None) -> str:
    return "" if value is None else f"{value:g}" if value == int(value) else str(value)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
