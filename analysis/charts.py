"""A finished table → matplotlib Axes, with Chinese that is legible on any machine."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import pandas as pd

from analysis.labels import name_leaders, read_labels
from analysis.schema import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "find_font",
    "list_missing_glyphs",
    "plot_clusters",
    "plot_heat",
    "plot_mentions",
    "plot_network",
    "plot_offices",
    "plot_terms",
    "plot_themes",
]

# Okabe and Ito (2008): told apart by people with any kind of colour vision.
_BLUE: Final = "#0072B2"
_SKY: Final = "#56B4E9"
_ORANGE: Final = "#E69F00"
_GREEN: Final = "#009E73"
_RED: Final = "#D55E00"
_PALE: Final = "#A9CDE4"
_GREY: Final = "#999999"
_INK: Final = "#222222"
_QUIET: Final = "#666666"

_KIND_COLOURS: Final = {"actor": _BLUE, "cited": _ORANGE, "formula": _GREY, "byline": _GREEN}
_WIDTH: Final = 7.2  # inches
_ROW: Final = 0.3  # inches for a line of a list
_MOST_COLUMNS: Final = 40  # of a heat table, before its numbers and heads are thinned
_LABEL: Final = 20  # Chinese characters of a label before it is cut


def plot_terms(
    terms: pd.DataFrame,
    *,
    value: Literal["count", "rate", "share"] = "count",
    top: int = 20,
    ax: "Axes | None" = None,
    lang: str = "zh",
) -> "Axes":
    """Draw the leading terms as a list of bars, the most frequent on top.

    Parameters
    ----------
    terms
        What `count_terms` returned, without groups. Where it has `inside`, the part of a bar that
        stands inside longer phrases is pale. A column `gloss` is shown beside the terms in English.
    value
        `count`, `rate` per 10,000 characters, or `share` of the articles with its 95 % interval.
    top
        How many terms are drawn.
    ax
        Where to draw; a figure of its own when not given.
    lang
        `zh` or `en`.

    Returns
    -------
    Axes
        The chart, its title saying what leads.

    Raises
    ------
    InputError
        Where a column is missing, or `lang` is not known.
    """
    labels = read_labels(lang)
    _check(terms, "terms", ["term", value, *(["low", "high"] if value == "share" else [])])
    shown = terms.dropna(subset=[value]).sort_values(value, ascending=False, kind="stable")
    shown = shown.head(top)
    names = _gloss(shown, lang)
    ax = _open(ax, rows=len(shown) + sum("\n" in name for name in names) // 2)
    if shown.empty:
        return _say_nothing(ax, labels)
    numbers = [float(number) for number in shown[value]]
    texts = [_write_number(number, value) for number in numbers]
    if value == "share":
        _draw_intervals(ax, names, numbers, shown["low"].tolist(), shown["high"].tolist(), texts)
    elif value == "count" and "inside" in shown.columns and shown["inside"].fillna(0).any():
        inside = [float(number) for number in shown["inside"].fillna(0)]
        alone = [number - within for number, within in zip(numbers, inside, strict=True)]
        texts = [
            text + (labels["of_these_inside"].format(count=f"{within:g}") if within else "")
            for text, within in zip(texts, inside, strict=True)
        ]
        _draw_bars(ax, names, [(alone, _BLUE), (inside, _PALE)], texts)
    else:
        _draw_bars(ax, names, [(numbers, _BLUE)], texts)
    title = labels[f"title_terms_{value}"].format(
        term=name_leaders(shown["term"].tolist(), numbers, lang),
        value=_write_number(numbers[0], value),
    )
    return _finish(ax, title, labels[f"about_terms_{value}"])


def plot_mentions(
    counts: pd.DataFrame, *, top: int = 20, ax: "Axes | None" = None, lang: str = "zh"
) -> "Axes":
    """Draw how often people are named, the most frequent on top.

    Parameters
    ----------
    counts
        What `count_mentions` returned. By `kind`, a bar has a piece for each: acting, cited, inside
        the name of a doctrine, byline.
    top
        How many people are drawn.
    ax
        Where to draw; a figure of its own when not given.
    lang
        `zh` or `en`.

    Returns
    -------
    Axes
        The chart, its title saying who leads.

    Raises
    ------
    InputError
        Where a column is missing, or `lang` is not known.
    """
    labels = read_labels(lang)
    _check(counts, "counts", ["name", "count"])
    totals = counts.groupby("name", sort=False)["count"].sum()
    totals = totals.sort_values(ascending=False, kind="stable").head(top)
    ax = _open(ax, rows=len(totals) + 1)
    if totals.empty:
        return _say_nothing(ax, labels)
    names = [str(name) for name in totals.index]
    kinds = [kind for kind in _KIND_COLOURS if "kind" in counts and (counts["kind"] == kind).any()]
    if len(kinds) > 1:
        pieces = []
        for kind in kinds:
            of_kind = counts[counts["kind"] == kind].groupby("name")["count"].sum()
            values = [float(of_kind.get(name, 0)) for name in totals.index]
            pieces.append((values, _KIND_COLOURS[kind]))
        _draw_bars(ax, names, pieces, [f"{count:g}" for count in totals])
        _draw_key(ax, [(labels[f"mention_{kind}"], _KIND_COLOURS[kind]) for kind in kinds])
    else:
        _draw_bars(ax, names, [(list(map(float, totals)), _BLUE)], [f"{n:g}" for n in totals])
    title = labels["title_mentions"].format(
        name=name_leaders(names, totals.tolist(), lang, quoted=False),
        count=f"{totals.iloc[0]:g}",
    )
    return _finish(ax, title, labels["about_mentions"])


def plot_themes(
    themes: pd.DataFrame, *, top: int = 20, ax: "Axes | None" = None, lang: str = "zh"
) -> "Axes":
    """Draw how many articles have each theme, main themes dark and further ones pale.

    Parameters
    ----------
    themes
        The table `themes`.
    top
        How many themes are drawn.
    ax
        Where to draw; a figure of its own when not given.
    lang
        `zh` or `en`.

    Returns
    -------
    Axes
        The chart, its title naming the leading theme.

    Raises
    ------
    InputError
        Where a column is missing, or `lang` is not known.
    """
    labels = read_labels(lang)
    _check(themes, "themes", ["theme", "rank"])
    main = themes[themes["rank"] == 1]["theme"].value_counts(sort=False)
    further = themes[themes["rank"] > 1]["theme"].value_counts(sort=False)
    order = pd.DataFrame({"main": main, "further": further}).fillna(0)
    order = order.rename_axis("theme").reset_index()
    order = order.sort_values(["main", "further", "theme"], ascending=[False, False, True])
    order = order.head(top)
    ax = _open(ax, rows=len(order) + 1)
    if order.empty:
        return _say_nothing(ax, labels)
    texts = [
        f"{main:g}" + (f" + {further:g}" if further else "")
        for main, further in zip(order["main"], order["further"], strict=True)
    ]
    names = [labels.get(f"theme_{theme}", str(theme)) for theme in order["theme"]]
    pieces = [(order["main"].tolist(), _BLUE), (order["further"].tolist(), _PALE)]
    _draw_bars(ax, names, pieces, texts)
    if order["further"].any():
        _draw_key(ax, [(labels["theme_main"], _BLUE), (labels["theme_further"], _PALE)])
    title = labels["title_themes"].format(
        theme=name_leaders(names, order["main"].tolist(), lang),
        count=f"{order['main'].iloc[0]:g}",
    )
    return _finish(ax, title, labels["about_themes"])


def plot_clusters(
    described: pd.DataFrame, *, top: int = 20, ax: "Axes | None" = None, lang: str = "zh"
) -> "Axes":
    """Draw the clusters as a list of bars: how many articles, and the words that set them apart.

    Parameters
    ----------
    described
        What `describe_clusters` returned.
    top
        How many clusters are drawn.
    ax
        Where to draw; a figure of its own when not given.
    lang
        `zh` or `en`.

    Returns
    -------
    Axes
        The chart, its title naming the largest cluster.

    Raises
    ------
    InputError
        Where a column is missing, or `lang` is not known.
    """
    labels = read_labels(lang)
    _check(described, "described", ["cluster", "label", "articles"])
    shown = described.dropna(subset=["cluster"]).head(top)
    ax = _open(ax, rows=len(shown))
    if shown.empty:
        return _say_nothing(ax, labels)
    names = [str(label) for label in shown["label"]]
    numbers = [float(number) for number in shown["articles"]]
    _draw_bars(ax, names, [(numbers, _GREEN)], [f"{number:g}" for number in numbers])
    title = labels["title_clusters"].format(
        clusters=len(described.dropna(subset=["cluster"])), label=names[0], count=f"{numbers[0]:g}"
    )
    return _finish(ax, title, labels["about_clusters"])


def plot_heat(
    counts: pd.DataFrame,
    *,
    rows: str = "term",
    columns: str = "date",
    top: int = 15,
    ax: "Axes | None" = None,
    lang: str = "zh",
) -> "Axes":
    """Draw counts as a table of coloured cells: what was printed when.

    Parameters
    ----------
    counts
        One row per cell, with its `count`: what `count_terms` by date returned, say. A cell that is
        not in it is empty.
    rows, columns
        The columns of `counts` that give row and column of a cell.
    top
        How many rows are drawn, those with the highest sums.
    ax
        Where to draw; a figure of its own when not given.
    lang
        `zh` or `en`.

    Returns
    -------
    Axes
        The chart, its title naming the fullest cell.

    Raises
    ------
    InputError
        Where a column is missing, or `lang` is not known.
    """
    labels = read_labels(lang)
    _check(counts, "counts", [rows, columns, "count"])
    cells = counts.dropna(subset=[rows, columns])
    sums = cells.groupby(rows, sort=False)["count"].sum()
    names = sums.sort_values(ascending=False, kind="stable").head(top).index.tolist()
    cells = cells[cells[rows].isin(names)]
    grid = cells.pivot(index=rows, columns=columns, values="count").reindex(names)
    ax = _open(ax, rows=len(grid) + 2)
    if grid.empty:
        return _say_nothing(ax, labels)
    numbers = grid.astype("float64").to_numpy()
    ax.imshow(numbers, cmap="Blues", aspect="auto", vmin=0)
    cells_of_rows = [
        (number, row, column)
        for row, values in enumerate(numbers.tolist())
        for column, number in enumerate(values)
        if number > 0  # a missing cell is not
    ]
    heads = [_write_head(head) for head in grid.columns]
    fullest, full_row, full_column = max(cells_of_rows, key=lambda cell: cell[0])
    if len(heads) <= _MOST_COLUMNS:
        for number, row, column in cells_of_rows:
            colour = "white" if number > 0.6 * fullest else _INK
            ax.text(column, row, f"{number:g}", color=colour, ha="center", va="center", fontsize=8)
    step = -(-len(heads) // _MOST_COLUMNS)
    turned = 90 if len(heads) > 6 else 0
    marks = range(0, len(heads), step)
    ax.set_xticks(marks, heads[::step], rotation=turned, fontsize=9, color=_QUIET)
    words = [labels.get(f"{rows}_{name}", str(name)) for name in names]
    _list_names(ax, words)
    title = labels["title_heat"].format(
        row=labels["quoted"].format(word=words[full_row]),
        column=heads[full_column],
        count=f"{fullest:g}",
    )
    return _finish(ax, title, labels["about_heat"])


def plot_network(
    links: pd.DataFrame, *, top: int = 18, ax: "Axes | None" = None, lang: str = "zh"
) -> "Axes":
    """Draw who appears with whom: people on a circle, the thicker a line the more often together.

    Parameters
    ----------
    links
        What `link_people` returned: source, target, count.
    top
        How many people are drawn, those with the most company.
    ax
        Where to draw; a figure of its own when not given.
    lang
        `zh` or `en`.

    Returns
    -------
    Axes
        The chart, its title naming the closest pair.

    Raises
    ------
    InputError
        Where a column is missing, or `lang` is not known.
    """
    from math import cos, degrees, pi, sin

    labels = read_labels(lang)
    _check(links, "links", ["source", "target", "count"])
    ends = pd.concat([links["source"], links["target"]], ignore_index=True)
    weights = pd.concat([links["count"], links["count"]], ignore_index=True).groupby(ends).sum()
    names = weights.sort_values(ascending=False, kind="stable").head(top).index.tolist()
    shown = links[links["source"].isin(names) & links["target"].isin(names)]
    ax = _open(ax, rows=16)
    if shown.empty:
        return _say_nothing(ax, labels)
    angles = {name: 2 * pi * at / len(names) for at, name in enumerate(names)}
    most = float(shown["count"].max())
    for source, target, count in zip(shown["source"], shown["target"], shown["count"], strict=True):
        pair = [angles[source], angles[target]]
        strength = float(count) / most
        ax.plot(
            [cos(angle) for angle in pair],
            [sin(angle) for angle in pair],
            color=_BLUE,
            linewidth=0.4 + 3.6 * strength,
            alpha=0.15 + 0.75 * strength,
            zorder=strength,
        )
    for name, angle in angles.items():
        left = cos(angle) < -1e-9
        ax.plot(cos(angle), sin(angle), marker="o", color=_INK, markersize=4, zorder=2)
        ax.text(
            1.05 * cos(angle),
            1.05 * sin(angle),
            str(name),
            rotation=degrees(angle) + (180 if left else 0),
            rotation_mode="anchor",
            ha="right" if left else "left",
            va="center",
            fontsize=10,
            color=_INK,
        )
    ax.set(xlim=(-1.5, 1.5), ylim=(-1.5, 1.5), xticks=[], yticks=[], aspect="equal")
    closest = shown.sort_values("count", ascending=False, kind="stable").iloc[0]
    title = labels["title_network"].format(
        one=closest["source"], other=closest["target"], count=f"{most:g}"
    )
    return _finish(ax, title, labels["about_network"])


def plot_offices(
    offices: pd.DataFrame, *, top: int = 24, ax: "Axes | None" = None, lang: str = "zh"
) -> "Axes":
    """Draw from when to when people are printed with which office, each office on a line.

    Parameters
    ----------
    offices
        What `list_offices` returned, or those of its rows that are of interest.
    top
        How many lines are drawn, the first ones of the table.
    ax
        Where to draw; a figure of its own when not given.
    lang
        `zh` or `en`.

    Returns
    -------
    Axes
        The chart, its title saying how many offices it shows.

    Raises
    ------
    InputError
        Where a column is missing, or `lang` is not known.
    """
    labels = read_labels(lang)
    _check(offices, "offices", ["name", "title", "first", "last"])
    shown = offices.dropna(subset=["first", "last"]).head(top)
    ax = _open(ax, rows=len(shown) + 1)
    if shown.empty:
        return _say_nothing(ax, labels)
    lines = range(len(shown))
    ax.hlines(lines, shown["first"], shown["last"], color=_PALE, linewidth=5)
    ax.plot(shown["first"], lines, linestyle="", marker="o", color=_BLUE)
    ax.plot(shown["last"], lines, linestyle="", marker="o", color=_BLUE)
    days = sorted({shown["first"].min(), shown["last"].max()})
    ax.set_xticks(days, [_write_head(day) for day in days], fontsize=9, color=_QUIET)
    names = shown["name"].astype(str)
    same = names == names.shift()
    _list_names(
        ax,
        [
            str(title) if again else f"{name}  {title}"
            for name, title, again in zip(names, shown["title"], same, strict=True)
        ],
    )
    title = labels["title_offices"].format(offices=len(shown), people=names.nunique())
    return _finish(ax, title, labels["about_offices"])


def list_missing_glyphs(ax: "Axes") -> list[str]:
    """List the characters of a chart that its font cannot draw.

    Examples
    --------
    >>> list_missing_glyphs(plot_terms(pd.DataFrame({"term": ["减负"], "count": [4]})))
    []
    """
    from matplotlib.text import Text

    drawn = "".join(text.get_text() for text in ax.findobj(Text) if isinstance(text, Text))
    return sorted({sign for sign in drawn if sign != "\n" and ord(sign) not in _list_glyphs()})


@cache
def find_font() -> Path:
    """The font file in the package zhplot, which is not imported: it would change matplotlib."""
    spec = find_spec("zhplot")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        file = Path(folder) / "fonts" / "NotoSansSC-Regular.ttf"
        if file.is_file():
            return file
    raise InputError("The Chinese font is missing; install it with: pip install zhplot")


@cache
def _list_glyphs() -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(find_font())).get_charmap())


def _check(table: pd.DataFrame, name: str, needs: Iterable[str]) -> None:
    lacking = [column for column in needs if column not in table.columns]
    if lacking:
        found = ", ".join(map(str, table.columns)) or "no columns"
        raise InputError(f"The table {name} lacks {', '.join(lacking)}; it has {found}.")


def _open(ax: "Axes | None", *, rows: int) -> "Axes":
    if ax is not None:
        return ax
    from matplotlib import pyplot as plt

    height = 1.1 + _ROW * max(rows, 3)
    return plt.subplots(figsize=(_WIDTH, height), layout="constrained")[1]


def _draw_bars(
    ax: "Axes",
    names: Sequence[str],
    pieces: Sequence[tuple[Sequence[float], str]],
    texts: Sequence[str],
) -> None:
    """Horizontal bars, the first on top, pieces end to end, each bar with its number beside it."""
    rows = range(len(names))
    ends = [0.0] * len(names)
    for values, colour in pieces:
        ax.barh(rows, values, left=ends, color=colour, height=0.66)
        ends = [end + value for end, value in zip(ends, values, strict=True)]
    reach = max(ends) or 1.0
    for row, end, text in zip(rows, ends, texts, strict=True):
        ax.text(end + reach * 0.012, row, text, va="center", fontsize=9, color=_INK)
    ax.set_xlim(0, reach * 1.16)
    ax.set_xticks([])
    _list_names(ax, names)


def _draw_intervals(
    ax: "Axes",
    names: Sequence[str],
    values: Sequence[float],
    lows: Sequence[float],
    highs: Sequence[float],
    texts: Sequence[str],
) -> None:
    """A dot and its interval in each line, the first on top."""
    rows = range(len(names))
    ax.hlines(rows, lows, highs, color=_PALE, linewidth=5)
    ax.plot(values, rows, linestyle="", marker="o", color=_BLUE)
    for row, high, text in zip(rows, highs, texts, strict=True):
        ax.text(high + max(highs) * 0.015, row, text, va="center", fontsize=9, color=_INK)
    from matplotlib.ticker import MaxNLocator

    ticks = [tick for tick in MaxNLocator(5).tick_values(0, max(highs)) if tick <= 1]
    ax.set_xlim(0, max(highs) * 1.15)
    ax.set_xticks(ticks, [f"{tick:.0%}" for tick in ticks], fontsize=9, color=_QUIET)
    ax.grid(axis="x", color="#E5E5E5")
    ax.set_axisbelow(True)
    _list_names(ax, names)


def _list_names(ax: "Axes", names: Sequence[str]) -> None:
    ax.set_yticks(range(len(names)), [_cut(name) for name in names], fontsize=10, color=_INK)
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.tick_params(length=0)


def _cut(name: str) -> str:
    """The name in as many lines as it has, each cut to the width of a label."""
    lines = []
    for line in name.split("\n"):
        room = _LABEL if any(sign > "\u2e80" for sign in line) else 2 * _LABEL
        lines.append(line if len(line) <= room else f"{line[: room - 1]}…")
    return "\n".join(lines)


def _draw_key(ax: "Axes", entries: Sequence[tuple[str, str]]) -> None:
    """Name the colours in one line below the bars, each word in its colour's square."""
    from matplotlib.patches import Patch

    ax.legend(
        handles=[Patch(color=colour, label=word) for word, colour in entries],
        loc="upper left",
        bbox_to_anchor=(0, 0),
        ncols=len(entries),
        frameon=False,
        fontsize=9,
        handlelength=1,
        borderaxespad=0.2,
    )


def _say_nothing(ax: "Axes", labels: Mapping[str, str]) -> "Axes":
    ax.set_xticks([])
    ax.set_yticks([])
    return _finish(ax, labels["nothing_to_draw"], "")


def _finish(ax: "Axes", title: str, about: str) -> "Axes":
    """Title, line about the unit, no frame, and every text in the Chinese font as it is written."""
    from matplotlib.text import Text

    ax.spines[:].set_visible(False)
    ax.set_title(title, loc="left", fontsize=12, color=_INK, pad=22 if about else 8, wrap=False)
    if about:
        ax.annotate(
            about,
            (0, 1),
            xytext=(0, 8),
            xycoords="axes fraction",
            textcoords="offset points",
            fontsize=9,
            color=_QUIET,
        )
    for text in ax.findobj(Text):
        if isinstance(text, Text):
            text.get_fontproperties().set_file(find_font())
            text.set_parse_math(False)
    return ax


def _gloss(terms: pd.DataFrame, lang: str) -> list[str]:
    names = [str(term) for term in terms["term"]]
    if lang != "en" or "gloss" not in terms.columns:
        return names
    return [
        f"{name}\n{gloss}" if isinstance(gloss, str) else name
        for name, gloss in zip(names, terms["gloss"], strict=True)
    ]


def _write_head(head: object) -> str:
    return head.strftime("%Y-%m-%d") if isinstance(head, pd.Timestamp) else str(head)


def _write_number(number: float, value: str) -> str:
    if value == "share":
        return f"{number:.0%}"
    return f"{number:.1f}" if value == "rate" else f"{number:g}"
