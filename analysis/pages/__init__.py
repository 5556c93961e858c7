"""Files of any kind → `pages`: encodings, formats, newspaper, date and page number."""

from analysis.pages.boxes import read_boxes
from analysis.pages.read import read_pages
from analysis.pages.tables import read_articles

__all__ = ["read_articles", "read_boxes", "read_pages"]
