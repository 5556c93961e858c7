"""A page that finds any string in the whole report, without a server: texts as scripts it loads.

A page that is opened from a disk may load scripts, but no data (browsers forbid `fetch`), and the
libraries that are made for static search either fetch (pagefind) or index words that are cut at
blanks (lunr, MiniSearch), of which Chinese has none. So the texts lie in files of a million
characters, and the browser's own `indexOf` runs through them: nothing is missed, and nothing has to
be indexed.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd

from analysis.labels import read_wording
from analysis.places import PART_COLUMNS
from analysis.reports.addresses import Addresses
from analysis.reports.findings import Findings
from analysis.reports.frame import TEMPLATES, render
from analysis.reports.notebooks import ReportPart

__all__ = ["write_search"]

_SHARD: Final = 1_000_000  # characters of a file of texts
_BETWEEN: Final = "\x01"  # between two texts; no text holds it
_WORDS: Final = "search_js_"  # the labels that the script shows


def write_search(
    folder: Path,
    findings: Findings,
    addresses: Addresses,
    *,
    lang: str,
    parts: Sequence[ReportPart],
) -> None:
    """Write the page of the search, and beside it in `search/` what it searches."""
    from markupsafe import Markup

    labels = read_wording(lang)
    (folder / "search").mkdir()
    shards = list(_cut_shards(_join_texts(findings.items)))
    for number, shard in enumerate(shards):
        _write(folder / "search" / f"text-{number}.js", f"text({number},", _BETWEEN.join(shard))
    index = _make_index(findings, addresses, labels)
    index["shards"] = [len(shard) for shard in shards]
    _write(folder / "search" / "index.js", "index(", index)
    script = (TEMPLATES / "search.js").read_text(encoding="utf-8")
    words = {
        key.removeprefix(_WORDS): word for key, word in labels.items() if key.startswith(_WORDS)
    }
    page = render(
        "search.html.j2",
        name="search",
        lang=lang,
        parts=parts,
        title=labels["part_search"],
        about=labels["search_about"].format(items=len(findings.items)),
        index=index,
        words=words,
        script=Markup(script),  # our own script, and no text of a page
    )
    (folder / "search.html").write_text(page, encoding="utf-8", newline="\n")


def _join_texts(items: pd.DataFrame) -> Iterator[str]:
    """Yield the text of each item, a line for each part that it has, the headline always first."""
    columns = [items[column] for column in PART_COLUMNS.values() if column in items.columns]
    for headline, *others in zip(*columns, strict=True):
        texts = [headline if isinstance(headline, str) else ""]
        texts += [text for text in others if isinstance(text, str) and text]
        yield "\n".join(texts).replace(_BETWEEN, " ")


def _cut_shards(texts: Iterable[str]) -> Iterator[list[str]]:
    shard: list[str] = []
    size = 0
    for text in texts:
        shard.append(text)
        size += len(text)
        if size >= _SHARD:
            yield shard
            shard, size = [], 0
    if shard:
        yield shard


def _make_index(
    findings: Findings, addresses: Addresses, labels: Mapping[str, str]
) -> dict[str, Any]:
    """What is known of each item: numbers for values that repeat, and where its page is."""
    items = findings.items
    index: dict[str, Any] = {}
    dates = items["date"].dt.strftime("%Y-%m-%d").fillna("")
    for name, values in (
        ("date", dates),
        ("newspaper", items["newspaper"].fillna("")),
        ("kind", items["kind"].map(lambda kind: labels.get(f"kind_{kind}", kind))),
    ):
        code, distinct = pd.factorize(values, sort=True)
        index[name] = {"of": code.tolist(), "names": distinct.tolist()}
    row = pd.Series(range(len(items)), index=items["article_id"])
    for kind in ("theme", "person"):
        rows = findings.rows[kind]
        rows = rows[rows["name"].isin(addresses[kind])]
        if kind == "person":
            rows = rows[rows["kind"] != "formula"]
        groups = rows.groupby("name", sort=False)["article_id"]
        words = {
            name: labels.get(f"theme_{name}", name) if kind == "theme" else name
            for name in addresses[kind]
        }
        index[kind] = {
            words[str(name)]: sorted(set(row[ids.unique()].tolist())) for name, ids in groups
        }
    index["page"] = [None if pd.isna(page) else int(page) for page in items["page"]]
    files = addresses["article"]
    index["file"] = {
        str(at): files[article_id].removeprefix("articles/")
        for at, article_id in enumerate(items["article_id"])
        if article_id in files
    }
    return index


def _write(path: Path, call: str, value: Any) -> None:
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    path.write_text(f"dangbao.{call}{data});\n", encoding="utf-8", errors="replace", newline="\n")
