"""Passages that two papers share, side by side, with what was changed."""

import html
from collections.abc import Mapping
from typing import Final

import pandas as pd

from analysis.labels import read_wording
from analysis.reports.exhibits import Exhibit, read_style
from analysis.reuse.changes import list_changes
from analysis.reuse.group import check_reuse
from analysis.schema import check_table
from analysis.shares import find_rows

__all__ = ["show_reuse"]

# How stretches are marked in the earlier and later form; equal text is not.
_MARKS: Final[Mapping[str, tuple[str, str]]] = {
    "same": ("{}", "{}"),
    "deleted": ("<del>{}</del>", "{}"),
    "inserted": ("{}", "<ins>{}</ins>"),
    "replaced": ('<span class="replaced">{}</span>',) * 2,
    "number": ('<span class="number">{}</span>',) * 2,
}
_NAMED: Final = ("newspaper", "date", "page", "headline")


def show_reuse(
    reuse: pd.DataFrame, *, articles: pd.DataFrame, lang: str = "zh", top: int = 5
) -> Exhibit:
    """Show shared passages side by side: what was put in, left out, replaced, which numbers change.

    Parameters
    ----------
    reuse
        What `find_reuse` returned, or the rows of it that are to be seen.
    articles
        The articles that were searched.
    lang
        `zh` or `en`.
    top
        How many pairs are shown, the first open and the others folded.

    Returns
    -------
    Exhibit
        A pair a fold: left the earlier, right the later form.
    """
    labels = read_wording(lang)
    reuse, articles = check_reuse(reuse, articles)
    reuse = check_table(reuse, "reuse", needs=["article_a", "article_b", "similarity"])
    rows = {side: find_rows(reuse[f"article_{side}"], articles) for side in "ab"}
    folds = []
    for at in range(min(top, len(reuse))):
        pair = reuse.iloc[at]
        texts, heads = [], []
        for side in "ab":
            article = articles.iloc[rows[side][at]]
            texts.append(str(article["text"])[pair[f"start_{side}"] : pair[f"end_{side}"]])
            heads.append(_name(article, labels["reuse_page"]))
        cells = ["", ""]
        for piece in list_changes(*texts):
            for cell, text in enumerate((piece.one, piece.other)):
                mark = _MARKS[piece.kind][cell]
                cells[cell] += mark.format(html.escape(text).replace("\n", "<br>")) if text else ""
        similar = labels["reuse_similar"].format(similarity=f"{pair['similarity']:.0%}")
        folds.append(
            f'<details class="page reuse"{" open" if at == 0 else ""}>'
            f"<summary>{html.escape(' → '.join(heads))} · {similar}</summary>"
            f"<table><tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr></table></details>"
        )
    shown = labels["reuse_none"]
    if folds:
        shown = labels["reuse_shown"].format(shown=len(folds), rows=len(reuse))
    note = f'<p class="note">{html.escape(shown)}</p>'
    return Exhibit(f'<div class="exhibit">{read_style()}{"".join(folds)}{note}</div>', shown)


def _name(article: pd.Series, page: str) -> str:
    """Name an article by paper, day, page and headline as far as known; else by its id."""
    known = {
        name: article[name] for name in _NAMED if name in article.index and pd.notna(article[name])
    }
    if "date" in known:
        known["date"] = f"{known['date']:%Y-%m-%d}"
    if "page" in known:
        known["page"] = page.format(page=known["page"])
    return " ".join(map(str, known.values())) or str(article["article_id"])
