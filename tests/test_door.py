"""One door for tables: every public function, with every kind of table that somebody may give.

Each gives the right result or an `InputError`, a sentence that hands over the next step; what was
given is as it was. The functions and their tables are read from the public names, so that a new one
without a case here fails.
"""

import inspect
import tempfile
from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from datetime import date
from functools import cache
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

import analysis
from analysis import InputError
from analysis.reports.exhibits import Exhibit
from analysis.schema import TABLES
from analysis.sheets.example import write_issue

LIST = "出席会议的有:李国强、王明厚、张文华、刘志远。"
TEXT = (
    "本报讯 市委书记李国强、市长王明厚3月1日出席春耕现场会并讲话。王明厚强调,要整治形式主义为"
    "基层减负,发展新质生产力,抓好春耕生产。" + LIST
)
OTHER = "昨日,农机下田,种子化肥备足,省委书记李国强来到地头。全市推进乡村振兴,落实粮食安全。"
# They take any table and hand its cells on.
LOOSE = ("gloss_terms", "write_table", "drop_copies")
# These look for what is wrong with articles: an id that stands twice is what they are for.
AUDITING = ("audit_articles", "drop_copies", "plot_audit")


@cache
def make_tables() -> dict[str, pd.DataFrame]:
    """Small tables of every kind; ids are digits, so that they can be numbers too."""
    days = pd.to_datetime(["2024-03-01", "2024-03-02", "2024-03-03"] * 2)
    articles = pd.DataFrame(
        {
            "article_id": [str(number) for number in range(1, 7)],
            "page_id": "11",
            "newspaper": ["澜川日报", "澜川晚报"] * 3,
            "date": days.astype("datetime64[ms]"),
            "page": 1,
            "position": range(1, 7),
            "kind": "article",
            "headline": "全市春耕现场会召开",
            "text": [TEXT, OTHER, TEXT + OTHER, OTHER + LIST, TEXT, "晴。" + OTHER],
            "lines": [[[number, number]] for number in range(1, 7)],
        }
    )
    pages = pd.DataFrame(
        {
            "page_id": ["11", "12"],
            "newspaper": "澜川日报",
            "date": days[:2].astype("datetime64[ms]"),
            "page": 1,
            "text": f"## 全市春耕现场会召开\n\n{TEXT}\n\n本报讯 日前,我市部署春季\n\n造林。",
        }
    )
    made = {"articles": articles, "pages": pages}
    made["repairs"] = analysis.list_repairs(pages)
    mentions = made["mentions"] = analysis.find_mentions(articles)
    phrases = made["phrases"] = analysis.find_phrases(articles)
    tokens = analysis.tokenize(articles, mentions=mentions, phrases=phrases)
    made["tokens"] = tokens
    made["themes"] = analysis.tag_themes(articles)
    clusters = made["clusters"] = analysis.cluster_articles(tokens)
    made["described"] = analysis.describe_clusters(clusters, tokens=tokens)
    made["article_map"] = analysis.map_articles(tokens)
    made["counts"] = analysis.count_over_time(phrases, freq="D", by="phrase", articles=articles)
    made["trend"] = analysis.count_over_time(phrases, freq="D", articles=articles)
    made["terms"] = analysis.count_terms(phrases, articles=articles)
    made["compared"] = analysis.compare_terms(
        tokens, by="newspaper", against="澜川晚报", articles=articles
    )
    made["positions"] = analysis.list_positions(phrases, articles=articles)
    made["dispersion"] = analysis.measure_dispersion(phrases, articles=articles)
    made["named"] = analysis.count_mentions(mentions, articles=articles)
    made["links"] = analysis.link_people(mentions)
    made["audit"] = make_audit()
    made["reading"] = analysis.describe_reading(articles)
    made["offices"] = analysis.find_offices(mentions, articles=articles)
    taken = articles.assign(text="会议任命张志强为市长。")
    made["appointments"] = analysis.find_appointments(taken)
    made["printed"] = analysis.list_offices(mentions)
    made["spells"] = analysis.list_offices(made["offices"])
    made["held"] = pd.DataFrame({"name": ["王明厚"], "office": ["市长"], "since": ["2020年1月1日"]})
    made["resolved"] = made["offices"]
    made["precedence"] = analysis.rank_precedence(mentions)
    made["theme_counts"] = analysis.count_themes(made["themes"])
    made["contexts"] = analysis.find_context(articles, of="春耕")
    made["roster"] = pd.DataFrame({"name": ["王明厚"], "group": ["official"], "since": ["2020年"]})
    made["roster"]["since"] = "2020年1月1日"
    made["lexicon"] = pd.DataFrame({"phrase": ["春耕生产", "农机"], "variants": ["春耕", None]})
    made["words"] = pd.DataFrame({"theme": "农业", "term": ["春耕", "农机"], "weight": 9.0})
    made["known"] = pd.DataFrame({"name": ["王明厚"], "year": [2020]})
    made["known_phrases"] = pd.DataFrame({"phrase": ["春耕生产"], "year": [2020]})
    # The same story in two newspapers, with its last sentence changed.
    story = "全市春耕现场会三月十三日在河东村召开，与会代表看了果园和大棚，听了村民的意见，副市长袁柏讲了话。"
    two = articles.head(2).assign(
        newspaper=["澜川日报", "澜川晚报"], text=[story, story[:-5] + "。"]
    )
    made["printed_twice"] = two
    made["reuse"] = analysis.find_reuse(two)
    made["phrases_of_both"] = analysis.find_phrases(two.assign(text=story + "乡村振兴"))
    made["stories"] = analysis.group_reuse(made["reuse"], articles=two)
    made["shared"] = analysis.count_shared(made["reuse"], articles=two)
    made["diffusion"] = pd.DataFrame(
        {
            "newspaper": ["人民日报", "澜川日报"],
            "tier": ["central", None],
            "things": [9, 8],
            "lag": [0.5, 3.0],
            "low": [0.0, 2.0],
            "high": [1.0, 4.0],
        }
    )
    made["wave"] = analysis.count_over_time(phrases, freq="D", by="newspaper", articles=articles)
    made["new_phrases"] = pd.DataFrame(
        {"phrase": ["耕读新风"], "first": days[:1], "article_id": ["1"], "belongs": [[]]}
    )
    with tempfile.TemporaryDirectory() as folder:
        issue = write_issue(Path(folder, "澜川日报-2024-03-05.pdf"))
        made["sheets"], made["boxes"] = analysis.read_pages(issue), analysis.read_boxes(issue)
    made["on_sheets"] = analysis.split_articles(made["sheets"])
    made["prominence"] = analysis.measure_prominence(
        made["on_sheets"], pages=made["sheets"], boxes=made["boxes"]
    )
    made["frequencies"] = pd.DataFrame({"term": ["春耕", "农机"], "count": [3, 4]})
    return made


def make_audit() -> pd.DataFrame:
    """A spell of a newspaper that lasts to the end, and one of all newspapers."""
    return pd.DataFrame(
        {
            "kind": ["dup_days", "missing_week"],
            "newspaper": ["澜川日报", None],
            "start": pd.to_datetime(["2024-03-01", "2024-03-02"]),
            "end": pd.to_datetime([None, "2024-03-03"]),
            "rows": [3, 0],
            "evidence": "seen",
            "effect": "too high",
            "mend": ["drop_copies(articles)", None],
        }
    )


# Each call: the function, what it is given beside tables, and its tables by parameter.
CALLS: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("check_table", {"name": "articles", "needs": ["article_id"]}, {"table": "articles"}),
    ("split_articles", {}, {"pages": "pages"}),
    ("list_repairs", {}, {"pages": "pages"}),
    ("find_mentions", {}, {"articles": "articles", "roster": "roster"}),
    ("find_phrases", {}, {"articles": "articles", "lexicon": "lexicon"}),
    ("discover_phrases", {"fewest": 2}, {"articles": "articles", "lexicon": "lexicon"}),
    ("find_new_phrases", {}, {"articles": "articles", "lexicon": "lexicon"}),
    ("list_entries", {"phrases": ["耕读新风"]}, {"new_phrases": "new_phrases", "own": "lexicon"}),
    (
        "describe_phrases",
        {},
        {
            "phrases": "phrases",
            "articles": "articles",
            "mentions": "mentions",
            "known": "known_phrases",
        },
    ),
    (
        "tokenize",
        {},
        {"articles": "articles", "mentions": "mentions", "phrases": "phrases"},
    ),
    ("drop_tokens", {"parts": ["headline"]}, {"tokens": "tokens"}),
    ("tag_themes", {}, {"articles": "articles", "lexicon": "words"}),
    ("audit_articles", {}, {"articles": "articles"}),
    ("drop_copies", {}, {"articles": "articles"}),
    ("find_copies", {}, {"articles": "articles"}),
    ("find_reuse", {}, {"articles": "printed_twice"}),
    ("group_reuse", {}, {"reuse": "reuse", "articles": "printed_twice"}),
    (
        "count_shared",
        {},
        {"reuse": "reuse", "articles": "printed_twice", "phrases": "phrases_of_both"},
    ),
    ("measure_diffusion", {"by": "cluster"}, {"table": "stories", "articles": "printed_twice"}),
    (
        "measure_prominence",
        {},
        {"articles": "on_sheets", "pages": "sheets", "boxes": "boxes"},
    ),
    ("find_context", {}, {"articles": "articles", "of": "mentions"}),
    ("find_context", {}, {"articles": "articles", "of": "themes"}),
    ("find_context", {}, {"articles": "articles", "of": "terms"}),
    ("find_context", {}, {"articles": "articles", "of": "links"}),
    ("gloss_terms", {}, {"table": "terms"}),
    (
        "count_mentions",
        {"by": "page_id"},
        {"mentions": "mentions", "articles": "articles"},
    ),
    ("find_appointments", {}, {"articles": "articles", "mentions": "mentions"}),
    ("list_offices", {}, {"mentions": "mentions"}),
    ("list_offices", {}, {"mentions": "offices", "appointments": "appointments"}),
    ("list_successions", {}, {"spells": "spells"}),
    ("match_people", {}, {"spells": "spells", "roster": "held"}),
    ("find_offices", {}, {"mentions": "mentions", "articles": "articles"}),
    ("find_organisations", {}, {"articles": "articles"}),
    ("count_offices", {"by": "system"}, {"offices": "resolved", "articles": "articles"}),
    ("rank_precedence", {}, {"mentions": "mentions"}),
    ("link_people", {}, {"mentions": "mentions"}),
    ("link_people", {"within": "list"}, {"mentions": "mentions"}),
    ("count_terms", {"by": "newspaper"}, {"table": "phrases", "articles": "articles"}),
    ("count_terms", {}, {"table": "tokens", "articles": "articles"}),
    (
        "compare_terms",
        {},
        {
            "table": "tokens",
            "against": "tokens",
            "articles": "articles",
            "against_articles": "articles",
        },
    ),
    ("compare_terms", {}, {"table": "tokens", "against": "frequencies"}),
    (
        "measure_dispersion",
        {"by": "newspaper"},
        {"table": "phrases", "articles": "articles"},
    ),
    ("list_positions", {}, {"table": "phrases", "articles": "articles"}),
    ("find_collocates", {"of": "春耕", "fewest": 1}, {"tokens": "tokens"}),
    ("cluster_articles", {}, {"tokens": "tokens"}),
    ("rate_candidates", {}, {"tokens": "tokens"}),
    ("describe_clusters", {}, {"clusters": "clusters", "tokens": "tokens"}),
    ("map_articles", {}, {"tokens": "tokens"}),
    ("count_themes", {}, {"themes": "themes", "articles": "articles"}),
    (
        "count_over_time",
        {"freq": "D", "by": "name"},
        {"table": "mentions", "articles": "articles"},
    ),
    (
        "list_firsts",
        {"by": "name"},
        {"table": "mentions", "articles": "articles", "known": "known"},
    ),
    ("rate_absence", {"by": "name"}, {"table": "mentions", "articles": "articles"}),
    ("find_bursts", {}, {"counts": "counts"}),
    ("find_changes", {}, {"counts": "counts"}),
    ("measure_heat", {}, {"counts": "counts"}),
    ("plot_clusters", {}, {"described": "described"}),
    ("plot_comparison", {"names": ("日报", "晚报")}, {"compared": "compared"}),
    ("plot_dispersion", {}, {"positions": "positions", "dispersion": "dispersion"}),
    ("plot_heat", {"rows": "phrase", "columns": "period"}, {"counts": "counts"}),
    (
        "plot_map",
        {},
        {"article_map": "article_map", "clusters": "clusters", "described": "described"},
    ),
    ("plot_lags", {}, {"diffusion": "diffusion"}),
    ("plot_mentions", {}, {"counts": "named"}),
    ("plot_network", {}, {"links": "links"}),
    ("plot_offices", {}, {"offices": "printed"}),
    ("plot_audit", {}, {"audit": "audit", "articles": "articles"}),
    ("plot_prominence", {}, {"prominence": "prominence"}),
    ("plot_reading", {}, {"reading": "reading"}),
    ("plot_precedence", {}, {"precedence": "precedence"}),
    ("plot_shared", {}, {"shared": "shared"}),
    ("plot_terms", {"value": "share"}, {"terms": "terms"}),
    ("plot_themes", {}, {"counts": "theme_counts"}),
    ("plot_trend", {}, {"counts": "trend"}),
    ("plot_wave", {}, {"counts": "wave"}),
    (
        "show_pages",
        {},
        {"pages": "pages", "articles": "articles", "repairs": "repairs"},
    ),
    ("show_reuse", {}, {"reuse": "reuse", "articles": "printed_twice"}),
    ("write_table", {"name": "terms"}, {"table": "terms", "evidence": "contexts"}),
]
# Where something else than a table may be meant.
OR_ELSE = {
    ("find_context", "of"),
    ("compare_terms", "against"),
    ("find_mentions", "roster"),
    ("match_people", "roster"),
}


def list_table_parameters(function: Callable[..., Any]) -> list[str]:
    """The parameters of a function that take tables, by its signature."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except ValueError:  # an exception is no function
        return []
    return [
        own.name
        for own in parameters
        if "DataFrame" in str(own.annotation)
        or (function.__name__, own.name) in {("check_table", "table"), ("compare_terms", "against")}
    ]


# These write a file of each table; test_exchange.py gives them what is no table.
WRITERS = {"write_corpus", "write_network", "write_workbook"}


def test_every_public_function_that_takes_a_table_is_here() -> None:
    covered = {(name, parameter) for name, _, tables in CALLS for parameter in tables}
    wanted = {
        (name, parameter)
        for name in analysis.__all__
        if name not in WRITERS
        for parameter in list_table_parameters(getattr(analysis, name))
    }
    assert wanted == covered
    assert len(wanted) > 60


class Case(NamedTuple):
    """A parameter of a call that is given a faulty table."""

    name: str
    options: dict[str, Any]
    tables: dict[str, str]
    parameter: str

    @property
    def table(self) -> pd.DataFrame:
        return make_tables()[self.tables[self.parameter]]

    @property
    def source(self) -> str:
        return self.tables[self.parameter]

    def call(self, given: Any) -> Any:
        tables = {own: make_tables()[source] for own, source in self.tables.items()}
        options = dict(self.options)
        if "ax" in inspect.signature(getattr(analysis, self.name)).parameters:
            options["ax"] = Figure().subplots()
        if self.name != "write_table":
            return getattr(analysis, self.name)(**{**options, **tables, self.parameter: given})
        with tempfile.TemporaryDirectory() as out:
            return analysis.write_table(**{**options, **tables, "out": out, self.parameter: given})


CASES = [
    pytest.param(Case(name, options, tables, parameter), id=f"{name}-{parameter}-{source}")
    for name, options, tables in CALLS
    for parameter, source in tables.items()
]


@cache
def find_right_result(number: int) -> Any:
    own = Case(*CALLS[number], next(iter(CALLS[number][2])))
    return show(own.call(own.table))


def show(result: Any) -> Any:
    """What can be compared of a result: values, and of a chart what is written and drawn."""
    if isinstance(result, pd.DataFrame):
        return {str(column): [show(cell) for cell in result[column]] for column in result.columns}
    if isinstance(result, Exhibit):
        return result.html
    if isinstance(result, list | tuple | np.ndarray):
        return [show(entry) for entry in result]
    if isinstance(result, dict):
        return {key: show(value) for key, value in result.items() if value is not None}
    if hasattr(result, "findobj"):
        return [f"{type(one).__name__} {getattr(one, '_text', '')}" for one in result.findobj()]
    if pd.api.types.is_scalar(result) and pd.isna(result):
        return None
    if isinstance(result, date):
        return str(pd.Timestamp(result))
    return float(result) if isinstance(result, int | float | np.number) else str(result)


def check_sentence(error: InputError) -> None:
    message = str(error)
    assert len(message) > 25
    assert message[-1] in ".?"
    assert "object at 0x" not in message


def try_call(case: Case, given: Any) -> Any:
    """What a call gives: a result to compare, or the sentence. The table given stays as it was."""
    before = deepcopy(given) if isinstance(given, pd.DataFrame) else None
    try:
        outcome = show(case.call(given))
    except InputError as error:
        check_sentence(error)
        outcome = error
    if before is not None:
        pd.testing.assert_frame_equal(given, before)
    return outcome


# --- Tables that say the same in another form ----------------------------------------------------


def change(table: pd.DataFrame, column: str, how: Callable[[pd.Series], Any]) -> pd.DataFrame:
    return table.assign(**{column: how(table[column])}) if column in table.columns else table


def change_ids(
    column: str, how: Callable[[pd.Series], Any]
) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Change ids that are digits in words."""

    def make(table: pd.DataFrame) -> pd.DataFrame:
        known = column in table.columns and table[column].str.isdecimal().all()
        return change(table, column, how) if known else table

    return make


def write_days(how: Callable[[Any], Any]) -> Callable[[pd.DataFrame], pd.DataFrame]:
    """Write all days of a table in another way."""

    def write(table: pd.DataFrame) -> pd.DataFrame:
        for name in table.columns:
            if table[name].dtype.kind == "M":
                cells = [None if pd.isna(day) else how(day) for day in table[name]]
                table = table.assign(**{name: pd.Series(cells, table.index, dtype=object)})
        return table

    return write


def as_categories(table: pd.DataFrame) -> pd.DataFrame:
    return table.astype({name: "category" for name in table if table[name].dtype == "str"})


def with_index(labels: Callable[[int], Any]) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda table: table.set_axis(labels(len(table)), axis="index")


def with_id_index(table: pd.DataFrame) -> pd.DataFrame:
    return table.set_index(table.columns[0], drop=False)


def mix_ids(ids: pd.Series) -> pd.Series:
    cells = [int(own) if int(own) % 2 else own for own in ids]
    return pd.Series(cells, ids.index, dtype=object)


def in_turn(*changes: Callable[[Any], Any]) -> Callable[[pd.DataFrame], Any]:
    def make(table: pd.DataFrame) -> Any:
        for each in changes:
            table = each(table)
        return table

    return make


FORMS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "objects": lambda table: table.astype(object),
    "categories": as_categories,
    "nullable types": lambda table: table.convert_dtypes(),
    "types of arrow": lambda table: table.convert_dtypes(dtype_backend="pyarrow"),
    "a table of polars": pl.from_pandas,
    "a table of pyarrow": lambda table: pa.Table.from_pandas(table, preserve_index=False),
    "a list of dicts": lambda table: table.to_dict("records"),
    "columns in another order": lambda table: (
        table if table.columns[-1] == "right" else table[[*table.columns[::-1]]]
    ),
    "a column more": lambda table: table.assign(**{"我的": 1})[["我的", *table.columns]],
}
INDEXES: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "an index of one label": with_index(lambda rows: [7] * rows),
    "an index that runs back": with_index(lambda rows: range(rows)[::-1]),
    "an index of words": with_index(lambda rows: [f"row {at}" for at in range(rows)]),
    "an index of two levels": with_index(
        lambda rows: pd.MultiIndex.from_product([["a"], range(rows)], names=["article_id", "x"])
    ),
    "an index called as its column": with_id_index,
}
IDS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "integer ids": change_ids("article_id", lambda ids: ids.astype(int)),
    "integer ids of pages": change_ids("page_id", lambda ids: ids.astype(int)),
    "ids of floats": change_ids("article_id", lambda ids: ids.astype(float)),
    "ids of integers and words": change_ids("article_id", mix_ids),
}
DAYS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "2024年3月1日": write_days(lambda day: f"{day.year}年{day.month}月{day.day}日"),
    "2024-03-01": write_days(lambda day: day.strftime("%Y-%m-%d")),
    "2024/3/1": write_days(lambda day: f"{day.year}/{day.month}/{day.day}"),
    "20240301": write_days(lambda day: day.strftime("%Y%m%d")),
    "20240301 as a number": write_days(lambda day: int(day.strftime("%Y%m%d"))),
    "2024-03-01T08:30:00": write_days(lambda day: day.strftime("%Y-%m-%dT08:30:00")),
    "dates of Python": write_days(lambda day: day.date()),
    "moments": write_days(lambda day: day + pd.Timedelta(hours=8)),
    "dates of numpy": write_days(lambda day: day.to_datetime64()),
}
# Each form with an index, ids and dates of another, so that all are met and none too often.
SAME: dict[str, Callable[[pd.DataFrame], Any]] = {
    "as it is": lambda table: table,
    **FORMS,
    **{
        ", ".join(names): in_turn(*(kinds[name] for name, kinds in zip(names, KINDS, strict=True)))
        for KINDS in [(DAYS, IDS, INDEXES)]
        for names in zip(DAYS, [*IDS, *IDS, *IDS], [*INDEXES, *INDEXES], strict=False)
    },
}
# What these functions show is the first column, or how a column stands in its table.
ORDERED = ("plot_comparison", "plot_trend", "find_bursts", "find_changes")
PASSED_ON = (*LOOSE, "measure_heat", "drop_tokens", "check_table", "list_entries")


def check_each(faults: Iterable[str], check: Callable[[str], None]) -> None:
    """Check a call with each fault, and name all that fail: a test for each takes its time."""
    failed = []
    for fault in faults:
        try:
            check(fault)
        except Exception as error:
            failed.append(f"{fault}: {type(error).__name__}: {error}")
    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("case", CASES)
def test_another_form_of_the_same_table_gives_the_same(case: Case) -> None:
    def check(fault: str) -> None:
        outcome = try_call(case, SAME[fault](case.table))
        if case.name in ORDERED and fault in ("columns in another order", "a column more"):
            return
        assert not isinstance(outcome, InputError)
        if case.name in LOOSE:
            return
        right = find_right_result(CALLS.index(case[:3]))
        if case.name in PASSED_ON:
            outcome.pop("我的", None)
            right = {name: right[name] for name in outcome}
        assert outcome == right

    check_each(SAME, check)


def test_ids_may_be_numbers_in_one_table_and_words_in_the_other() -> None:
    made = make_tables()
    numbers = IDS["integer ids"](made["articles"])
    right = analysis.count_terms(made["phrases"], by="newspaper", articles=made["articles"])
    pd.testing.assert_frame_equal(
        analysis.count_terms(made["phrases"], by="newspaper", articles=numbers), right
    )
    named = analysis.find_mentions(numbers)
    assert named["article_id"].tolist() == made["mentions"]["article_id"].tolist()


# --- Tables that cannot be used ------------------------------------------------------------------

NO_TABLES: dict[str, Any] = {
    "a word": "articles",
    "a path": Path("articles.parquet"),
    "a number": 5,
    "bytes": b"articles",
    "nothing in a list": [],
    "a list of words": ["a", "b"],
    "columns": {"article_id": ["a"], "text": ["甲"]},
    "a column": pd.Series(["a"], name="text"),
    "an array": np.array([["a", "b"]]),
    "the kind of a table": pd.DataFrame,
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_no_table_is_refused(case: Case) -> None:
    def check(what: str) -> None:
        outcome = try_call(case, NO_TABLES[what])
        if (case.name, case.parameter) not in OR_ELSE:
            assert isinstance(outcome, InputError)
            assert "no table" in str(outcome)

    check_each(NO_TABLES, check)


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_refused_where_a_table_must_be(case: Case) -> None:
    own = inspect.signature(getattr(analysis, case.name)).parameters[case.parameter]
    if own.default is inspect.Parameter.empty:
        outcome = try_call(case, None)
        assert isinstance(outcome, InputError)


def double_ids(table: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([table, table.iloc[:1]])


REFUSED: dict[str, Callable[[pd.DataFrame], Any]] = {
    "two columns of one name": lambda table: pd.concat([table, table], axis="columns"),
    "columns of two levels": lambda table: pd.concat({"a": table}, axis="columns"),
}
NO_COLUMNS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "no column": lambda table: table[[]],
    "nothing": lambda _: pd.DataFrame(),
    "other columns": lambda table: table.add_prefix("我的"),
    "words in the index": lambda table: table.set_index(
        [name for name in table.columns if table[name].dtype != object]
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_table_whose_columns_are_not_there_is_refused(case: Case) -> None:
    def check(fault: str) -> None:
        outcome = try_call(case, (REFUSED | NO_COLUMNS)[fault](case.table))
        if fault in REFUSED or case.name not in LOOSE:
            assert isinstance(outcome, InputError)

    check_each([*REFUSED, *NO_COLUMNS], check)


# Without these a table is another, of which other columns are asked for.
SPOKEN_OF = {
    *(("find_context", column) for column in ("theme", "evidence", "term", "source", "target")),
    *(("compare_terms", column) for column in ("term", "count")),
    *(("find_bursts", "phrase"), ("find_changes", "phrase")),
}


@pytest.mark.parametrize("case", CASES)
def test_each_column_that_is_needed_is_named(case: Case) -> None:
    for column in case.table.columns:
        outcome = try_call(case, case.table.drop(columns=column))
        if isinstance(outcome, InputError) and (case.name, column) not in SPOKEN_OF:
            assert column in str(outcome)


@pytest.mark.parametrize("case", CASES)
def test_an_id_that_comes_twice_is_named(case: Case) -> None:
    outcome = try_call(case, double_ids(case.table))
    if case.name in AUDITING:
        assert not isinstance(outcome, InputError)
    elif case.source in ("articles", "clusters", "article_map", "pages"):
        assert isinstance(outcome, InputError)
        key = "page_id" if case.source == "pages" else "article_id"
        assert f"{case.table[key].iloc[0]!r} stands twice" in str(outcome)


@pytest.mark.parametrize("case", CASES)
def test_a_missing_id_is_told_of(case: Case) -> None:
    if "article_id" not in case.table.columns:
        return
    needed = isinstance(try_call(case, case.table.drop(columns="article_id")), InputError)
    for missing in (None, np.nan, pd.NA):
        ids = [missing, *case.table["article_id"].iloc[1:]]
        given_ids = pd.Series(ids, case.table.index, dtype=object)
        outcome = try_call(case, case.table.assign(article_id=given_ids))
        if needed and case.name != "find_context":
            assert isinstance(outcome, InputError)
            assert "article_id is missing in 1 row" in str(outcome)


CODEBOOK = [case for case in CASES if case.values[0].source in TABLES]  # type: ignore[attr-defined]


@pytest.mark.parametrize("case", CODEBOOK)
def test_a_value_that_no_column_knows_is_named_with_the_nearest(case: Case) -> None:
    if (
        case.name in ("count_over_time", "list_firsts", "rate_absence", "measure_diffusion")
        and case.parameter == "table"
    ):
        return  # any table with an article_id
    if case.name in AUDITING and case.source == "articles":
        return  # which look at no kind
    for column in TABLES[case.source]:
        if column.values and column.name in case.table.columns:
            right = column.values[0]
            outcome = try_call(case, case.table.assign(**{column.name: f"{right}s"}))
            if (case.name, case.parameter) in OR_ELSE and column.name != "part":
                continue
            assert isinstance(outcome, InputError)
            assert f"Did you mean {right!r}?" in str(outcome)


HOSTILE: dict[str, Callable[[pd.Series], Any]] = {
    "bytes": lambda cells: pd.Series([b"\xe5\x85\x9a"] * len(cells), cells.index, dtype=object),
    "lists": lambda cells: pd.Series([["党"]] * len(cells), cells.index, dtype=object),
    "words": lambda cells: pd.Series(["某"] * len(cells), cells.index, dtype=object),
    "numbers": lambda cells: pd.Series([1.5] * len(cells), cells.index),
    "dicts": lambda cells: pd.Series([{"a": 1}] * len(cells), cells.index, dtype=object),
    "nothing": lambda cells: pd.Series([None] * len(cells), cells.index, dtype=object),
    "dates": lambda cells: pd.Series([pd.Timestamp("2024-03-01")] * len(cells), cells.index),
    "truth": lambda cells: pd.Series([True] * len(cells), cells.index),
    "infinity": lambda cells: pd.Series([np.inf] * len(cells), cells.index),
    "half a character": lambda cells: pd.Series(["\ud800"] * len(cells), cells.index, dtype=object),
}


@pytest.mark.parametrize("case", CASES)
def test_a_column_of_anything_gives_a_result_or_a_sentence(case: Case) -> None:
    # Each column is met by two of them, and each of them by some column of every function.
    turn = cycle(HOSTILE.values())
    for column in case.table.columns:
        for fault in islice(turn, 2):
            try_call(case, change(case.table, column, fault))
        next(turn) if len(case.table.columns) % 5 == 0 else None


@pytest.mark.parametrize("case", CODEBOOK)
def test_what_is_no_text_or_date_is_named_with_its_column(case: Case) -> None:
    if (
        case.name in ("count_over_time", "list_firsts", "rate_absence", "measure_diffusion")
        and case.parameter == "table"
    ):
        return
    if (case.name, case.parameter) in OR_ELSE:
        return
    texts = {"articles": "text", "pages": "text", "mentions": "name", "phrases": "phrase"}
    column = texts.get(case.source)
    if column:
        outcome = try_call(case, change(case.table, column, HOSTILE["bytes"]))
        assert isinstance(outcome, InputError)
        assert f"{column} holds b'" in str(outcome)
    if "date" in case.table.columns:
        outcome = try_call(case, change(case.table, "date", HOSTILE["words"]))
        assert isinstance(outcome, InputError)
        assert "date holds '某'" in str(outcome)


@pytest.mark.parametrize("case", CASES)
def test_a_table_without_rows_gives_a_result_or_a_sentence(case: Case) -> None:
    try_call(case, case.table.iloc[:0])
    try_call(case, pd.DataFrame({column: [] for column in case.table.columns}))


# --- Arguments with a few values -----------------------------------------------------------------


def with_page(function: str, **options: Any) -> Any:
    """Call a function that reads or writes a folder."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "lanchuan-daily-2024-03-05-p01.md")
        source.write_text(f"## 春耕\n\n{TEXT}", encoding="utf-8")
        if function == "write_reports":
            return analysis.write_reports(source, Path(folder, "report"), **options)
        if function == "write_notebook":
            return analysis.write_notebook(Path(folder, "mine.ipynb"), **options)
        if function == "write_figure":
            return analysis.write_figure(Figure().subplots(), folder, "one", **options)
        out = analysis.build_tables(source, Path(folder, "tables"), workers=1).out
        return analysis.count_tables(out, **{"name": "mentions", **options})


# Of each argument a value, one that is nearly it, and whether several may be given.
CHOICES: dict[str, tuple[Any, Any, bool]] = {
    "kinds": ("actor", "actors", True),
    "parts": ("body", "bodies", True),
    "items": ("article", "articles", True),
    "by": ("newspaper", "newspapers", True),
    "within": ("list", "lists", False),
    "sort": ("left", "lefts", False),
    "correction": ("bonferroni", "bonferoni", False),
    "engine": ("rjieba", "rjeiba", False),
    "value": ("share", "shares", False),
    "lang": ("en", "eng", False),
    "freq": ("M", "months", False),
    "name": ("mentions", "mention", False),
    "n_clusters": ("auto", "autos", False),
    "window": ("sentence", "sentences", False),
    "rows": ("phrase", "phrases", False),
    "columns": ("period", "periods", False),
    "of": ("春耕", 5, True),
    "words": ("春耕", 5, True),
    "terms": ("李国强", 5, True),
    "phrases": ("耕读新风", "耕读风", True),
}
OWN_KINDS = {"drop_tokens": ("person", "persons")}
OWN_BY = {
    "list_firsts": ("name", "names"),
    "rate_absence": ("name", "names"),
    "measure_diffusion": ("cluster", "clusters"),
}
ONE_BY = {*OWN_BY, "compare_terms", "measure_dispersion", "plot_shared"}
OWN_OF = {"gloss_terms": ("term", "terms"), "find_collocates": ("春耕", "冬耕")}
OWN_VALUE = {"plot_heat": ("count", "counts")}
# Names of files, and of what is drawn.
FREE_NAMES = ("check_table", "plot_wave", "read_lexicon", "write_figure", "write_table")


def list_choices_of_functions() -> Iterator[tuple[str, str]]:
    for name in analysis.__all__:
        function = getattr(analysis, name)
        if not inspect.isfunction(function):
            continue
        for own in inspect.signature(function).parameters.values():
            few = "Literal" in str(own.annotation) or "Collection[" in str(own.annotation)
            table = own.name in list_table_parameters(function)
            if few or (own.name in CHOICES and not table):
                if own.name == "name" and name in FREE_NAMES:
                    continue
                if own.name == "columns" and name != "plot_heat":
                    continue  # names of columns by ours, read with the file
                if own.name == "phrases" and name != "list_entries":
                    continue  # elsewhere a list of one's own, of any form
                yield name, own.name


ARGUMENTS = list(list_choices_of_functions())


def call_with(name: str, argument: str, value: Any) -> Any:
    if name in ("count_tables", "write_reports", "write_notebook", "write_figure"):
        return with_page(name, **{argument: value})
    case = next(
        Case(call[0], {**call[1], argument: value}, dict(call[2]), next(iter(call[2])))
        for call in CALLS
        if call[0] == name
    )
    if argument in case.tables:  # find_context, of: words instead of a table
        del case.tables[argument]
    if name == "compare_terms" and argument == "by":
        case.tables.pop("against")
        case.tables.pop("against_articles")
    return show(case.call(case.table))


@pytest.mark.parametrize(("name", "argument"), ARGUMENTS)
def test_an_argument_of_few_values_takes_one_and_names_the_nearest(
    name: str, argument: str
) -> None:
    value, near, several = CHOICES[argument]
    if argument == "kinds":
        value, near = OWN_KINDS.get(name, (value, near))
    if argument == "value":
        value, near = OWN_VALUE.get(name, (value, near))
    if argument == "by":
        value, near = OWN_BY.get(name, (value, near))
        several = name not in ONE_BY
    if argument == "of":
        value, near = OWN_OF.get(name, (value, near))
        several = name != "gloss_terms"
    if (name, argument) != ("write_reports", "lang"):  # half a minute
        alone = call_with(name, argument, value)
        if several:
            for more in ([value], (value,), np.array([value]), pd.Series([value])):
                assert show(call_with(name, argument, more)) == show(alone)
    for odd in (near, 2.5, [[value]], [5], object):
        with pytest.raises(InputError) as caught:
            call_with(name, argument, odd)
        if odd != near or not isinstance(near, str):
            continue
        check_sentence(caught.value) if argument != "of" else None
        if argument not in ("of", "freq", "n_clusters") and name != "count_tables":
            assert f"Did you mean {value!r}?" in str(caught.value)


def test_there_are_arguments_of_few_values() -> None:
    assert {argument for _, argument in ARGUMENTS} == set(CHOICES)


# --- Days ----------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(
    st.dates(date(1946, 1, 1), date(2029, 12, 31)),
    st.sampled_from(
        ["%Y-%m-%d", "%Y年%m月%d日", "%Y%m%d", "%Y/%m/%d", "%Y.%m.%d", "%Y-%m-%d %H:%M", "%d %B %Y"]
    ),
    st.booleans(),
)
def test_any_day_in_any_usual_form_is_that_day(day: date, form: str, missing: bool) -> None:
    written = day.strftime(form)
    table = pd.DataFrame(
        {"article_id": ["a", "b"], "text": "会", "date": [written, None if missing else written]}
    )
    checked = analysis.check_table(table, "articles", needs=["article_id", "date"])
    assert checked["date"].iloc[0].date() == day
    assert checked["date"].isna().iloc[1] == missing


@pytest.mark.parametrize("written", ["某日", "2024-13-01", "2023年2月29日", "3/1/2024", "2024"])
def test_a_day_that_cannot_be_read_is_named(written: str) -> None:
    table = pd.DataFrame({"article_id": ["a", "b"], "text": "会", "date": ["2024-03-01", written]})
    with pytest.raises(InputError, match=f"articles.date holds '{written}'"):
        analysis.check_table(table, "articles", needs=["article_id"])


def test_until_is_read_as_dates_are() -> None:
    made = make_tables()
    right, *others = (
        analysis.rate_absence(made["mentions"], by="name", articles=made["articles"], until=until)
        for until in (pd.Timestamp("2024-03-02"), "2024年3月2日", "20240302", date(2024, 3, 2))
    )
    for other in others:
        pd.testing.assert_frame_equal(other, right)
    with pytest.raises(InputError, match="until='某日'"):
        analysis.rate_absence(made["mentions"], by="name", articles=made["articles"], until="某日")


# --- Boxes ---------------------------------------------------------------------------------------


@pytest.fixture
def own_axes() -> Iterator[Any]:
    with plt.rc_context({"font.family": ["DejaVu Sans"]}):
        _, axes = plt.subplots()
        yield axes
    plt.close("all")


def test_the_boxes_of_ones_own_axes_are_found(own_axes: Any) -> None:
    own_axes.bar(["减负", "spring"], [1, 2], label="图例")
    own_axes.legend()
    own_axes.set_title("Spring 2024")
    assert analysis.list_missing_glyphs(own_axes) == sorted("减负图例")
    plt.suptitle("总题")
    assert analysis.list_missing_glyphs(plt.gcf()) == sorted("减负图例总题")


def test_a_text_is_looked_at_in_its_own_font(own_axes: Any) -> None:
    from analysis.charts import find_font

    own_axes.set_title("减负", font=find_font())
    assert analysis.list_missing_glyphs(own_axes) == []
    own_axes.set_xlabel("减负")
    assert analysis.list_missing_glyphs(own_axes) == ["减", "负"]


@pytest.mark.parametrize("what", [None, "a chart", plt, pd.DataFrame({"a": [1]}), 5])
def test_what_is_no_chart_is_refused(what: Any) -> None:
    with pytest.raises(InputError, match="Axes or a figure"):
        analysis.list_missing_glyphs(what)
    with pytest.raises(InputError, match="Axes of a figure"), tempfile.TemporaryDirectory() as out:
        analysis.write_figure(what, out, "one")
