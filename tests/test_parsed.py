"""What other programs read of a sheet (hOCR, ALTO, JSON): their words, our items."""

import json
from collections.abc import Iterator
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis import (
    build_tables,
    find_mentions,
    measure_prominence,
    read_articles,
    read_boxes,
    read_pages,
    split_articles,
)
from analysis.schema import InputError
from analysis.sheets.example import write_issue

DOTS = 150 / 72  # a point
FIRST = "澜川日报-2024-03-05-1"


def list_rows(boxes: pd.DataFrame) -> Iterator[list[tuple[str, tuple[int, int, int, int]]]]:
    """Lines as such programs find them: what stands at one height is one, across every gutter.

    Words have two letters and the ink of them, in dots.
    """
    lined = boxes[boxes["role"] != "folio"].assign(row=lambda rows: rows["y0"].round())
    for _, row in [*lined.groupby("row"), *boxes[boxes["role"] == "folio"].groupby("order")]:
        words = []
        for box in row.sort_values("x0").itertuples():
            ink = 0.04 * box.size
            for at in range(0, len(box.text), 2):
                text = box.text[at : at + 2]
                if text.strip():
                    x0, x1 = box.edges[at], box.edges[min(at + 2, len(box.text))]
                    # Half of the square of a mark is blank.
                    x0 += 0.5 * box.size if text[0] in "（“《" else 0
                    x1 -= 0.6 * box.size if text[-1] in "，。、" else 0
                    place = (x0, box.y0 + ink, x1, box.y1 - ink)
                    words.append((text, tuple(round(edge * DOTS) for edge in place)))
        yield words


def bound(words: Any) -> tuple[int, ...]:
    edges = list(zip(*(box for _, box in words), strict=True))
    return min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3])


def write_hocr(path: Path, boxes: pd.DataFrame, size: tuple[float, float]) -> None:
    lines = []
    for words in list_rows(boxes):
        spans = " ".join(
            f"<span class='ocrx_word' title='bbox {' '.join(map(str, box))}; x_wconf 96'>"
            f"{escape(text)}</span>"
            for text, box in words
        )
        place = " ".join(map(str, bound(words)))
        lines.append(f"<span class='ocr_line' title='bbox {place}; x_size 20'>{spans}</span>")
    width, height = (round(side * DOTS) for side in size)
    path.write_text(
        "<html><head><meta name='ocr-system' content='tesseract 5.3.0'/></head><body>"
        f"<div class='ocr_page' title='image \"a.png\"; bbox 0 0 {width} {height}; "
        f"scan_res 150 150'><p class='ocr_par'>{''.join(lines)}</p></div></body></html>",
        encoding="utf-8",
    )


def write_alto(path: Path, boxes: pd.DataFrame, size: tuple[float, float]) -> None:
    """In twelve-hundredths of an inch, as the standard has it."""
    scale = 1200 / 150

    def place(box: Any) -> str:
        x0, y0, x1, y1 = (round(edge * scale) for edge in box)
        return f'HPOS="{x0}" VPOS="{y0}" WIDTH="{x1 - x0}" HEIGHT="{y1 - y0}"'

    lines = [
        f"<TextLine {place(bound(words))}>"
        + "<SP/>".join(
            f'<String CONTENT="{escape(text)}" {place(box)} WC="0.96"/>' for text, box in words
        )
        + "</TextLine>"
        for words in list_rows(boxes)
    ]
    width, height = (round(side / 72 * 1200) for side in size)
    path.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<alto xmlns="http://www.loc.gov/standards/alto/ns-v3#"><Description>'
        "<MeasurementUnit>inch1200</MeasurementUnit><OCRProcessing><ocrProcessingStep>"
        "<processingSoftware><softwareName>ABBYY</softwareName></processingSoftware>"
        "</ocrProcessingStep></OCRProcessing></Description><Layout>"
        f'<Page WIDTH="{width}" HEIGHT="{height}"><PrintSpace><TextBlock>{"".join(lines)}'
        "</TextBlock></PrintSpace></Page></Layout></alto>",
        encoding="utf-8",
    )


def list_lines(boxes: pd.DataFrame) -> list[tuple[str, list[float]]]:
    """Lines as PaddleOCR has them: a text and the ink around it, in points; some of them run on
    in the next column."""
    lines: list[tuple[str, list[float]]] = []
    for words in list_rows(boxes):
        row = [words[:1]]
        for before, after in pairwise(words):
            if after[1][0] - before[1][2] > 8 * DOTS:
                row.append([])
            row[-1].append(after)
        while row:
            joined = len(row) > 1 and len(lines) % 5 == 3
            own = [*row.pop(0), *(row.pop(0) if joined else [])]
            place = [edge / DOTS for edge in bound(own)]
            lines.append(("".join(text for text, _ in own), place))
    return lines


def write_paddle(path: Path, boxes: pd.DataFrame, size: tuple[float, float]) -> None:
    lines = list_lines(boxes)
    places = [[round(edge * DOTS) for edge in place] for _, place in lines]
    read = {
        "input_path": "a.png",
        "page_index": None,
        "rec_texts": [text for text, _ in lines],
        "rec_scores": [0.96] * len(lines),
        "rec_polys": [[[a, b], [c, b], [c, d], [a, d]] for a, b, c, d in places],
        "rec_boxes": places,
    }
    path.write_text(json.dumps(read), encoding="utf-8")


def write_structure(path: Path, boxes: pd.DataFrame, size: tuple[float, float]) -> None:
    """The same in the file of its pipeline for layouts."""
    write_paddle(path, boxes, size)
    width, height = (round(side * DOTS) for side in size)
    read = {"width": width, "height": height, "overall_ocr_res": json.loads(path.read_bytes())}
    area = {"cls_id": 1, "label": "image", "score": 0.9, "coordinate": [0, height, 40, height + 30]}
    read["layout_det_res"] = {"boxes": [area]}
    path.write_text(json.dumps(read), encoding="utf-8")


def write_mineru(path: Path, boxes: pd.DataFrame, size: tuple[float, float]) -> None:
    scale = 900 / max(size)  # a page that is longer, in points
    lines = []
    for text, place in list_lines(boxes):
        box = [edge * scale for edge in place]
        span = {"type": "text", "content": text, "bbox": box, "score": 0.96}
        lines.append({"bbox": box, "spans": [span]})
    blocks = [{"type": "text", "bbox": [0, 0, 9, 9], "lines": lines[1:]}]
    body = {"type": "image_body", "bbox": [0, 890, 30, 900], "lines": []}
    blocks.append({"type": "image", "bbox": [0, 890, 30, 900], "blocks": [body]})
    page = {
        "preproc_blocks": blocks,
        "discarded_blocks": [{"type": "discarded", "bbox": [0, 0, 9, 9], "lines": lines[:1]}],
        "para_blocks": blocks,
        "page_idx": 0,
        "page_size": [side * scale for side in size],
    }
    read = {"pdf_info": [page], "_backend": "pipeline", "_version_name": "2.5.4"}
    path.write_text(json.dumps(read), encoding="utf-8")


WRITERS = {".hocr": write_hocr, ".alto.xml": write_alto}
PROGRAMS = {
    "PaddleOCR": (write_paddle, "_res.json"),
    "PaddleOCR, layout": (write_structure, "_res.json"),
    "MinerU 2.5.4": (write_mineru, "_middle.json"),
}


@pytest.fixture(scope="module")
def issue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_issue(tmp_path_factory.mktemp("issue") / "澜川日报-2024-03-05.pdf")


@pytest.fixture(params=WRITERS)
def parsed(request: Any, issue: Path, tmp_path: Path) -> Path:
    """The first sheet of the issue as another program read it."""
    boxes = read_boxes(issue)
    page = read_pages(issue).iloc[0]
    path = tmp_path / f"澜川日报-2024-03-05-p01{request.param}"
    size = (page["width"], page["height"])
    WRITERS[request.param](path, boxes[boxes["page_id"] == FIRST], size)
    return path


def test_lines_are_cut_at_gutters_and_items_are_those_of_the_sheet(
    parsed: Path, issue: Path
) -> None:
    pages = read_pages(parsed)
    articles = split_articles(pages)
    wanted = split_articles(read_pages(issue).head(1))
    assert articles["headline"].tolist() == wanted["headline"].tolist()
    assert articles["text"].tolist()[1:] == wanted["text"].tolist()[1:]
    page = pages.iloc[0]
    assert page["source"] == "scan"
    assert page["engine"] in ("tesseract 5.3.0", "ABBYY")
    assert page[["newspaper", "page"]].tolist() == ["澜川日报", 1]
    assert page["score"] == pytest.approx(0.96, abs=0.001)
    assert page[["width", "height"]].tolist() == pytest.approx([522, 440], abs=0.3)


def test_lines_have_their_places(parsed: Path, issue: Path) -> None:
    boxes, wanted = read_boxes(parsed), read_boxes(issue)
    wanted = wanted[(wanted["page_id"] == FIRST) & (wanted["role"] == "body")]
    found = boxes[boxes["role"] == "body"]
    assert sorted(found["text"]) == sorted(wanted["text"])
    both = found.merge(wanted, on="text")
    for edge in ("x0", "y0", "y1"):
        assert both[f"{edge}_x"].tolist() == pytest.approx(both[f"{edge}_y"].tolist(), abs=1.5)
    text = read_pages(parsed)["text"][0].split("\n")
    for row in boxes.itertuples():
        assert text[row.line - 1][row.column - 1 : row.end_column - 1] == row.text


@pytest.mark.parametrize("program", PROGRAMS)
def test_json_of_other_programs_is_cut_at_gutters_into_the_items_of_the_sheet(
    program: str, issue: Path, tmp_path: Path
) -> None:
    boxes, wanted = read_boxes(issue), split_articles(read_pages(issue).head(1))
    page = read_pages(issue).iloc[0]
    write, ending = PROGRAMS[program]
    path = tmp_path / f"澜川日报-2024-03-05-p01{ending}"
    write(path, boxes[boxes["page_id"] == FIRST], (page["width"], page["height"]))
    pages = read_pages(path)
    articles = split_articles(pages)
    assert articles["headline"].tolist() == wanted["headline"].tolist()
    assert articles["text"].tolist()[1:] == wanted["text"].tolist()[1:]
    assert pages[["newspaper", "page", "source"]].iloc[0].tolist() == ["澜川日报", 1, "scan"]
    assert pages["engine"][0] == program.split(",")[0]
    assert pages["score"][0] == pytest.approx(0.96, abs=0.001)
    build_tables(tmp_path, tmp_path / "tables", workers=1)
    assert read_articles(tmp_path / "tables")["text"].tolist() == articles["text"].tolist()


def test_everything_downstream_works_also_in_a_collection(parsed: Path, tmp_path: Path) -> None:
    articles = split_articles(read_pages(parsed))
    assert "谭启文" in set(find_mentions(articles)["name"])
    prominence = measure_prominence(
        articles, pages=read_pages(parsed), boxes=read_boxes(parsed)
    ).set_index("headline")
    assert prominence.loc["全市春耕现场会在河东县召开", ["columns", "rank"]].tolist() == [3, 1]
    build_tables(parsed.parent, tmp_path / "tables", workers=1)
    assert read_articles(tmp_path / "tables")["text"].tolist() == articles["text"].tolist()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.hocr", b""),
        ("a.hocr", b"<html><body><p>ocr_page</p></body></html>"),
        ("a.alto.xml", b"<alto><Layout>"),
        ("a.alto.xml", b"<rss><channel/></rss>"),
        ("a.alto.xml", b"<alto/>"),
        ("a.hocr", b"<div class='ocr_page' title='bbox 0 0 9 9'></div>"),
        ("a.alto.xml", b"<alto><Layout><Page WIDTH='x' HEIGHT='9'/></Layout></alto>"),
        ("a_res.json", b"{"),
        ("a_res.json", b"[" * 100_000),
        ("a_res.json", b'[{"headline": "a"}]'),
        ("a_res.json", b'{"rec_texts": ["a"], "rec_boxes": [["x"]], "rec_scores": 1}'),
        ("a_middle.json", b'{"pdf_info": [{"preproc_blocks": [{"lines": 3}], "page_size": [1]}]}'),
        ("a_middle.json", b'{"pdf_info": 7}'),
        (
            "a_res.json",  # a paragraph, and not where its lines are
            b'{"parsing_res_list": [{"block_content": "'
            + b"a" * 300
            + b'", "block_bbox": [0, 0, 90, 90]}]}',
        ),
        (
            "a.alto.xml",
            b"<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><alto><Layout><Page><TextLine>"
            b"<String CONTENT='&e;'/></TextLine></Page></Layout></alto>",
        ),
    ],
)
def test_a_broken_file_is_a_line_and_the_others_are_read(
    tmp_path: Path, name: str, data: bytes
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=r"write it anew|no text is in it"):
        read_pages(tmp_path / name)
    (tmp_path / "b.md").write_text("## 春耕\n\n会议召开。", encoding="utf-8")
    pages = read_pages(tmp_path)
    assert pages["text"].fillna("").astype(bool).tolist() == [False, True]
    assert pages["problem"].notna().tolist() == [True, False]


def test_feeds_and_saved_pages_are_what_they_were(tmp_path: Path) -> None:
    """Only the name says that a file is of this kind; .xml and .html alone do not."""
    (tmp_path / "b.html").write_text(
        "<html><body><h1>春耕现场会召开</h1><p>会议三月五日在甲县召开。</p></body></html>",
        encoding="utf-8",
    )
    assert read_pages(tmp_path)["source"].tolist() == ["html"]
