"""Count the words that stand right after names and offices and are no names.

    python benchmarks/make_after_names.py CORPORA > analysis/lexicons/after_names.csv

CORPORA is the folder that `benchmarks/make_name_signs.py` reads. Only words of the dictionary that
begin with a surname are counted: 高度 in 习近平高度评价 and 官邸 in 总理官邸 could be read as
names, 高峰 in 副市长高峰 is one. What follows a name cannot be one; what follows an office is
looked through by eye, and names are left out.
"""

import csv
import lzma
import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.officials import find_mentions, names
from analysis.officials.acting import acts
from analysis.officials.surnames import read_surnames
from analysis.officials.vocabulary import find_vocabulary
from analysis.officials.wordlike import read_words

ROOT = Path(__file__).resolve().parents[1]
BROADCASTS = 16_000
AT_ONCE = 400
CLOSING = frozenset("、，。；：,;:（(！？\n”")
# Names that the corpora print after an office, found by eye.
NAMES = frozenset(
    [
        *("许立群", "巴沙尔", "祖马", "安南", "连战", "利维", "朱幼棣", "巴克利", "罗干", "江建国"),
        *(
            "朱梦魁",
            "库尼亚",
            "哈尼亚",
            "古里亚",
            "安萨里",
            "夏珺",
            "苏宁",
            "王言彬",
            "江夏",
            "巴里",
        ),
        *(
            "苏林",
            "巴金",
            "苏尔坦",
            "罗西",
            "巴拉兹",
            "左权",
            "江南",
            "罗阳",
            "福尔",
            "方平",
            "容易",
        ),
        *("山崎", "太郎", "雷诺", "阿里", "万里", "安康", "刘澜涛", "周恩来", "冷科长", "安洋"),
        *("布约亚", "巴斯", "强卫", "林皎明", "沈安", "白阳", "贝京", "邱娥国", "保平", "时雨"),
    ]
)


def read_texts(corpora: Path) -> Iterator[str]:
    """Yield texts of the three corpora that are not labelled as held out."""
    sys.path.insert(0, str(ROOT / "tests"))
    from gold import load

    broadcasts = [text for _, text in load._read_xwlb(corpora).values()]
    random.Random(1).shuffle(broadcasts)
    yield from broadcasts[:BROADCASTS]
    for file in sorted((corpora / "rmrb-2019").glob("*.txt")):
        yield from load._read_rmrb(file)
    with lzma.open(corpora / "pfr-199801-first-half.txt.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield "".join(word.rsplit("/", 1)[0] for word in line.split())


def find_word(text: str, begins: bytes, at: int) -> str:
    """The word of the dictionary that begins at a place, if it could be a name; else ""."""
    if at >= len(text) - 1 or not begins[at] or text[at] not in read_surnames():
        return ""
    end = at + 1
    while end < len(text) and not begins[end]:
        end += 1
    word = text[at:end]
    return word if len(word) in (2, 3) and names.read_word(word) else ""


def count_words(texts: list[str]) -> tuple[Counter[str], Counter[str]]:
    """Count the words after names, and those after offices before a verb or the end of a clause.

    The second count is of those before the end of a clause.
    """
    count: Counter[str] = Counter()
    closing: Counter[str] = Counter()
    mentions = find_mentions(pd.DataFrame({"article_id": range(len(texts)), "text": texts}))
    ends = mentions.groupby("article_id")["end"].agg(list).to_dict()
    surfaces = mentions.groupby("article_id")["surface"].agg(list).to_dict()
    for number, text in enumerate(texts):
        text += "\n\n\n"
        _, flags, signs = names.read_characters(text, find_vocabulary(text))
        begins = flags.tobytes()
        for end, surface in zip(
            ends.get(str(number), ()), surfaces.get(str(number), ()), strict=True
        ):
            if len(surface) > 2 and (word := find_word(text, begins, end)):
                count[word] += 1
                closing[word] += text[end + len(word)] in CLOSING
        for at in np.flatnonzero((signs & 8 > 0) & (signs & 2 == 0)).tolist():
            word = find_word(text, begins, at)
            close = at + len(word)
            if word and (text[close] in CLOSING or acts(text, begins, close)):
                count[word] += 1
                closing[word] += text[close] in CLOSING
    return count, +closing


def main() -> None:
    """Count the words of all texts, and write those that nobody is called by."""
    texts = list(read_texts(Path(sys.argv[1])))
    count: Counter[str] = Counter()
    closing: Counter[str] = Counter()
    for first in range(0, len(texts), AT_ONCE):
        more, ends = count_words(texts[first : first + AT_ONCE])
        count += more
        closing += ends
    called = NAMES | frozenset(read_words())
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["word", "count", "closing", "source"])
    for word, number in sorted(count.items(), key=lambda item: (-item[1], item[0])):
        if word not in called:
            ends = closing[word] or ""
            out.writerow([word, number, ends, "counted after names and offices in the press"])


if __name__ == "__main__":
    main()
