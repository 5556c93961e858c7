"""How evenly terms are spread over articles, issues or newspapers."""

import numpy as np
import pandas as pd

from analysis.schema import InputError, check_column, check_table
from analysis.terms.counts import attach_groups, check_sized, check_terms, measure_groups

__all__ = ["measure_dispersion"]


def measure_dispersion(
    table: pd.DataFrame, *, by: str = "article_id", articles: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Measure how evenly each term is spread over the parts of a collection.

    One row per term, the most frequent first.

    Parameters
    ----------
    table
        The table `tokens`, as it is or after `drop_tokens`, or the table `phrases`.
    by
        The column that makes the parts, of the table or of `articles`: each article is one when not
        given; newspaper, date, year, …
    articles
        The articles that the table was made from. With it the parts are all of them, those that
        have no row in the table too, and their size is their characters. Without it the size is
        the tokens in the table; a table of phrases needs `articles`.

    Returns
    -------
    DataFrame
        term; count; parts, the number of parts that have the term, of all_parts; dp, half the sum
        of ``|v - s|`` over the parts, where v is the share of the term's occurrences that a part
        has and s the share of the text, 0 where the term is spread like the text itself, near 1
        where it stands in one small part; dp_norm, dp divided by its largest possible value 1 - min
        s, with the sizes that the parts have, missing where there is one part only. A term that is
        printed once has a high dp whatever it is. Sources: Gries (2008); Lijffijt and Gries (2012).

    Raises
    ------
    InputError
        Where a column is missing, or a table of phrases comes without `articles`.

    Examples
    --------
    >>> tokens = pd.DataFrame({"article_id": list("aabb"), "token": ["党", "会", "党", "报"]})
    >>> measure_dispersion(tokens)[["term", "dp", "dp_norm"]].values.tolist()
    [['党', 0.0, 0.0], ['会', 0.5, 1.0], ['报', 0.5, 1.0]]
    """
    table, source, name = check_terms(table)
    if articles is not None:
        articles = check_table(articles, "articles", needs=["article_id", "text"])
    check_column(by, table, articles)
    if articles is None and source == "phrases":
        raise InputError(
            "Phrases do not show how long the texts are: give `articles`, from which they are."
        )
    keys = [] if by == "article_id" else [by]
    grouped = attach_groups(table[["article_id", name]], keys, table=table, articles=articles)
    counts = grouped.groupby([name, by]).size().rename("here").reset_index()
    counts["count"] = counts.groupby(name)["here"].transform("sum")
    if articles is None:
        sizes = grouped[by].value_counts().astype(float)
    else:
        check_sized([by], table=table, articles=articles)
        measured = measure_groups(grouped, [by], table=table, articles=articles)
        sizes = measured.dropna(subset=by).set_index(by)["all_characters"].astype(float)
    shares = sizes[sizes > 0] / sizes.sum()
    expected = counts[by].map(shares).astype("float64")  # an empty table has another type
    # Parts without the term are not in the table. Each of them would add its share of the text: all
    # of them together 1, less the shares of the parts that have the term.
    counts["uneven"] = (counts["here"] / counts["count"] - expected).abs() - expected
    terms = counts.groupby(name)
    dispersion = terms.agg(count=("here", "sum"), parts=(by, "size"), uneven=("uneven", "sum"))
    dispersion["all_parts"] = len(shares)
    # Rounding may leave a sum slightly below 0.
    dispersion["dp"] = np.maximum((1 + dispersion["uneven"]) / 2, 0.0)
    largest = 1 - shares.min() if len(shares) > 1 else np.nan
    dispersion["dp_norm"] = dispersion["dp"] / largest
    dispersion = dispersion.rename_axis("term").reset_index()
    columns = ["term", "count", "parts", "all_parts", "dp", "dp_norm"]
    return dispersion.sort_values(["count", "term"], ascending=[False, True], ignore_index=True)[
        columns
    ]
