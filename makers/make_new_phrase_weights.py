"""Fit the weights of the signs of new formulations to labelled strings and births.

    python makers/make_new_phrase_weights.py ARTICLES.parquet > new_phrase_weights.csv

ARTICLES is a table with article_id, date, headline and text. What is fitted to: strings of the
months in `tests/gold/new-phrases.csv`, labelled by eye; the births of its `look` half in
`tests/gold/births.csv`; and listed phrases in the year in which they came up. Births of the other
half, and what contains them, are left out. Of the other strings, those that no listed phrase is
part of count as no formulation; every eighth of them is used.
"""

import csv
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from analysis.cutter import open_cutter
from analysis.lexicon import read_lexicon
from analysis.phrases.candidates import LONGEST, list_candidates, list_windows
from analysis.phrases.find import build_search, list_forms
from analysis.phrases.new import measure_windows, read_words
from analysis.phrases.runs import fold_articles
from analysis.phrases.signs import measure_articles, measure_signs

GOLD = Path("tests/gold")
KEPT = 800  # strings of a month whose words are read
# A phrase that was never seen is worth more than one that comes back: added to the two signs.
NEVER = {"never": 0.5, "silent_year": 0.5}
COMMON_PHRASES, COMMON_STRINGS, ENDING, BESIDE = 8, 150, 4, 60
STRENGTH = 0.3  # of the fit; smaller numbers leave fewer words with a weight
LABELLED, LISTED, OTHER, STEP = 3.0, 2.0, 4.0, 8  # weights of strings; each eighth other is used


def measure(path: str) -> tuple[pd.DataFrame, pd.DataFrame, list[dict[str, float]], pd.DataFrame]:
    """All strings with their signs, and the best of each month with their words."""
    articles = pd.read_parquet(path).sort_values("date", kind="stable")
    days = pd.to_datetime(articles["date"]).to_numpy().astype("datetime64[D]")
    headlines = articles["headline"].fillna("").tolist()
    texts = [f"{a}\n{b}" for a, b in zip(headlines, articles["text"].fillna(""), strict=True)]
    strip = fold_articles(texts, longest=LONGEST)
    windows = list_windows(days, strip, freq="M", since=None)
    candidates = list_candidates(strip, windows)
    tables = []
    for window, runs in measure_windows(
        strip, windows, candidates, days, headlines, measure_articles(texts)
    ):
        tables.append((window, runs.assign(period=str(window.period))))
    runs = pd.concat([runs for _, runs in tables], ignore_index=True)
    runs["label"], runs["held"] = label(runs)
    signs = measure_signs(runs)
    used = ~runs["held"]
    early = LogisticRegression(C=1.0, max_iter=1000)
    early.fit(signs[used], (runs["label"] > 0)[used])
    runs["early"] = early.decision_function(signs)
    weights = pd.Series(early.coef_[0], signs.columns)
    weights["bias"] = early.intercept_[0]
    best = runs.groupby("period")["early"].rank(ascending=False, method="first") <= KEPT
    words: list[dict[str, float]] = []
    parts = []
    for window, of_window in tables:
        chosen = of_window[best[runs["period"] == str(window.period)].to_numpy()]
        words += read_words(chosen.reset_index(drop=True), strip, candidates, window)[1]
        parts.append(window)
    return runs[best].reset_index(drop=True), signs[best].reset_index(drop=True), words, weights


def label(runs: pd.DataFrame) -> tuple[pd.Series, np.ndarray]:
    """1 for a new formulation, 0 for none, -1 where nobody knows; and what is not to be used."""
    lexicon = read_lexicon("phrases")
    births = pd.read_csv(GOLD / "births.csv", parse_dates=["birth"])
    months = {
        fold(row.phrase): row.birth.to_period("M")
        for row in births.itertuples()
        if row.half == "look" and row.kind == "phrase"
    }
    measured = [fold(phrase) for phrase in births.loc[births["half"] == "measure", "phrase"]]
    measured = [phrase for phrase in measured if len(phrase) > 2]
    years = {}
    for form, phrase in list_forms(lexicon).items():
        year = lexicon.set_index("phrase")["year"].get(phrase)
        if isinstance(year, str):
            years[fold(form)] = int(year)
    for phrase in measured:
        years.pop(phrase, None)
    by_eye = {
        (row["period"], row["phrase"]): int(row["new"])
        for row in csv.DictReader((GOLD / "new-phrases.csv").open(encoding="utf-8"))
        if row["half"] == "look"
    }
    listed = build_search({form for form in years if len(form) > 2} | set(months))
    held_search = build_search(measured)
    labels, held = [], []
    for phrase, period in zip(runs["phrase"], runs["period"], strict=True):
        month = pd.Period(period, "M")
        born = phrase in months and abs((month - months[phrase]).n) <= 2
        if (period, phrase) in by_eye:
            labels.append(by_eye[period, phrase] * 2)
        elif born or years.get(phrase) == month.year:
            labels.append(1)
        else:
            labels.append(-1 if listed.find_matches_as_indexes(phrase.encode()) else 0)
        held.append(bool(held_search.find_matches_as_indexes(phrase.encode())))
    return pd.Series(labels), np.array(held) | (np.array(labels) < 0)


def fold(phrase: str) -> str:
    """A phrase without quotation marks."""
    return "".join(sign for sign in phrase if sign not in "“”‘’ ")


def fit(runs: pd.DataFrame, signs: pd.DataFrame, words: list[dict[str, float]]) -> pd.Series:
    """Fit the signs of strings and of words that are common enough to say something."""
    own, firsts, lasts, pool = Counter(), Counter(), Counter(), Counter()
    for phrase in read_lexicon("phrases")["phrase"]:
        parts = open_cutter().cut(phrase)
        own.update(set(parts))
        firsts[parts[0]] += 1
        lasts[parts[-1]] += 1
    for each in words:
        pool.update(each.keys())

    def common(sign: str) -> bool:
        kind, _, word = sign.partition(":")
        if kind == "word":
            return own[word] >= COMMON_PHRASES or pool[sign] >= COMMON_STRINGS
        if kind in ("first", "last"):
            return (firsts if kind == "first" else lasts)[word] >= ENDING
        return kind not in ("before", "behind") or pool[sign] >= BESIDE

    vectorizer = DictVectorizer()
    of_words = vectorizer.fit_transform(
        [{sign: value for sign, value in each.items() if common(sign)} for each in words]
    )
    matrix = hstack([csr_matrix(signs.to_numpy()), of_words]).tocsr()
    by_eye = runs["by_eye"].to_numpy()
    label = (runs["label"] > 0).to_numpy()
    weight = np.where(by_eye, LABELLED, np.where(label, LISTED, OTHER))
    used = ~runs["held"].to_numpy()
    used &= by_eye | label | (np.arange(len(runs)) % STEP == 0)
    model = LogisticRegression(l1_ratio=1, C=STRENGTH, solver="liblinear", max_iter=500)
    model.fit(matrix[used], label[used], sample_weight=weight[used])
    weights = pd.Series(model.coef_[0], [*signs.columns, *vectorizer.get_feature_names_out()])
    weights["bias"] = model.intercept_[0]
    for sign, more in NEVER.items():
        weights[sign] += more
    return weights[weights.abs() > 0.005]


def main() -> None:
    """Print the list of weights."""
    runs, signs, words, early = measure(sys.argv[1])
    eye = pd.read_csv(GOLD / "new-phrases.csv")
    known = set(zip(eye["period"], eye["phrase"], strict=True))
    pairs = zip(runs["period"], runs["phrase"], strict=True)
    runs["by_eye"] = [pair in known for pair in pairs]
    late = fit(runs, signs, words)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["sign", "early", "weight", "source"])
    for sign in sorted(set(early.index) | set(late.index)):
        weights = f"{early.get(sign, 0):.2f}", f"{late.get(sign, 0):.2f}"
        writer.writerow([sign, *weights, "fitted by makers/make_new_phrase_weights.py"])


if __name__ == "__main__":
    main()
