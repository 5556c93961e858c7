"""How many articles have each theme."""

import pandas as pd

from analysis.schema import check_table
from analysis.shares import bound_share, find_rows

__all__ = ["count_themes"]


def count_themes(themes: pd.DataFrame, *, articles: pd.DataFrame | None = None) -> pd.DataFrame:
    """Count the articles of each theme.

    One row per theme that an article has, the main theme of most articles first, ties by the
    articles of which it is a further theme, then by name. A last row without a theme counts the
    articles of `articles` that have none, where there are any.

    Parameters
    ----------
    themes
        The table `themes`.
    articles
        The articles that were tagged: of all these the shares are. Without it they are of those
        that have a theme.

    Returns
    -------
    DataFrame
        theme, missing in the row of articles without one; main, the articles whose main theme it
        is (rank 1), so that `main` adds up to all_articles; further, those that also speak of it;
        all_articles; share, main by all_articles, with low and high, its 95 % Wilson interval.

    Raises
    ------
    InputError
        Where a column is missing, or `articles` lacks an article of `themes`.

    Examples
    --------
    >>> themes = pd.DataFrame({"article_id": ["a", "b", "b"], "theme": ["外交", "外交", "国防军队"],
    ...                        "rank": [1, 1, 2]})
    >>> count_themes(themes).iloc[:, :5].values.tolist()
    [['外交', 2, 0, 2, 1.0], ['国防军队', 0, 1, 2, 0.0]]
    """
    themes = check_table(themes, "themes", needs=["article_id", "theme", "rank"])
    if articles is not None:
        articles = check_table(articles, "articles", needs=["article_id"])
        find_rows(themes["article_id"], articles)
    base = themes if articles is None else articles
    main = themes["rank"] == 1
    counts = pd.DataFrame(
        {
            "main": themes[main].groupby("theme")["article_id"].nunique(),
            "further": themes[~main].groupby("theme")["article_id"].nunique(),
        }
    )
    counts = counts.fillna(0).astype("int64").rename_axis("theme").reset_index()
    counts = counts.sort_values(["main", "further", "theme"], ascending=[False, False, True])
    there = base["article_id"].nunique()
    without = there - themes["article_id"].nunique()
    if without:
        none = pd.DataFrame({"theme": [None], "main": [without], "further": [0]})
        counts = pd.concat([counts, none.astype(counts.dtypes)])
    counts["all_articles"] = there
    counts["share"] = counts["main"] / counts["all_articles"]
    counts["low"], counts["high"] = bound_share(counts["main"], counts["all_articles"])
    return counts.reset_index(drop=True)
