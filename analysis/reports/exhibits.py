"""What a notebook shows and leaves behind: tables and charts as files and on the page."""

import html
import json
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from analysis.charts.canvas import NOTHING
from analysis.charts.spots import list_spots
from analysis.checks import holds_spans, is_spans
from analysis.folders import MANIFEST, lock, make_folder, open_folder, put_files, read_manifest
from analysis.labels import find_unit, read_wording
from analysis.memory import give_back
from analysis.pages.files import open_local
from analysis.reports.addresses import Addresses, link, point_at, read_addresses
from analysis.schema import InputError, check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Exhibit", "read_style", "show_pages", "write_figure", "write_table"]

# A cell that begins like this is a formula for spreadsheets, in East Asia full-width too.
_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
_JSON: Final = json.JSONEncoder(ensure_ascii=False, default=int)  # numbers of numpy
_MARGIN: Final = 0.15  # inches around a chart
_DPI: Final = 200
_LISTS: Final = (list, dict, np.ndarray)
_COLOURS: Final = 128
_NEARLY_WHITE: Final = 248
# A column of words and numbers sorts by the numbers, with words above and empty cells below.
_SORT_WORDS_LAST: Final = (
    "function (cell, type) {if (type !== 'sort' && type !== 'type') {return cell;}"
    "var number = parseFloat(cell); return isNaN(number) ? (cell ? 1e300 : -1e300) : number;}"
)
_WHOLE: Final = ("count", "ordinal")  # numbers of these units, also where some are missing
_LARGE: Final = 10_000  # from here on decimals are not shown
_MOST_OF_CELL: Final = 2_000  # characters of a cell or line that are shown; the files hold all
_TERMS_WITH_EVIDENCE: Final = 50
_SENTENCES: Final = 20
_PATIENCE: Final = 60  # seconds to wait for another notebook that writes to the same folder
# The columns that name things that can have a page, and the kind of thing.
_NAMING: Final = {
    "name": ("person",),
    "source": ("person",),
    "target": ("person",),
    "predecessor": ("person",),
    "successor": ("person",),
    "contradicted_by": ("person",),
    "tied": ("person",),
    "phrase": ("phrase",),
    "inside": ("phrase",),
    "term": ("phrase", "person"),
    "theme": ("theme",),
    "title": ("office",),
    "titles": ("office",),
    "article_id": ("article",),
    "copy_id": ("article",),
}
_COUNTS: Final = ("count", "main", "lists")  # columns whose numbers open sentences
# A click shows the sentences of a number; without scripts, the link does by `:target`.
_OPEN: Final = (
    "var e=document.getElementById('{address}');e.hidden=false;"
    "e.scrollIntoView({{block:'nearest'}});return false"
)
# What the library of the tables says in English if no script runs. The plain table that is shown
# then needs no words, and a report links to nothing outside.
_HINTS: Final = re.compile(
    r'<noscript>.*?</noscript>|<a [^>]*href="?https://itables\.org[^>]*>.*?</a>'
    r"|Loading ITables v.*?\?\)",
    re.DOTALL,
)
_CLOSE: Final = "document.getElementById('{address}').hidden=true;return false"
# Colours of the items of a page, used in turn; the style sheet has as many.
_ITEM_COLOURS: Final = 6


@dataclass(frozen=True)
class Exhibit:
    """Something to be shown: HTML on a page, a line of text elsewhere."""

    html: str
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def write_table(
    table: pd.DataFrame,
    out: str | Path,
    name: str,
    *,
    lang: str = "zh",
    top: int = 500,
    evidence: pd.DataFrame | None = None,
    nothing: str | None = None,
) -> Exhibit:
    """Write a table to files and return it as it is shown: sortable, searchable, its first rows.

    Parameters
    ----------
    table
        Any table of this package.
    out
        Folder of the report; `tables/name.csv` and `tables/name.parquet` are written below it. The
        CSV is UTF-8 with a mark that makes Excel show Chinese, and a text that a spreadsheet would
        take for a formula gets an apostrophe before it; the Parquet file holds the cells as is.
    name
        Name of the files.
    lang
        `zh` or `en`: the language of the column titles.
    top
        How many rows are shown; the files hold them all.
    evidence
        A table of `find_context` on the first column of `table`: a click on a count opens the
        sentences that were counted.
    nothing
        The sentence that is shown where the table has no rows, and says why; when not given, the
        one that our labels have for `name`, or else one that fits every table.

    Returns
    -------
    Exhibit
        What JupyterLab and the report show.

    Raises
    ------
    InputError
        Where the files cannot be written, files of yours stand in their place, or `lang` is not
        known.

    Examples
    --------
    >>> import tempfile
    >>> terms = pd.DataFrame({"term": ["减负", "=1+1"], "count": [4, 1]})
    >>> with tempfile.TemporaryDirectory() as out:
    ...     _ = write_table(terms, out, "terms")
    ...     print((Path(out) / "tables" / "terms.csv").read_text(encoding="utf-8-sig"))
    term,count
    减负,4
    '=1+1,1
    <BLANKLINE>
    """
    labels = read_wording(lang)
    table = check_table(table, "table")
    if evidence is not None:
        needs = ["term", "article_id", "headline", "line", "column", "count"]
        needs += ["left", "match", "right"]
        evidence = check_table(evidence, "evidence", needs=needs)
    try:
        flat = pd.DataFrame({column: _flatten_column(table[column]) for column in table.columns})
        csv = flat.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")
        parquet = _write_parquet(table)
    except (ValueError, TypeError) as error:  # of Arrow, or of half a surrogate pair
        raise InputError(
            f"The table {name} cannot be written: {error}. Make text of such a column."
        ) from error
    _put(out, {f"tables/{name}.csv": csv, f"tables/{name}.parquet": parquet})
    del flat, csv, parquet
    give_back()
    links = " · ".join(
        f'<a href="{_address(out)}tables/{name}.{suffix}" download>{suffix.upper()}</a>'
        for suffix in ("csv", "parquet")
    )
    shown = labels["rows_shown"].format(shown=min(top, len(table)), rows=len(table))
    if table.size:
        addresses = read_addresses(out)
        body = _make_html_table(table.head(top), name, lang, evidence, addresses)
        note = f'<p class="note">{shown} {links}</p>'
    else:
        shown = nothing or labels.get(f"nothing_{name}", labels["no_rows"])
        body, note = "", f"<p>{html.escape(shown)}</p>"
    # A table that cannot have rows here (changes over time, in a single day) is taken out of the
    # page and named at its end.
    unknown = not table.size and nothing in (labels["one_day"], labels["one_period"])
    why = f' nothing" data-said="{html.escape(shown)}' if unknown else ""
    return Exhibit(
        f'<div class="exhibit{why}" id="exhibit-{name}">{read_style()}{body}{note}</div>',
        f"{name}: {shown}",
    )


def write_figure(axes: "Axes", out: str | Path, name: str, *, lang: str = "zh") -> Exhibit:
    """Write a chart to files and return it as it is shown.

    Parameters
    ----------
    axes
        What a function of `charts` returned. Its figure is closed.
    out
        Folder of the report; `figures/name.png` and `figures/name.svg` are written below it. The
        same chart gives the same bytes.
    name
        Name of the files.
    lang
        `zh` or `en`.

    Returns
    -------
    Exhibit
        What JupyterLab and the report show, with the chart's title as its text for readers who
        cannot see it.

    Raises
    ------
    InputError
        Where the files cannot be written, files of yours stand in their place, or `lang` is not
        known.
    """
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    read_wording(lang)
    figure = axes.get_figure(root=True) if hasattr(axes, "get_figure") else None
    if figure is None or not hasattr(axes, "get_title"):
        raise InputError("Axes of a figure are meant; draw them with a function of charts.")
    # Lay out the figure once for both files; otherwise matplotlib does so for each. A title may be
    # wider than the figure, and the files are enlarged for it.
    figure.draw_without_rendering()
    with mpl.rc_context({"figure.autolayout": False, "figure.constrained_layout.use": False}):
        figure.set_layout_engine(None)
    whole = figure.get_tightbbox().padded(_MARGIN)
    spots = _make_html_spots(axes, whole, read_addresses(out), _address(out))
    image = BytesIO()
    unpacked = {"compress_level": 0}  # packing would be wasted, since it is read again at once
    figure.savefig(image, format="png", dpi=_DPI, bbox_inches=whole, pil_kwargs=unpacked)
    picture = _reduce_colours(image)
    drawing = BytesIO()
    with mpl.rc_context({"svg.hashsalt": name, "svg.fonttype": "path"}):
        meta = {"Date": None, "Creator": None}
        figure.savefig(drawing, format="svg", metadata=meta, bbox_inches=whole)
    _put(out, {f"figures/{name}.png": picture, f"figures/{name}.svg": drawing.getvalue()})
    plt.close(figure)
    title = (axes.get_title(loc="left") or axes.get_title()).replace("\n", "")  # one sentence
    why = f' nothing" data-said="{html.escape(title)}' if axes.get_gid() == NOTHING else ""
    links = " · ".join(
        f'<a href="{_address(out)}figures/{name}.{suffix}" download>{suffix.upper()}</a>'
        for suffix in ("png", "svg")
    )
    data = b64encode(picture).decode("ascii")
    return Exhibit(
        # On a narrow screen the chart scrolls in its frame, also by keyboard, and says so.
        f'{read_style()}<figure class="exhibit{why}">'
        f'<p class="note swipe" hidden>{read_wording(lang)["swipe"]}</p>'
        f'<div class="frame" tabindex="0"><div class="chart"><img alt="{html.escape(title)}" '
        f'src="data:image/png;base64,{data}">{spots}</div></div>'
        f'<figcaption class="note">{links}</figcaption></figure>',
        f"{name}: {title}",
    )


def _make_html_spots(axes: "Axes", box: Any, addresses: Addresses, to: str) -> str:
    """Lay areas over the picture of a chart that show their numbers and link to the sentences.

    They are links with labels, which the style sheet shows at the pointer or the keyboard focus: no
    script is needed, and a screen reader reads them in turn.
    """
    figure = axes.get_figure(root=True)
    assert figure is not None
    written = []
    for spot in list_spots(axes):
        corners = [(spot.left, spot.bottom), (spot.right, spot.top)]
        (x0, y0), (x1, y1) = axes.transData.transform(corners) / figure.dpi
        left, right = sorted(100 * (x - box.x0) / box.width for x in (x0, x1))
        top, bottom = sorted(100 * (box.y1 - y) / box.height for y in (y0, y1))
        said = html.escape(spot.said)
        side = f"{'l' if left < 50 else 'r'}{'d' if top < 50 else 'u'}"
        look = (
            f'class="spot {side}" aria-label="{said}" style="left:{left:.1f}%;top:{top:.1f}%;'
            f'width:{right - left:.1f}%;height:{bottom - top:.1f}%"'
        )
        files = (addresses.get(kind, {}) for kind in _NAMING.get(spot.column, ()))
        file = next((file[spot.name] for file in files if spot.name in file), None)
        if file is None:
            written.append(f'<span {look} role="img" tabindex="0"></span>')
        else:
            written.append(f'<a {look} href="{to}{html.escape(file)}"></a>')
    return "".join(written)


def show_pages(
    pages: pd.DataFrame,
    articles: pd.DataFrame,
    *,
    repairs: pd.DataFrame | None = None,
    lang: str = "zh",
    top: int = 4,
) -> Exhibit:
    """Show pages as they were split: every line as printed, in the colour of its item.

    Parameters
    ----------
    pages, articles
        The tables of those names.
    repairs
        What was mended or is in doubt: the lines concerned are marked.
    lang
        `zh` or `en`.
    top
        How many pages are shown, the first open and the others folded.

    Returns
    -------
    Exhibit
        A page a fold, each with line numbers and the kind of its items.
    """
    labels = read_wording(lang)
    pages = check_table(pages, "pages", needs=["page_id", "text"])
    needs = ["page_id", "position", "kind", "lines"]
    articles = check_table(articles, "articles", needs=["kind", "lines"])
    if "page_id" in articles.columns:  # articles of tables are on no page
        articles = articles[articles["page_id"].notna()]
    articles = check_table(articles, "articles", needs=needs)
    if repairs is not None:
        needs = ["page_id", "rule", "first_line", "last_line"]
        repairs = check_table(repairs, "repairs", needs=needs)
    readable = pages[pages["text"].notna()].head(top)
    folds = [
        _make_html_page(
            str(page_id),
            str(text),
            articles[articles["page_id"] == page_id],
            None if repairs is None else repairs[repairs["page_id"] == page_id],
            labels,
            first=at == 0,
        )
        for at, (page_id, text) in enumerate(
            zip(readable["page_id"], readable["text"], strict=True)
        )
    ]
    shown = labels["no_pages"]
    if len(pages):
        shown = labels["pages_shown"].format(shown=len(readable), pages=len(pages))
    note = f'<p class="note">{shown}</p>'
    return Exhibit(f'<div class="exhibit">{read_style()}{"".join(folds)}{note}</div>', shown)


def _reduce_colours(image: BytesIO) -> bytes:
    """Reduce a picture to a quarter of its bytes; a chart has few colours and shades of them."""
    from PIL import Image

    few = Image.open(image).convert("RGB").quantize(_COLOURS, method=Image.Quantize.FASTOCTREE)
    # Nearly white becomes white, like the page around the picture.
    colours = np.array(few.getpalette(), dtype=np.uint8).reshape(-1, 3)
    colours[(colours >= _NEARLY_WHITE).all(axis=1)] = 255
    few.putpalette(colours.tobytes())
    picture = BytesIO()
    few.save(picture, format="png")
    return picture.getvalue()


def _make_html_page(
    page_id: str,
    text: str,
    articles: pd.DataFrame,
    repairs: pd.DataFrame | None,
    labels: Mapping[str, str],
    *,
    first: bool,
) -> str:
    owner: dict[int, tuple[int, str]] = {}
    for position, kind, runs in zip(
        articles["position"], articles["kind"], articles["lines"], strict=True
    ):
        for begin, end in runs:
            owner.update(dict.fromkeys(range(begin, end + 1), (int(position), str(kind))))
    marks: dict[int, list[str]] = {}
    if repairs is not None:
        for rule, begin, end in zip(
            repairs["rule"], repairs["first_line"], repairs["last_line"], strict=True
        ):
            for line in {int(begin), int(end)} if pd.notna(begin) and pd.notna(end) else ():
                marks.setdefault(line, []).append(labels.get(f"rule_{rule}", str(rule)))
    rows = []
    before = 0
    for number, printed in enumerate(text.split("\n"), 1):
        if not printed.strip():
            continue
        position, kind = owner.get(number, (0, ""))
        note = ""
        if position != before:
            note = f"<b>{position} {html.escape(labels.get(f'kind_{kind}', kind))}</b>"
            before = position
        mended = "".join(f"<mark>{html.escape(word)}</mark>" for word in marks.get(number, ()))
        colour = f"item{position % _ITEM_COLOURS}" if position else "none"
        rows.append(
            f'<tr class="{colour}"><th scope="row">{number}</th>'
            f"<td>{note}{html.escape(_shorten(printed.strip()))}{mended}</td></tr>"
        )
    return (
        f'<details class="page"{" open" if first else ""}>'
        f"<summary>{html.escape(page_id)}</summary><table>{''.join(rows)}</table></details>"
    )


def _make_html_table(
    table: pd.DataFrame,
    name: str,
    lang: str,
    evidence: pd.DataFrame | None,
    addresses: Addresses,
) -> str:
    from itables import JavascriptFunction, to_html_datatable

    labels = read_wording(lang)
    columns = [str(column) for column in table.columns]
    units = {
        column: find_unit(name, columns)
        for column, name in zip(table.columns, columns, strict=True)
    }
    shown = {
        # As objects, since the library of the tables would show the numbers of categories.
        column: table[column]
        .astype(object)
        .map(
            lambda cell, column=str(column), unit=unit: _link_cell(
                cell, column, _show(cell, column, unit, labels), addresses
            )
        )
        for column, unit in units.items()
    }
    mixed = [at for at, unit in enumerate(units.values()) if unit == "percent"]
    sections = ""
    if evidence is not None:
        linked = next((column for column in _COUNTS if column in shown), table.columns[0])
        terms = table[table.columns[0]].tolist()
        by = str(table.columns[0])
        shown[linked], sections = _link_evidence(
            shown[linked], by, terms, evidence, name, labels, addresses
        )
    titled = pd.DataFrame(shown)
    # Named last, since two columns may have the same title, which a dict could not hold.
    titled.columns = pd.Index([html.escape(_name_column(name, str(one), labels)) for one in shown])
    with pd.option_context("display.max_colwidth", None, "display.precision", 3):
        # All text of pages was escaped above; what markup remains are our links.
        body = to_html_datatable(
            titled,
            table_id=f"table-{name}",
            connected=False,
            allow_html=True,
            showIndex=False,
            maxBytes=0,
            classes="display compact",
            style="width:100%",
            display_logo_when_loading=False,
            order=[],
            columnDefs=[{"targets": mixed, "render": JavascriptFunction(_SORT_WORDS_LAST)}]
            if mixed
            else [],
            pageLength=10,
            language=json.loads(labels["datatables"]),
        )
    return f"{drop_hints(body)}{sections}"


def drop_hints(markup: str) -> str:
    """Drop what the library of the tables says of itself where no script runs.

    Examples
    --------
    >>> drop_hints("<noscript>is your notebook trusted?</noscript><table></table>")
    '<table></table>'
    """
    return _HINTS.sub("", markup)


def _name_column(table: str, column: str, labels: Mapping[str, str]) -> str:
    """What a column is called for readers; some names mean different things in two tables."""
    return labels.get(f"column_{table}_{column}", labels.get(f"column_{column}", column))


def _link_evidence(
    cells: pd.Series,
    by: str,
    terms: Sequence[Any],
    evidence: pd.DataFrame,
    name: str,
    labels: Mapping[str, str],
    addresses: Addresses,
) -> tuple[pd.Series, str]:
    """Make cells open the sentences of their terms; return them and the sentences."""
    groups = dict(list(evidence.groupby("term", sort=False)))
    links = []
    sections = []
    for number, (term, cell) in enumerate(zip(terms, cells, strict=True)):
        if isinstance(term, _LISTS) or term not in groups or number >= _TERMS_WITH_EVIDENCE:
            links.append(str(cell))
            continue
        address = f"evidence-{name}-{number + 1}"
        links.append(f'<a href="#{address}" onclick="{_OPEN.format(address=address)}">{cell}</a>')
        word = labels.get(f"{by}_{term}", str(term))
        sections.append(_make_html_evidence(address, name, word, groups[term], labels, addresses))
    return pd.Series(links, index=cells.index), "".join(sections)


def _make_html_evidence(
    address: str,
    name: str,
    term: str,
    context: pd.DataFrame,
    labels: Mapping[str, str],
    addresses: Addresses,
) -> str:
    sentences = []
    shown = context.head(_SENTENCES)
    row: Any
    for row in shown.itertuples():
        left, match, right = (html.escape(_shorten(str(text).strip())) for text in row[-3:])
        place = link("article", row.article_id, addresses, shown=_say_place(row, labels))
        page_id = str(row.article_id).rpartition("#")[0]
        sheet = point_at(page_id, addresses, row.line, row.column, row.end - row.start)
        if sheet:
            place += f' · <a href="{sheet}">{html.escape(labels["on_sheet"])}</a>'
        sentences.append(f"<li>{left}<mark>{match}</mark>{right}<small>{place}</small></li>")
    title = html.escape(labels["evidence_of"].format(term=_shorten(term)))
    # If a number counts articles but a click shows sentences, a label says so.
    said = labels.get(f"evidence_shown_{name}", labels["evidence_shown"])
    count = said.format(shown=len(shown), rows=context["count"].iloc[0])
    return (
        f'<section class="evidence" id="{address}" aria-label="{title}" hidden><b>{title}</b> '
        f'<span class="note">{count} <a href="#exhibit-{name}" '
        f'onclick="{_CLOSE.format(address=address)}">{labels["evidence_close"]}</a></span>'
        f"<ol>{''.join(sentences)}</ol></section>"
    )


def _say_place(row: Any, labels: Mapping[str, str]) -> str:
    headline = f"{row.headline} · " if isinstance(row.headline, str) else ""
    page = str(row.article_id)
    if pd.isna(row.line):
        return html.escape(f"{headline}{page}")
    place = labels["place"].format(page=page, line=row.line, column=row.column)
    return html.escape(f"{headline}{place}")


@cache
def read_style() -> str:
    """The style of exhibits, which they bring along: JupyterLab has none for them."""
    file = Path(__file__).parents[1] / "templates" / "exhibits.css"
    return f"<style>{file.read_text(encoding='utf-8')}</style>"


def _flatten(cell: Any) -> Any:
    """A cell that a CSV can hold: names and words of evidence are joined, other lists are JSON."""
    if isinstance(cell, np.ndarray):
        cell = cell.tolist()
    if isinstance(cell, list | tuple):
        if all(isinstance(entry, dict) and "term" in entry for entry in cell):
            return "; ".join(dict.fromkeys(entry["term"] for entry in cell))
        if all(isinstance(entry, str) for entry in cell):
            return "; ".join(cell)
        return _JSON.encode(cell)
    return cell


def _flatten_column(column: pd.Series) -> pd.Series:
    """A column as a CSV holds it; numbers and days stay as they are."""
    if column.dtype.kind in "biufM":
        return column
    flat = _join_terms(column) if holds_spans(column.dtype) else column.map(_flatten)
    return flat.map(_disarm)


def _join_terms(column: pd.Series) -> pd.Series:
    """The words of evidence, each once, without a dict for every one of millions of places."""
    import pyarrow as pa
    from pyarrow import compute

    lists: Any = pa.chunked_array(pa.array(column)).combine_chunks()
    terms = lists.flatten().field("term").dictionary_encode()
    rows = np.repeat(np.arange(len(lists)), lists.value_lengths().fill_null(0))
    first = ~pd.DataFrame({"row": rows, "term": terms.indices}).duplicated().to_numpy()
    offsets = np.searchsorted(rows[first], np.arange(len(lists) + 1)).astype(np.int32)
    words = terms.dictionary.take(terms.indices.filter(pa.array(first)))
    joined = compute.binary_join(pa.ListArray.from_arrays(offsets, words), "; ")
    return pd.Series(joined.to_pandas().to_numpy(), index=column.index)


def _write_parquet(table: pd.DataFrame) -> bytes:
    """Write a table as Parquet; lists of dicts are read back as such, however they are held."""
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {str(column): kind for column, kind in table.dtypes.items()}
    held = [column for column, kind in kinds.items() if holds_spans(kind)]
    usual = table.head(1).astype(dict.fromkeys(held, "object")) if held else table
    schema = pa.Schema.from_pandas(usual, preserve_index=False)
    for column in held:
        at = schema.get_field_index(column)
        if not is_spans(schema.types[at]):  # the first list is empty, or there is none
            own: Any = kinds[column]
            schema = schema.set(at, pa.field(column, own.pyarrow_dtype))
    arrow = pa.Table.from_pandas(table, schema, preserve_index=False)
    data = BytesIO()
    parquet.write_table(arrow.replace_schema_metadata(schema.metadata), data)
    return data.getvalue()


def _disarm(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _show(cell: Any, column: str, unit: str | None, labels: Mapping[str, str]) -> str:
    """Write a cell as its unit is written, or by its type if the unit is not known."""
    if column == "evidence" and isinstance(cell, list | np.ndarray):
        return html.escape("、".join(dict.fromkeys(span["term"] for span in cell)))
    flat = _flatten(cell)
    if flat is None or (not isinstance(flat, str) and pd.isna(flat)):
        return labels.get(f"{column}_missing", "")
    if isinstance(flat, pd.Timestamp):
        return flat.strftime("%Y-%m-%d")
    if isinstance(flat, bool | np.bool_):
        return labels["yes"] if flat else labels["no"]
    if isinstance(flat, int | float | np.number):
        return _write_number(flat, unit, labels)
    # The two ends of an interval are written as the value between them is.
    code = f"{column.removesuffix('_low').removesuffix('_high')}_{flat}"
    word = labels.get(code, str(flat)) if unit == "code" else str(flat)
    return html.escape(_shorten(word).replace("\n", " ⏎ "))


def _link_cell(cell: Any, column: str, shown: str, addresses: Addresses) -> str:
    """Link what a cell names to its page, also each name of a list."""
    kinds = _NAMING.get(column, ()) if addresses else ()
    if isinstance(cell, list | np.ndarray) and kinds:
        return "; ".join(
            _link_cell(name, column, html.escape(str(name)), addresses) for name in cell
        )
    for kind in kinds:
        if isinstance(cell, str) and cell in addresses[kind]:
            return link(kind, cell, addresses, shown=shown)
    return shown


def _write_number(number: Any, unit: str | None, labels: Mapping[str, str]) -> str:
    if np.isinf(number):
        # A ratio to nothing: only this side has the term.
        return labels["only_here"] if unit == "percent" else f"{'-' if number < 0 else ''}∞"
    if unit == "share":
        return f"{number:.1%}"
    if unit == "percent":
        return f"{number:.0f}%"
    whole = isinstance(number, int | np.integer) or unit in _WHOLE or abs(number) >= _LARGE
    return f"{number:.0f}" if whole else f"{number:.4g}"


def _shorten(text: str) -> str:
    """Cut what would make the page too large to open."""
    return text if len(text) <= _MOST_OF_CELL else f"{text[:_MOST_OF_CELL]}…"


def _put(out: str | Path, files: Mapping[str, bytes]) -> None:
    """Put files of a report in place if they are ours, or nothing is there."""
    folder = open_local(out)
    make_folder(folder)
    # Locked before the manifest is read, since another notebook may be replacing it.
    with lock(folder, wait=_PATIENCE):
        root = open_folder(folder, kind="report")
        manifest = root / MANIFEST
        about = read_manifest(manifest)
        put_files(root, manifest, files, about, keep=list(about.get("files", ())))


def _address(out: str | Path) -> str:
    """The folder as the beginning of an address in the page that is shown."""
    address = open_local(out).as_posix()
    return "" if address == "." else html.escape(f"{address}/")
