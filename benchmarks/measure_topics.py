"""Measure themes and clusters beside what one would use otherwise, for docs/topics.md.

    python benchmarks/measure_topics.py FOLDER [TABLE …] [--write]

FOLDER holds `corpora/` with cnews-500.txt.xz (label, text), thucnews-titles-dev.txt (headline,
class) and xwlb-2012-2022.jsonl.xz (id, date, title, text). The ways run in turn in one process on
the same tokens; times are of the processor. NMF and KMeans come with scikit-learn. tomotopy, gensim
and BERTopic are measured where they are installed (`pip install tomotopy gensim bertopic`);
BERTopic is given tf-idf reduced to 100 dimensions in place of a language model. Name tables
(`themes`) to make only those. With `--write` they go into docs/topics.md; without it they are only
printed.
"""

import json
import lzma
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.decomposition import NMF, TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.metrics import adjusted_rand_score, v_measure_score
from sklearn.preprocessing import normalize

from analysis import cluster_articles, describe_clusters, drop_tokens, tokenize
from analysis.evaluate import evaluate_gold

ROOT: Final = Path(__file__).resolve().parents[1]
NOBODY: Final = pd.DataFrame(columns=["article_id", "part", "start", "end", "name"])
NOTHING: Final = pd.DataFrame(columns=["article_id", "part", "start", "end", "phrase"])
NEWS: Final = 2000
TOPICS: Final = 20
TERMS: Final = 10
SEEDS: Final = 10
# A run of a peer outside scikit-learn takes its time.
PEER_SEEDS: Final = 3

Labels = list[int]
Words = list[list[str]]


def read_classes(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """Read the collections whose classes are known: class and text."""
    with lzma.open(folder / "cnews-500.txt.xz", "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    lines = (folder / "thucnews-titles-dev.txt").read_text("utf-8").splitlines()
    return {
        "full articles": [(row[0], row[1]) for row in rows if len(row) > 1],
        "headlines": [(label, title) for title, label in (line.split("\t") for line in lines)],
    }


def read_news(folder: Path) -> dict[str, pd.DataFrame]:
    """Read 2,000 broadcasts: one in so many of the whole time, the last ones, drawn ones."""
    with lzma.open(folder / "xwlb-2012-2022.jsonl.xz", "rt", encoding="utf-8") as file:
        texts = [item["text"] for item in map(json.loads, file)]
    chosen = {"one in 28": texts[:: len(texts) // NEWS][:NEWS], "the last": texts[-NEWS:]}
    for seed in range(3):
        drawn = np.random.default_rng(seed).choice(len(texts), NEWS, replace=False)
        chosen[f"drawn, {seed + 1}"] = [texts[place] for place in drawn]
    return {name: write_articles(some) for name, some in chosen.items()}


def write_articles(texts: Sequence[str]) -> pd.DataFrame:
    """Make a table of articles."""
    ids = [f"a{place:05d}" for place in range(len(texts))]
    return pd.DataFrame({"article_id": ids, "text": list(texts)})


def list_words(tokens: pd.DataFrame) -> Words:
    """The words of each article that `cluster_articles` looks at, by article_id."""
    kept = drop_tokens(tokens, kinds=("person",), shorter_than=2)
    words = kept.groupby("article_id", sort=False)["token"].agg(list).to_dict()
    return [words.get(name, []) for name in sorted(set(tokens["article_id"]))]


def weigh(words: Words) -> tuple[Any, list[str]]:
    """The tf-idf of the peers: words of two articles or more, not those of more than half."""
    make = TfidfVectorizer(analyzer=list, min_df=2, max_df=0.5, sublinear_tf=True)
    return make.fit_transform(words), make.get_feature_names_out().tolist()


def group_by_nmf(weights: Any, number: int, seed: int) -> tuple[Labels, Any]:
    """The topic of most weight; its words are those of most weight in it."""
    model = NMF(number, init="nndsvd", random_state=seed, max_iter=300)
    return model.fit_transform(weights).argmax(axis=1).tolist(), model.components_


def group_by_kmeans(weights: Any, number: int, seed: int) -> tuple[Labels, Any]:
    """KMeans on SVD(100), scaled; the words are those of the highest mean tf-idf."""
    reduced = TruncatedSVD(min(100, weights.shape[1] - 1), random_state=seed)
    labels = KMeans(number, n_init=10, random_state=seed).fit_predict(
        normalize(reduced.fit_transform(weights))
    )
    means = [np.asarray(weights[labels == label].mean(axis=0)) for label in range(number)]
    return labels.tolist(), np.vstack(means)


def group_by_plain_kmeans(weights: Any, number: int, seed: int) -> tuple[Labels, Any]:
    """KMeans on the tf-idf itself."""
    model = KMeans(number, n_init=3, random_state=seed).fit(weights)
    return model.labels_.tolist(), model.cluster_centers_


def group_by_tomotopy(words: Words, number: int, seed: int) -> tuple[Labels, Words]:
    """LDA by Gibbs sampling, 1,000 rounds."""
    import tomotopy

    model = tomotopy.LDAModel(k=number, min_df=2, seed=seed + 1)
    for row in filter(None, words):
        model.add_doc(row)
    model.train(1000, workers=1)
    labels = [_find_topic(model, row) for row in words]
    return labels, [[word for word, _ in model.get_topic_words(k, TERMS)] for k in range(number)]


def _find_topic(model: Any, row: list[str]) -> int:
    """The topic of most weight in an article; -1 where it has no word that the model knows."""
    document = model.make_doc(row) if row else None
    return -1 if document is None else int(np.argmax(model.infer(document)[0]))


def group_by_gensim(words: Words, number: int, seed: int) -> tuple[Labels, Words]:
    """LDA by variational Bayes, ten passes."""
    from gensim.corpora import Dictionary
    from gensim.models import LdaModel

    dictionary = Dictionary(words)
    dictionary.filter_extremes(no_below=2, no_above=0.5, keep_n=None)
    bags = [dictionary.doc2bow(row) for row in words]
    model = LdaModel(bags, number, dictionary, passes=10, random_state=seed)
    labels = [max(model.get_document_topics(bag), key=lambda pair: pair[1])[0] for bag in bags]
    return labels, [[word for word, _ in model.show_topic(k, TERMS)] for k in range(number)]


def group_by_bertopic(words: Words, number: int, seed: int) -> tuple[Labels, Words]:
    """UMAP, HDBSCAN and c-TF-IDF on tf-idf reduced to 100 dimensions."""
    from bertopic import BERTopic
    from umap import UMAP

    places = normalize(TruncatedSVD(100, random_state=seed).fit_transform(weigh(words)[0]))
    model = BERTopic(
        language="multilingual",
        nr_topics=number + 1,
        umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0, random_state=seed),
        vectorizer_model=CountVectorizer(tokenizer=str.split, token_pattern=None, lowercase=False),
    )
    labels, _ = model.fit_transform([" ".join(row) for row in words], embeddings=places)
    named = sorted({label for label in labels if label >= 0})
    return [int(label) for label in labels], [
        [word for word, _ in model.get_topic(label)] for label in named
    ]


PEERS: Final = {
    "tomotopy": group_by_tomotopy,
    "gensim": group_by_gensim,
    "bertopic": group_by_bertopic,
}


def measure_coherence(topics: Iterable[Sequence[str]], words: Words) -> float:
    """The mean over the topics of the mean NPMI of the pairs of their ten words, by article."""
    topics = [list(topic)[:TERMS] for topic in topics]
    wanted = {word for topic in topics for word in topic}
    articles: dict[str, set[int]] = {word: set() for word in wanted}
    for place, row in enumerate(words):
        for word in wanted.intersection(row):
            articles[word].add(place)
    return float(
        np.mean([np.mean(list(rate_pairs(topic, articles, len(words)))) for topic in topics])
    )


def rate_pairs(
    topic: Sequence[str], articles: Mapping[str, set[int]], total: int
) -> Iterator[float]:
    """The NPMI of each pair of words: -1 where no article has both, 1 where all have."""
    for one, other in combinations(topic, 2):
        both = len(articles[one] & articles[other])
        if both in (0, total):
            yield 1.0 if both else -1.0
        else:
            pmi = np.log(both * total / len(articles[one]) / len(articles[other]))
            yield pmi / -np.log(both / total)


def list_terms(components: Any, names: Sequence[str]) -> Words:
    """The ten words of most weight of each topic."""
    return [[names[place] for place in row.argsort()[::-1][:TERMS]] for row in components]


def measure_agreement(runs: Sequence[Labels]) -> float:
    """The mean adjusted Rand index of all pairs of runs."""
    return float(np.mean([adjusted_rand_score(*pair) for pair in combinations(runs, 2)]))


def take_clusters(tokens: pd.DataFrame, number: int, seed: int) -> Labels:
    """What `cluster_articles` finds, by article_id; 0 where an article is in none.

    With a seed other than 0 the tokens come in another order too.
    """
    shuffled = tokens.sample(frac=1, random_state=seed) if seed else tokens
    clusters = cluster_articles(shuffled, n_clusters=number, seed=seed)
    return clusters["cluster"].fillna(0).astype(int).tolist()


def list_own_terms(labels: Labels, tokens: pd.DataFrame) -> Words:
    """The terms that `describe_clusters` gives to clusters, wherever they are from."""
    clusters = pd.DataFrame(
        {
            "article_id": sorted(set(tokens["article_id"])),
            "cluster": pd.array([label or None for label in labels], dtype="Int64"),
            "strength": 1.0,
        }
    )
    described = describe_clusters(clusters, tokens=tokens)
    return described.loc[described["cluster"].notna(), "terms"].tolist()


def rate_classes(folder: Path) -> pd.DataFrame:
    """One row per collection whose classes are known and way: V-measure over five seeds."""
    rows = []
    for name, labelled in read_classes(folder).items():
        classes, texts = zip(*labelled, strict=True)
        tokens = tokenize(write_articles(texts), mentions=NOBODY, phrases=NOTHING)
        weights, _ = weigh(list_words(tokens))
        number = len(set(classes))
        found: dict[str, list[float]] = {}
        for seed in range(5):
            groups = {
                "cluster_articles": take_clusters(tokens, number, seed),
                "tf-idf, SVD, KMeans": group_by_kmeans(weights, number, seed)[0],
                "tf-idf, KMeans": group_by_plain_kmeans(weights, number, seed)[0],
                "NMF": group_by_nmf(weights, number, seed)[0],
            }
            for way, labels in groups.items():
                found.setdefault(way, []).append(float(v_measure_score(classes, labels)))
        for way, rates in found.items():
            measured = {"V-measure": np.mean(rates), "lowest": min(rates), "highest": max(rates)}
            rows.append({"collection": f"{len(texts):,} {name}", "way": way, **measured})
    return pd.DataFrame(rows)


def rate_topics(tokens: pd.DataFrame) -> pd.DataFrame:
    """One row per way: 20 topics of the same tokens, over seeds and orders of the articles."""
    words = list_words(tokens)
    names = weigh(words)[1]

    def run_weighed(group: Callable[..., tuple[Labels, Any]], seed: int) -> tuple[Labels, Words]:
        order = np.random.default_rng(seed).permutation(len(words))
        # To gather the words of each article and to weigh them is part of the work.
        weights, _ = weigh(list_words(tokens))
        labels, components = group(weights[order], TOPICS, seed)
        in_order = np.empty(len(words), dtype=int)
        in_order[order] = labels
        return in_order.tolist(), list_terms(components, names)

    ways: dict[str, tuple[Callable[[int], tuple[Labels, Words]], int]] = {
        "cluster_articles": (lambda seed: (take_clusters(tokens, TOPICS, seed), []), SEEDS),
        "NMF": (lambda seed: run_weighed(group_by_nmf, seed), SEEDS),
        "tf-idf, SVD, KMeans": (lambda seed: run_weighed(group_by_kmeans, seed), SEEDS),
    }
    for name, group in PEERS.items():
        if find_spec(name):
            ways[f"{name} {version(name)}"] = (
                lambda seed, group=group: group(list_words(tokens), TOPICS, seed),
                PEER_SEEDS,
            )
    runs: dict[str, list[Labels]] = {way: [] for way in ways}
    times: dict[str, list[float]] = {way: [] for way in ways}
    topics: dict[str, Words] = {}
    for seed in range(SEEDS):
        for way, (run, seeds) in ways.items():
            if seed < seeds:
                started = time.process_time()
                labels, terms = run(seed)
                times[way].append(time.process_time() - started)
                runs[way].append(labels)
                topics.setdefault(way, terms)
    topics["cluster_articles"] = list_own_terms(runs["cluster_articles"][0], tokens)
    rows: list[dict[str, Any]] = [
        {
            "way": way,
            "NPMI": measure_coherence(topics[way], words),
            "ARI": measure_agreement(found),
            "runs": len(found),
            "in none": sum(label < (way == "cluster_articles") for label in found[0]) / len(words),
            "seconds": np.median(times[way]),
            "times NMF": np.median(times[way]) / np.median(times["NMF"]),
        }
        for way, found in runs.items()
    ]
    nmf = list_own_terms([label + 1 for label in runs["NMF"][0]], tokens)
    rows.append({"way": "NMF, its words chosen as ours", "NPMI": measure_coherence(nmf, words)})
    return pd.DataFrame(rows).astype({"runs": "Int64"})


def rate_samples(news: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per sample of 2,000 broadcasts: coherence of our 20 topics and of NMF's."""
    rows = []
    for name, articles in news.items():
        tokens = tokenize(articles, mentions=NOBODY)
        words = list_words(tokens)
        weights, names = weigh(words)
        nmf = list_terms(group_by_nmf(weights, TOPICS, 0)[1], names)
        ours = list_own_terms(take_clusters(tokens, TOPICS, 0), tokens)
        rates = {way: measure_coherence(t, words) for way, t in (("ours", ours), ("NMF", nmf))}
        rows.append({"sample": name, **rates})
    return pd.DataFrame(rows)


def compare_processes(articles: pd.DataFrame) -> pd.DataFrame:
    """One row: how many results three orders and numbers of threads have."""
    script = (
        "import sys, pandas as pd\n"
        "from analysis import cluster_articles, describe_clusters\n"
        "tokens = pd.read_parquet(sys.argv[1]).sample(frac=1, random_state=int(sys.argv[2]))\n"
        f"clusters = cluster_articles(tokens, n_clusters={TOPICS})\n"
        "described = describe_clusters(clusters, tokens=tokens)\n"
        "sys.stdout.write(clusters.round(9).to_json() + described.round(9).to_json())\n"
    )
    results = set()
    with TemporaryDirectory() as folder:
        file = Path(folder) / "tokens.parquet"
        tokenize(articles, mentions=NOBODY).to_parquet(file)
        for seed, threads in ((1, 1), (2, 2), (3, 4)):
            settings = {name: str(threads) for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
            done = subprocess.run(
                [sys.executable, "-c", script, str(file), str(seed)],
                env={**os.environ, **settings, "PYTHONHASHSEED": str(seed)},
                cwd=ROOT,
                capture_output=True,
                check=True,
            )
            results.add(done.stdout)
    return pd.DataFrame({"orders and numbers of threads": [3], "results": [len(results)]})


def rate_themes(folder: Path) -> pd.DataFrame:
    """One row per set of labels made by eye and figure."""
    figures = evaluate_gold(ROOT / "tests" / "gold", texts=folder).figures
    found = figures[figures["section"].str.startswith("themes")]
    return found[["section", "figure", "value", "low", "high", "n"]]


def format_table(table: pd.DataFrame) -> str:
    """Write a table as Markdown, numbers to the right."""
    kinds = ["--:" if pd.api.types.is_numeric_dtype(kind) else "---" for kind in table.dtypes]
    rows = [list(table.columns), kinds, *table.itertuples(index=False)]
    return "".join("| " + " | ".join(map(format_cell, row)) + " |\n" for row in rows)


def format_cell(value: Any) -> str:
    """Write a number with three decimals, nothing for what is missing."""
    if pd.isna(value):
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def write_page(page: Path, tables: Mapping[str, str]) -> None:
    """Put each table where the page has its mark."""
    text = page.read_text("utf-8")
    for name, table in tables.items():
        found = re.compile(rf"(<!-- {name} -->\n\n)(?:\|.*\n)*")
        text, changed = found.subn(lambda match, table=table: match[1] + table, text)
        if changed != 1:
            sys.exit(f"{page.name} has no place for the table {name}")
    page.write_text(text, "utf-8", newline="\n")


def main(folder: str, *options: str) -> None:
    """Measure everything or the tables named, print it, and put it into the page where asked."""
    corpora = Path(folder) / "corpora"
    news = read_news(corpora)
    ways: dict[str, Callable[[], pd.DataFrame]] = {
        "classes": lambda: rate_classes(corpora),
        "topics": lambda: rate_topics(tokenize(news["one in 28"], mentions=NOBODY)),
        "samples": lambda: rate_samples(news),
        "processes": lambda: compare_processes(news["one in 28"]),
        "themes": lambda: rate_themes(Path(folder)),
    }
    wanted = [name for name in options if name in ways] or list(ways)
    tables = {name: format_table(ways[name]()) for name in wanted}
    for name, table in tables.items():
        sys.stdout.write(f"{name}\n\n{table}\n")
    if "--write" in options:
        write_page(ROOT / "docs" / "topics.md", tables)


if __name__ == "__main__":
    main(*sys.argv[1:])
