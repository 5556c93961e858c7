"""What of a chart can be pointed at: an area, what is said of it, and what it is about."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from analysis.labels import read_wording

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Spot", "list_spots", "point_counts", "point_out", "point_rows", "say_numbers"]

_ROW: Final = 0.46  # half the height of a row's area, where a row is 1 high


class Spot(NamedTuple):
    """An area in the units of the axes, what is said of it, and of which column what name it is."""

    left: float
    bottom: float
    right: float
    top: float
    said: str
    column: str
    name: str


# Kept beside the Axes, and gone with them: matplotlib has no place for such areas.
_SPOTS: "WeakKeyDictionary[Axes, list[Spot]]" = WeakKeyDictionary()


def point_out(ax: "Axes", spots: Iterable[Spot]) -> None:
    """Keep what can be pointed at with the axes on which it is drawn."""
    _SPOTS.setdefault(ax, []).extend(spots)


def list_spots(ax: "Axes") -> list[Spot]:
    """List what can be pointed at in a chart."""
    return _SPOTS.get(ax, [])


def point_rows(ax: "Axes", column: str, names: Iterable[Any], said: Iterable[str]) -> None:
    """Make each row of a chart, the first on top, an area that says its sentence.

    To be called when the limits of the axes are set, since a row is as wide as they are.
    """
    left, right = ax.get_xlim()
    point_out(
        ax,
        [
            Spot(left, at - _ROW, right, at + _ROW, sentence, column, str(name))
            for at, (name, sentence) in enumerate(zip(names, said, strict=True))
        ],
    )


def point_counts(
    ax: "Axes", table: pd.DataFrame, column: str, names: Sequence[str], lang: str
) -> None:
    """Make each row of a chart an area that says the numbers of its row of the table."""
    said = [
        f"{' '.join(shown.split())}: {say_numbers(row, lang)}"
        for shown, row in zip(names, table.to_dict("records"), strict=True)
    ]
    point_rows(ax, column, table[column], said)


def say_numbers(row: Mapping[Any, Any], lang: str) -> str:
    """Say the numbers of a row: how often, in how many of how many articles, with the interval."""
    labels = read_wording(lang)
    known: dict[Any, float] = {
        key: float(value)
        for key, value in row.items()
        if isinstance(value, int | float | np.number) and not np.isnan(value)
    }
    if not known.get("inside"):
        known.pop("inside", None)
    said = []
    for column in ("count", "against_count", "inside", "rate", "main", "further", "dp"):
        if column in known:
            said.append(labels[f"spot_{column}"].format(value=f"{known[column]:.4g}"))
    if {"articles", "all_articles"} <= set(known):
        said.append(
            labels["spot_base"].format(
                articles=f"{known['articles']:g}", all=f"{known['all_articles']:g}"
            )
        )
    elif "articles" in known:
        said.append(labels["spot_articles"].format(value=f"{known['articles']:g}"))
    if {"share", "low", "high"} <= set(known):
        said.append(
            labels["spot_share"].format(
                share=f"{known['share']:.1%}",
                low=f"{known['low']:.1%}",
                high=f"{known['high']:.1%}",
            )
        )
    elif {"log_ratio", "low", "high"} <= set(known):
        said.append(
            labels["spot_ratio"].format(
                ratio=f"{known['log_ratio']:.2f}",
                low=f"{known['low']:.2f}",
                high=f"{known['high']:.2f}",
            )
        )
    return labels["spot_between"].join(said)
