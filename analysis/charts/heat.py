"""Heat map: counts as a table of coloured cells, such as what was printed when."""

from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd

from analysis.charts.canvas import (
    INK,
    QUIET,
    finish,
    list_names,
    open_axes,
    say_drawn,
    say_nothing,
    spell_names,
    thin_heads,
    write_heads,
    write_number,
)
from analysis.charts.spots import Spot, point_out, say_numbers
from analysis.charts.titles import is_apart, name_period
from analysis.labels import read_wording
from analysis.schema import check_choice, check_column, check_table
from analysis.shares import bound_count

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_heat"]

_MOST_COLUMNS: Final = 40  # with more, cells have no numbers, and not every column a label


def plot_heat(
    counts: pd.DataFrame,
    *,
    rows: str = "term",
    columns: str = "date",
    value: Literal["count", "articles", "share"] = "count",
    top: int = 15,
    ax: "Axes | None" = None,
    lang: str = "zh",
) -> "Axes":
    """Draw counts as a table of coloured cells: what was printed when.

    Parameters
    ----------
    counts
        One row per cell, with its `count`, `articles` or `share`: what `count_over_time` returned,
        or `count_terms` by date. A cell that is not in it is empty.
    rows, columns
        The columns of `counts` that give row and column of a cell.
    value
        What is drawn: occurrences, the articles that have it, or these as a share of all articles,
        by which columns of different size can be compared.
    top
        How many rows are drawn, those with the highest sums.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart, its title naming the fullest cell where its interval parts from those of its
        row, else what is shown.

    Examples
    --------
    >>> counts = pd.DataFrame({"phrase": ["减负", "春耕"], "page": [1, 2], "count": [5, 3]})
    >>> ax = plot_heat(counts, rows="phrase", columns="page", lang="en")
    >>> ax.get_title(loc="left")
    'Counts (rows: 2, columns: 2)'
    """
    labels = read_wording(lang)
    maker = "count_over_time or count_terms"
    check_choice(value, "value", ("count", "articles", "share"))
    counts = check_table(counts, "counts", needs=[value], maker=maker)
    check_column(rows, counts, argument="rows")
    check_column(columns, counts, argument="columns")
    counts = check_table(counts, "counts", needs=[rows, columns, value], maker=maker)
    cells = counts.dropna(subset=[rows, columns])
    cells = cells.assign(count=cells[value])
    sums = cells.groupby(rows, sort=False)["count"].sum()
    names = sums.sort_values(ascending=False, kind="stable").head(top).index.tolist()
    cells = cells[cells[rows].isin(names)]
    counted = cells.groupby([rows, columns], observed=True)["count"].sum(min_count=1)
    grid = counted.unstack(columns).reindex(names)
    if columns == "period" and len(grid.columns) == 1 and len(grid):
        return say_nothing(open_axes(ax, rows=0), labels, "one_period")
    ax = open_axes(ax, rows=len(grid) + 2)
    if not (cells["count"] > 0).any():
        return say_nothing(ax, labels)
    numbers = grid.astype("float64").to_numpy()
    ax.imshow(numbers, cmap="Blues", aspect="auto", vmin=0)
    cells_of_rows = [
        (number, row, column)
        for row, values in enumerate(numbers.tolist())
        for column, number in enumerate(values)
        if number > 0  # leaves out missing cells too
    ]
    days = pd.api.types.is_datetime64_any_dtype(grid.columns.dtype)
    heads = write_heads(pd.DatetimeIndex(grid.columns)) if days else list(map(str, grid.columns))
    fullest, full_row, full_column = max(cells_of_rows, key=lambda cell: cell[0])
    if len(heads) <= _MOST_COLUMNS:
        for number, row, column in cells_of_rows:
            colour = "white" if number > 0.6 * fullest else INK
            text = ax.text(
                column, row, _write(number, value), color=colour, ha="center", va="center"
            )
            text.set(fontsize=8, in_layout=False)  # it stands inside its cell and needs no room
    step = -(-len(heads) // _MOST_COLUMNS)
    turned = 90 if len(heads) > 6 else 0
    marks = range(0, len(heads), step)
    ax.set_xticks(marks, heads[::step], rotation=turned, fontsize=9, color=QUIET)
    words = [labels.get(f"{rows}_{name}", str(name)) for name in names]
    if rows == "name":
        words = spell_names(names, lang)
    list_names(ax, words)
    point_out(
        ax,
        [
            Spot(
                column - 0.5,
                row - 0.5,
                column + 0.5,
                row + 0.5,
                f"{words[row]} {heads[column]}: " + _say(number, value, lang),
                rows,
                str(names[row]),
            )
            for number, row, column in cells_of_rows
        ],
    )
    periods = days and columns == "period"
    if value != "share" and is_apart(bound_count(np.nan_to_num(numbers[full_row])), full_column):
        head = labels["in_day" if days else "in_column"].format(day=heads[full_column])
        if periods:
            head = name_period(full_column, pd.DatetimeIndex(grid.columns), lang)
        title = labels[f"title_heat_{value}"].format(
            name=labels["quoted"].format(word=words[full_row]),
            column=head,
            count=write_number(fullest, "count"),
        )
    else:
        key = "shown_heat_periods" if periods else "shown_heat"
        title = labels[f"{key}_{value}"].format(rows=len(grid), columns=len(heads))
    about = labels[f"about_heat_{value}"] + say_drawn(len(names), len(sums), labels)
    finish(ax, title, about)
    thin_heads(ax)
    return ax


def _write(number: float, value: str) -> str:
    return f"{number:.0%}" if value == "share" else f"{number:g}"


def _say(number: float, value: str, lang: str) -> str:
    return write_number(number, value) if value == "share" else say_numbers({value: number}, lang)
