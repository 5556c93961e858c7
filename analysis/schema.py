"""The tables of this package: their columns, the type and the meaning of each.

All that modules pass to each other are these tables. `docs/codebook.md` is made from this file, and
functions make their tables with `make_table`, so that code and documentation agree.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
from pandas.api.extensions import ExtensionArray

from analysis.checks import (
    TEXT,
    InputError,
    check_choice,
    check_known,
    check_label,
    check_unique,
    check_values,
    convert_column,
    holds_texts,
    is_right,
    is_table,
    join_words,
    list_choices,
    suggest,
    take_table,
)

__all__ = [
    "DATE_PRECISIONS",
    "ISSUE",
    "OF_ARTICLE",
    "TABLES",
    "Column",
    "InputError",
    "check_choice",
    "check_column",
    "check_table",
    "is_table",
    "join_words",
    "list_cells",
    "list_choices",
    "list_columns",
    "list_kinds",
    "make_codebook",
    "make_columns",
    "make_table",
    "suggest",
    "take_columns",
    "take_rows",
]

# What a table of findings says of its article, and of the page on which that is printed.
ISSUE: Final = ("newspaper", "date", "page")
OF_ARTICLE: Final = ("article_id", *ISSUE)


@dataclass(frozen=True)
class Column:
    """A column of a table: name, type, meaning and, if there are only few, all its values."""

    name: str
    dtype: str
    meaning: str
    values: tuple[str, ...] = ()


LEVELS: Final = (
    "national", "provincial", "sub-provincial", "prefecture", "county", "township", "village",
)  # fmt: skip
SYSTEMS: Final = (
    "party", "government", "congress", "consultative", "discipline", "court", "procuratorate",
    "military", "mass", "united_front", "enterprise", "institution", "foreign", "other",
)  # fmt: skip
PARTS: Final = ("headline", "deck", "byline", "body")
DATE_PRECISIONS: Final = ("day", "month", "year")

# Columns of all tables that are found in articles, which say where.
_ARTICLE = Column("article_id", "str", "the article, as in `articles`")
_ISSUE = (
    Column("newspaper", "str", "name of the newspaper, as its files give it"),
    Column("date", "datetime64[ms]", "day of the issue"),
    Column("page", "Int64", "number of the page in the issue"),
)
_PRECISION = Column(
    "date_precision",
    "str",
    "how much of the date is known; of a month or a year alone `date` is the first day; missing "
    "where there is no date",
    DATE_PRECISIONS,
)
_AREAS = Column(
    "areas",
    "list",
    "rectangles on the sheet, [left, top, right, bottom]: in points where the sheet itself was "
    "read, in the pixels of its picture where the page list of a digital newspaper links to the "
    "article; missing elsewhere",
)
_SPAN = (
    Column("part", "str", "the part of the article that holds it", PARTS),
    Column("start", "Int64", "first character in that part, counted from 0"),
    Column("end", "Int64", "character after the last in that part"),
)
_POINT = (
    Column("line", "Int64", "line of the page file, counted from 1"),
    Column("column", "Int64", "character in that line, counted from 1"),
)
# Columns of the tables of offices.
_PERSON = Column("name", "str", "the person, as in `mentions`")
_TITLE = Column("title", "str", "the name of the office that is printed most often")
_SYSTEM = Column("system", "str", "what the body is part of", SYSTEMS)

_SUSPICIONS: Final = (
    *("dup_days", "dup_articles", "missing_week", "paper_missing_from", "cut_at_n"),
    *("headline_merged", "footer_added", "encoding_damage", "dates_shifted", "pages_lost"),
    *("section_doubling", "two_names"),
)


def _as_offices(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, "str", "as in `offices`") for name in names)


TABLES: Final[Mapping[str, tuple[Column, ...]]] = {
    "pages": (
        Column("page_id", "str", "path below the folder that was read, without its suffix"),
        Column("path", "str", "where the file was read from"),
        *_ISSUE,
        _PRECISION,
        Column("encoding", "str", "encoding of the file, decided by its content"),
        Column("text", "str", "the page as printed, lines ending in \\n; missing where unreadable"),
        Column("problem", "str", "why the file could not be read, or what of it is in doubt"),
        _AREAS,
        Column(
            "source",
            "str",
            "what the page was read of: a text file, HTML, the characters of a PDF, a scan",
            ("text", "html", "pdf", "scan"),
        ),
        Column("width", "float64", "width of the printed sheet in points (1/72 inch)"),
        Column("height", "float64", "height of the printed sheet in points"),
        Column(
            "layout",
            "list",
            "the items of a printed sheet: kind, cut, first_line and last_line, headline (its "
            "first and last line), body_line (where titles have ended), areas; missing elsewhere",
        ),
        Column("dpi", "float64", "dots an inch of a scan, as its file says or as was guessed"),
        Column("skew", "float64", "degrees by which a scan lay askew; lengths are of it straight"),
        Column("engine", "str", "what read the letters of a scan, with its version"),
        Column("score", "float64", "how sure the letters of a scan are, from 0 to 1: their mean"),
        Column(
            "mends",
            "list",
            "letters of a scan that were changed: line, column, before, after, rule (phrase, name) "
            "and confidence; missing where there are none",
        ),
    ),
    "boxes": (
        Column("page_id", "str", "the page, as in `pages`"),
        Column("text", "str", "the characters of one printed line"),
        Column("line", "Int64", "line of `pages.text` that it is part of, counted from 1"),
        Column("column", "Int64", "its first character in that line, counted from 1"),
        Column("end_column", "Int64", "the character behind its last one"),
        Column("x0", "float64", "left edge on the sheet, in points from its left edge"),
        Column("y0", "float64", "upper edge, in points from the top of the sheet"),
        Column("x1", "float64", "right edge"),
        Column("y1", "float64", "lower edge"),
        Column(
            "edges",
            "list",
            "where each character begins and the last one ends, along the line: one more than "
            "there are characters",
        ),
        Column("size", "float64", "size of the type in points"),
        Column("font", "str", "name of the type, or a number that tells it from others"),
        Column("vertical", "boolean", "whether the line runs from top to bottom"),
        Column(
            "role",
            "str",
            "what the line is in its item",
            (
                *("kicker", "headline", "deck", "body", "subhead", "quote", "caption"),
                "folio",
            ),
        ),
        Column("score", "float64", "how sure the characters are, from 0 to 1"),
        Column("order", "Int64", "rank in the order of reading, from 1"),
    ),
    "articles": (
        Column("article_id", "str", "page_id, `#`, and the position on the page"),
        Column("page_id", "str", "the page, as in `pages`"),
        *_ISSUE,
        _PRECISION,
        Column("position", "Int64", "1 for the item whose first line stands first on the page"),
        Column(
            "kind",
            "str",
            "article; caption of a photo; notice, survey or advertisement; guide (导读) to other "
            "pages; folio, the line with date, page number and editors",
            ("article", "caption", "notice", "guide", "folio"),
        ),
        Column("headline", "str", "headline on one line; missing where none was printed"),
        Column("deck", "str", "lines beside the headline (引题, 副题) on one line"),
        Column("byline", "str", "credit and dateline as printed: 本报讯 (记者 …), 新华社北京…电"),
        Column("reporters", "list", "names of reporters, correspondents and photographers"),
        Column("agency", "str", "news agency: 新华社 and its like"),
        Column("place", "str", "place of the dateline"),
        Column("date_text", "str", "date as printed: 3月26日, 日前"),
        Column("text", "str", "body, one paragraph a line, broken paragraphs joined"),
        Column("first_line", "Int64", "first line in the page file, counted from 1"),
        Column("last_line", "Int64", "last line in the page file"),
        Column("lines", "list", "runs of lines, [first, last], that belong to the item"),
        Column("joined", "list", "groups of lines that are one printed paragraph"),
        Column("complete", "boolean", "false where the text stops in mid-sentence"),
        Column(
            "anchors",
            "list",
            "where the parts stand on the page: from character `start` of `part` on, the text is "
            "that from `line` and `column` on",
        ),
        _AREAS,
        Column(
            "cut",
            "str",
            "what parts the item from others on a printed sheet: a rule, a box, the picture that a "
            "caption belongs to, its headline, or the text alone; missing where the page was read "
            "of a text",
            ("rule", "box", "picture", "headline", "text"),
        ),
        Column(
            "continues",
            "str",
            "the article on another page of the issue that goes on here (下转, 上接); missing "
            "where none does",
        ),
    ),
    "prominence": (
        _ARTICLE,
        *_ISSUE,
        Column("headline", "str", "its headline, as in `articles`"),
        Column(
            "area",
            "float64",
            "area of its titles and columns, in square points; in square dots of the picture for a "
            "digital newspaper; missing where `areas` are",
        ),
        Column("page_share", "float64", "share of the sheet that this is; missing where unknown"),
        Column("headline_size", "float64", "size of the largest type of its headline, in points"),
        Column(
            "columns",
            "Int64",
            "how many columns of its text stand side by side; one above the other where lines run "
            "from top to bottom",
        ),
        Column("from_left", "float64", "where its left edge lies, as a share of the width"),
        Column("from_top", "float64", "where its upper edge lies, as a share of the height"),
        Column("rank", "Int64", "1 for the largest area of the page; ties share a rank"),
    ),
    "repairs": (
        Column("page_id", "str", "the page, as in `pages`"),
        Column("article_id", "str", "the article, as in `articles`"),
        Column("rule", "str", "what was mended or is in doubt: join, missing_headline, …"),
        Column("first_line", "Int64", "first line concerned"),
        Column("last_line", "Int64", "last line concerned"),
        Column("confidence", "float64", "from 0 to 1: how sure the rule is"),
        Column("before", "str", "the page as printed"),
        Column("after", "str", "what was made of it"),
    ),
    "mentions": (
        _ARTICLE,
        *_ISSUE,
        Column("name", "str", "the person: 习近平 for 习主席"),
        Column("surface", "str", "the name as printed"),
        Column(
            "kind",
            "str",
            "actor takes part or is spoken of; cited is only the source of a speech or thought; "
            "formula is inside the fixed name of a doctrine; byline is who reports",
            ("actor", "cited", "formula", "byline"),
        ),
        Column(
            "group",
            "str",
            "official, manager of an enterprise, foreign dignitary, journalist, or other",
            ("official", "enterprise", "foreign", "journalist", "other"),
        ),
        Column("titles", "list", "titles bound to this mention, each whole"),
        *_SPAN,
        *_POINT,
        Column("place_in_list", "Int64", "rank in a printed list of names; missing outside one"),
        Column("verb", "str", "what the person is said to do: 主持, 讲话, 出席"),
        Column(
            "doubt",
            "str",
            "namesake where several people of the roster bear this name, and the article does not "
            "say who is meant; missing elsewhere",
            ("namesake",),
        ),
    ),
    "offices": (
        _ARTICLE,
        *_ISSUE,
        _PERSON,
        Column("title", "str", "the title as bound to the mention"),
        Column(
            "place",
            "str",
            "the division whose office it is, by its full name in that year; 中央 for the whole "
            "country; the country abroad; missing for firms, schools and clubs",
        ),
        Column(
            "code",
            "str",
            "its code of GB/T 2260 in the year of the article; 000000 for 中央; missing abroad and "
            "for townships, villages and zones",
        ),
        Column("level", "str", "the level of the place; missing abroad and elsewhere", LEVELS),
        _SYSTEM,
        Column(
            "organ",
            "str",
            "the body, whole and by its usual name, without its place: 市委, 国务院; missing where "
            "one person is the organ (总统, 国家主席)",
        ),
        Column("post", "str", "the post, without 原, 前, 代: 书记, 副市长, 党组成员"),
        Column(
            "status",
            "str",
            "held; for a time (代); formerly (原, 前); taken (任, 当选); left (免去, 不再担任); "
            "proposed (提名, 拟任, 候任)",
            ("holds", "acting", "former", "takes", "leaves", "proposed"),
        ),
        Column(
            "rank",
            "Int64",
            "from 1 (国家级正职) to 10 (乡科级副职), of posts whose rank follows from level, organ "
            "and post; missing in doubt",
        ),
        *_SPAN,
        *_POINT,
        Column(
            "doubt",
            "str",
            "what stays open: place, whose office it is; namesake, which of several divisions of "
            "this name; organ, which body; missing where nothing does",
            ("place", "namesake", "organ"),
        ),
    ),
    "appointments": (
        _ARTICLE,
        *_ISSUE,
        _PERSON,
        Column(
            "title",
            "str",
            "the office as printed, with what it takes over from the one before; missing where "
            "none is printed with who is expelled or under investigation",
        ),
        *_as_offices("place", "code", "organ"),
        Column("post", "str", "as in `offices`; of a title that is not known, the word it ends in"),
        Column(
            "event",
            "str",
            "what is told: 任命, 担任; 选举, 当选; 提名, 拟任; 免去, 不再担任; 辞去; 罢免, 撤职; "
            "开除党籍; 立案审查",
            (
                *("appointed", "elected", "nominated", "removed", "resigned", "dismissed"),
                *("expelled", "under_investigation"),
            ),
        ),
        Column("by", "str", "the body that decides, as printed; missing where none is named"),
        *_SPAN,
        *_POINT,
    ),
    "spells": (
        _PERSON,
        _TITLE,
        Column("titles", "list", "all names of the office as printed, the most frequent first"),
        Column("group", "str", "the group of the person, as in `mentions`, where it is known"),
        *_as_offices("place", "code", "level", "organ", "post"),
        Column("rank", "Int64", "as in `offices`"),
        Column("count", "Int64", "mentions with this office"),
        Column("articles", "Int64", "articles with them"),
        Column("first", "datetime64[ms]", "first day on which the office is printed"),
        Column("last", "datetime64[ms]", "last day on which the office is printed"),
        Column("acting_first", "datetime64[ms]", "first day on which it is held for a time (代)"),
        Column("acting_last", "datetime64[ms]", "last day on which it is held for a time (代)"),
        Column("begins", "boolean", "whether these pages show that the spell begins"),
        Column("ends", "boolean", "whether these pages show that the spell ends"),
        Column("began_event", "str", "the event that begins it, as in `appointments`, or missing"),
        Column(
            "began_low",
            "datetime64[ms]",
            "the spell began after this day, the last of the one before; missing where none is "
            "seen",
        ),
        Column("began_high", "datetime64[ms]", "the spell began not after this day"),
        Column("ended_event", "str", "the event that ends it, as in `appointments`, or missing"),
        Column("ended_low", "datetime64[ms]", "the spell ended after this day"),
        Column(
            "ended_high",
            "datetime64[ms]",
            "the spell ended not after this day; missing where nothing shows its end",
        ),
        Column("seat", "str", "the office as a key: place, organ and post"),
        Column(
            "turn",
            "Int64",
            "0 for the first who held the office on these pages, 1 for the next; missing where "
            "several hold it at a time",
        ),
    ),
    "successions": (
        *_as_offices("place", "code", "organ", "post"),
        _TITLE,
        Column("predecessor", "str", "who held the office"),
        Column("successor", "str", "who followed"),
        Column("last", "datetime64[ms]", "last day on which the one is printed with the office"),
        Column("first", "datetime64[ms]", "first day on which the other is"),
        Column("ended_event", "str", "the event that ends the one spell, or missing"),
        Column("ended", "datetime64[ms]", "the day of the page that prints it"),
        Column("began_event", "str", "the event that begins the other, or missing"),
        Column("began", "datetime64[ms]", "the day of the page that prints it"),
        Column("low", "datetime64[ms]", "the office changed hands after this day"),
        Column("high", "datetime64[ms]", "and not after this one"),
        Column("vacancy_low", "Int64", "days that the office stood empty, at least"),
        Column("vacancy_high", "Int64", "days that the office stood empty, at most"),
        Column("acting_last", "datetime64[ms]", "last day on which who followed is acting (代)"),
    ),
    "matches": (
        Column(
            "row", "Int64", "row of the list, as a table program numbers them, the head being 1"
        ),
        Column("name", "str", "the person, as the list has it"),
        Column("office", "str", "the office, as the list has it"),
        Column("since", "datetime64[ms]", "first day that the list gives"),
        Column("until", "datetime64[ms]", "last day that the list gives"),
        Column(
            "verdict",
            "str",
            "what is printed: in these days and no others; outside of them, or another in them; "
            "nothing of it",
            ("agreement", "contradiction", "unknown"),
        ),
        Column("title", "str", "the office as printed with this person"),
        Column("first", "datetime64[ms]", "first day on which it is printed"),
        Column("last", "datetime64[ms]", "last day on which it is printed"),
        Column("count", "Int64", "how often it is printed"),
        Column("other", "str", "who else is printed with it in these days"),
        Column("other_first", "datetime64[ms]", "first day on which he is"),
        Column("other_last", "datetime64[ms]", "last day on which he is"),
        Column("reason", "str", "the same in words"),
    ),
    "organisations": (
        _ARTICLE,
        *_ISSUE,
        Column("surface", "str", "the body as printed"),
        Column(
            "organ",
            "str",
            "the body, whole and by its usual name, without its place: 市委, 市检察院; firms and "
            "schools as printed",
        ),
        Column("place", "str", "the division whose body it is, as in `offices`"),
        Column("code", "str", "its code of GB/T 2260 in the year of the article; 000000 for 中央"),
        Column("level", "str", "the level of the place", LEVELS),
        _SYSTEM,
        Column("in_title", "boolean", "whether a post follows: 市委 in 市委书记"),
        *_SPAN,
        *_POINT,
        Column(
            "doubt",
            "str",
            "what stays open: place, whose body it is; namesake, which of several divisions of "
            "this name; missing where nothing does",
            ("place", "namesake", "organ"),
        ),
    ),
    "phrases": (
        _ARTICLE,
        *_ISSUE,
        Column("phrase", "str", "the set phrase in its canonical form"),
        Column("surface", "str", "the phrase as printed"),
        *_SPAN,
        *_POINT,
        Column("inside", "str", "the longer set phrase that holds this occurrence, or missing"),
        Column(
            "doubt",
            "str",
            "before_year where the article is of a year before the one in which the list says that "
            "the phrase came up: plain words, or an older use of them; missing elsewhere",
            ("before_year",),
        ),
    ),
    "new_phrases": (
        Column("period", "datetime64[ms]", "the first day of the period"),
        Column("rank", "Int64", "rank within the period, formulations before all other kinds"),
        Column("phrase", "str", "the string, without quotation marks"),
        Column(
            "kind",
            "str",
            "a formulation; the name of a person, a place, an event or a series",
            ("phrase", "name", "place", "event", "series"),
        ),
        Column(
            "first",
            "datetime64[ms]",
            "the day of the second article, from which it is called new or rising",
        ),
        Column("count", "Int64", "how often it is printed in the period and the 31 days before it"),
        Column("articles", "Int64", "in how many articles"),
        Column("days", "Int64", "on how many days"),
        Column("papers", "Int64", "in how many newspapers"),
        Column("past", "Int64", "articles that printed it before these days"),
        Column("rise", "float64", "how many times its rate is that of the year before"),
        Column("low", "float64", "lower bound of the rise, 90 % interval"),
        Column("high", "float64", "upper bound of the rise"),
        Column(
            "new_score",
            "float64",
            "of what was never printed before: powers of ten of evidence that it is new",
        ),
        Column(
            "surge_score",
            "float64",
            "of what was: lower bound of the rise as a power of two",
        ),
        Column("score", "float64", "sum of the weighed signs, by which it is ranked"),
        Column("example", "str", "the string with what stands beside it"),
        Column("article_id", "str", "the article of the example"),
        Column("also", "list", "further strings of the same articles"),
        Column("belongs", "list", "listed phrases that it contains, or that contain it"),
    ),
    "tokens": (
        _ARTICLE,
        *_ISSUE,
        *_SPAN,
        Column("token", "str", "the token; the canonical form where it is a phrase or a person"),
        Column("kind", "str", "word, set phrase or person", ("word", "phrase", "person")),
    ),
    "themes": (
        _ARTICLE,
        Column("theme", "str", "the theme"),
        Column("score", "float64", "weight of its evidence per 1,000 characters"),
        Column("rank", "Int64", "1 is the main theme of the article"),
        Column("evidence", "list", "spans that speak for it: term, part, start, end"),
    ),
    "clusters": (
        _ARTICLE,
        Column("cluster", "Int64", "number of the cluster, 1 the largest; missing where none fits"),
        Column("strength", "float64", "from 0 to 1: how well the article fits its cluster"),
    ),
    "reuse": (
        Column("article_a", "str", "the article of the earlier day, as in `articles`"),
        Column("start_a", "Int64", "first character of the passage in its `text`, counted from 0"),
        Column("end_a", "Int64", "character after the last"),
        Column("article_b", "str", "the other article"),
        Column("start_b", "Int64", "first character of the passage in its `text`"),
        Column("end_b", "Int64", "character after the last"),
        Column(
            "similarity",
            "float64",
            "twice the letters, digits and characters shared in one order, by those of both",
        ),
        Column("edits", "Int64", "how many of these were taken out or put in"),
    ),
    "stories": (
        Column("cluster", "Int64", "number of the story, 1 the one in the most articles"),
        _ARTICLE,
        *_ISSUE[:2],
        Column("start", "Int64", "first character of the passage in `text`, counted from 0"),
        Column("end", "Int64", "character after the last"),
        Column("source", "boolean", "whether it is the likely source of the story"),
    ),
    "audit": (
        Column("kind", "str", "what is suspected", _SUSPICIONS),
        Column("newspaper", "str", "the newspaper concerned; missing where all are"),
        Column("start", "datetime64[ms]", "first day concerned"),
        Column("end", "datetime64[ms]", "last day concerned; missing where it lasts to the end"),
        Column("rows", "Int64", "rows concerned; 0 where they are missing"),
        Column("evidence", "str", "what was seen"),
        Column("effect", "str", "what it does to counts"),
        Column("mend", "str", "the call that mends it; missing where only the source can"),
    ),
    "reading": (
        Column("file", "str", "the file, by its path below what was read"),
        Column(
            "kind",
            "str",
            "a page; a table of articles; a folder that `dangbao tables` made; a file of another "
            "kind; or, below its table, a column",
            ("page", "table", "made", "other", "column"),
        ),
        Column("field", "str", "name of the column, in rows of columns"),
        Column("used_as", "str", "the column of `articles` that it was used as; missing: unused"),
        Column(
            "result",
            "str",
            "files are read, read with a doubt, refused, or passed over; columns used or unused",
            ("read", "doubtful", "refused", "passed", "used", "unused"),
        ),
        Column("problem", "str", "why the file was refused, or what of it is in doubt"),
        Column("articles", "Int64", "articles in it"),
        Column("no_date", "Int64", "those of them without a date"),
        Column("no_page", "Int64", "those without a page number"),
        Column("no_headline", "Int64", "those without a headline"),
        Column("same_id", "Int64", "those whose id came before; they are called -2, -3, …"),
        Column(
            "same_text", "Int64", "those whose text, 20 characters or longer, stands further up"
        ),
    ),
}

# Columns that were added later, without which an older table can be used all the same.
_ADDED: Final = (
    *("date_precision", "areas", "source", "width", "height", "layout", "cut"),
    "continues",
    *("dpi", "skew", "engine", "score", "mends"),
)
# The functions that make each table, for messages about a table that cannot be used.
_MAKERS: Final[Mapping[str, str]] = {
    "pages": "read_pages",
    "boxes": "read_boxes",
    "articles": "split_articles or read_articles",
    "prominence": "measure_prominence",
    "repairs": "list_repairs",
    "mentions": "find_mentions",
    "phrases": "find_phrases",
    "tokens": "tokenize",
    "themes": "tag_themes",
    "clusters": "cluster_articles",
    "reuse": "find_reuse",
    "stories": "group_reuse",
    "audit": "audit_articles",
    "reading": "describe_reading",
    "described": "describe_clusters",
    "compared": "compare_terms",
    "positions": "list_positions",
    "dispersion": "measure_dispersion",
    "article_map": "map_articles",
    "links": "link_people",
    "offices": "find_offices",
    "appointments": "find_appointments",
    "spells": "list_offices",
    "successions": "list_successions",
    "matches": "match_people",
    "organisations": "find_organisations",
    "precedence": "rank_precedence",
    "terms": "count_terms",
    "evidence": "find_context",
}
# The columns by which rows are found, in which no value may be missing; and those in which each
# value stands once.
_KEYS: Final = (
    *("article_id", "page_id", "position", "start", "end", "token", "contradicted_by"),
    *("article_a", "start_a", "end_a", "article_b", "start_b", "end_b"),
)
_UNIQUE: Final[Mapping[str, str]] = {
    "pages": "page_id",
    "articles": "article_id",
    "clusters": "article_id",
    "article_map": "article_id",
}
_IDS: Final = ("article_id", "page_id", "article_a", "article_b")
# The columns of word lists that a user may give.
_GIVEN: Final[Mapping[str, Mapping[str, str]]] = {
    "lexicon": {**dict.fromkeys(("phrase", "variants", "theme", "term"), "str"), "weight": "float"},
    "roster": dict.fromkeys(("name", "alias", "title", "group"), "str"),
}
# Types of columns in results (counts, shares and so on) that other functions take as input.
_DERIVED: Final[Mapping[str, str]] = {
    **dict.fromkeys(_IDS, "id"),
    **dict.fromkeys(("period", "first", "last"), "datetime64[ms]"),
    **dict.fromkeys(("start", "end", "year", "hierarchy"), "Int64"),
    **dict.fromkeys(("evidence", "contradicted_by"), "list"),
    **dict.fromkeys(
        (
            *("count", "against_count", "articles", "all_articles", "share", "low", "high", "rate"),
            *("g2", "log_ratio", "p_corrected", "x", "y", "position", "dp", "cluster", "rank"),
            *("main", "further", "before", "after", "inside", "doubtful"),
        ),
        "float64",
    ),
}


def make_table(
    name: str, columns: Mapping[str, Sequence[Any] | npt.NDArray[Any] | ExtensionArray]
) -> pd.DataFrame:
    """Make one of the package's tables from its columns.

    Parameters
    ----------
    name
        A name in `TABLES`.
    columns
        The values of each column, all of one length. A column that is not given is missing in all
        rows.

    Returns
    -------
    DataFrame
        The columns of `TABLES[name]`, in that order and with those types.

    Examples
    --------
    >>> make_table("clusters", {"article_id": ["a#1"], "cluster": [1], "strength": [0.5]}).shape
    (1, 3)
    """
    unknown = set(columns) - {column.name for column in TABLES[name]}
    if unknown:
        raise InputError(f"The table {name} has no column {join_words(sorted(unknown))}.")
    return make_columns(columns, {column.name: column.dtype for column in TABLES[name]})


def make_columns(
    columns: Mapping[str, Sequence[Any] | npt.NDArray[Any] | ExtensionArray],
    dtypes: Mapping[str, str],
) -> pd.DataFrame:
    """Make a table with the columns and types of `dtypes`; those not given are missing.

    Examples
    --------
    >>> make_columns({"term": ["减负"]}, {"term": "str", "page": "Int64"}).shape
    (1, 2)
    """
    length = max((len(values) for values in columns.values()), default=0)
    return pd.DataFrame(
        {
            name: _make_column(columns[name], dtype)
            if name in columns
            else _leave_out(length, dtype)
            for name, dtype in dtypes.items()
        },
        copy=False,
    )


def take_columns(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Make one of the package's tables of one that was checked, without the user's own columns."""
    there = [column.name for column in TABLES[name] if column.name in table.columns]
    columns: dict[str, Any] = {column: table[column] for column in there}
    return make_table(name, columns)


def take_rows(
    table: pd.DataFrame, rows: npt.NDArray[np.intp], names: Iterable[str] = OF_ARTICLE
) -> dict[str, ExtensionArray]:
    """Take these rows of some columns, of those that the table has."""
    return {name: table[name].array.take(rows) for name in names if name in table.columns}


def list_cells(table: pd.DataFrame, names: Iterable[str]) -> list[list[Any]]:
    """List the cells of some columns of a table, None throughout for a column that is not there."""
    missing: list[Any] = [None] * len(table)
    return [table[name].tolist() if name in table.columns else missing for name in names]


def check_table(
    table: Any,
    name: str,
    *,
    needs: Iterable[str] = (),
    maker: str = "",
    keep_index: bool = False,
    keep_categories: bool = False,
) -> pd.DataFrame:
    """Check that a table can be used as one of the package's tables, and read its columns.

    Every function of the package takes its tables through here. Integer ids become text, as those
    of the package are, so that tables are joined whatever they were made with; dates may be written
    in any usual form; columns of categories, objects or Arrow's types are read as what they hold.

    Parameters
    ----------
    table
        A DataFrame, a table of polars or pyarrow, or a list of dicts. It is not changed.
    name
        A name in `TABLES`, or what to call another table in a message.
    needs
        The columns that the caller needs; all columns of the table when empty.
    maker
        The function that makes such a table, for the message; known of those in `TABLES`.
    keep_index
        Leave the index as it is, also where a label stands twice.
    keep_categories
        Leave text as categories where it is held so, as `read_tables(compact=True)` does.

    Returns
    -------
    DataFrame
        The same rows and columns, with the types of the codebook; the table itself where it has
        them already.

    Raises
    ------
    InputError
        Where there is no table; where columns are missing, stand twice, or hold what they cannot:
        the message names them and the next step. Where an article_id is missing, or an article has
        that of another. Where a column of few values holds another: the message names those known.

    Examples
    --------
    >>> articles = [{"article_id": 7, "date": "2024年3月1日", "text": "会议召开。"}]
    >>> checked = check_table(articles, "articles", needs=["article_id", "text"])
    >>> checked["article_id"].tolist(), str(checked["date"].iloc[0].date())
    (['7'], '2024-03-01')
    """
    maker = maker or _MAKERS.get(name, "")
    taken = take_table(table, name, maker, keep_index=keep_index)
    own = dict(_GIVEN.get(name, {}))
    for each in TABLES.get(name, ()):
        own[each.name] = "id" if each.name in _IDS else each.dtype
    needs = tuple(needs)
    wanted = needs or tuple(each.name for each in TABLES.get(name, ()) if each.name not in _ADDED)
    _check_names(table, taken, name, wanted, maker)
    types = {column: _DERIVED.get(column, "label") for column in wanted} | own
    read: dict[str, pd.Series] = {}
    # First by the types alone: to take a column out of a table costs more than the check itself.
    there = dict(zip(taken.columns, taken.dtypes, strict=True))
    for column, dtype in types.items():
        if keep_categories and column in there and holds_texts(there[column]):
            continue
        if column in there and not is_right(there[column], dtype):
            cells = taken[column]
            checked = convert_column(cells, f"{name}.{column}", dtype)
            if checked is not cells:
                read[column] = checked
    if read:
        taken = taken.assign(**read)
    for column in _KEYS:
        if column in needs:
            check_known(taken[column], f"{name}.{column}")
    key = _UNIQUE.get(name)
    if key is not None and key in there:
        check_unique(taken[key], f"{name}.{key}")
    few = {each.name: each.values for each in TABLES.get(name, ()) if each.values}
    for column, values in (few or {each: PARTS for each in needs if each == "part"}).items():
        if column in there:
            check_values(taken[column], f"{name}.{column}", values)
    return taken


def check_column(by: object, *tables: pd.DataFrame | None, argument: str = "by") -> None:
    """Check that an argument names one column of one of these tables."""
    if not isinstance(by, str):
        raise InputError(f"{argument}={by!r} is no name of a column; write one, as text.")
    columns = [column for table in tables if table is not None for column in table.columns]
    if by not in columns:
        raise InputError(
            f"There is no column {by!r}, which {argument} names; there are "
            f"{join_words(dict.fromkeys(columns))}.{suggest(by, columns)}"
        )
    for table in tables:
        if table is not None and by in table.columns:
            check_label(table[by], by)


def list_columns(by: Any, *tables: pd.DataFrame | None) -> list[str]:
    """List the columns that an argument names, one or several, and check that a table has them."""
    columns = list_choices(by, "by")
    for column in columns:
        check_column(column, *tables)
    return columns


def list_kinds(given: Any, argument: str, name: str, column: str) -> list[Any]:
    """List the values of an argument, and check that a column of the codebook can have them."""
    known = next((each.values for each in TABLES[name] if each.name == column), None)
    if known is None:
        raise InputError(f"The table {name} has no column {column!r}; leave {argument} out.")
    return list_choices(given, argument, known)


def _check_names(
    table: Any, taken: pd.DataFrame, name: str, wanted: Sequence[str], maker: str
) -> None:
    """Check that a table has the wanted columns."""
    lacking = [column for column in wanted if column not in taken.columns]
    if not lacking:
        return
    first = lacking[0]
    index = table.index.names if isinstance(table, pd.DataFrame) else ()
    if first in index:
        raise InputError(f"The table {name} has {first} as its index; give table.reset_index().")
    found = join_words(taken.columns) or "no columns"
    near = get_close_matches(first, [own for own in taken.columns if isinstance(own, str)], n=1)
    made = f", or give what {maker} makes" if maker else ""
    raise InputError(
        f"The table {name} lacks {join_words(lacking)}; it has {found}. Rename your columns, e.g. "
        f"table.rename(columns={{{near[0] if near else 'yours'!r}: {first!r}}}){made}."
    )


def make_codebook() -> str:
    """Write the tables and their columns as Markdown.

    Returns
    -------
    str
        A heading and a table for each table of `TABLES`: column, type, meaning.

    Examples
    --------
    >>> make_codebook().splitlines()[0]
    '### `pages`'
    """
    blocks = []
    for name, columns in TABLES.items():
        rows = [
            f"| `{column.name}` | {column.dtype} | {column.meaning.replace('|', chr(92) + '|')} |"
            for column in columns
        ]
        blocks.append(
            "\n".join(
                [f"### `{name}`", "", "| column | type | meaning |", "| --- | --- | --- |", *rows]
            )
        )
    return "\n\n".join(blocks) + "\n"


def _make_column(values: Any, dtype: str) -> pd.Series:
    if isinstance(values, ExtensionArray) and str(values.dtype) == dtype:
        return pd.Series(values)
    if dtype == "list":
        # One by one, since numpy would make a matrix of lists of the same length.
        cells = np.empty(len(values), dtype="object")
        for row, value in enumerate(values):
            cells[row] = value
        return pd.Series(cells)
    if dtype == "str" and isinstance(values, list | tuple):
        return _make_strings(values)
    if dtype == "Int64" and isinstance(values, list | tuple | np.ndarray):
        return _make_numbers(values)
    if dtype.startswith("datetime"):
        dates = pd.Series(values)
        if dates.dtype.kind != "M":
            dates = pd.Series(pd.to_datetime(dates.astype("object")))
        return dates.dt.as_unit("ms")
    return pd.Series(values, dtype=dtype)


def _make_strings(values: Sequence[Any]) -> pd.Series:
    """Make a column of strings with Arrow, which is faster than pandas."""
    try:
        strings = pa.array(values, pa.large_string(), from_pandas=True)
    except pa.ArrowTypeError:  # not all are strings
        return pd.Series(values, dtype="str")
    return pd.Series(pd.array(strings, dtype=TEXT))


def _make_numbers(values: Sequence[Any] | npt.NDArray[Any]) -> pd.Series:
    """Make a column of whole numbers, which may be missing."""
    if isinstance(values, np.ndarray):
        missing, known = np.zeros(len(values), dtype=bool), values
    else:
        missing = np.array([value is None for value in values], dtype=bool)
        known = np.array([value for value in values if value is not None])
    if not len(known):
        return _leave_out(len(values), "Int64")
    if known.dtype.kind != "i":
        return pd.Series(values, dtype="Int64")
    numbers = np.ones(len(values), dtype=np.int64)
    numbers[~missing] = known
    return pd.Series(pd.arrays.IntegerArray(numbers, missing))


def _leave_out(length: int, dtype: str) -> pd.Series:
    """Make a column in which everything is missing."""
    if dtype == "str":
        return pd.Series(pd.array(pa.nulls(length, pa.large_string()), dtype=TEXT))
    if dtype in ("Int64", "boolean"):
        kind = pd.arrays.IntegerArray if dtype == "Int64" else pd.arrays.BooleanArray
        values = np.ones(length, dtype=np.int64 if dtype == "Int64" else bool)
        return pd.Series(kind(values, np.ones(length, dtype=bool)))
    if dtype == "list":
        return pd.Series(np.full(length, None, dtype="object"))
    return pd.Series(np.full(length, np.nan if dtype == "float64" else "NaT", dtype))
