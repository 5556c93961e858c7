"""What a report says: every number in prose, cards, titles and cells is that of its table."""

import json
import math
import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest
from here import without_kernels
from scipy.stats import binomtest
from small import SMALL, write_pages

from analysis import (
    count_over_time,
    find_phrases,
    list_positions,
    list_repairs,
    read_lexicon,
    read_pages,
    split_articles,
    write_reports,
)
from analysis.labels import read_wording

PARTS: Final = ("01_articles", "02_terms", "03_topics", "04_officials")
# Of each chart the labels that its title may be made from.
TITLES: Final = {
    "phrases": ("title_terms_count", "shown_terms_count"),
    "terms": ("title_terms_count", "shown_terms_count"),
    "phrase_shares": ("title_terms_share", "shown_terms_share"),
    "people": ("title_actors", "shown_actors"),
    "themes": ("title_themes", "shown_themes"),
    "clusters": ("title_clusters", "shown_clusters"),
    "network": ("title_network", "shown_network"),
    "spread": ("title_dispersion", "title_dispersion_one"),
    "map": ("title_map",),
    "phrase_heat": ("title_heat_count", "shown_heat_periods_count"),
    "theme_heat": ("title_heat_articles", "shown_heat_periods_articles"),
    "phrase_periods": ("title_trend_of", "shown_trend"),
    "theme_periods": ("title_trend_of", "shown_trend"),
    "cluster_periods": ("title_trend_of", "shown_trend"),
    "people_periods": ("title_trend_of", "shown_trend"),
    "level_periods": ("title_trend_of", "shown_trend"),
    "halves": ("title_comparison", "title_no_difference"),
    "precedence": ("title_precedence",),
    "offices": ("title_offices",),
}
# What the title of the themes says behind its label.
WITHOUT: Final = {
    lang: re.compile(
        re.escape(read_wording(lang)["without_theme"]).replace(r"\{without\}", r"(\d+)")
    )
    for lang in ("zh", "en")
}
EMPTY: Final = ("nothing_to_draw", "nothing_precedence", "one_period")


@dataclass(frozen=True)
class Made:
    """A report, and the tables that it is to agree with."""

    out: Path
    lang: str
    items: pd.DataFrame
    pages: pd.DataFrame

    @property
    def labels(self) -> Any:
        return read_wording(self.lang)

    @property
    def articles(self) -> pd.DataFrame:
        return self.items[self.items["kind"] == "article"]

    def read(self, page: str) -> str:
        return (self.out / f"{page}.html").read_text(encoding="utf-8")

    def table(self, name: str) -> pd.DataFrame:
        return pd.read_parquet(self.out / "tables" / f"{name}.parquet")

    def titles(self) -> dict[str, str]:
        """The title of each chart, found by its picture."""
        pictures = {
            b64encode(path.read_bytes()).decode(): path.stem
            for path in (self.out / "figures").glob("*.png")
        }
        found = {}
        for part in PARTS:
            for alt, data in re.findall(r'<img alt="([^"]*)" src="[^,]*,([^"]*)"', self.read(part)):
                found[pictures[data]] = unescape(alt)
        return found

    def cards(self) -> list[tuple[str, str, str | None]]:
        """Sentence, link and picture of each finding of the first page."""
        block = self.read("index").partition('<ul class="findings">')[2].partition("</ul>")[0]
        card = re.compile(r'<li><a href="([^"]*)">(.*?)(?:<img alt="" src="[^,]*,([^"]*)">)?</a>')
        return [(unescape(said), link, data or None) for link, said, data in card.findall(block)]


@pytest.fixture(scope="session")
def small(once) -> Path:
    def make(folder: Path) -> None:
        with without_kernels():
            write_reports(write_pages(folder / "pages", SMALL), folder / "report")

    return once("small-zh", make) / "report"


@pytest.fixture(
    scope="module",
    params=[("sample_report", "zh"), ("sample_in_english", "en"), ("small", "zh"), ("odd", "en")],
    ids=lambda param: "-".join(param),
)
def made(request, sample: Path) -> Made:
    name, lang = request.param
    out = request.getfixturevalue(name)
    pages = read_pages(sample if "sample" in name else out.parent / "pages")
    return Made(out, lang, split_articles(pages), pages)


def take_apart(label: str, said: str) -> dict[str, str] | None:
    """The values in a sentence that was made from a label, or None where it was not."""
    pieces = re.split(r"{(\w+)}", label)
    seen: set[str] = set()
    pattern = ""
    for at, piece in enumerate(pieces):
        if at % 2 == 0:
            pattern += re.escape(piece)
        else:
            pattern += f"(?P={piece})" if piece in seen else f"(?P<{piece}>.+?)"
            seen.add(piece)
    match = re.fullmatch(pattern, said)
    return match.groupdict() if match else None


def read_title(made: Made, chart: str, said: str) -> tuple[str, dict[str, str]]:
    """From which label a title is made, and the values in it."""
    if chart == "themes":
        said = WITHOUT[made.lang].sub("", said)
    for key in (*EMPTY, *TITLES[chart]):
        values = take_apart(made.labels[key], said)
        if values is not None:
            return key, values
    raise AssertionError(f"{chart}: {said}")


def unquote(made: Made, word: str) -> str:
    values = take_apart(made.labels["quoted"], word)
    return values["word"] if values else word


def read_list(made: Made, listing: str) -> list[tuple[str, str]]:
    """The names of a list in a sentence, each with its value."""
    listing = listing.removesuffix(made.labels["and_others"])
    value = r"\d[\d.]*(?:%(?:（[^）]*）| \([^)]*\)))?"
    between = re.escape(made.labels["list_between"])
    entry = re.compile(rf"(.+?) ({value})(?:{between}|$)")
    assert entry.sub("", listing) == ""
    found = entry.findall(listing)
    return [(unquote(made, name), number) for name, number in found]


def find_interval(count: int, total: float = 10**9) -> tuple[float, float]:
    """Wilson's interval by scipy; of a count without a total, of as many as may be."""
    ends = binomtest(int(count), int(total)).proportion_ci(method="wilson")
    return float(ends.low), float(ends.high)


def leads(counts: list[int], total: float = 10**9) -> bool:
    """Whether the first of some counts parts from all others."""
    low = find_interval(counts[0], total)[0]
    others = [find_interval(count, total)[1] for count in counts[1:]]
    return bool(others) and low > max(others)


def check_leaders(
    made: Made, key: str, values: dict[str, str], counts: pd.Series, all_: float
) -> None:
    """A sentence about what leads, or what is shown, against numbers by name."""
    ordered = counts.sort_values(ascending=False, kind="stable")
    assert key.startswith("title_") == leads(ordered.tolist(), all_)
    named = (
        [(unquote(made, values["name"]), values["value"])]
        if key.startswith("title_")
        else read_list(made, values["list"])
    )
    assert len(named) == min(1 if key.startswith("title_") else 3, len(ordered))
    for at, (name, number) in enumerate(named):
        assert counts[leave_han(name)] == ordered.iloc[at]
        assert int(number) == counts[leave_han(name)]


def leave_han(name: str) -> str:
    """What a table calls what a chart in English names: 林悦 of Lin Yue 林悦, 减负 of 减负 (…)."""
    spelt = r"[A-Z][^\u3400-\u9fff]*? (?=[\u3400-\u9fff])"
    return re.sub(rf"{spelt}|(?<=[\u3400-\u9fff]) \(.*\)", "", name)


def name_themes(made: Made, themes: pd.Series) -> pd.Series:
    return themes.map(lambda theme: made.labels[f"theme_{theme}"])


def test_the_first_page_counts_what_was_read(made: Made) -> None:
    text = made.read("index")
    lines = [unescape(line) for line in re.findall(r"<li>([^<]*)</li>", text)]
    labels = made.labels
    between = "、" if made.lang == "zh" else ", "

    def read_line(key: str) -> dict[str, str]:
        (values,) = filter(None, (take_apart(labels[key], line) for line in lines))
        return values

    read_to, refused_to = (
        labels[key].partition("{")[0] for key in ("reading_pages", "reading_refused")
    )
    (said,) = [line for line in lines if line.startswith(read_to)]
    unread = (made.pages["text"].fillna("").str.strip() == "").sum()
    assert re.findall(rf"^{read_to}(\d+)", said) == [str(len(made.pages) - unread)]
    assert re.findall(rf"{refused_to}(\d+)", said) == ([str(unread)] if unread else [])
    items = read_line("index_items")
    assert int(items["items"]) == len(made.items) == len(made.table("articles"))
    kinds = made.items["kind"].value_counts()
    said = dict(kind.rsplit(" ", 1) for kind in items["kinds"].split(between))
    assert {kind: int(number) for kind, number in said.items()} == {
        labels[f"kind_{kind}"]: count for kind, count in kinds.items()
    }
    assert int(read_line("index_base")["articles"]) == len(made.articles)
    repairs = list_repairs(made.pages)
    if len(repairs):
        mended = read_line("index_mended")
        assert int(mended["repairs"]) == len(repairs)
        parts = [int(rule.rsplit(" ", 1)[1]) for rule in mended["rules"].split(between)]
        assert parts == sorted(repairs["rule"].value_counts().tolist(), reverse=True)


def test_a_card_says_what_the_title_of_its_chart_says(made: Made) -> None:
    pictures = {
        b64encode(path.read_bytes()).decode(): path.stem
        for path in (made.out / "figures").glob("*.png")
    }
    titles = made.titles()
    charts = [pictures[data] for _, _, data in made.cards() if data]
    assert charts == [
        name for name in ("phrases", "people", "themes", "clusters") if name in charts
    ]
    assert {"phrases", "people", "themes"} <= set(charts)
    for said, link, data in made.cards():
        if data:
            assert said == titles[pictures[data]]
        page, _, place = link.partition("#")
        assert f'id="{place}"' in made.read(page.removesuffix(".html"))


def test_every_title_of_a_chart_is_made_from_a_label(made: Made) -> None:
    titles = made.titles()
    assert set(titles) <= set(TITLES)
    assert len(titles) >= 16
    for chart, said in titles.items():
        read_title(made, chart, said)


def test_leaders_in_titles_are_those_of_the_tables(made: Made) -> None:
    base = len(made.articles)
    titles = {chart: read_title(made, chart, said) for chart, said in made.titles().items()}
    of = {
        "phrases": ("of_phrases", made.table("phrases").set_index("term")["count"]),
        "terms": ("of_terms", made.table("terms").groupby("term", sort=False)["count"].max()),
        "people": (None, made.table("people").set_index("name")["count"]),
    }
    for chart, (noun, counts) in of.items():
        key, values = titles[chart]
        assert noun is None or values["of"] == made.labels[noun]
        check_leaders(made, key, values, counts, 10**9)
    themes = made.table("theme_counts").dropna(subset="theme")
    key, values = titles["themes"]
    assert int(values["all"]) == base
    check_leaders(
        made, key, values, themes.set_index(name_themes(made, themes["theme"]))["main"], base
    )
    clusters = made.table("clusters_described").dropna(subset="cluster")
    key, values = titles["clusters"]
    if key in EMPTY:
        assert clusters.empty
    else:
        assert int(values["all"]) == base
        assert int(values["clusters"]) == len(clusters)
        check_leaders(made, key, values, clusters.set_index("label")["articles"], base)
        # Of too few articles no map can be made, and its section is left out.
        drawn, lying = titles.get("map", ("nothing_to_draw", {}))
        if drawn not in EMPTY:
            assert (int(lying["articles"]), int(lying["clusters"])) == (base, len(clusters))
    links = made.table("links")
    pairs = links.assign(
        pair=[
            made.labels["pair"].format(one=one, other=other)
            for one, other in zip(links["source"], links["target"], strict=True)
        ]
    )
    key, values = titles["network"]
    check_leaders(made, key, values, pairs.set_index("pair")["count"], 10**9)
    shown = made.table("spread").set_index("term")["dp"]
    for end in titles["spread"][1].values():
        name, dp = end.rsplit(" ", 1)
        assert f"{shown[unquote(made, name)]:.2f}" == dp


def test_shares_in_titles_stand_beside_what_they_are_of(made: Made) -> None:
    shares = made.table("phrases").set_index("term")
    key, values = read_title(made, "phrase_shares", made.titles()["phrase_shares"])
    ordered = shares["articles"].sort_values(ascending=False, kind="stable")
    assert key.startswith("title_") == leads(ordered.tolist(), len(made.articles))
    named = (
        [(unquote(made, values["name"]), values["value"])]
        if key.startswith("title_")
        else read_list(made, values["list"])
    )
    assert named
    for name, said in named:
        number = take_apart(made.labels["share_of"], said)
        assert number is not None
        assert int(number["articles"]) == shares.loc[name, "articles"]
        assert int(number["all"]) == len(made.articles)
        assert number["share"] == f"{int(number['articles']) / int(number['all']):.1%}"


def count_periods(made: Made) -> dict[str, pd.DataFrame]:
    """What the charts over time are of, counted anew."""
    mentions = made.table("mentions").query("kind == 'actor'")
    themes = made.table("themes").query("rank == 1")
    clusters = made.table("clusters")
    described = made.table("clusters_described")[["cluster", "label"]]
    named = clusters.merge(described, on="cluster").dropna(subset="label")
    found = {
        "phrase": find_phrases(made.articles),
        "theme": themes.assign(theme=name_themes(made, themes["theme"])),
        "name": mentions,
        "label": named,
    }
    return {
        by: count_over_time(table, freq="auto", by=by, articles=made.articles)
        for by, table in found.items()
    }


def test_a_title_over_time_claims_a_peak_only_where_it_parts_from_the_other_periods(made) -> None:
    counted = count_periods(made)
    charts = {
        "phrase_heat": ("phrase", "count"),
        "theme_heat": ("theme", "count"),
        "phrase_periods": ("phrase", "share"),
        "theme_periods": ("theme", "share"),
        "cluster_periods": ("label", "share"),
        "people_periods": ("name", "share"),
    }
    titles = made.titles()
    for chart, (by, value) in charts.items():
        key, values = read_title(made, chart, titles[chart])
        rows = counted[by]
        if key in EMPTY:
            assert rows.empty or rows["period"].nunique() == 1
            continue
        known = rows.dropna(subset="count")
        if key.startswith("shown_"):
            said = values.get("columns", values.get("periods", ""))
            assert int(said) == rows["period"].nunique()
            continue
        series = known[known[by] == unquote(made, values["name"])]
        best = series.loc[series[value].astype(float).idxmax()]
        others = series.drop(best.name)
        ends = [
            find_interval(row["articles"], row["all_articles"])
            if value == "share"
            else find_interval(row["count"])
            for row in (best, *(row for _, row in others.iterrows()))
        ]
        assert ends[0][0] > max(high for _, high in ends[1:])
        if value == "share":
            said_share = take_apart(made.labels["share_of"], values["share"])
            assert said_share is not None
            assert int(said_share["articles"]) == best["articles"]
            assert int(said_share["all"]) == best["all_articles"]
        else:
            assert int(values["count"]) == best["count"]


def test_what_is_called_new_is_on_the_last_day_alone(made: Made) -> None:
    days = made.articles.set_index("article_id")["date"]
    last = days.max()
    years = pd.to_numeric(read_lexicon("phrases").set_index("phrase")["year"])
    actors = made.table("mentions").query("kind == 'actor'")
    for name, by, part, found in (
        ("firsts", "phrase", "02_terms", find_phrases(made.articles)),
        ("newcomers", "name", "04_officials", actors),
    ):
        firsts = found["article_id"].map(days).groupby(found[by]).min()
        new = latest = set(firsts.index[firsts == last])
        if by == "phrase":
            new = {word for word in new if not years.get(word, 9999) <= days.min().year - 2}
        table = made.table(name)
        assert set(table[by]) == new
        block = made.read(part).partition(f'id="exhibit-{name}"')[2].partition("<h2>")[0]
        said = [text for text, link, _ in made.cards() if link.endswith(f"#exhibit-{name}")]
        if not new:
            assert said == []
            assert f"table-{name}" not in block
            lines = [unescape(line) for line in re.findall(r"<p>([^<]*)</p>", block)]
            reason = f"nothing_new_{by}{'_known' if latest else ''}"
            (values,) = filter(None, (take_apart(made.labels[reason], line) for line in lines))
            assert values["day"] == f"{last:%Y-%m-%d}"
            assert int(values.get("count", 0)) == len(latest)
            continue
        values = take_apart(made.labels[f"title_new_{by}"], said[0])
        assert values is not None
        assert int(values["count"]) == len(new)
        assert values["day"] == f"{last:%Y-%m-%d}"
        assert int(values["days"]) == days.nunique() - 1
        assert all(word in values["names"] for word in sorted(new)) or len(new) > 3


def test_every_share_is_of_the_articles_of_the_report(made: Made) -> None:
    base = len(made.articles)
    seen = 0
    for path in sorted((made.out / "tables").glob("*.parquet")):
        table = pd.read_parquet(path)
        if "all_articles" in table.columns and len(table):
            seen += 1
            if {"period", "start"} & set(table.columns):  # a share of the articles of some days
                assert (table["all_articles"] < base).all(), path.stem
                number = table["articles"] / table["all_articles"]
                assert (table["share"] == number).all(), path.stem
                continue
            assert set(table["all_articles"]) == {base}, path.stem
            number = table["main" if "main" in table.columns else "articles"]
            assert (table["share"] == number / base).all(), path.stem
        if "all_parts" in table.columns and len(table):
            assert set(table["all_parts"]) == {base}, path.stem
    assert seen >= 4
    ids = set(made.articles["article_id"])
    for name in ("mentions", "themes", "clusters"):
        assert set(made.table(name)["article_id"]) <= ids, name
    phrases, spread = (made.table(name).set_index("term") for name in ("phrases", "spread"))
    assert (spread["parts"] == phrases["articles"]).all()
    assert (spread["count"] == phrases["count"]).all()


def read_cells(text: str, name: str) -> list[list[str]]:
    """The cells of a table as a page shows it."""
    at = text.index(f'"#table-{name}:not')
    begin = text.index('"data_json": "', at) + len('"data_json": ')
    cells, _ = json.JSONDecoder().raw_decode(text[begin:])
    rows: list[list[str]] = json.loads(cells)
    return [[unescape(re.sub("<[^>]*>", "", str(cell))) for cell in row] for row in rows]


def iterate_tables(made: Made) -> Iterator[tuple[str, pd.DataFrame, list[list[str]]]]:
    for part in PARTS:
        text = made.read(part)
        for name in re.findall(r'id="exhibit-(\w+)"', text):
            table = made.table(name)
            if len(table):
                yield name, table, read_cells(text, name)


def test_every_number_in_a_cell_is_that_of_its_table(made: Made) -> None:
    compared = 0
    for name, table, cells in iterate_tables(made):
        assert len(cells) == min(len(table), 500), name
        assert {len(row) for row in cells} == {len(table.columns)}, name
        for at, column in enumerate(table.columns):
            shown = [row[at] for row in cells]
            values = table[column].head(len(cells))
            if pd.api.types.is_bool_dtype(values.dtype):
                continue
            if pd.api.types.is_integer_dtype(values.dtype):
                expected = ["" if pd.isna(value) else str(value) for value in values]
                assert shown == expected, (name, column)
                compared += len(shown)
            elif column == "share":
                expected = [f"{value:.1%}" if pd.notna(value) else "" for value in values]
                assert shown == expected, (name, column)
                compared += len(shown)
    assert compared > 100


def test_a_person_or_phrase_has_one_count_on_all_pages(made: Made) -> None:
    people, mentions = made.table("people"), made.table("mentions")
    actors = mentions[mentions["kind"] == "actor"]
    assert people.set_index("name")["count"].to_dict() == actors["name"].value_counts().to_dict()
    articles = actors.groupby("name")["article_id"].nunique()
    assert people.set_index("name")["articles"].to_dict() == articles.to_dict()
    counts = made.table("phrases").set_index("term")
    periods = count_periods(made)["phrase"].groupby("phrase")[["count", "articles"]].sum()
    for column in ("count", "articles"):
        assert counts[column].to_dict() == periods[column].to_dict()
    main = made.table("themes").query("rank == 1")["theme"].value_counts().to_dict()
    of_themes = made.table("theme_counts").dropna(subset="theme").set_index("theme")["main"]
    assert of_themes[of_themes > 0].to_dict() == main


def test_the_sentences_that_open_are_as_many_as_the_number(made: Made) -> None:
    said = re.escape(made.labels["evidence_shown"])
    pattern = said.replace(r"\{shown\}", r"(\d+)").replace(r"\{rows\}", r"(\d+)")
    for part, name in (
        ("02_terms", "phrases"),
        ("02_terms", "terms"),
        ("02_terms", "firsts"),
        ("04_officials", "people"),
        ("04_officials", "newcomers"),
        ("04_officials", "offices"),
        ("04_officials", "precedence"),
    ):
        text, table = made.read(part), made.table(name)
        counts = table["lists" if name == "precedence" else "count"].tolist()
        rows = re.findall(
            rf'id="evidence-{name}-(\d+)".*?{pattern}(.*?)</section>', text, re.DOTALL
        )
        assert len(rows) == min(len(counts), 50)
        for row, shown, number, sentences in rows:
            assert int(number) == counts[int(row) - 1], name
            assert sentences.count("<li>") == int(shown)


def test_an_office_is_one_set_of_rows(made: Made) -> None:
    offices, mentions = made.table("offices"), made.table("mentions")
    ids = made.articles.set_index("article_id")["date"]
    rows = mentions[mentions["kind"] != "byline"].explode("titles").dropna(subset="titles")
    spoken = [
        surface.endswith(title)
        for surface, title in rows[["surface", "titles"]].to_numpy().tolist()
    ]
    rows = rows[[not called for called in spoken]]
    assert len(offices)
    for office in offices.itertuples():
        held = rows[(rows["name"] == office.name) & rows["titles"].isin(list(office.titles))]
        held = held.drop_duplicates(["article_id", "part", "line", "column"])
        days = held["article_id"].map(ids)
        assert office.count == len(held), office
        assert office.articles == held["article_id"].nunique(), office
        assert (office.first, office.last) == (days.min(), days.max()), office


def test_main_themes_add_up_to_all_articles_and_those_without_are_said(made: Made) -> None:
    counts = made.table("theme_counts")
    assert counts["main"].sum() == len(made.articles)
    tagged = made.table("themes")["article_id"].nunique()
    without = len(made.articles) - tagged
    assert counts.loc[counts["theme"].isna(), "main"].sum() == without
    said = made.titles()["themes"]
    assert [int(number) for number in WITHOUT[made.lang].findall(said)] == [without] * (without > 0)
    if without:
        assert read_cells(made.read("03_topics"), "theme_counts")[-1][:2] == [
            made.labels["theme_missing"],
            str(without),
        ]


def test_who_followed_in_an_office_stands_below_and_the_title_counts_lines(made: Made) -> None:
    offices = made.table("offices")
    changed = offices[offices["begins"] | offices["ends"]]
    if changed.empty:  # its picture is that of every chart without anything to draw
        return
    _, values = read_title(made, "offices", made.titles()["offices"])
    shown = changed.head(24)
    assert int(values["rows"]) == len(shown)
    assert int(values["people"]) == shown["name"].nunique()
    if made.table("articles")["date"].nunique() > 2:
        assert changed[["title", "name"]].head(4).values.tolist() == [
            ["市委书记", "顾维岳"],
            ["市委书记", "谭启文"],
            ["市长", "谭启文"],
            ["市长", "欧阳朔"],
        ]


def test_a_number_of_articles_that_opens_places_says_so(made: Made) -> None:
    for part, name, number in (
        ("03_topics", "theme_counts", "main"),
        ("04_officials", "links", "count"),
    ):
        text, counts = made.read(part), made.table(name)[number].tolist()
        said = re.escape(made.labels[f"evidence_shown_{name}"])
        pattern = said.replace(r"\{shown\}", r"(\d+)").replace(r"\{rows\}", r"(\d+)")
        sections = re.findall(rf'id="evidence-{name}-(\d+)".*?<ol>', text, re.DOTALL)
        found = re.findall(rf'id="evidence-{name}-(\d+)".*?{pattern}', text, re.DOTALL)
        assert [row for row, _, _ in found] == sections
        for row, shown, places in found:
            assert counts[int(row) - 1] <= int(places)
            assert int(shown) == min(int(places), 20)
    head = made.labels["column_links_count"]
    assert head in made.read("04_officials")
    assert head != made.labels["column_count"]


def test_a_strip_has_as_many_marks_as_there_are_occurrences(made: Made) -> None:
    phrases = find_phrases(made.articles)
    marks = list_positions(phrases, articles=made.articles)["term"].value_counts()
    assert marks.to_dict() == made.table("phrases").set_index("term")["count"].to_dict()


def test_only_officials_are_ranked_and_each_share_is_of_the_numbers_beside_it(made: Made) -> None:
    ranks, mentions = made.table("precedence"), made.table("mentions")
    officials = mentions.loc[mentions["group"] == "official", "name"]
    assert set(ranks["name"]) <= set(officials)
    met = ranks["before"] + ranks["after"] + ranks["undecided"]
    assert (ranks["share"] == (ranks["before"] + ranks["undecided"] / 2) / met).all()
    for _, hierarchy in ranks.groupby("hierarchy"):
        numbers = hierarchy["rank"].tolist()
        assert numbers == hierarchy["rank"].rank(method="min").tolist()


def test_what_is_called_joined_was_joined(made: Made) -> None:
    repairs = made.table("repairs")
    assert repairs.loc[repairs["rule"] == "join", "after"].notna().all()
    assert repairs.loc[repairs["rule"] == "broken", "after"].isna().all()
    joined = made.items.set_index("article_id")["joined"]
    lines = repairs.dropna(subset="article_id")
    for row in lines[lines["rule"].isin(["join", "broken"])].itertuples():
        pair = {row.first_line, row.last_line}
        made_one = any(pair <= set(group) for group in joined[row.article_id])
        assert made_one == (row.rule == "join"), row


def test_the_halves_say_where_they_part_how_large_they_are_and_how_they_are_smoothed(made) -> None:
    lines = [unescape(line) for line in re.findall(r"<p>([^<]*)</p>", made.read("02_terms"))]
    (said,) = filter(None, (take_apart(made.labels["halves_are"], line) for line in lines))
    begin, end = (pd.Timestamp(said[side]) for side in ("begin", "end"))
    dates = made.articles["date"]
    assert sorted(set(dates))[sorted(set(dates)).index(end) + 1] == begin
    assert (int(said["late"]), int(said["early"])) == ((dates >= begin).sum(), (dates <= end).sum())
    table = made.table("halves")
    for count, rate, size in (
        ("count", "rate", "late_size"),
        ("against_count", "against_rate", "early_size"),
    ):
        assert (10_000 * table[count] / int(said[size])).tolist() == pytest.approx(
            table[rate].tolist()
        )
    lacking = table[table["against_count"] == 0].iloc[0]
    sizes = int(said["late_size"]), int(said["early_size"])
    ratio = (lacking["count"] + 0.5) / sizes[0] / (0.5 / sizes[1])
    assert lacking["log_ratio"] == pytest.approx(math.log2(ratio))
    assert "0.5" in made.labels["halves_are"]


def test_numbers_are_called_what_they_are_wherever_they_open(made: Made) -> None:
    """The first page promises what can be opened: links in the first fifty rows, twenty places."""
    for part in PARTS:
        text = made.read(part)
        for name, row in re.findall(r'id="evidence-(\w+)-(\d+)"', text):
            assert int(row) <= 50, name
        blocks = re.findall(r"<section [^>]*evidence-.*?</section>", text, re.DOTALL)
        assert blocks or part == "01_articles"
        assert all(1 <= block.count("<li>") <= 20 for block in blocks)
    assert made.labels["caveat_4"] in unescape(made.read("index"))


def test_an_english_report_has_no_chinese_words_of_its_own(made: Made) -> None:
    """Chinese stands in it as what was printed, not in headings of themes or in names of columns."""
    if made.lang != "en":
        return
    themes = set(made.table("themes")["theme"])
    for chart in ("themes", "theme_heat", "theme_periods"):
        assert not any(theme in made.titles()[chart] for theme in themes)
    shown = {row[0] for row in read_cells(made.read("03_topics"), "theme_counts")}
    assert not shown & themes
    opened = re.findall(r"<section [^>]*evidence-theme_counts-[^>]*>", made.read("03_topics"))
    heads = [label for tag in opened for label in re.findall(r'aria-label="([^"]*)"', tag)]
    assert heads
    assert all(head.isascii() for head in heads)
