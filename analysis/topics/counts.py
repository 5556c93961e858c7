"""How many articles have each theme."""

import pandas as pd

from analysis.schema import check_table

__all__ = ["count_themes"]


def count_themes(themes: pd.DataFrame) -> pd.DataFrame:
    """Count the articles of each theme.

    One row per theme that an article has, the main theme of most articles first, ties by the
    articles of which it is a further theme, then by name.

    Parameters
    ----------
    themes
        The table `themes`.

    Returns
    -------
    DataFrame
        theme; main, the articles whose main theme it is (rank 1); further, those that also speak
        of it; share, main by all articles that have a theme.

    Raises
    ------
    InputError
        Where a column is missing.

    Examples
    --------
    >>> themes = pd.DataFrame({"article_id": ["a", "b", "b"], "theme": ["外交", "外交", "国防军队"],
    ...                        "rank": [1, 1, 2]})
    >>> count_themes(themes).values.tolist()
    [['外交', 2, 0, 1.0], ['国防军队', 0, 1, 0.0]]
    """
    themes = check_table(themes, "themes", needs=["article_id", "theme", "rank"])
    main = themes["rank"] == 1
    counts = pd.DataFrame(
        {
            "main": themes[main].groupby("theme")["article_id"].nunique(),
            "further": themes[~main].groupby("theme")["article_id"].nunique(),
        }
    )
    counts = counts.fillna(0).astype("int64").rename_axis("theme").reset_index()
    counts["share"] = counts["main"] / max(themes["article_id"].nunique(), 1)
    return counts.sort_values(
        ["main", "further", "theme"], ascending=[False, False, True], ignore_index=True
    )
