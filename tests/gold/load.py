"""Get the text behind a label: by its id, from the corpora that lie beside the project.

The labels of real texts hold offsets, not texts. An id is
``<corpus>:<key>``:

``xwlb:<id>``
    an item of the evening news, ``title + "\\n" + text`` as they stand in the file (the first, if
    several share the id).
``cctv:<file>``
    a saved page of the news site: its title without the mark ``[视频]``, then a line for each
    paragraph of the article, tags stripped and entities resolved.
``rmrb2019:<file>:<n>``
    the n-th article (from 1) of ``rmrb-2019/<file>``. An article has a line ``作者：… 时间：…``; it
    begins with the run of non-blank lines that ends in this line (headline and deck, the line
    itself) and reaches to where the next begins. Lines stand as they are; blank lines at either
    end are cut off.
``pfr:<n>``
    the n-th chunk (from 1) of the tagged People's Daily of 1998, tags and blanks stripped, a line
    for each line. A chunk begins at a headline (at most 40 characters and no final punctuation)
    that follows a line of text, and wherever the next line would carry it past 1,500 characters.
``title:<n>``
    the n-th line (from 1) of the headlines of People's Daily, 1978 to 2018, without its date.
``reg:<id>``
    a text of `registers.jsonl.xz`, ``title + "\\n" + text``.
``cnews:<n>``
    the text of the n-th line (from 1) of `cnews-500.txt.xz`, without its class.
``story:<file>``
    a story of `story-json`, ``title + "\\n" + content``.
``trap:<n>``
    a text that was invented to mislead; it stands beside its label in
    ``people-traps….jsonl``.
"""

import hashlib
import html
import json
import lzma
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

SEED = 2024
REGISTERS = ("broadcast", "daily2019", "daily1998", "local")

_AUTHOR_LINE = re.compile(r"作者：.*时间：\s*\d{4}-\d{2}-\d{2}")
_PFR_TAG = re.compile(r"/[A-Za-z]+(?:\s+|$)")
_ENDS_SENTENCE = re.compile(r"[。！？…；：，”’」』]$")
_CCTV_TITLE = re.compile(r"<title>(?:\[视频\])?(.*?)</title>", re.DOTALL)
_CCTV_BODY = re.compile(r'id="content_area">(.*?)</div>', re.DOTALL)
_PARAGRAPH_END = re.compile(r"</p>|<br\s*/?>")
_HTML_TAG = re.compile(r"<[^>]*>")
_NAMES_LIKELY = re.compile(
    r"总统|总理|主席|书记|部长|省长|市长|县长|村长|主任|局长|院长|校长|经理|董事长|大使|教授"
    r"|会见|出席|记者|村民|同志"
)
_LOCAL = re.compile(
    r"[省市县区州旗镇乡村][党]?[委支][^员]{0,6}书记|党支部书记|村支书"
    r"|[省市县镇乡村]长|[省市县区州旗]委常委|[省市县区]人大常委会|[省市县区]政协"
)


def load_text(shared: Path, text_id: str) -> str:
    """Return the text that the offsets of a label count in.

    Parameters
    ----------
    shared
        The folder that holds ``corpora``.
    text_id
        ``<corpus>:<key>``, see the head of this file.

    Raises
    ------
    KeyError
        If there is no such text.
    """
    corpus, _, key = text_id.partition(":")
    if corpus == "trap":
        return _read_traps()[text_id]
    folder = Path(shared) / "corpora"
    if corpus == "xwlb":
        return _read_xwlb(folder)[key][1]
    if corpus == "cctv":
        return _read_cctv(folder / "cctv-html" / key)
    if corpus == "rmrb2019":
        file, _, number = key.rpartition(":")
        return _pick(_read_rmrb(folder / "rmrb-2019" / file), number, text_id)
    if corpus == "pfr":
        return _pick([text for text, _ in _read_pfr(folder)], key, text_id)
    if corpus == "title":
        return _pick(_read_headlines(folder), key, text_id)
    if corpus == "reg":
        return read_registers(folder)[key][1]
    if corpus == "cnews":
        return _pick(read_cnews(folder), key, text_id)
    if corpus == "story":
        story = json.loads((folder / "story-json" / key).read_text(encoding="utf-8"))
        return f"{story['title'] or ''}\n{story['content'] or ''}"
    raise KeyError(
        f"no corpus {corpus!r} in id {text_id!r}: xwlb, cctv, rmrb2019, pfr, title, reg, cnews, "
        "story or trap"
    )


def text_hash(text: str) -> str:
    """Return the first 16 hex digits of the SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def draw_ids(shared: Path, register: str, n: int) -> list[str]:
    """Draw the first `n` ids of a register, the same ones each time and on each machine.

    Even positions (0, 2, …) go to ``people-look.jsonl``, odd ones to ``people-measure.jsonl``.
    Most candidates are likely to name people; about one in ten is taken as it comes, for the
    words that only look like names.

    Parameters
    ----------
    shared
        The folder that holds ``corpora``.
    register
        ``broadcast`` (evening news 2012 to 2022 and the pages of 2024, the years in turn),
        ``daily2019`` (People's Daily, mostly of 2019), ``daily1998`` (of January 1998) or
        ``local`` (of January 1998 and the evening news, at least two titles of province, city,
        county or village in at most 1,000 characters).
    n
        How many ids; fewer come back if the register has no more.
    """
    if register not in REGISTERS:
        raise ValueError(f"no register {register!r}: one of {', '.join(REGISTERS)}")
    rng = random.Random(SEED)
    folder = Path(shared) / "corpora"
    if register == "broadcast":
        ids = _draw_by_year(folder, rng)
    elif register == "daily2019":
        ids = _shuffled(
            [
                f"rmrb2019:{path.name}:{number}"
                for path in sorted((folder / "rmrb-2019").glob("*.txt"))
                for number, text in enumerate(_read_rmrb(path), start=1)
                if len(text) <= 2500
            ],
            rng,
        )
    elif register == "daily1998":
        ids = _shuffled(
            [
                f"pfr:{number}"
                for number, (text, people) in enumerate(_read_pfr(folder), start=1)
                if 300 <= len(text) <= 1500
                and not _is_local(text)
                and (people >= 3 or number % 10 == 0)
            ],
            rng,
        )
    else:
        pfr = [
            f"pfr:{number}"
            for number, (text, people) in enumerate(_read_pfr(folder), start=1)
            if _is_local(text) and people >= 2
        ]
        xwlb = [f"xwlb:{key}" for key, (_, text) in _read_xwlb(folder).items() if _is_local(text)]
        pairs = zip(_shuffled(pfr, rng), _shuffled(xwlb, rng), strict=False)
        ids = [drawn for pair in pairs for drawn in _shuffled(list(pair), rng)]
    return ids[:n]


def _draw_by_year(folder: Path, rng: random.Random) -> list[str]:
    by_year: defaultdict[str, list[str]] = defaultdict(list)
    for position, (key, (date, text)) in enumerate(_read_xwlb(folder).items()):
        if len(text) <= 2500 and (len(_NAMES_LIKELY.findall(text)) >= 3 or position % 10 == 0):
            by_year[date[:4]].append(f"xwlb:{key}")
    for path in sorted((folder / "cctv-html").glob("VIDE*.shtml")):
        if len(_read_cctv(path)) <= 2500:
            by_year["2024"].append(f"cctv:{path.name}")
    years = [_shuffled(by_year[year], rng) for year in sorted(by_year)]
    # Each round is shuffled by itself, so that even and odd positions get every year.
    rounds = [
        _shuffled([ids[turn] for ids in years if turn < len(ids)], rng)
        for turn in range(max(map(len, years)))
    ]
    return [drawn for ids in rounds for drawn in ids]


def _is_local(text: str) -> bool:
    return 120 <= len(text) <= 1000 and len(_LOCAL.findall(text)) >= 2


def _shuffled(ids: list[str], rng: random.Random) -> list[str]:
    shuffled = list(ids)
    rng.shuffle(shuffled)
    return shuffled


def _pick(texts: list[str], number: str, text_id: str) -> str:
    if not number.isdecimal() or not 1 <= int(number) <= len(texts):
        raise KeyError(f"no text {text_id!r}: this file holds numbers 1 to {len(texts)}")
    return texts[int(number) - 1]


@lru_cache(maxsize=1)
def _read_traps() -> dict[str, str]:
    texts: dict[str, str] = {}
    for file in sorted(Path(__file__).parent.glob("people-traps*.jsonl")):
        labels = map(json.loads, file.read_text(encoding="utf-8").splitlines())
        texts |= {label["id"]: label["text"] for label in labels}
    return texts


@lru_cache(maxsize=2)
def _read_xwlb(folder: Path) -> dict[str, tuple[str, str]]:
    items: dict[str, tuple[str, str]] = {}
    path = folder / "xwlb-2012-2022.jsonl.xz"
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            item = json.loads(line)
            text = f"{item['title'] or ''}\n{item['text'] or ''}"
            items.setdefault(item["id"], (item["date"], text))
    return items


@lru_cache(maxsize=2)
def read_registers(corpora: Path) -> dict[str, tuple[str, str]]:
    """The texts of registers where names are rare, by id: register and text."""
    texts: dict[str, tuple[str, str]] = {}
    with lzma.open(corpora / "registers.jsonl.xz", "rt", encoding="utf-8", newline="\n") as file:
        for line in file:
            text = json.loads(line)
            texts[text["id"]] = text["register"], f"{text['title'] or ''}\n{text['text']}"
    return texts


@lru_cache(maxsize=2)
def read_cnews(corpora: Path) -> list[str]:
    """The news articles of ten classes, without their classes."""
    path = corpora / "cnews-500.txt.xz"
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as file:
        return [line.rstrip("\n").partition("\t")[2] for line in file]


@lru_cache(maxsize=2)
def _read_headlines(folder: Path) -> list[str]:
    path = folder / "rmrb-titles-1978-2018.tsv.xz"
    with lzma.open(path, "rt", encoding="utf-8", newline="\n") as file:
        return [line.rstrip("\n").split("\t")[-1] for line in file]


@lru_cache(maxsize=256)
def _read_cctv(path: Path) -> str:
    page = path.read_text(encoding="utf-8")
    title = _CCTV_TITLE.search(page)
    body = _CCTV_BODY.search(page)
    if title is None or body is None:
        raise KeyError(f"no article in {path.name}")
    paragraphs = _PARAGRAPH_END.sub("\n", body[1])
    lines = html.unescape(_HTML_TAG.sub("", f"{title[1]}\n{paragraphs}")).splitlines()
    return "\n".join(stripped for line in lines if (stripped := line.strip()))


@lru_cache(maxsize=16)
def _read_rmrb(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    starts = []
    for position, line in enumerate(lines):
        if _AUTHOR_LINE.match(line):
            start = position
            while start > 0 and lines[start - 1].strip():
                start -= 1
            starts.append(start)
    ends = [*starts[1:], len(lines)]
    return ["\n".join(lines[a:b]).strip("\n\r ") for a, b in zip(starts, ends, strict=True)]


@lru_cache(maxsize=2)
def _read_pfr(folder: Path) -> list[tuple[str, int]]:
    """Return each chunk with the number of words tagged as a person's name in it."""
    return list(_chunk_pfr(folder / "pfr-199801-first-half.txt.xz"))


def _chunk_pfr(path: Path) -> Iterator[tuple[str, int]]:
    chunk: list[str] = []
    people = length = 0
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for tagged in file:
            line = _PFR_TAG.sub("", tagged.strip() + " ").strip()
            if not line:
                continue
            is_headline = len(line) <= 40 and not _ENDS_SENTENCE.search(line)
            follows_text = bool(chunk) and bool(_ENDS_SENTENCE.search(chunk[-1]))
            if chunk and ((is_headline and follows_text) or length + len(line) > 1500):
                yield "\n".join(chunk), people
                chunk, people, length = [], 0, 0
            chunk.append(line)
            people += tagged.count("/nr")
            length += len(line) + 1
    if chunk:
        yield "\n".join(chunk), people
