"""The days of a month that have not changed: their rows stay when another day is made anew.

What is a name is decided within a day, everything else within an article: the rows of a day are the
same whatever other days there are.
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
    """The articles of a month: those of days that have changed, and the ids of all and the rest."""

    root: Path
    month: Month
    changed: pd.DataFrame
    all: pa.Array
    rest: pa.Array

    def join(self, made: pd.DataFrame | pa.Table, name: str) -> pa.Table:
        """Join the rows made anew with those that stay, in the order of the articles."""
        import pyarrow as pa
        import pyarrow.compute as pc

        new = arrange(made, name)
        old = read_arrow(find_table(self.root, name, self.month).read_bytes())
        stay = old.filter(pc.is_in(old["article_id"], value_set=self.rest))
        joined = pa.concat_tables([stay, _spell_out(new).cast(old.schema)]).combine_chunks()
        places = pc.index_in(joined["article_id"], value_set=self.all).to_numpy()
        if (np.diff(places) < 0).any():  # it is not the last day that has changed
            joined = joined.take(np.argsort(places, kind="stable"))
        for at, field in enumerate(new.schema):  # as a month is numbered that is made at once
            if pa.types.is_dictionary(field.type):
                joined = joined.set_column(at, field.name, joined[at].dictionary_encode())
        return joined


def keep_days(articles: pd.DataFrame, written: bytes, root: Path, month: Month) -> Kept | None:
    """Find the days of which the articles are those that were there before, if there are any.

    `written` is the file of the articles.
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


def _spell_out(table: pa.Table) -> pa.Table:
    """Write strings that are numbered as strings."""
    import pyarrow as pa

    for at, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(at, field.name, table[at].cast(field.type.value_type))
    return table
