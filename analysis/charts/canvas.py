"""What all charts share: colours, font, axes, bars, rows with names, keys, titles."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pandas as pd

from analysis.schema import InputError

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

__all__ = [
    "BLUE",
    "GREEN",
    "GREY",
    "INK",
    "KIND_COLOURS",
    "NOTHING",
    "ORANGE",
    "PALE",
    "QUIET",
    "RED",
    "SKY",
    "draw_bars",
    "draw_intervals",
    "draw_key",
    "find_font",
    "finish",
    "gloss_labels",
    "gloss_names",
    "list_missing_glyphs",
    "list_names",
    "measure_width",
    "open_axes",
    "say_drawn",
    "say_nothing",
    "spell_names",
    "thin_heads",
    "write_heads",
    "write_number",
]

# Colours that people with any kind of colour vision can tell apart (Okabe and Ito 2008).
BLUE: Final = "#0072B2"
SKY: Final = "#56B4E9"
ORANGE: Final = "#E69F00"
GREEN: Final = "#009E73"
RED: Final = "#D55E00"
PALE: Final = "#A9CDE4"
GREY: Final = "#999999"
INK: Final = "#222222"
QUIET: Final = "#666666"

NOTHING: Final = "nothing"  # the id of axes on which nothing is drawn
KIND_COLOURS: Final = {"actor": BLUE, "cited": ORANGE, "formula": GREY, "byline": GREEN}
_WIDTH: Final = 7.2  # inches of a figure
_ROW: Final = 0.3  # inches, the height of a row
_LABEL: Final = 20  # Chinese characters of the longest label; a longer one is cut
_TITLE: Final = 12  # points, the size of the title
_ABOUT: Final = 9  # points, the size of the lines below the title
_LINES: Final = 1.4  # the height of a line of text, in units of its size
_APART: Final = 4  # points between two labels of the horizontal axis
_MARGIN: Final = 24  # points at the left and right of a chart outside of its axes
_NARROWEST: Final = 240  # points, the least width of a line of the title
_WORD: Final = re.compile(r"\S*\s*")
_PIECE: Final = re.compile(
    r".*?(?:[、，：；）]|[,:;)] |$)", re.DOTALL
)  # a line may end behind each


@cache
def find_font() -> Path:
    """Find the font file of the package zhplot.

    The package itself is not imported, since that would change the settings of matplotlib.
    """
    spec = find_spec("zhplot")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        file = Path(folder) / "fonts" / "NotoSansSC-Regular.ttf"
        if file.is_file():
            return file
    raise InputError("The Chinese font is missing; install it with: pip install zhplot")


def list_missing_glyphs(ax: "Axes | Figure") -> list[str]:
    """List the characters of a chart that its fonts cannot draw: they would stand there as boxes.

    Parameters
    ----------
    ax
        Axes or a whole figure, of this package or of your own.

    Returns
    -------
    list
        The characters, each once. Of what matplotlib writes as formulas (`$α$`) nothing is said.

    Raises
    ------
    InputError
        Where it is no chart of matplotlib.

    Examples
    --------
    >>> from analysis import plot_terms
    >>> list_missing_glyphs(plot_terms(pd.DataFrame({"term": ["减负"], "count": [4]})))
    []
    >>> from matplotlib.figure import Figure
    >>> own = Figure().subplots()
    >>> _ = own.set_title("减负", fontfamily="DejaVu Sans")
    >>> list_missing_glyphs(own)
    ['减', '负']
    """
    from matplotlib.artist import Artist
    from matplotlib.axis import Axis
    from matplotlib.text import Text

    if not isinstance(ax, Artist):
        raise InputError(
            f"Axes or a figure of matplotlib are meant, and not {type(ax).__name__}; give what a "
            "function of charts returned, or plt.gcf()."
        )
    for axis in ax.findobj(Axis):
        if isinstance(axis, Axis):
            axis.get_ticklabels(
                which="both"
            )  # writes the labels, which otherwise happens when the chart is drawn
    missing: set[str] = set()
    for text in ax.findobj(Text):
        if isinstance(text, Text) and text.get_visible():
            signs = {sign for sign in text.get_text() if sign.isprintable() or sign == "\u3000"}
            if not (text.get_parse_math() and text.get_text().count("$") > 1):
                missing.update(signs - _list_signs(text.get_fontproperties()))
    return sorted(missing)


def open_axes(ax: "Axes | None", *, rows: float) -> "Axes":
    """Return the given axes, or those of a new figure that is high enough for so many rows."""
    if ax is not None:
        return ax
    from matplotlib import pyplot as plt

    height = 1.1 + _ROW * max(rows, 3)
    return plt.subplots(figsize=(_WIDTH, height), layout="constrained")[1]


def draw_bars(
    ax: "Axes",
    names: Sequence[str],
    pieces: Sequence[tuple[Sequence[float], str]],
    texts: Sequence[str],
) -> None:
    """Draw horizontal bars, the first on top, each with its text beside it.

    A bar consists of pieces one after another; `pieces` has the lengths and the colour of each.
    """
    rows = range(len(names))
    ends = [0.0] * len(names)
    for given, colour in pieces:
        values = [
            0.0 if value != value else value for value in given
        ]  # a missing number (NaN) has no bar
        ax.barh(rows, values, left=ends, color=colour, height=0.66)
        ends = [end + value for end, value in zip(ends, values, strict=True)]
    reach = max(ends) or 1.0
    for row, end, text in zip(rows, ends, texts, strict=True):
        ax.text(end + reach * 0.012, row, text, va="center", fontsize=9, color=INK)
    ax.set_xlim(0, reach * 1.16)
    ax.set_xticks([])
    list_names(ax, names)


def draw_intervals(
    ax: "Axes",
    names: Sequence[str],
    values: Sequence[float],
    lows: Sequence[float],
    highs: Sequence[float],
    texts: Sequence[str],
) -> None:
    """Draw a dot with its interval in each row, the first on top."""
    rows = range(len(names))
    ax.hlines(rows, lows, highs, color=PALE, linewidth=5)
    ax.plot(values, rows, linestyle="", marker="o", color=BLUE)
    for row, high, text in zip(rows, highs, texts, strict=True):
        ax.text(high + max(highs) * 0.015, row, text, va="center", fontsize=9, color=INK)
    from matplotlib.ticker import MaxNLocator

    ticks = [tick for tick in MaxNLocator(5).tick_values(0, max(highs)) if tick <= 1]
    ax.set_xlim(0, max(highs) * 1.15)
    ax.set_xticks(ticks, [f"{tick:.0%}" for tick in ticks], fontsize=9, color=QUIET)
    ax.grid(axis="x", color="#E5E5E5")
    ax.set_axisbelow(True)
    list_names(ax, names)


def list_names(ax: "Axes", names: Sequence[str]) -> None:
    """Write the names of the rows, the first on top."""
    ax.set_yticks(range(len(names)), [_cut(name) for name in names], fontsize=10, color=INK)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.tick_params(length=0)


def draw_key(ax: "Axes", entries: Sequence["tuple[str, str] | Artist"]) -> None:
    """Draw a key in one line below the chart: words with their colour, or marks with a label.

    Only what is really drawn should be in it.
    """
    from matplotlib.patches import Patch

    ax.legend(
        handles=[
            Patch(color=entry[1], label=entry[0]) if isinstance(entry, tuple) else entry
            for entry in entries
        ],
        loc="upper left",
        bbox_to_anchor=(0, 0),
        ncols=len(entries),
        frameon=False,
        fontsize=9,
        handlelength=1,
        borderaxespad=0.2,
    )


def gloss_names(terms: pd.DataFrame, lang: str) -> list[str]:
    """Write the names of terms; for readers of English with the gloss or pinyin below."""
    names = [str(term) for term in terms["term"]]
    known = [terms[column] for column in ("gloss", "pinyin") if column in terms.columns]
    if lang != "en" or not known:
        return names
    below = known[0].fillna(known[-1])
    return [
        f"{name}\n{text}" if isinstance(text, str) else name
        for name, text in zip(names, below, strict=True)
    ]


def gloss_labels(
    labels: Iterable[object], lang: str, form: str = "{label}\n{english}"
) -> list[str]:
    """Write the labels of clusters; for readers of English with what is known of their meaning."""
    if lang != "en":
        return [str(label) for label in labels]
    from analysis.glosses import gloss_label

    known = [(str(label), gloss_label(str(label))) for label in labels]
    return [form.format(label=label, english=text) if text else label for label, text in known]


def spell_names(names: Iterable[object], lang: str) -> list[str]:
    """Write the names of people; for readers of English the spelled name before them."""
    if lang != "en":
        return [str(name) for name in names]
    from analysis.glosses import spell_name

    return [f"{spell_name(str(name))} {name}" for name in names]


def write_heads(periods: pd.DatetimeIndex) -> list[str]:
    """Write days as labels: as years or months if all are the first day of one."""
    several = len(periods) > 1 and bool((periods.day == 1).all())
    form = "%Y" if several and (periods.month == 1).all() else "%Y-%m" if several else "%Y-%m-%d"
    return [str(head) for head in periods.strftime(form)]


def write_number(number: float, value: str) -> str:
    """Write a number beside a bar: a share in per cent, a rate with one decimal."""
    if value == "share":
        return f"{number:.1%}"
    if value == "rate":
        return f"{number:.1f}"
    return f"{number:.0f}" if float(number).is_integer() else f"{number:g}"


def say_nothing(ax: "Axes", labels: Mapping[str, str], why: str = "nothing_to_draw") -> "Axes":
    """Leave the axes empty, with a title that says why (the key of a label)."""
    ax.set_xticks([])
    ax.set_yticks([])
    ax.set_gid(NOTHING)
    return finish(ax, labels[why], "")


def say_drawn(drawn: int, found: int, labels: Mapping[str, str], what: str = "drawn_of") -> str:
    """Write how many of how many are drawn; nothing if all are."""
    return labels[what].format(drawn=drawn, all=found) if drawn < found else ""


def measure_width(ax: "Axes") -> float:
    """Estimate the width of the axes in points, which is only certain once the chart is drawn."""
    from matplotlib.figure import Figure

    figure = ax.get_figure()
    if not isinstance(figure, Figure):
        return float(_NARROWEST)
    width = float(figure.get_size_inches()[0]) * 72
    if len(figure.axes) > 1 or figure.get_layout_engine() is None:
        return float(ax.get_position().width) * width
    names = [line for label in ax.get_yticklabels() for line in label.get_text().split("\n")]
    size = max((label.get_fontsize() for label in ax.get_yticklabels()), default=0)
    return width - _MARGIN - max(map(_count_halves, names), default=0) * float(size) / 2


def finish(ax: "Axes", title: str, about: str, *, room: int = 0) -> "Axes":
    """Finish a chart: write the title and the lines below it, and give all text the Chinese font.

    `room` is left free between these lines and the axes, in points.
    """
    from matplotlib.text import Text

    ax.spines[:].set_visible(False)
    width = max(measure_width(ax), _NARROWEST)
    about = _wrap(about, width / _ABOUT * 2)
    below = (about.count("\n") + 1) * _ABOUT * _LINES + 9 if about else 8
    title = _wrap(title, width / _TITLE * 2)
    ax.set_title(
        title, loc="left", fontsize=_TITLE, color=INK, pad=room + below, linespacing=_LINES
    )
    if about:
        ax.annotate(
            about,
            (0, 1),
            xytext=(0, room + 8),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=_ABOUT,
            color=QUIET,
            linespacing=_LINES,
            in_layout=False,  # `pad` of the title leaves room for it
        )
    for text in ax.findobj(Text):
        if isinstance(text, Text):
            text.get_fontproperties().set_file(find_font())
            text.set_parse_math(False)
    return ax


def thin_heads(ax: "Axes") -> None:
    """Hide labels of the horizontal axis until none overlaps: every second stays, or third."""
    from matplotlib.figure import Figure

    figure = ax.get_figure()
    if not isinstance(figure, Figure):
        return
    figure.draw_without_rendering()
    heads = ax.get_xticklabels()
    boxes = [head.get_window_extent() for head in heads]
    apart = _APART * figure.dpi / 72
    for step in range(1, len(heads)):
        kept = boxes[::step]
        if all(one.x1 + apart < other.x0 for one, other in pairwise(kept)):
            break
    else:
        return
    for number, head in enumerate(heads):
        head.set_visible(number % step == 0)


def _count_halves(text: str) -> int:
    """Measure a text in half-width characters; a Chinese character counts as two."""
    return sum(2 if sign > "\u2e80" else 1 for sign in text)


def _wrap(text: str, most: float) -> str:
    """Break a text into lines of at most so many half-width characters."""
    lines, width = [""], 0
    for piece in _cut_pieces(text, most):
        wide = _count_halves(piece)
        if width and width + wide > most:
            lines.append("")
            width = 0
        lines[-1] += piece
        width += wide
    return "\n".join(lines)


def _cut_pieces(text: str, most: float) -> Iterator[str]:
    """Cut a text where a line may end: behind commas, and between words if that is too long."""
    for piece in filter(None, _PIECE.findall(text)):
        yield from [piece] if _count_halves(piece) <= most else _WORD.findall(piece)


def _cut(name: str) -> str:
    """Cut each line of a name to the width of a label."""
    lines = []
    for line in name.split("\n"):
        kept = line
        while _count_halves(kept) > 2 * _LABEL - 2 * (kept != line):
            kept = kept[:-1]
        lines.append(kept if kept == line else f"{kept}…")
    return "\n".join(lines)


def _list_signs(font: "FontProperties") -> set[str]:
    """List the characters of all fonts with which matplotlib would draw a text."""
    from matplotlib.font_manager import findfont

    signs: set[str] = set()
    for family in font.get_family():
        own = font.copy()
        own.set_family(family)
        try:
            file = findfont(own, fallback_to_default=False)
        except ValueError:  # the font is not installed: matplotlib takes the next
            continue
        signs |= _read_signs(file)
    return signs or set(_read_signs(findfont(font)))


@cache
def _read_signs(file: str) -> frozenset[str]:
    from matplotlib.ft2font import FT2Font

    return frozenset(map(chr, FT2Font(file).get_charmap()))
