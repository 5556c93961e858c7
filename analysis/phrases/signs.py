"""What speaks for a run being a new formulation: signs, and their weights as fitted.

`lexicons/new_phrase_weights.csv` holds the weight of each sign: `early` where a run is weighed
before its words are looked at, which choose the few hundred of a window that are, and `weight`
where they are.
"""

import re
from collections import Counter
from functools import cache
from typing import Final

import numpy as np
import pandas as pd

from analysis.arrays import Floats
from analysis.cutter import open_cutter
from analysis.han import HAN
from analysis.lexicon import read_lexicon

__all__ = [
    "ARTICLE_SIGNS",
    "BESIDE",
    "list_word_signs",
    "measure_articles",
    "measure_signs",
    "weigh_early",
    "weigh_words",
]

# What is said of the articles that have a run: each is a role in `new_phrase_words.csv`.
ARTICLE_SIGNS: Final = ("leader", "centre", "meeting", "says", "abroad")

_NUMBER: Final = "[一二三四五六七八九十两双]"
_DATE: Final = r"\d+[年月日时号个万亿点%]|^\d|\d$"
# How many characters beside a run are cut into words with it.
BESIDE: Final = 14
_TWO_FOURS: Final = 8  # characters of a phrase in two halves, as 应收尽收应治尽治
_HAN: Final = re.compile(rf"[{HAN}]+")


def measure_articles(texts: list[str]) -> Floats:
    """Which articles are of what kind: one row per article, a column for each of the signs."""
    words = read_lexicon("new_phrase_words")
    series = pd.Series(texts, dtype="str")
    columns = []
    for role in ARTICLE_SIGNS:
        pattern = "|".join(words.loc[words["role"] == role, "pattern"])
        columns.append(series.str.contains(pattern).to_numpy(dtype="float64"))
    found: Floats = np.column_stack(columns)
    return found


def measure_signs(runs: pd.DataFrame) -> pd.DataFrame:
    """Measure what can be said of a run without its words: one row per run, one column per sign."""
    phrase, length, articles = runs["phrase"], runs["length"], runs["articles"]
    least = np.minimum(runs["left_free"], runs["right_free"])
    signs = {
        "articles": np.log2(articles).clip(upper=6) / 3,
        "two": articles == 2,
        "one_day": runs["days"] == 1,
        "days": np.log2(runs["days"]).clip(upper=5) / 3,
        "spread": runs["days"] / articles,
        "span": (runs["span"] / 30).clip(upper=2),
        "never": runs["past"] == 0,
        "silent_year": runs["past_year"] == 0,
        "rise": np.log(runs["low"]).clip(0, 5) / 2,
        "past_rise": np.log(runs["past_low"]).clip(-2, 5) / 2,
        "repeats": (runs["count"] / articles).clip(upper=3) - 1,
        "free": np.log(least),
        "left_end": runs["left_end"],
        "right_end": runs["right_end"],
        "quoted": runs["quoted"],
        "opened": runs["opened"],
        "unbalanced": 1 - runs["balanced"],
        "headline": runs["headline"],
        "after_verb": runs["after_verb"],
        "title": runs["title"],
        "length_3": length == 3,
        "length_4": length == 4,
        "length_5": length == 5,
        "long": (length - 8).clip(lower=0) / 4,
        "number_form": phrase.str.match(_NUMBER),
        "date": phrase.str.contains(_DATE),
        "list": phrase.str.contains("、"),
        "uneven_list": [_is_uneven(each) for each in phrase],
        "even_list": [_is_even(each) for each in phrase],
        "echo": [len(each) == _TWO_FOURS and each[0] == each[4] for each in phrase],
        **{sign: runs[sign] for sign in ARTICLE_SIGNS},
    }
    return pd.DataFrame(signs, index=runs.index).astype("float64")


def _is_uneven(phrase: str) -> bool:
    """Whether the parts of a list differ in length at its ends, as where it is cut off."""
    parts = phrase.split("、")
    return len(parts[0]) != len(parts[-1])


def _is_even(phrase: str) -> bool:
    """Whether a string is a list of parts that are all of one length."""
    parts = phrase.split("、")
    return len(parts) > 1 and len({len(part) for part in parts}) == 1


def weigh_early(signs: pd.DataFrame) -> Floats:
    """Weigh runs by these signs alone."""
    weights = read_weights()["early"]
    return _add_up(signs, weights)


def weigh_words(signs: pd.DataFrame, words: list[dict[str, float]]) -> Floats:
    """Weigh runs by these signs and those of their words."""
    weights = read_weights()["weight"]
    known = weights.to_dict()
    of_words = [sum(known.get(sign, 0) * value for sign, value in each.items()) for each in words]
    score: Floats = _add_up(signs, weights) + np.array(of_words, dtype=float)
    return score


def _add_up(signs: pd.DataFrame, weights: pd.Series) -> Floats:
    """Add up the weighed signs of each run."""
    of_signs = weights.reindex(signs.columns).fillna(0).to_numpy()
    score: Floats = signs.to_numpy() @ of_signs + weights["bias"]
    return score


def list_word_signs(
    contexts: list[tuple[str, int, int]],
) -> tuple[dict[str, float], list[tuple[str, str]]]:
    """List the signs of the words that a run is made of, and these with their parts of speech.

    Each context is some text with the place of the run in it. Whether the run begins and ends with
    a word is a share of the contexts, and so are the words before and behind it; its own words are
    those of the context with most of them.
    """
    begins = ends = 0
    inner: list[tuple[str, str]] = []
    beside: Counter[str] = Counter()
    for text, first, last in contexts:
        at = 0
        here: list[tuple[str, str]] = []
        before = behind = ("", "")
        for word, tag in open_cutter().tag(text):
            end = at + len(word)
            if end <= first:
                before = (word, tag)
            elif at >= last and not behind[0]:
                behind = (word, tag)
            begins += at == first
            ends += end == last
            if at >= first and end <= last:
                here.append((word, tag))
            at = end
        inner = max(inner, here, key=len)
        for side, (word, tag) in (("before", before), ("behind", behind)):
            beside[f"{side}_tag:{tag}"] += 1
            beside[f"{side}:{word}"] += _HAN.fullmatch(word) is not None
    signs: dict[str, float] = {
        "word_begins": begins / len(contexts),
        "word_ends": ends / len(contexts),
        **{sign: count / len(contexts) for sign, count in beside.items()},
    }
    if inner:
        (first_word, first_tag), (last_word, last_tag) = inner[0], inner[-1]
        signs["tokens"] = len(inner) / 4
        signs["first_single"] = float(len(first_word) == 1)
        signs["last_single"] = float(len(last_word) == 1)
        kept = [f"word:{word}" for word, _ in inner if _HAN.fullmatch(word)]
        kept += [f"tag:{tag}" for _, tag in inner]
        kept += [f"first:{first_word}", f"last:{last_word}"]
        kept += [f"first_tag:{first_tag}", f"last_tag:{last_tag}"]
        signs |= dict.fromkeys(kept, 1.0)
    return signs, inner


@cache
def read_weights() -> pd.DataFrame:
    """The weights of all signs, by sign."""
    table = read_lexicon("new_phrase_weights").set_index("sign")
    return table[["early", "weight"]].astype("float64").fillna(0)
