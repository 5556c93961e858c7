"""The days of a month that have not changed: their rows are kept when another day is made anew.

That is possible since the rows of a day do not depend on other days: what is a name is decided
within a day, everything else within an article.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from analysis.pipeline.parquet import arrange, read_arrow
from analysis.pipeline.store import Month, find_table

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Kept", "keep_days"]


class Kept(NamedTuple):
    """A month of which some days have changed.

    `changed` are the articles of these days, `all` the ids of all articles in order, `rest` those
    of the days that have not changed.
    """

    root: Path
    month: Month
    changed: pd.DataFrame
    all: pa.Array
    rest: pa.Array

    def join(self, made: pd.DataFrame | pa.Table, name: str) -> pa.Table:
        """Join rows made anew with those that are kept, in the order of the articles."""
        import pyarrow as pa
        import pyarrow.compute as pc

        new = arrange(made, name)
        numbered = [field.name for field in new.schema if pa.types.is_dictionary(field.type)]
        file = find_table(self.root, name, self.month).read_bytes()
        old = read_arrow(file, numbered=numbered)
        stay = old.filter(pc.is_in(old["article_id"], value_set=self.rest))
        joined = pa.concat_tables([stay, new.cast(old.schema)])
        joined = joined.unify_dictionaries().combine_chunks()
        order = pc.index_in(joined["article_id"], value_set=self.all).to_numpy()
        if (np.diff(order) < 0).any():  # not needed where only the last day has changed
            joined = joined.take(np.argsort(order, kind="stable"))
        for column in numbered:
            at = joined.schema.get_field_index(column)
            joined = joined.set_column(at, column, _number_anew(joined[column]))
        return joined


def keep_days(articles: pd.DataFrame, written: bytes, root: Path, month: Month) -> Kept | None:
    """Find the days whose articles are the same as before; None if there are none.

    `written` is the new file of the articles.
    """
    import pyarrow.compute as pc

    old = read_arrow(find_table(root, "articles", month).read_bytes())
    new = read_arrow(written)
    if old.schema != new.schema:
        return None
    same = [
        day
        for day in new["date"].drop_null().unique()
        if old.filter(pc.equal(old["date"], day)).equals(new.filter(pc.equal(new["date"], day)))
    ]
    stays = articles["date"].isin([day.as_py() for day in same]).to_numpy(bool)
    if not stays.any():
        return None
    ids = new["article_id"].combine_chunks()
    return Kept(root, month, articles[~stays].reset_index(drop=True), ids, ids.filter(stays))


def _number_anew(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """Number the strings of a column in the order in which they occur.

    So the file has the same bytes as that of a month which is made all at once.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    strings = column.combine_chunks()
    order = strings.indices.unique().drop_null()
    numbers = pc.index_in(strings.indices, value_set=order)
    return pa.DictionaryArray.from_arrays(numbers, strings.dictionary.take(order))
