"""Chinese terms for readers of English: their pinyin, and what they mean where a list says so."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final

import pandas as pd

from analysis.cutter import open_cutter
from analysis.han import HAN
from analysis.labels import read_wording
from analysis.lexicon import list_surnames, read_lexicon
from analysis.schema import check_column, check_table

__all__ = ["gloss_terms"]

_LONGEST_SURNAME = 2  # characters
_RUN: Final = re.compile(rf"[{HAN}]+|[^{HAN}]+")  # a run of characters, or of anything else


def gloss_terms(table: pd.DataFrame, *, of: str = "term", lang: str = "en") -> pd.DataFrame:
    """Put pinyin and English beside a column of Chinese terms or names.

    One row per row of `table`.

    Parameters
    ----------
    table
        Any table with a column of terms; a row whose `kind` is person is a name.
    of
        The column. `name` is read as names of people: surname, then given name in one word;
        `title` as titles, each of which has a gloss; `label` as the terms that name a cluster,
        whose gloss is that of those that have one.
    lang
        `en`; for readers of Chinese, `zh`, the table comes back as it is.

    Returns
    -------
    DataFrame
        `table` with two more columns after `of`: pinyin, without tones, words apart, an apostrophe
        where syllables could be cut otherwise (xi'an), letters as they are (Leo Zhou); gloss, the
        English of a set phrase, missing where the list `phrases` has none. A missing term has
        neither. Names have no gloss, and
        the column is left out where no row has one. Surnames are read as surnames (list
        `readings`): 单 is Shan, 曾 is Zeng.

    Raises
    ------
    InputError
        Where the column is missing.

    Examples
    --------
    >>> terms = pd.DataFrame({"term": ["新质生产力", "春耕"], "count": [3, 1]})
    >>> gloss_terms(terms)["pinyin"].tolist()
    ['xinzhi shengchanli', 'chungeng']
    >>> gloss_terms(pd.DataFrame({"name": ["曾庆红", "欧阳修"]}), of="name")["pinyin"].tolist()
    ['Zeng Qinghong', 'Ouyang Xiu']
    """
    table = check_table(table, "table", keep_index=True)
    check_column(of, table, argument="of")
    read_wording(lang)
    if lang == "zh":
        return table
    named = table["kind"] == "person" if "kind" in table.columns else pd.Series(False, table.index)
    people = named | (of == "name")
    spelled = [
        None if pd.isna(term) else spell_name(str(term)) if person else spell_words(str(term))
        for term, person in zip(table[of], people, strict=True)
    ]
    own = {"title": gloss_title, "label": gloss_label}
    english = own.get(of) or _read_glosses()
    glosses = table[of].map(english, na_action="ignore").where(~people)
    glossed = table.drop(columns=["pinyin", "gloss"], errors="ignore")
    at = glossed.columns.get_loc(of)
    assert isinstance(at, int)  # the names of columns are distinct
    glossed.insert(at + 1, "pinyin", pd.Series(spelled, index=table.index, dtype="str"))
    if glosses.notna().any():
        glossed.insert(at + 2, "gloss", glosses.astype("str"))
    return glossed


def gloss_label(label: str) -> str | None:
    """Say in English what those of the terms that name a cluster mean of which a list says it.

    Examples
    --------
    >>> gloss_label("新质生产力、春耕"), gloss_label("春耕")
    ('new quality productive forces', None)
    """
    known = _read_glosses()
    return ", ".join(known[term] for term in label.split("、") if term in known) or None


def spell_words(term: str) -> str:
    """Spell a term with blanks between its words, and a well-known person in it as a name."""
    cut, people = open_cutter().cut, _read_people()
    return ", ".join(
        " ".join(
            spell_name(word) if word in people else _spell(word)
            for word in cut(piece)
            if word.strip()
        )
        for piece in term.split("、")
    )


def spell_name(name: str) -> str:
    """Spell a name: surname and given name as two words, a foreign name in a word for each part.

    Foreigners who are known by another spelling are written so: Castro.
    """
    known = _read_foreigners()
    if name in known or "·" in name:
        parts = [known.get(part) or _spell_parts(part) for part in name.split("·")]
        return known.get(name) or " ".join(parts)
    surname = next(
        (name[:size] for size in (_LONGEST_SURNAME, 1) if name[:size] in list_surnames()), ""
    )
    if not surname or len(name) - len(surname) not in (1, 2):
        return _spell_parts(name)
    first = _read_readings().get(surname) or _spell(surname)
    given = _spell(name[len(surname) :])
    return f"{first.capitalize()} {given.capitalize()}"


def gloss_title(title: str) -> str:
    """Write a title in English: its words by the list `title_glosses`, names of places spelled.

    Examples
    --------
    >>> gloss_title("市委书记"), gloss_title("澜川市副市长")
    ('municipal party committee secretary', 'Lanchuan municipal deputy mayor')
    """
    words = _read_titles()
    longest = max(map(len, words))
    found: list[str] = []
    rest = at = 0
    while at < len(title):
        size = next((n for n in range(longest, 0, -1) if title[at : at + n] in words), 0)
        if size:
            found += [_spell(title[rest:at]).capitalize(), words[title[at : at + size]]]
            at = rest = at + size
        else:
            at += 1
    return " ".join(filter(None, [*found, _spell(title[rest:]).capitalize()]))


def _spell_parts(name: str) -> str:
    parts = [part for run in _RUN.findall(name) for part in _spell(run.strip()).split()]
    return " ".join(part[:1].upper() + part[1:] for part in parts)


def _spell(word: str) -> str:
    """Spell a word, with a blank between characters and letters: AI赋能 is AI funeng."""
    from pypinyin import Style, lazy_pinyin

    return " ".join(
        "".join(_part_syllables(lazy_pinyin(run, style=Style.NORMAL, v_to_u=True)))
        for run in _RUN.findall(word)
    )


def _part_syllables(syllables: Iterable[str]) -> Iterator[str]:
    """Put an apostrophe before each syllable but the first that begins with a vowel: xi'an."""
    for at, syllable in enumerate(syllables):
        yield f"'{syllable}" if at and syllable.startswith(("a", "e", "o")) else syllable


@cache
def _read_glosses() -> Mapping[str, str]:
    phrases = read_lexicon("phrases").dropna(subset=["gloss"])
    return dict(zip(phrases["phrase"], phrases["gloss"], strict=True))


@cache
def _read_foreigners() -> Mapping[str, str]:
    foreigners = read_lexicon("foreigners")
    return dict(zip(foreigners["name"], foreigners["english"], strict=True))


@cache
def _read_titles() -> Mapping[str, str]:
    titles = read_lexicon("title_glosses")
    return dict(zip(titles["word"], titles["gloss"], strict=True))


@cache
def _read_people() -> frozenset[str]:
    return frozenset(read_lexicon("people")["name"])


@cache
def _read_readings() -> Mapping[str, str]:
    readings = read_lexicon("readings")
    return dict(zip(readings["name"], readings["pinyin"], strict=True))
