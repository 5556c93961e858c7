"""Pages → the items printed on them, and a list of what was mended on the way."""

from analysis.articles.split import list_repairs, split_articles, split_pages

__all__ = ["list_repairs", "split_articles", "split_pages"]
