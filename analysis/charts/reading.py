"""Chart of a reading: how many files of each kind were read, doubted, refused, passed over."""

from pathlib import PurePath
from typing import TYPE_CHECKING, Final

import pandas as pd

from analysis.charts.canvas import (
    GREEN,
    GREY,
    ORANGE,
    RED,
    draw_bars,
    draw_key,
    finish,
    open_axes,
    say_drawn,
    say_nothing,
)
from analysis.labels import read_wording
from analysis.schema import check_table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_reading"]

_COLOURS: Final = {"read": GREEN, "doubtful": ORANGE, "refused": RED, "passed": GREY}


def plot_reading(
    reading: pd.DataFrame, *, top: int = 20, ax: "Axes | None" = None, lang: str = "zh"
) -> "Axes":
    """Draw what was made of the files of a source, a bar for each kind of file.

    Parameters
    ----------
    reading
        What `describe_reading` returned; rows of columns are no files.
    top
        How many kinds of files are drawn, those with most files.
    ax, lang
        As in every chart: see `analysis.charts`.

    Returns
    -------
    Axes
        The chart: files by the end of their name, cut into those that were read, read with a doubt,
        refused, and passed over since they are something else.

    Examples
    --------
    >>> reading = pd.DataFrame({"file": ["a.md", "b.doc"], "result": ["read", "refused"]})
    >>> reading["kind"] = "page"
    >>> plot_reading(reading, lang="en").get_title(loc="left")
    'Files: 2; read 1, in doubt 0, refused 1, passed over 0'
    """
    labels = read_wording(lang)
    needs = ["file", "kind", "result"]
    reading = check_table(reading, "reading", needs=needs)
    files = reading[reading["kind"].isin(["page", "table", "other"])]
    kinds = files["file"].map(lambda file: PurePath(file).suffix.lower())
    ax = open_axes(ax, rows=min(kinds.nunique(), top))
    if files.empty:
        return say_nothing(ax, labels, "nothing_reading" if len(reading) else "nothing_to_draw")
    counts = pd.crosstab(kinds, files["result"]).reindex(columns=list(_COLOURS), fill_value=0)
    counts = counts.loc[
        counts.sum(axis="columns").sort_values(ascending=False, kind="stable").index
    ]
    shown = counts.head(top)
    said = [
        "; ".join(f"{labels[f'result_{name}']} {count}" for name, count in row.items() if count)
        for row in shown.to_dict("records")
    ]
    names = [kind or labels["reading_no_suffix"] for kind in shown.index]
    pieces = [(shown[name].tolist(), colour) for name, colour in _COLOURS.items()]
    draw_bars(ax, names, pieces, said)
    ax.set_xlim(0, float(shown.sum(axis="columns").max()) * 1.6)  # room for the words beside a bar
    used = [name for name in _COLOURS if shown[name].any()]
    draw_key(ax, [(labels[f"result_{name}"], _COLOURS[name]) for name in used])
    total = counts.sum()
    title = labels["title_reading"].format(
        files=len(files), **{name: int(total[name]) for name in _COLOURS}
    )
    return finish(ax, title, labels["about_reading"] + say_drawn(len(shown), len(counts), labels))
