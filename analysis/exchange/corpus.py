"""Articles, with their mentions and phrases, ↔ one file in a form that other programs read."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import pandas as pd

from analysis.exchange import columns, conll, docbin, doccano
from analysis.exchange.files import find_suffix, open_file, put, read_file
from analysis.exchange.spans import LabelledText, lay_out, make_tables
from analysis.schema import InputError, check_choice, check_table, make_table

__all__ = ["Corpus", "read_corpus", "write_corpus"]


class _Form(NamedTuple):
    """A form for texts with labels: its suffix, and how it is written and read.

    `flat` names the layers (mentions, phrases) in which labels cannot overlap.
    """

    suffix: str
    write: Callable[[list[LabelledText]], bytes]
    read: Callable[[Path, bytes], list[LabelledText]]
    flat: frozenset[str]


_LABELLED: Final[Mapping[str, _Form]] = {
    "doccano": _Form(".jsonl", doccano.write, doccano.read, frozenset()),
    "spacy": _Form(".spacy", docbin.write, docbin.read, frozenset({"mentions"})),
    "conll": _Form(".conll", conll.write, conll.read, frozenset({"mentions", "phrases"})),
}
_FORMS: Final = (*columns.FORMS, *_LABELLED)


class Corpus(NamedTuple):
    """What a file of `write_corpus` holds: the tables `articles`, `mentions` and `phrases`.

    Mentions and phrases are empty where the form has no labels.
    """

    articles: pd.DataFrame
    mentions: pd.DataFrame
    phrases: pd.DataFrame


def write_corpus(
    articles: pd.DataFrame,
    path: str | os.PathLike[str],
    *,
    form: str,
    mentions: pd.DataFrame | None = None,
    phrases: pd.DataFrame | None = None,
) -> Path:
    """Write articles as a file that another program reads; `read_corpus` reads it back whole.

    Parameters
    ----------
    articles
        The table `articles`; article_id and text are enough. Columns of your own go along.
    path
        The file. Its name ends in .csv or .parquet (tif, americanstories), .jsonl (doccano), .spacy
        or .conll. A hidden folder `.manifests` beside it remembers what was written.
    form
        One row, line or text per article:

        - ``tif``, the Text Interchange Format of quanteda, tidytext and readtext: doc_id, text,
          then every other column as metadata;
        - ``americanstories``, the columns of that collection: article_id, newspaper_name, edition,
          date, page (p1), headline, byline, article, then every other column;
        - ``doccano``, JSON lines for labelling: the parts of the article (headline, deck, byline,
          body) as one text, a part after the other, and its labels, which may overlap;
        - ``spacy``, a DocBin of blank("zh"): people as ``doc.ents``, set phrases as
          ``doc.spans["phrases"]``; needs spaCy;
        - ``conll``, a character a line with two tags in BIO: set phrases, people.
    mentions, phrases
        The tables of these articles, for the forms with labels. The label of a person is kind and
        group (``actor/official``), that of a set phrase is ``phrase``; names, titles and the like
        go along unseen, and come back where the label still stands.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        Where a file that is not ours, or was changed since, stands there; where the name does not
        fit the form; where a mention or phrase does not stand in its article.

    Examples
    --------
    >>> import tempfile
    >>> articles = pd.DataFrame({"article_id": ["a#1"], "text": ["市长林悦强调春耕。"]})
    >>> file = write_corpus(articles, Path(tempfile.mkdtemp(), "news.csv"), form="tif")
    >>> print(file.read_text(encoding="utf-8"))
    "doc_id","text"
    "a#1","市长林悦强调春耕。"
    <BLANKLINE>
    """
    check_choice(form, "form", _FORMS)
    articles = check_table(articles, "articles", needs=["article_id", "text"])
    if form in columns.FORMS:
        if mentions is not None or phrases is not None:
            raise InputError(
                f"form={form!r} has no place for labels. Leave mentions and phrases out, or write "
                f"them as {', '.join(_LABELLED)}."
            )
        file = open_file(path, suffixes=columns.SUFFIXES, what=f"form={form!r}")
        return put(file, columns.write(articles, form, suffix=find_suffix(file)))
    own = _LABELLED[form]
    file = open_file(path, suffixes=[own.suffix], what=f"form={form!r}")
    return put(file, own.write(lay_out(articles, mentions, phrases, flat=own.flat)))


def read_corpus(
    path: str | os.PathLike[str],
    *,
    form: str | None = None,
    labels: Mapping[str, str] | None = None,
) -> Corpus:
    """Read a file of `write_corpus` back, or one of that form that others wrote or labelled.

    Labels decide: one that was taken away is no mention or phrase any more, one whose kind or group
    was changed has the new one, and a new one is a mention named as printed, without titles. The
    same file that nobody has changed gives the same tables.

    Parameters
    ----------
    path
        The file.
    form
        As in `write_corpus`; known by the ending and the columns when not given.
    labels
        For labels with other names than ours: the name there and ours, as in
        ``{"PER": "actor/official"}``. Ours are ``phrase``, or kind and group of a mention, or its
        kind alone (``actor``), where the group is missing then.

    Returns
    -------
    Corpus
        articles, one row per text, with all columns of the codebook, those of which nothing is
        known missing; mentions and phrases, one row per label.

    Raises
    ------
    InputError
        Where the file cannot be read, a label is not known, or the text was changed under its
        labels.

    Examples
    --------
    >>> import tempfile
    >>> from analysis import find_mentions
    >>> articles = pd.DataFrame({"article_id": ["a#1"], "text": ["市长林悦强调春耕。"]})
    >>> file = Path(tempfile.mkdtemp(), "news.jsonl")
    >>> _ = write_corpus(articles, file, form="doccano", mentions=find_mentions(articles))
    >>> read_corpus(file).mentions[["name", "titles", "start", "end"]].values.tolist()
    [['林悦', ['市长'], 2, 4]]
    """
    if form is not None:
        check_choice(form, "form", _FORMS)
    file, data = read_file(path)
    suffix = find_suffix(file)
    form = form or next((name for name, one in _LABELLED.items() if one.suffix == suffix), None)
    if form is not None and form in _LABELLED:
        own = _LABELLED[form]
        corpus = make_tables(own.read(file, data), file, labels=labels or {}, flat=own.flat)
        return Corpus(*corpus)
    articles = columns.read(file, data, form, suffix=suffix)
    return Corpus(articles, make_table("mentions", {}), make_table("phrases", {}))
