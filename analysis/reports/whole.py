"""The whole report as one page without scripts, for print: the first page and each notebook's."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from analysis.labels import read_wording
from analysis.reports.exhibits import read_style
from analysis.reports.frame import render
from analysis.reports.notebooks import ReportPart

__all__ = ["WHOLE", "write_whole"]

WHOLE: Final = "print"
_MAIN: Final = re.compile(r"<main>(.*)</main>", re.DOTALL)
# What needs a script or a pointer, code, and how many rows a table shows where a script runs.
_LEFT_OUT: Final = re.compile(
    r"<script\b.*?</script>|<style>.*?</style>|<tfoot>.*?</tfoot>|<table\b[^>]* hidden\b.*?</table>"
    r'|<section\b[^>]* class="evidence".*?</section>|<details class="code">.*?</details>'
    r'|<(a|span)\b[^>]* class="spot [^>]*></\1>| onclick="[^"]*"'
    r'|<p class="note">[^<]*<a\b[^>]* href="tables/.*?</p>',
    re.DOTALL,
)
_SECTION: Final = re.compile(r'\bid="(part-\d+)"')
_TO_ANY: Final = re.compile(r'href="([\w.-]+)\.html(?:#([^"]*))?"')


def write_whole(folder: Path, *, lang: str, parts: Sequence[ReportPart]) -> None:
    """Write the page; of each table it has the rows that are shown where no script runs."""
    from markupsafe import Markup

    names = ["index", *(part.name for part in parts if (folder / f"{part.name}.html").is_file())]
    labels = read_wording(lang)
    page = render(
        "whole.html.j2",
        name=WHOLE,
        lang=lang,
        parts=parts,
        title=labels["whole"],
        style=Markup(read_style()),  # ours, as are the pages: all text in them was escaped there
        pages=[(name, Markup(text)) for name, text in _read_pages(folder, names)],
    )
    (folder / f"{WHOLE}.html").write_text(page, encoding="utf-8", newline="\n")


def _read_pages(folder: Path, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield what stands on each page, its links leading to places of the one page."""

    def lead(link: re.Match[str]) -> str:
        page, place = link.groups()
        return f'href="#{place or page}"' if page in names else link[0]

    for name in names:
        found = _MAIN.search((folder / f"{name}.html").read_text(encoding="utf-8"))
        text = _LEFT_OUT.sub("", found[1] if found else "")
        text = _SECTION.sub(rf'id="{name}-\1"', text)
        # The sentences of a number stay on the page of the notebook.
        yield name, _TO_ANY.sub(lead, text).replace('"#evidence-', f'"{name}.html#evidence-')
