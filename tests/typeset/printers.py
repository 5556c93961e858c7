"""Engines that print sheets as PDF: a browser, typst and reportlab, each in its own manner."""

import base64
import html
import io
import json
import random
import re
from pathlib import Path
from typing import Any

from typeset.setting import FONTS, find_font
from typeset.sheet import Line, Sheet


def make_photo(seed: int, size: tuple[int, int] = (240, 160)) -> bytes:
    """A picture with hills and sky, as JPEG: no letters in it."""
    from PIL import Image, ImageDraw, ImageFilter

    rng = random.Random(seed)
    image = Image.new("RGB", size, tuple(rng.randint(90, 220) for _ in range(3)))
    pen = ImageDraw.Draw(image)
    for _ in range(40):
        x, y, r = rng.randint(0, size[0]), rng.randint(size[1] // 3, size[1]), rng.randint(5, 50)
        pen.ellipse(
            (x - r, y - r / 2, x + r, y + r), fill=tuple(rng.randint(20, 235) for _ in range(3))
        )
    buffer = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(2)).save(buffer, "JPEG", quality=70)
    return buffer.getvalue()


def print_chromium(sheets: list[Sheet], path: Path, *, browser: Any) -> None:
    """Print with a browser: every line an element at its place."""
    pages = []
    for number, sheet in enumerate(sheets):
        parts = []
        for shape in sheet.shapes:
            box = f"left:{shape.x0}pt;top:{shape.y0}pt;width:{shape.x1 - shape.x0}pt;height:{shape.y1 - shape.y0}pt"
            if shape.picture:
                data = base64.b64encode(make_photo(int(shape.x0 + shape.y0))).decode()
                parts.append(f'<img style="{box}" src="data:image/jpeg;base64,{data}">')
                continue
            fill = f"background:{shape.fill};" if shape.fill else ""
            edge = f"outline:{shape.width}pt solid {shape.stroke};" if shape.stroke else ""
            parts.append(f'<div style="{box};{fill}{edge}"></div>')
        for line in sheet.lines():
            family, weight = FONTS[line.font]
            mode = "writing-mode:vertical-rl;text-orientation:upright;" if line.vertical else ""
            parts.append(
                f'<div style="left:{line.x0}pt;top:{line.y0}pt;font:{400 if weight == "regular" else 700}'
                f" {line.size}pt/{line.size}pt '{family}';letter-spacing:{line.spacing}pt;color:{line.colour};{mode}\">"
                f"{html.escape(line.text)}</div>"
            )
        pages.append(f'<section class="p{number}">{"".join(parts)}</section>')
    sizes = "".join(
        f"@page n{i}{{size:{s.width}pt {s.height}pt;margin:0}}.p{i}{{page:n{i};width:{s.width}pt;height:{s.height - 1}pt}}"
        for i, s in enumerate(sheets)
    )
    style = (
        "*{margin:0;padding:0}section{position:relative;overflow:hidden;break-after:page}section:last-child{break-after:auto}"
        "section *{position:absolute;white-space:pre;font-kerning:none;text-spacing-trim:space-all;text-autospace:no-autospace}"
        + sizes
    )
    page = browser.new_page()
    page.set_content(
        f"<!DOCTYPE html><html lang=zh-CN><style>{style}</style><body>{''.join(pages)}</body></html>"
    )
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    page.close()


def print_typst(sheets: list[Sheet], path: Path) -> None:
    """Print with typst: vertical lines character by character."""
    import typst

    out = [
        '#set text(lang: "zh", cjk-latin-spacing: none, top-edge: 0.88em, bottom-edge: -0.12em, overhang: false)'
    ]
    for number, sheet in enumerate(sheets):
        out.append(
            f"#set page(width: {sheet.width}pt, height: {sheet.height}pt, margin: 0pt)"
            if number == 0
            else "#pagebreak()"
        )
        for index, shape in enumerate(sheet.shapes):
            wide, high = shape.x1 - shape.x0, shape.y1 - shape.y0
            if shape.picture:
                photo = path.with_suffix(f".{number}-{index}.jpg")
                photo.write_bytes(make_photo(int(shape.x0 + shape.y0)))
                body = f'image("{photo.name}", width: {wide}pt, height: {high}pt, fit: "stretch")'
            else:
                fill = f'rgb("{shape.fill}")' if shape.fill else "none"
                stroke = f'{shape.width}pt + rgb("{shape.stroke}")' if shape.stroke else "none"
                body = f"rect(width: {wide}pt, height: {high}pt, fill: {fill}, stroke: {stroke})"
            out.append(f"#place(top + left, dx: {shape.x0}pt, dy: {shape.y0}pt, {body})")
        for line in sheet.lines():
            family, weight = FONTS[line.font]
            for text, x, y in _stack(line) if line.vertical else [(line.text, line.x0, line.y0)]:
                words = json.dumps(text, ensure_ascii=False)
                out.append(
                    f'#place(top + left, dx: {x}pt, dy: {y}pt, box(width: 3000pt, text(font: "{family}", weight: "{weight}",'
                    f' size: {line.size}pt, tracking: {line.spacing}pt, fill: rgb("{line.colour}"), {words})))'
                )
    source = path.with_suffix(".typ")
    source.write_text("\n".join(out), encoding="utf-8")
    typst.compile(str(source), output=str(path))
    for made in [source, *path.parent.glob(f"{path.stem}.*-*.jpg")]:
        made.unlink()


def print_reportlab(sheets: list[Sheet], path: Path, *, password: str | None = None) -> None:
    """Print with reportlab, which embeds TrueType only: bold is a stroke around the letters."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), encrypt=password)
    for name in ("kai", "ming", "zenhei"):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(
                TTFont(name, find_font(name)[0], subfontIndex=find_font(name)[1])
            )
    for sheet in sheets:
        canvas.setPageSize((sheet.width, sheet.height))
        for shape in sheet.shapes:
            box = (shape.x0, sheet.height - shape.y1, shape.x1 - shape.x0, shape.y1 - shape.y0)
            if shape.picture:
                canvas.drawImage(
                    ImageReader(io.BytesIO(make_photo(int(shape.x0 + shape.y0)))), *box
                )
                continue
            canvas.setLineWidth(shape.width)
            canvas.setFillColor(shape.fill or "#ffffff")
            canvas.setStrokeColor(shape.stroke or "#000000")
            canvas.rect(*box, fill=int(bool(shape.fill)), stroke=int(bool(shape.stroke)))
        for line in sheet.lines():
            font = {"kai": "kai", "song": "ming", "songbold": "ming", "ming": "ming"}.get(
                line.font, "zenhei"
            )
            bold = line.font.endswith("bold")
            for text, x, y in _stack(line) if line.vertical else [(line.text, line.x0, line.y0)]:
                words = canvas.beginText(x, sheet.height - y - 0.86 * line.size)
                words.setFont(font, line.size)
                words.setCharSpace(line.spacing)
                words.setFillColor(line.colour)
                if bold:
                    words.setTextRenderMode(2)
                    canvas.setStrokeColor(line.colour)
                    canvas.setLineWidth(line.size * 0.02)
                words.textOut(text)
                if bold:
                    words.setTextRenderMode(0)
                canvas.drawText(words)
        canvas.showPage()
    canvas.save()


def _stack(line: Line) -> list[tuple[str, float, float]]:
    """The characters of a vertical line one below the other."""
    return [
        (char, line.x0, line.y0 + number * (line.size + line.spacing))
        for number, char in enumerate(line.text)
    ]


def garble(path: Path) -> None:
    """Give the letters of a PDF wrong meanings, as files with broken font tables have them."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import NameObject

    writer = PdfWriter(clone_from=PdfReader(path))
    for entry in list(writer._objects):
        if isinstance(entry, dict) and "/ToUnicode" in entry:
            table = entry["/ToUnicode"].get_object()
            shifted = re.sub(
                rb"<([4-9][0-9A-Fa-f]{3})>(?=\s*[\]<\n])",
                lambda m: b"<%04X>" % (0xE000 + int(m[1], 16) % 4000),
                table.get_data(),
            )
            table.set_data(shifted)
            entry[NameObject("/ToUnicode")] = entry.raw_get("/ToUnicode")
    writer.write(path)
