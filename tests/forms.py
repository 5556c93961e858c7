"""Small files of the kinds that people hold, made for the tests."""

import zipfile
from collections.abc import Sequence
from io import BytesIO

import pytest

TEXT = "兰川省省长周启明在云台县调研春耕备耕工作。他强调，要抓好粮食生产，不误农时。"
MORE = "会议指出，要把各项工作落到实处，全面推进乡村振兴。"

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def paragraph(*runs: str, style: str = "") -> str:
    """A paragraph of Word; a run that is a tag is taken as it is."""
    head = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    body = "".join(
        run if run.startswith("<") else f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>'
        for run in runs
    )
    return f"<w:p>{head}{body}</w:p>"


def table(*rows: Sequence[str]) -> str:
    cells = (
        "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row)  # a cell is made of paragraphs
        for row in rows
    )
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def make_word(*body: str, styles: str = "") -> bytes:
    """A .docx of these paragraphs; the styles 1 and 2 are headings of that level."""
    styles = styles or (
        '<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="2"><w:name w:val="heading 2"/></w:style>'
        '<w:style w:styleId="a3"><w:name w:val="Title"/></w:style>'
        '<w:style w:styleId="x"><w:name w:val="我的标题"/>'
        '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    )
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{_W}"><w:body>{"".join(body)}</w:body></w:document>',
        )
        packed.writestr("word/styles.xml", f'<w:styles xmlns:w="{_W}">{styles}</w:styles>')
    return made.getvalue()


def make_zip(files: dict[str, bytes | str], encoding: str = "utf-8") -> bytes:
    """A zip whose names are written as an old program writes them, where not in UTF-8."""
    made = BytesIO()
    stand_ins = {}
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, (name, content) in enumerate(files.items()):
            raw = name.encode(encoding)
            if encoding != "utf-8":
                # An ASCII name of the same length is put there first, and replaced in the bytes.
                stand_in = f"{number:0{len(raw)}d}"
                stand_ins[stand_in.encode()] = raw
                name = stand_in
            packed.writestr(name, content)
    data = made.getvalue()
    for stand_in, raw in stand_ins.items():
        data = data.replace(stand_in, raw)
    return data


def make_seven(files: dict[str, bytes | str], password: str | None = None) -> bytes:
    """A 7z with these files."""
    py7zr = pytest.importorskip("py7zr", reason='needs pip install "dangbao[7z]"')
    made = BytesIO()
    with py7zr.SevenZipFile(made, "w", password=password) as packed:
        for name, content in files.items():
            packed.writestr(content, name)
    return made.getvalue()


def make_rss(*items: str, title: str = "兰川新闻", head: str = "") -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {head}'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{title}</title><description>每日新闻</description>{inner}</channel></rss>"
    )
