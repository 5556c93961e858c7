"""Fit how much each sign speaks for a person, and write it as a readable table.

    python makers/make_name_weights.py CORPORA > analysis/lexicons/name_weights.csv
    python makers/make_name_weights.py CORPORA --measure

CORPORA is the folder of the texts that `tests/gold/names.csv` labels stretches of. A logistic
regression over the signs of `analysis.officials.weigh` is fitted to the labels; half of the texts
drawn at random are left out, and `--measure` tells how well the weights do on these.
It takes about a minute.
"""

import csv
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from analysis.officials.find import gather_batches, read_proposals
from analysis.officials.roster import read_roster
from analysis.officials.weigh import describe_places, describe_string

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from gold.names import is_held_out, list_measured, read_headlines, read_labels, read_texts

FEWEST = 3  # labels that have a sign
STRENGTH = 0.7
SMALLEST = 0.05  # weights nearer to 0 are not written
LOST = 0.004  # of the persons that it is fitted to, those that may be taken for none


def describe_labels(corpora: Path) -> pd.DataFrame:
    """One row per label of what is still proposed: text, register, draw, label, name and signs."""
    labels = read_labels()
    labels = labels[labels["label"] != "u"]
    wanted = {(row.text, row.start): row for row in labels.itertuples()}
    texts = read_texts(corpora)
    days = set(texts.loc[texts["article_id"].isin(labels["text"]), "date"].dropna())
    texts = texts[texts["article_id"].isin(labels["text"]) | texts["date"].isin(days)]
    heads = _read_labelled_headlines(corpora, set(labels["text"]))
    texts = pd.concat([texts, heads], ignore_index=True)
    ids = texts["article_id"].tolist()
    rows: list[dict[str, Any]] = []
    for batch in gather_batches(texts):
        characters, _, proposals = read_proposals(batch, read_roster(None))
        seen = describe_places(batch, characters, proposals)
        for one in proposals.mentions:
            first = batch.firsts[one.owner]
            label = wanted.get((ids[batch.parts[one.owner].row], one.start - first))
            if label is not None:
                own = seen[batch.days[one.owner], one.name]
                right = label.label == "p" and one.end - first == label.end
                right |= label.label == "c" and one.name == label.whole
                rows.append(
                    {
                        **{
                            key: getattr(label, key)
                            for key in ("text", "register", "draw", "label")
                        },
                        "name": one.name,
                        "person": right,
                        "signs": sorted({*own.signs, *describe_string(one.name, own.foreign)}),
                    }
                )
    return pd.DataFrame(rows)


def _read_labelled_headlines(corpora: Path, wanted: set[str]) -> pd.DataFrame:
    rows = [
        (f"heads:{number}", "headlines", line)
        for number, line in enumerate(read_headlines(corpora), start=1)
        if f"heads:{number}" in wanted
    ]
    return pd.DataFrame(rows, columns=["article_id", "register", "text"])


def fit(rows: pd.DataFrame) -> tuple[DictVectorizer, LogisticRegression]:
    """Fit the weights of the signs to labels."""
    counts = Counter(sign for signs in rows["signs"] for sign in signs)
    vectorizer = DictVectorizer()
    table = vectorizer.fit_transform(
        [{sign: 1.0 for sign in signs if counts[sign] >= FEWEST} for signs in rows["signs"]]
    )
    model = LogisticRegression(C=STRENGTH, max_iter=3000).fit(table, rows["person"])
    return vectorizer, model


def score(rows: pd.DataFrame, vectorizer: DictVectorizer, model: LogisticRegression) -> np.ndarray:
    """Add up the weights of the signs of each label."""
    table = vectorizer.transform([dict.fromkeys(signs, 1.0) for signs in rows["signs"]])
    return model.decision_function(table)


def main() -> None:
    """Write the weights, or measure them."""
    rows = describe_labels(Path(sys.argv[1]))
    held = rows["text"].map(is_held_out) & (rows["draw"] == "random")
    # Nothing is fitted to a text that is measured with, here or by the labels of whole texts.
    measured = rows["text"].isin({*rows.loc[held, "text"], *list_measured()})
    vectorizer, model = fit(rows[~measured])
    # Persons of the texts fitted to, drawn at random, say where the border is.
    at_random = rows[~measured & (rows["draw"] == "random")]
    inside = score(at_random, vectorizer, model)
    border = float(np.quantile(inside[at_random["person"]], LOST))
    if "--measure" in sys.argv:
        outside = rows[held].assign(kept=score(rows[held], vectorizer, model) >= border)
        for register, own in [("all", outside), *outside.groupby("register")]:
            kept = own[own["kept"]]
            lost = 1 - own.loc[own["person"], "kept"].mean()
            sys.stdout.write(
                f"{register:12} n {len(own):5} before {own['person'].mean():.3f} "
                f"after {kept['person'].mean():.3f} lost {lost:.3f}\n"
            )
        return
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["sign", "weight", "source"])
    source = "fitted by makers/make_name_weights.py"
    writer.writerow(["bias", f"{model.intercept_[0] - border:.2f}", source])
    for sign, weight in sorted(zip(vectorizer.feature_names_, model.coef_[0], strict=True)):
        if abs(weight) >= SMALLEST and sign.isprintable() and " " not in sign:
            writer.writerow([sign, f"{weight:.2f}", source])


if __name__ == "__main__":
    main()
