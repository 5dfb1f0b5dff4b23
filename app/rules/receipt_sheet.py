"""A consent receipt as a PDF, drawn like a handbill: paper, ink and hairlines, and a perforation above the details.

reportlab is slow to import and needed here alone, so it is imported when a sheet is drawn. The same receipt is the
same file, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from app.rules.receipt import Proof, Receipt, digests, heading, lines, verdict

TEXT, BOLD, MONO = "HandbillText", "HandbillBold", "HandbillMono"
FACES = (TEXT, BOLD, MONO)
PAPER, INK, SOFT, HAIR, YES, NO = "#fffdf8", "#1c1914", "#5c5549", "#ddd5c5", "#0b6a3c", "#a3231b"
MARGIN, FRAME, LABEL = 56, 6, 126  # points; reportlab keeps FRAME inside each margin
EDGE = MARGIN + FRAME
HOLE, PITCH = 2.2, 12


def draw(receipt: Receipt, faces: Mapping[str, bytes]) -> bytes:
    """The PDF, A4; `faces` are the TrueType files of FACES, embedded as far as their letters are used."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import SimpleDocTemplate

    _register(faces)
    written = BytesIO()
    document = SimpleDocTemplate(
        written,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN + 8,
        invariant=1,
        title=f"Consent receipt, {receipt.number}",
        author="handbill",
    )
    foot = f"Consent receipt  ·  {receipt.number}  ·  made {receipt.made_at:%Y-%m-%d %H:%M} UTC"

    def page(canvas: Any, _document: Any) -> None:
        _page(canvas, foot)

    document.build(list(_story(receipt)), onFirstPage=page, onLaterPages=page)
    return written.getvalue()


def _register(faces: Mapping[str, bytes]) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name in FACES:
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, BytesIO(faces[name])))


def _page(canvas: Any, foot: str) -> None:
    width, height = canvas._pagesize
    canvas.setFillColor(PAPER)
    canvas.rect(0, 0, width, height, stroke=0, fill=1)
    canvas.setStrokeColor(HAIR)
    canvas.setLineWidth(0.6)
    canvas.line(EDGE, MARGIN - 8, width - EDGE, MARGIN - 8)
    canvas.setFont(TEXT, 7.5)
    canvas.setFillColor(SOFT)
    canvas.drawString(EDGE, MARGIN - 21, foot)
    canvas.drawRightString(width - EDGE, MARGIN - 21, f"{canvas.getPageNumber()}")


def _story(receipt: Receipt) -> Iterator[Any]:
    from reportlab.platypus import Spacer

    yield _say("Consent receipt", BOLD, 30, leading=31)
    yield Spacer(1, 4)
    yield Spacer(1, 4)
    yield _say(receipt.number, MONO, 12.5, leading=18)
    yield Spacer(1, 12)
    for agreed, now in receipt.standing.items():
        yield _row(_say(agreed, TEXT, 9.5), _say(now, BOLD, 9.5), split=0.72)
    yield Spacer(1, 10)
    yield _say(verdict(receipt), BOLD, 9.5, colour=NO if receipt.fault else YES)
    yield Spacer(1, 12)
    yield _perforation()
    if not receipt.proofs:
        yield _say("Nothing was ever agreed to.", TEXT, 9.5)
    for number, proof in enumerate(receipt.proofs, start=1):
        yield from _entry(number, proof)


def _entry(number: int, proof: Proof) -> Iterator[Any]:
    from reportlab.platypus import CondPageBreak, HRFlowable, KeepTogether, Spacer

    yield CondPageBreak(190)
    if number > 1:
        yield HRFlowable(width="100%", thickness=0.6, color=HAIR, spaceBefore=8, spaceAfter=8)
    yield _say(f"{number}.  {heading(proof)}", BOLD, 13.5, leading=18)
    yield Spacer(1, 5)
    for label, said in lines(proof):
        yield _row(_say(label, TEXT, 8.5, leading=13.3, colour=SOFT), _say(said, TEXT, 9.5))
    words = [Spacer(1, 4), _quote(proof.words), Spacer(1, 3)] if proof.words else []
    hashes = [(_say(label, TEXT, 8.5, leading=12, colour=SOFT), hash) for label, hash in digests(proof)]
    yield KeepTogether([*words, *(_row(label, _say(hash, MONO, 6.6, leading=11.4)) for label, hash in hashes)])
    yield Spacer(1, 4)


def _say(text: str, face: str, size: float, *, leading: float | None = None, colour: str = INK) -> Any:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    style = ParagraphStyle(
        face, fontName=face, fontSize=size, leading=leading or size * 1.4, textColor=colour, splitLongWords=1
    )
    return Paragraph(escape(text).replace("\n", "<br/>"), style)


def _row(label: Any, said: Any, split: float | None = None) -> Any:
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import Table

    whole = A4[0] - 2 * EDGE
    first = whole * split if split else LABEL
    flush = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 6)]
    tight = [("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]
    top = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    return Table([[label, said]], colWidths=[first, whole - first], style=[*flush, *tight, *top], splitInRow=1)


def _quote(words: str) -> Any:
    """The words that were shown, verbatim, behind a bar of ink."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import Table

    bar = [("LINEBEFORE", (0, 0), (0, -1), 2.4, INK), ("LEFTPADDING", (0, 0), (-1, -1), 12)]
    room = [("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 5)]
    said = _say(words, TEXT, 10.5, leading=15.5)
    return Table([[said]], colWidths=[A4[0] - 2 * EDGE], style=[*bar, *room], splitInRow=1)


def _perforation() -> Any:
    from reportlab.graphics.shapes import Circle, Drawing
    from reportlab.lib.colors import HexColor
    from reportlab.lib.pagesizes import A4

    width = A4[0] - 2 * EDGE
    drawing = Drawing(width, 22)
    for at in range(int(width // PITCH) + 1):
        drawing.add(Circle(at * PITCH + HOLE, 12, HOLE, fillColor=HexColor("#ebe6db"), strokeColor=None))
    return drawing
