"""Inputs that nobody would write, by the hundred thousand, and what must hold for each of them.

    python tests/fuzz.py MINUTES FINDS

Two processes: one draws inputs of the strategies below, the other changes bytes towards code that
no input has reached yet (atheris, where it is installed; else it draws too). What fails is written
into the folder FINDS, one small file a fault, and belongs into test_fuzz.py when it is mended.
"""

import json
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from types import FunctionType
from typing import Any, Final, NamedTuple

import pandas as pd
from counting import no_hanging
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from test_apart import BANK
from test_hostile import DEEP, ROWS

from analysis import (
    InputError,
    find_appointments,
    find_context,
    find_mentions,
    find_offices,
    find_organisations,
    find_phrases,
    find_reuse,
    group_reuse,
    list_repairs,
    read_articles,
    read_lexicon,
    read_pages,
    split_articles,
    tag_themes,
    tokenize,
)
from analysis.pages.decode import decode, replace_surrogates
from analysis.pages.doubts import NO_PAGE
from analysis.pages.html import read_document
from analysis.places import PART_COLUMNS
from analysis.traditional import simplify

ROOT: Final = Path(__file__).resolve().parents[1]
PAGES: Final = [
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "data" / "sample").glob("*-p*.md"))
]
# What no keyboard has: bidi and zero-width characters, ends of lines that are none, private use,
# beyond the first plane, halves of a character, and marks that join what stands before them.
ODD: Final = (
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2069\u200e\u200f\u061c\u200b\u200c\u200d\u2060\ufeff\u00ad"
    "\0\x01\x0b\x0c\x1a\x1b\x1c\x85\u2028\u2029\r\ue000\uf8ff\U000f0000\U0010ffff\U00020000\U0001f600"
    "\ud800\udc00\udfff\ufffd\ufffe\u0301\u20dd\ufe0f\u3000\u00a0㍿ﷺİſẞ"
)
MARKS: Final = [
    *("## ", "# ", "**", "![", "](", "<p>", "</div>", "<!--", "&nbsp;", "&#xD800;", "&amp", "---\n"),
    *("|", "»", "(", "（", "[", "【", "《", '"', "“", ",", "\t", "图为", "本报讯 (记者 ", " 摄", "第2版"),
    *("导读", "新华社北京3月26日电 ", "下转第3版", "公告", "2024年3月5日 星期二", "title,text\n"),
]  # fmt: skip
SUFFIXES: Final = (".md", ".txt", ".html", ".csv", ".tsv", ".jsonl", ".json")
TABLES: Final = (".csv", ".tsv", ".jsonl", ".json")
LISTS: Final = {
    "roster": "name,title,group\n",
    "phrases": "phrase,variants,theme\n",
    "themes": "theme,term,weight\n",
    "stopwords": "word\n",
    "titles": "title\n",
}

# --- what is drawn ------------------------------------------------------------------------------


def cut(page: str, ends: tuple[float, float]) -> str:
    first, last = sorted(int(end * len(page)) for end in ends)
    return page[first:last]


def seldom(
    one_in: int, other: st.SearchStrategy[str], usual: st.SearchStrategy[str]
) -> st.SearchStrategy[str]:
    """What costs as much as many others is drawn once in so many."""
    return st.integers(1, one_in).flatmap(lambda chance: other if chance == 2 else usual)


SHARES = st.floats(0, 1)
HALVES = st.builds(cut, st.sampled_from(PAGES), st.tuples(SHARES, SHARES))
PIECES = st.one_of(
    st.sampled_from(BANK).flatmap(st.sampled_from),
    st.sampled_from(MARKS),
    st.sampled_from(ODD),
    st.text(st.characters(), max_size=9),
    st.sampled_from([line for page in PAGES for line in page.split("\n") if line]),
)
LINES = st.lists(PIECES, max_size=6).map("".join)
LONG = st.builds(
    lambda piece, length: (piece * length)[:length],
    st.one_of(st.sampled_from("([（【《“<#*|&年、 甲"), st.sampled_from(ODD), LINES.filter(bool)),
    st.sampled_from([300, 3_000, 100_000]),
)
TEXTS = st.lists(seldom(400, LONG, seldom(40, HALVES, LINES)), max_size=12).map("\n".join)
ENCODINGS = ("utf-8", "utf-8", "gb18030", "big5", "utf-16", "utf-16-le", "utf-8-sig")


def encode(text: str, encoding: str, harm: tuple[float, bytes] | None) -> bytes:
    """The bytes of a text, halves of characters too, broken at a place where harm is done."""
    if encoding == "utf-8":
        data = text.encode(encoding, "surrogatepass")
    else:
        data = text.encode(encoding, "replace")
    if harm:
        at = int(harm[0] * len(data))
        data = data[:at] + harm[1] + data[at + 1 :]
    return data


def as_lines(rows: list[object]) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=bool(at % 2)) for at, row in enumerate(rows))


CONTENTS = seldom(900, st.just(DEEP), TEXTS | st.lists(ROWS, max_size=4).map(as_lines))
BYTES = st.builds(
    encode,
    CONTENTS,
    st.sampled_from(ENCODINGS),
    st.none() | st.tuples(SHARES, st.binary(max_size=4)),
)
FILES = st.tuples(st.sampled_from(SUFFIXES), BYTES)
OWN_LISTS = st.sampled_from(sorted(LISTS)).flatmap(
    lambda name: st.tuples(st.just(name), BYTES | BYTES.map(LISTS[name].encode().__add__))
)

# --- what must hold -----------------------------------------------------------------------------


def call(function: Callable[..., pd.DataFrame], *given: Any, **options: Any) -> Any:
    """Call twice: the same both times, the input untouched; None where it is refused."""
    before = [table.copy(deep=True) for table in given if isinstance(table, pd.DataFrame)]
    results: list[pd.DataFrame | None] = []
    for _ in range(2):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", RuntimeWarning)
            try:
                results.append(function(*given, **options))
            except InputError as error:
                assert str(error)  # noqa: PT017 - either is right
                results.append(None)
    first, second = results
    assert (first is None) == (second is None), f"{function.__name__} changes its mind"
    assert first is None or first.equals(second), f"{function.__name__} gives other rows"
    after = [table for table in given if isinstance(table, pd.DataFrame)]
    for old, new in zip(before, after, strict=True):
        assert old.equals(new), f"{function.__name__} changes its input"
    return first


@cache
def workplace() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-"))


def put(folder: str, files: list[tuple[str, bytes]]) -> Path:
    """A folder of this process with these files and no others."""
    path = workplace() / f"{os.getpid()}-{folder}"
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir()
    for name, data in files:
        (path / name).write_bytes(data)
    return path


def check_files(files: list[tuple[str, bytes]]) -> None:
    """A file is read or refused, and what was read can be worked with."""
    named = [(f"{at}{suffix}", data) for at, (suffix, data) in enumerate(files)]
    tables = [file for file in named if file[0].endswith(TABLES)]
    others = [file for file in named if not file[0].endswith(TABLES)]
    pages = call(read_pages, put("pages", others)) if others else None
    if pages is not None:
        assert (pages["text"].notna() | pages["problem"].notna()).all()
        check_pages(pages)
    articles = call(read_articles, put("tables", tables)) if tables else None
    if articles is not None:
        check_finds(articles, {})


def check_texts(texts: list[str]) -> None:
    """Pages that are in memory already, whatever characters they have."""
    check_pages(make_table(page_id=map(str, range(len(texts))), text=texts))


def make_table(**columns: Iterable[object]) -> pd.DataFrame:
    """A table of objects: no other can hold halves of a character."""
    return pd.DataFrame({name: list(cells) for name, cells in columns.items()}, dtype=object)


def check_pages(pages: pd.DataFrame) -> None:
    """Every line is in one item, and all that is found stands where it is said to stand."""
    articles = call(split_articles, pages)
    call(list_repairs, pages)
    owned: dict[str, list[int]] = {}
    for page, runs in zip(articles["page_id"], articles["lines"], strict=True):
        for first, last in runs:
            owned.setdefault(page, []).extend(range(first, last + 1))
    printed = {}
    for page in pages.itertuples():
        if not isinstance(page.text, str) or NO_PAGE in str(getattr(page, "problem", None)):
            continue
        lines = printed[page.page_id] = replace_surrogates(page.text).split("\n")
        own = owned.get(page.page_id, [])
        assert len(own) == len(set(own)), "a line is in two items"
        assert {at for at, line in enumerate(lines, 1) if line.strip()} <= set(own)
        assert max(own, default=1) <= len(lines)
    check_finds(articles, printed)


def check_articles(texts: list[str]) -> None:
    """Articles made elsewhere: the texts, with others as their headlines, decks and bylines."""
    heads = {
        part: [
            texts[(row + by) % len(texts)] if row % by == 0 else None for row in range(len(texts))
        ]
        for by, part in enumerate(("headline", "deck", "byline"), 1)
    }
    check_finds(make_table(article_id=map(str, range(len(texts))), text=texts, **heads), {})


def check_finds(articles: pd.DataFrame, printed: dict[str, list[str]]) -> None:
    """All that is found stands where it is said to stand, in its part and on its page."""
    mentions, phrases = call(find_mentions, articles), call(find_phrases, articles)
    call(tag_themes, articles)
    tokens = call(tokenize, articles, mentions=mentions, phrases=phrases)
    shown = call(find_context, articles, of=phrases)
    assert len(shown) == len(phrases)
    for found in (
        call(find_offices, mentions, articles=articles),
        call(find_appointments, articles, mentions=mentions),
    ):
        assert not (found["start"] >= found["end"]).any()
    rows = articles.to_dict("records")
    parts = {
        (row["article_id"], part): replace_surrogates(row[column])
        for row in rows
        for part, column in PART_COLUMNS.items()
        if isinstance(row.get(column), str)
    }
    pages = {row["article_id"]: printed.get(row.get("page_id", "")) for row in rows}
    for table, column in (
        (mentions, "surface"),
        (phrases, "surface"),
        (tokens[tokens["kind"] == "word"], "token"),  # of other kinds is what is meant
        (call(find_organisations, articles), "surface"),
        (shown, "match"),
    ):
        where = (table[name] for name in ("article_id", "part", "start", "end", column))
        for article, part, start, end, own in zip(*where, strict=True):
            assert own, table
            text = parts[article, part][start:end]
            assert own in ((text, simplify(text)) if column == "token" else (text,))
        if not printed or "line" not in table.columns:
            continue
        places = (table[name] for name in ("article_id", "line", "column", column))
        for article, line, at, own in zip(*places, strict=True):
            text = pages[article][line - 1]
            # An entity stands for a character that is not printed.
            assert text[at - 1] == own[0] or "&" in text, (text, at, own)


def check_lists(lists: list[tuple[str, bytes]]) -> None:
    """A list of the user's is read or refused."""
    articles = pd.DataFrame({"article_id": ["a"], "text": [PAGES[0][:400]]})
    folder = put("lists", [(f"{at}.csv", data) for at, (_, data) in enumerate(lists)])
    for at, (name, _) in enumerate(lists):
        path = folder / f"{at}.csv"
        if name == "roster":
            call(find_mentions, articles, roster=path)
        elif name == "themes":
            call(tag_themes, articles, extra=path)
        elif call(read_lexicon, name, extra=path) is not None and name == "phrases":
            call(find_phrases, articles, extra=path)


def check_reuse(texts: list[str]) -> None:
    """Passages lie in their articles; each text stands twice, the second time edited."""
    edited = [text[::2] if at % 2 else f"{text[9:]}。{texts[0]}" for at, text in enumerate(texts)]
    both = [*texts, *edited]
    articles = make_table(article_id=map(str, range(len(both))), text=both)
    reuse = call(find_reuse, articles, shortest=10)
    sizes = dict(zip(articles["article_id"], map(len, both), strict=True))
    for side in "ab":
        assert (reuse[f"start_{side}"] >= 0).all()
        assert (reuse[f"start_{side}"] < reuse[f"end_{side}"]).all()
        assert (reuse[f"end_{side}"] <= reuse[f"article_{side}"].map(sizes)).all()
    assert reuse["similarity"].between(0, 1).all()
    call(group_reuse, reuse, articles=articles)


def check_context(texts: list[str]) -> None:
    """Any text can be asked for in any text."""
    words = [word for text in texts for word in (text, text[1:3], text[:1]) if word.strip()]
    articles = make_table(article_id=map(str, range(len(texts))), text=texts)
    shown = call(find_context, articles, of=words[:30]) if words else None
    if shown is not None:
        for row in shown.itertuples():
            text = replace_surrogates(texts[int(row.article_id)])
            assert row.match == text[row.start : row.end]


class Promise(NamedTuple):
    """What holds for any inputs of a strategy, and how bytes are read as one of them."""

    check: Callable[[list[Any]], None]
    inputs: st.SearchStrategy[Any]
    read: Callable[[bytes], Any]


def read_text(data: bytes) -> str:
    """Most bytes are UTF-8; what is not becomes halves of characters."""
    return data.decode("utf-8", "surrogateescape")


PROMISES: Final = {
    "files": Promise(
        check_files, FILES, lambda data: (SUFFIXES[data[0] % len(SUFFIXES)], data[1:])
    ),
    "texts": Promise(check_texts, TEXTS, read_text),
    "articles": Promise(check_articles, TEXTS, read_text),
    "lists": Promise(
        check_lists, OWN_LISTS, lambda data: (sorted(LISTS)[data[0] % len(LISTS)], data[1:])
    ),
    "reuse": Promise(check_reuse, TEXTS, read_text),
    "context": Promise(check_context, TEXTS, read_text),
}

# --- what is made smaller -----------------------------------------------------------------------


def cut_down(value: Any) -> Iterator[Any]:
    """Yield what has less of it: fewer inputs of some, fewer characters of one."""
    size = len(value) // 2
    while size:
        for start in range(0, len(value), size):
            yield value[:start] + value[start + size :]
        size //= 2
    if isinstance(value, list):
        for at, one in enumerate(value):
            for less in cut_down(one[1] if isinstance(one, tuple) else one):
                put_back = (one[0], less) if isinstance(one, tuple) else less
                yield [*value[:at], put_back, *value[at + 1 :]]


def shrink(value: list[Any], fails: Callable[[list[Any]], bool], seconds: float) -> list[Any]:
    """Make inputs that fail smaller, until nothing can go or the time is over."""
    until = time.monotonic() + seconds
    for less in cut_down(value):
        if time.monotonic() > until:
            break
        if less and fails(less):
            return shrink(less, fails, until - time.monotonic())
    return value


# --- running it ---------------------------------------------------------------------------------

_AT_ONCE: Final = 40  # inputs in one table: most of a call is the same for one and for many
_LARGE: Final = 30_000  # characters of an input that is tried at once
_SHRINKING: Final = 20  # seconds for which what fails is made smaller
_LONGEST: Final = 1 << 17  # bytes of an input that is changed


class Run:
    """One process: how many inputs of each promise were tried until when, and what broke it."""

    def __init__(self, name: str, finds: Path, until: float) -> None:
        self._told, self._finds, self._until = finds / f"{name}.json", finds, until
        self._counts = dict.fromkeys(PROMISES, 0)
        self._waiting: dict[str, list[Any]] = {name: [] for name in PROMISES}
        self._faults: set[str] = set()

    def add(self, name: str, value: Any) -> None:
        """Add one input, and try it with others as soon as there are enough."""
        waiting = self._waiting[name]
        waiting.append(value)
        if (
            len(waiting) < _AT_ONCE
            and len(value[1] if isinstance(value, tuple) else value) < _LARGE
        ):
            return
        self._waiting[name] = []
        fault = find_fault(name, waiting)
        if fault and fault not in self._faults:
            self._faults.add(fault)
            least = shrink(waiting, lambda less: find_fault(name, less) == fault, _SHRINKING)
            file = self._finds / f"{name}-{sha256(fault.encode()).hexdigest()[:8]}.txt"
            file.write_text(f"{name}\n{fault}\n{least!a}\n", encoding="utf-8")
        self._counts[name] += len(waiting)
        self._tell()

    def _tell(self) -> None:
        """Write the counts down each time: who changes bytes ends without a word."""
        part = self._told.with_suffix(".part")
        part.write_text(json.dumps(self._counts), encoding="utf-8")
        part.replace(self._told)

    def is_over(self) -> bool:
        return time.monotonic() > self._until

    def draw(self) -> None:
        """Draw inputs of every strategy in turn, with another seed each round."""
        for number in count(time.time_ns()):
            if self.is_over():
                return
            self._draw(list(PROMISES)[number % len(PROMISES)], number)

    def _draw(self, name: str, number: int) -> None:
        @seed(number)
        @settings(
            max_examples=2 * _AT_ONCE,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate],
        )
        @given(PROMISES[name].inputs)
        def draw(value: Any) -> None:
            if not self.is_over():
                self.add(name, value)

        draw()

    def change(self) -> None:
        """Change bytes towards code that no input has reached yet; this never returns."""
        import atheris

        names = list(PROMISES)

        def attempt(data: bytes) -> None:
            if self.is_over():
                os._exit(0)
            if len(data) > 2:
                name = names[data[0] % len(names)]
                value = PROMISES[name].read(data[1:])
                reach(value)
                self.add(name, value)

        for name in names:
            find_fault(name, [PROMISES[name].read(PAGES[0].encode())])  # all modules are loaded
        for module in [own for name, own in sys.modules.items() if name.startswith("analysis.")]:
            for own in vars(module).values():
                if isinstance(own, FunctionType) and own.__module__ == module.__name__:
                    atheris.instrument_func(own)
        corpus = workplace() / "corpus"
        corpus.mkdir()
        for at, text in enumerate([*PAGES, *MARKS, *ODD, *LISTS.values()]):
            for kind in range(len(names)):
                data = bytes([kind, at % 250]) + text.encode("utf-8", "surrogatepass")
                (corpus / f"{at}-{kind}").write_bytes(data)
        quiet = ("-rss_limit_mb=0", "-timeout=600", "-report_slow_units=600", "-verbosity=0")
        options = (f"-max_len={_LONGEST}", f"-artifact_prefix={workplace()}/", *quiet)
        atheris.Setup([sys.argv[0], *options, str(corpus)], attempt)
        atheris.Fuzz()


def reach(value: Any) -> None:
    """Run what reads one input: what code it reaches is known of it alone, not of many at once."""
    if isinstance(value, tuple):
        value = decode(value[1]).text or ""
    read_document(value)
    with suppress(InputError):
        split_articles(make_table(page_id=["a"], text=[value]))


def find_fault(name: str, values: list[Any]) -> str | None:
    """Name what breaks a promise: the error, and where it was raised; None where nothing does."""
    try:
        with no_hanging():
            PROMISES[name].check(values)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # of pytest's own too, which says that something hangs
        frames = traceback.extract_tb(error.__traceback__)
        frame = ([own for own in frames if "/analysis/" in own.filename] or frames)[-1]
        what = str(error)[:200] if isinstance(error, AssertionError) else ""
        return f"{type(error).__name__} {Path(frame.filename).name} {frame.line} {what[:60]!a}"
    return None


def run_part(way: str, finds: Path, until: float) -> None:
    warnings.simplefilter("ignore")
    run = Run(way, finds, until)
    if way == "changed":
        run.change()
    else:
        run.draw()


def main(minutes: float, finds: Path) -> int:
    """Run both ways, add up what they counted and say what broke."""
    finds.mkdir(parents=True, exist_ok=True)
    before = set(finds.glob("*.txt"))
    ways = ("drawn", "changed" if find_spec("atheris") else "drawn-too")
    until = time.monotonic() + 60 * minutes
    spawn = multiprocessing.get_context("spawn")
    parts = [spawn.Process(target=run_part, args=(way, finds, until)) for way in ways]
    for part in parts:
        part.start()
    for part in parts:
        part.join()
    tried = 0
    for way in ways:
        counts = json.loads((finds / f"{way}.json").read_text(encoding="utf-8"))
        tried += sum(counts.values())
        shown = ", ".join(f"{name} {number:,}" for name, number in counts.items())
        print(f"{way}: {sum(counts.values()):,} inputs ({shown})")  # noqa: T201
    new = sorted(path.name for path in set(finds.glob("*.txt")) - before)
    print(f"{tried:,} inputs, {len(new)} finds in {finds}: {', '.join(new) or 'none'}")  # noqa: T201
    return 1 if new or any(part.exitcode for part in parts) else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(float(sys.argv[1]), Path(sys.argv[2])))
