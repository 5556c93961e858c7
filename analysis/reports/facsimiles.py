"""A page for every printed sheet: its picture, its items in colours, and where each place is.

What a link leads to is a shape in the drawing over the picture, which shows itself while the
address names it (`:target`). So a click, the Enter key or a link from another page show a place,
with no script and with nothing to load. A shape is made for each link that leads to one.
"""

import re
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd
from markupsafe import Markup

from analysis.labels import read_wording
from analysis.pages.files import open_path
from analysis.pages.packed import read_unpacked
from analysis.pages.sheets import is_picture
from analysis.places import Part, iterate_parts
from analysis.reports.addresses import SHEETS, Addresses
from analysis.reports.findings import Findings
from analysis.reports.frame import render
from analysis.reports.notebooks import ReportPart
from analysis.schema import InputError
from analysis.sheets.facsimile import draw_sheet

__all__ = ["list_sheets", "write_facsimiles"]

# With these limits a page stays under 3 MB. Places that other pages link to are drawn first.
_MOST_BYTES: Final = 1_300_000  # bytes of the picture
_MOST_PLACES: Final = 1_500  # places drawn on a sheet, each a few hundred bytes
_SAID: Final = 40  # characters of a place that a screen reader reads
_COLOURS: Final = 6
_ROOM: Final = 2  # points between the letters of an item and its outline
_SENTENCE: Final = re.compile(r"[^。！？!?\n]+[。！？!?]*[”’」』）)]*")
_ENDS: Final = "。！？!?"
_AROUND: Final = 200  # characters of a sentence on either side of a place
_LINK: Final = re.compile(r'sheets/([^"#/]+\.html)#at-(\d+)-(\d+)-(\d+)"')
_KINDS: Final = ("person", "phrase")

_Place = tuple[int, int, int]  # line, column, number of characters
_Boxes = Mapping[int, Sequence[Any]]  # printed lines by the line of the page's text


class _Item(NamedTuple):
    """What stands on the sheet: its number there, colour, title, and what was found in it."""

    number: int
    colour: str
    kind: str
    title: str
    file: str | None
    area: str
    corner: tuple[float, float] | None
    found: Sequence[tuple[str, str, _Place]]
    sentences: Sequence[tuple[str, _Place]]


def list_sheets(pages: pd.DataFrame) -> pd.Series:
    """The number of each sheet in its file, from 0, by page_id; of all pages of a source."""
    numbers = pages.groupby("path", sort=False).cumcount()
    return pd.Series(numbers.to_numpy(), index=pages["page_id"])


def write_facsimiles(
    folder: Path,
    findings: Findings,
    pages: pd.DataFrame,
    boxes: pd.DataFrame,
    addresses: Addresses,
    *,
    numbers: pd.Series,
    lang: str,
    parts: Sequence[ReportPart],
) -> None:
    """Write the pages of sheets and the page that lists them, after all pages that link there.

    `numbers` is what `list_sheets` returned for the whole source.
    """
    files = addresses.get("sheet", {})
    if not files:
        return
    labels = read_wording(lang)
    wanted = _find_links(folder)
    printed = dict(list(boxes[boxes["page_id"].isin(files)].groupby("page_id", sort=False)))
    items = dict(list(findings.items.groupby("page_id", sort=False)))
    found = {
        kind: dict(list(findings.rows[kind].groupby("article_id", sort=False))) for kind in _KINDS
    }
    rows: list[Any] = pages[pages["page_id"].isin(files)].to_dict("records")
    listed = []
    for at, row in enumerate(rows):
        page_id, file = row["page_id"], files[row["page_id"]]
        lines: dict[int, list[Any]] = defaultdict(list)
        box: Any
        for box in printed[page_id].itertuples():
            lines[int(box.line)].append(box)
        own = items.get(page_id, findings.items.iloc[:0])
        shown = list(_list_items(own, found, addresses, labels))
        own_places = [place for one in shown for _, _, place in one.found]
        own_places += [place for one in shown for _, place in one.sentences]
        places = [*sorted(wanted.get(Path(file).name, ())), *own_places]
        places = list(dict.fromkeys(places))[:_MOST_PLACES]
        title = _name_sheet(row, labels)
        listed.append((Path(file).name, title, [one.title for one in shown if one.found][:3]))
        others = [rows[other] for other in (at - 1, at + 1) if 0 <= other < len(rows)]
        page = render(
            "sheet.html.j2",
            name=file,
            root="../",
            lang=lang,
            parts=parts,
            title=title,
            others=[
                (Path(files[other["page_id"]]).name, _name_sheet(other, labels)) for other in others
            ],
            items=shown,
            width=float(row["width"]),
            height=float(row["height"]),
            picture=_embed(row, int(numbers[page_id])),
            lines=list(_list_lines(lines)),
            places=list(_draw_places(places, lines, str(row["text"]))),
            addresses={place: _write_address(place) for place in places},
            printed=[box for own in lines.values() for box in own],
        )
        path = folder / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(page, encoding="utf-8", errors="replace", newline="\n")
    page = render(
        "sheets.html.j2",
        name=SHEETS,
        lang=lang,
        parts=parts,
        title=labels["part_sheets"],
        about=labels["sheets_shown"].format(shown=len(rows), all=boxes["page_id"].nunique()),
        sheets=listed,
    )
    (folder / f"{SHEETS}.html").write_text(page, encoding="utf-8", newline="\n")


def _find_links(folder: Path) -> dict[str, set[_Place]]:
    """The places that pages of the report link to, by the file of the sheet."""
    wanted: defaultdict[str, set[_Place]] = defaultdict(set)
    for path in folder.rglob("*.html"):
        for file, *place in _LINK.findall(path.read_text(encoding="utf-8")):
            line, column, length = map(int, place)
            wanted[file].add((line, column, length))
    return wanted


def _name_sheet(row: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """A sheet by newspaper, day and page number, as far as they are known; else by its id."""
    names = [row["newspaper"]] if isinstance(row["newspaper"], str) else []
    if pd.notna(row["date"]):
        names.append(f"{row['date']:%Y-%m-%d}")
    if pd.notna(row["page"]):
        names.append(labels["page_number"].format(page=row["page"]))
    return " · ".join(names) or str(row["page_id"])


def _list_items(
    items: pd.DataFrame,
    found: Mapping[str, Mapping[Any, pd.DataFrame]],
    addresses: Addresses,
    labels: Mapping[str, str],
) -> Iterator[_Item]:
    texts: defaultdict[int, list[Part]] = defaultdict(list)
    for part in iterate_parts(items):
        texts[part.row].append(part)
    row: Any
    for at, row in enumerate(items.itertuples()):
        areas = [] if row.areas is None or isinstance(row.areas, float) else list(row.areas)
        kind = labels.get(f"kind_{row.kind}", str(row.kind))
        own = [
            (int(place.line), int(place.column), name, kind_of, int(place.end - place.start))
            for kind_of in found
            for name, place in _iterate(found[kind_of].get(row.article_id))
        ]
        yield _Item(
            number=int(row.position),
            colour=f"c{int(row.position) % _COLOURS}",
            kind=kind,
            title=row.headline if isinstance(row.headline, str) else _begin(texts[at], labels),
            file=addresses["article"].get(row.article_id),
            area="".join(
                _trace_box(x0 - _ROOM, y0 - _ROOM, x1 + _ROOM, y1 + _ROOM)
                for x0, y0, x1, y1 in areas
            ),
            corner=(float(areas[0][0]), float(areas[0][1])) if areas else None,
            found=[
                (name, kind_of, (line, column, length))
                for line, column, name, kind_of, length in sorted(own)
            ],
            sentences=[
                (match[0].strip(), (*point, len(match[0].rstrip())))
                for part in texts[at]
                for match in _SENTENCE.finditer(part.text)
                if match[0].strip() and (point := part.locate(match.start()))
            ],
        )


def _iterate(rows: pd.DataFrame | None) -> Iterator[tuple[str, Any]]:
    if rows is not None:
        for row in rows.dropna(subset=["line", "column", "start", "end"]).itertuples():
            yield str(row.name), row


def _begin(texts: Sequence[Part], labels: Mapping[str, str]) -> str:
    """The first words of an item, in place of a headline that it lacks."""
    body = next((part.text for part in texts if part.part == "body"), "")
    first = body.split("\n")[0]
    return f"{first[:16]}…" if first else labels["no_headline"]


def _write_address(place: _Place) -> str:
    return "at-{}-{}-{}".format(*place)


def _embed(row: Mapping[str, Any], number: int) -> str | None:
    """The picture of a sheet; nothing if its file is gone."""
    try:
        path = open_path(row["path"])
        pictures = is_picture(path.name)
        scan = row["source"] == "scan"
        data = read_unpacked(path)
        drawn = draw_sheet(data, number, pictures=pictures, scan=scan, most=_MOST_BYTES)
    except (OSError, InputError):
        return None
    return f"data:image/webp;base64,{b64encode(drawn).decode('ascii')}"


def _list_lines(lines: _Boxes) -> Iterator[tuple[str, Markup]]:
    """List the lines of the page's text, each as the printed lines that it has on the sheet."""
    for number, own in sorted(lines.items()):
        yield f"line-{number}", Markup("".join(_trace_box(b.x0, b.y0, b.x1, b.y1) for b in own))


def _draw_places(
    places: Iterable[_Place], lines: _Boxes, text: str
) -> Iterator[tuple[str, str, Markup, Markup]]:
    """Yield the address of each place, its characters, its shape, and that of its sentence."""
    rows = text.split("\n")
    for line, column, length in places:
        own = lines.get(line, ())
        shape = "".join(_trace(own, column, column + length))
        row = rows[line - 1] if line <= len(rows) else ""
        start, end = _find_sentence(row, column - 1, column - 1 + length)
        around = "" if end - start <= length else "".join(_trace(own, start + 1, end + 1))
        said = row[column - 1 : column - 1 + min(length, _SAID)]
        yield _write_address((line, column, length)), said, Markup(shape), Markup(around)


def _find_sentence(row: str, start: int, end: int) -> tuple[int, int]:
    first = max(0, start - _AROUND)
    before = max(row.rfind(sign, first, start) for sign in _ENDS)
    stops = [at for sign in _ENDS if (at := row.find(sign, end, end + _AROUND)) >= 0]
    return max(first, before + 1), min(stops, default=min(len(row), end + _AROUND) - 1) + 1


def _trace(boxes: Sequence[Any], start: int, end: int) -> Iterator[str]:
    """The rectangles around characters of a line of text, one for each printed line."""
    for box in boxes:
        first, last = max(start, int(box.column)), min(end, int(box.end_column))
        if first < last:
            low, high = (float(box.edges[at - int(box.column)]) for at in (first, last))
            if box.vertical:
                yield _trace_box(box.x0, low, box.x1, high)
            else:
                yield _trace_box(low, box.y0, high, box.y1)


def _trace_box(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"M{x0:.4g} {y0:.4g}H{x1:.4g}V{y1:.4g}H{x0:.4g}z"
