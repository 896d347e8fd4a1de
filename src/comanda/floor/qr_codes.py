"""QR codes of tables: one as SVG, all as a PDF to print."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import segno
from fpdf import FPDF
from fpdf.enums import WrapMode

_PER_ROW, _PER_PAGE = 3, 9
_CELL_W, _CELL_H, _CODE, _MARGIN = 63, 92, 50, 10.5
"""Millimetres on A4."""


@dataclass(frozen=True, slots=True)
class TableCode:
    """What is printed for a table: its name, its area, and the address that its code carries."""

    name: str
    area: str
    address: str


def as_svg(address: str) -> bytes:
    """Return a QR code that carries an address, as SVG that scales with its frame."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", omitsize=True, border=4, dark="#000", light="#fff"
    )
    return out.getvalue()


def as_svg_card(code: TableCode) -> bytes:
    """Return a card to print, as SVG: the code, the table's name above it and the address below it in plain text."""
    drawn = segno.make(code.address, error="m", micro=False)
    inside = drawn.svg_inline(omitsize=True, border=4, dark="#000", light="#fff")
    name, area, address = (escape(words) for words in (code.name, code.area, code.address))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 630 820" font-family="sans-serif" text-anchor="middle">'
        '<rect width="630" height="820" fill="#fff"/>'
        f'<text x="315" y="80" font-size="56" font-weight="bold">{name}</text>'
        f'<text x="315" y="120" font-size="24">{area}</text>'
        f'<svg x="45" y="140" width="540" height="540">{inside}</svg>'
        f'<text x="315" y="730" font-size="18" textLength="590" lengthAdjust="spacingAndGlyphs">{address}</text>'
        "</svg>"
    ).encode()


def as_pdf(title: str, codes: Sequence[TableCode]) -> bytes:
    """Return all codes on A4 pages, nine a page, each with the table's name and the address in plain text.

    Guests read the address to know that nobody stuck another code over it.
    """
    pdf = FPDF(format="A4")
    pdf.set_title(title)
    pdf.set_auto_page_break(auto=False)
    for index, code in enumerate(codes):
        place = index % _PER_PAGE
        if place == 0:
            pdf.add_page()
        left = _MARGIN + place % _PER_ROW * _CELL_W
        top = _MARGIN + place // _PER_ROW * _CELL_H
        _card(pdf, title, code, left, top)
    if not codes:
        pdf.add_page()
    return bytes(pdf.output())


def _card(pdf: FPDF, title: str, code: TableCode, left: float, top: float) -> None:
    image = io.BytesIO()
    segno.make(code.address, error="m", micro=False).save(image, kind="png", scale=12, border=4)
    pdf.image(image, left + (_CELL_W - _CODE) / 2, top + 17, _CODE, _CODE)
    for size, style, gap, words in (
        (9, "", 2, title),
        (18, "B", 7, code.name),
        (8, "", 68, code.area),
    ):
        pdf.set_font("helvetica", style, size)
        pdf.set_xy(left, top + gap)
        pdf.cell(_CELL_W, 7, _latin(words), align="C")
    pdf.set_font("helvetica", "", 6.5)
    pdf.set_xy(left + 3, top + 75)
    pdf.multi_cell(_CELL_W - 6, 3, _latin(code.address), align="C", wrapmode=WrapMode.CHAR)
    pdf.set_draw_color(200)
    pdf.rect(left, top, _CELL_W, _CELL_H)


def _latin(words: str) -> str:
    """Return what the PDF's own fonts can write; what they cannot becomes a question mark."""
    return words.encode("latin-1", "replace").decode("latin-1")
