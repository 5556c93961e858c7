"""Offices: what is one, what is the same one, what changed; and who stands before whom."""

from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.axes import Axes

from analysis import (
    InputError,
    find_mentions,
    list_offices,
    plot_offices,
    plot_precedence,
    rank_precedence,
    read_lexicon,
    read_pages,
    split_articles,
)

RULES = read_lexicon("offices").assign(rule=lambda rows: rows["rule"].str.split("|"))
# A word that is no office alone is one with what stands before it: 市委委员.
EXAMPLES = [
    (row.word, rule, f"市委{row.word}" if rule == "many" and "whole" in row.rule else row.example)
    for row in RULES.itertuples()
    for rule in sorted(row.rule)
]


@pytest.fixture(scope="module")
def mentions(root: Path) -> pd.DataFrame:
    """The mentions of the sample."""
    return find_mentions(split_articles(read_pages(root / "data" / "sample")))


def make_mentions(*printed: tuple[str, str, str]) -> pd.DataFrame:
    """Mentions of (day, name, titles), the titles separated by 、."""
    days, names, titles = zip(*printed, strict=True)
    return pd.DataFrame(
        {
            "article_id": [f"a#{row}" for row in range(len(printed))],
            "newspaper": "澜川日报",
            "date": pd.to_datetime([f"2024-{day}" for day in days]),
            "name": names,
            "surface": names,
            "kind": "actor",
            "group": "official",
            "titles": [one.split("、") for one in titles],
        }
    )


def tell_changes(offices: pd.DataFrame) -> dict[tuple[str, str], tuple[bool, bool]]:
    columns = (offices[name] for name in ("name", "title", "begins", "ends"))
    return {
        (name, title): (begins, ends) for name, title, begins, ends in zip(*columns, strict=True)
    }


@pytest.mark.parametrize(("word", "rule", "example"), EXAMPLES)
def test_each_rule_holds_for_its_example(word, rule, example) -> None:
    assert word in example
    offices = list_offices(make_mentions(("03-01", "张强", example)))
    if rule in ("whole", "end", "begin", "before"):
        assert offices.empty
        return
    assert offices["title"].tolist() == [example]
    short = example.replace(word, "委" if word == "员会" else "", 1).replace("委委", "委")
    both = make_mentions(("03-01", "张强", example), ("03-02", "张强", short))
    if rule in ("acting", "silent"):
        assert [sorted(forms) for forms in list_offices(both)["titles"]] == [
            sorted({example, short})
        ]
    if rule == "another":
        assert len(list_offices(both)) == 2
    if rule == "many":
        days = ("03-01", "03-02", "04-01", "04-02")
        rows = zip(days, ("张强", "张强", "谷明", "谷明"), [example] * 4, strict=True)
        offices = list_offices(make_mentions(*rows))
        assert not offices[["begins", "ends"]].any(axis=None)


def test_one_office_under_several_names_is_no_change() -> None:
    printed = make_mentions(
        ("03-01", "张强", "市长"),
        ("03-05", "张强", "澜川市人民政府市长"),
        ("03-09", "张强", "澜川市市长、市委副书记"),
        ("03-12", "张强", "市委副书记、市长"),
    )
    offices = list_offices(printed).set_index("title")
    assert offices.loc["市长", "titles"] == ["市长", "澜川市市长", "澜川市人民政府市长"]
    assert offices.loc["市长", ["count", "articles"]].tolist() == [4, 4]
    assert offices.loc["市长", "last"] == pd.Timestamp("2024-03-12")
    assert len(offices) == 2
    assert not offices[["begins", "ends"]].any(axis=None)


def test_an_office_that_is_confirmed_is_the_same() -> None:
    printed = make_mentions(
        ("03-01", "张强", "代市长"), ("03-02", "张强", "澜川市代市长"), ("04-01", "张强", "市长")
    )
    offices = list_offices(printed)
    assert tell_changes(offices) == {("张强", "市长"): (False, False)}
    assert offices["first"].tolist() == [pd.Timestamp("2024-03-01")]


def test_a_change_of_office_is_seen_and_what_goes_on_beside_it_is_none() -> None:
    printed = make_mentions(
        ("03-01", "张强", "市委常委、副市长"),
        ("03-09", "张强", "副市长"),
        ("04-01", "张强", "市长"),
        ("04-02", "张强", "市委常委、市领导"),
    )
    assert tell_changes(list_offices(printed)) == {
        ("张强", "副市长"): (False, True),
        ("张强", "市委常委"): (False, False),
        ("张强", "市长"): (True, False),
    }


def test_what_is_printed_on_one_day_has_not_ended() -> None:
    printed = make_mentions(
        ("03-01", "张强", "市防汛抗旱指挥部常务副指挥长"), ("04-01", "张强", "产业链链长")
    )
    assert not list_offices(printed)[["begins", "ends"]].any(axis=None)


def test_who_follows_in_an_office_is_seen_and_stands_below() -> None:
    printed = make_mentions(
        *((f"03-0{day}", "顾维岳", "市委书记") for day in range(1, 4)),
        *((f"03-0{day}", "谭启文", "市长") for day in range(1, 5)),
        *((f"05-0{day}", "谭启文", "市委书记") for day in range(1, 4)),
        *((f"05-0{day}", "欧阳朔", "代市长") for day in range(5, 8)),
        *((f"05-0{day}", "安康", "副市长") for day in range(1, 9)),
    )
    offices = list_offices(printed)
    assert offices[["name", "title"]].values.tolist() == [
        ["顾维岳", "市委书记"],
        ["谭启文", "市委书记"],
        ["谭启文", "市长"],
        ["欧阳朔", "代市长"],
        ["安康", "副市长"],
    ]
    assert tell_changes(offices) == {
        ("顾维岳", "市委书记"): (False, True),
        ("谭启文", "市长"): (False, True),
        ("谭启文", "市委书记"): (True, False),
        ("欧阳朔", "代市长"): (True, False),
        ("安康", "副市长"): (False, False),
    }


def test_offices_of_two_towns_or_two_newspapers_do_not_follow_each_other() -> None:
    towns = make_mentions(
        *((f"03-0{day}", "张强", "澄溪县委书记") for day in (1, 2)),
        *((f"04-0{day}", "谷明", "岩坪县委书记") for day in (1, 2)),
    )
    assert not list_offices(towns)["ends"].any()
    papers = towns.assign(titles=[["市长"]] * 4)
    assert list_offices(papers)["ends"].sum() == 1
    papers["newspaper"] = ["澜川日报", "澜川日报", "别处日报", "别处日报"]
    assert not list_offices(papers)["ends"].any()


def test_to_call_somebody_by_a_former_office_is_not_to_print_him_with_it() -> None:
    printed = make_mentions(
        ("03-01", "顾维岳", "市委书记"),
        ("03-05", "顾维岳", "市委书记"),
        ("06-01", "顾维岳", "书记"),
    )
    printed.loc[2, "surface"] = "顾书记"
    (office,) = list_offices(printed).to_dict("records")
    assert (office["count"], office["articles"], office["titles"]) == (2, 2, ["市委书记"])
    assert office["last"] == pd.Timestamp("2024-03-05")


def test_two_names_of_one_office_in_one_mention_are_one_mention() -> None:
    (office,) = list_offices(make_mentions(("03-01", "张强", "市长、澜川市市长"))).to_dict(
        "records"
    )
    assert (office["count"], office["titles"]) == (1, ["市长", "澜川市市长"])


TITLES = [
    "市长",
    "副市长",
    "代市长",
    "市委书记",
    "澜川市委书记",
    "市领导",
    "市政协主席",
    "书记",
    "干部",
]
PRINTED = st.lists(
    st.tuples(
        st.dates(pd.Timestamp("2024-01-01").date(), pd.Timestamp("2024-12-30").date()).map(
            lambda day: day.strftime("%m-%d")
        ),
        st.sampled_from(["张强", "谷明", "王凤瑞"]),
        st.sampled_from(TITLES),
    ),
    min_size=1,
    max_size=12,
)


@settings(deadline=None, max_examples=50)
@given(PRINTED, st.randoms(use_true_random=False))
def test_offices_are_a_partition_of_what_is_printed_in_any_order(printed, random) -> None:
    table = make_mentions(*printed)
    offices = list_offices(table)
    kept = [(name, title) for _, name, title in printed if title not in ("市领导", "干部")]
    assert offices["count"].sum() == len(kept)
    forms = [(row.name, form) for row in offices.itertuples(index=False) for form in row.titles]
    assert sorted(forms) == sorted(set(kept))
    rows = list(range(len(table)))
    random.shuffle(rows)
    pd.testing.assert_frame_equal(list_offices(table.iloc[rows]), offices)
    # What ends is last printed before something that begins.
    for row in offices[offices["ends"]].itertuples():
        assert (offices["begins"] & (offices["first"] > row.last)).any()


def read_names(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def test_the_succession_of_the_sample_stands_first(mentions) -> None:
    offices = list_offices(mentions)
    changed = offices[offices["begins"] | offices["ends"]]
    assert changed[["title", "name"]].head(4).values.tolist() == [
        ["市委书记", "顾维岳"],
        ["市委书记", "谭启文"],
        ["市长", "谭启文"],
        ["市长", "欧阳朔"],
    ]
    followed = changed[changed["name"].isin(["顾维岳", "谭启文", "欧阳朔"])]
    changes = tell_changes(followed)
    assert changes["顾维岳", "市委书记"] == (False, True)
    assert changes["谭启文", "市长"] == (False, True)
    assert changes["谭启文", "市委书记"] == (True, False)
    assert changes["欧阳朔", "市长"] == (True, False)
    assert read_names(plot_offices(changed))[:2] == ["市委书记  顾维岳", "市委书记  谭启文"]
    plt.close("all")
    # 市领导 and the like change nothing, and nobody's offices change beside one that goes on.
    assert not offices["title"].isin(["市领导", "大会执行主席", "执行主席", "党和国家领导人"]).any()
    assert not {"习近平", "冉德馨", "袁柏", "石崇岭", "许明远"} & set(changed["name"])


def make_lists(*lists: str, **columns: object) -> pd.DataFrame:
    """Mentions in lists of people of one character each, a list an article and a day."""
    rows = [
        (f"a#{number}", pd.Timestamp("2024-01-01") + pd.Timedelta(days=number), place, name)
        for number, names in enumerate(lists)
        for place, name in enumerate(names, 1)
    ]
    table = pd.DataFrame(rows, columns=["article_id", "date", "place_in_list", "name"])
    return table.assign(part="body", start=table["place_in_list"], kind="actor", **columns)


def test_nobody_is_ranked_from_one_list() -> None:
    assert rank_precedence(make_lists("甲乙丙")).empty
    ranks = rank_precedence(make_lists("甲乙丙", "甲乙丁"))
    assert ranks[["name", "lists", "before", "after"]].values.tolist() == [
        ["甲", 2, 1, 0],
        ["乙", 2, 0, 1],
    ]
    # 丙 stands in two lists, but in one of them with nobody who does.
    assert set(rank_precedence(make_lists("甲乙丙", "甲乙", "丙丁"))["name"]) == {"甲", "乙"}
    assert len(rank_precedence(make_lists("甲乙丙"), fewest=1)) == 3
    with pytest.raises(InputError, match="1 at least"):
        rank_precedence(make_lists("甲乙丙"), fewest=0)


def test_a_list_printed_twice_on_a_day_is_one() -> None:
    twice = make_lists("甲乙", "甲乙")
    assert len(rank_precedence(twice)) == 2
    assert rank_precedence(twice.assign(date=pd.Timestamp("2024-01-01"))).empty


@pytest.mark.parametrize(
    "columns",
    [
        {"group": "foreign"},
        {"group": "journalist"},
        {"group": "enterprise"},
        {"group": "other"},
        {"kind": "byline"},
    ],
)
def test_guests_and_reporters_are_in_no_hierarchy(columns) -> None:
    table = make_lists("甲乙丙", "甲乙丙", group="official")
    outside = table["name"] == "甲"
    for column, value in columns.items():
        table[column] = table[column].mask(outside, value)
    assert rank_precedence(table)["name"].tolist() == ["乙", "丙"]


def test_an_official_who_is_named_without_an_office_in_a_list_is_ranked() -> None:
    table = make_lists("甲乙", "甲乙", group="official")
    table.loc[3, "group"] = "other"
    assert rank_precedence(table)["lists"].tolist() == [2, 2]


def test_who_stands_before_and_behind_as_often_is_undecided_and_counts_half() -> None:
    ranks = rank_precedence(make_lists("甲乙丙", "乙甲丙")).set_index("name")
    assert ranks["undecided"].to_dict() == {"甲": 1, "乙": 1, "丙": 0}
    assert ranks["share"].to_dict() == {"甲": 0.75, "乙": 0.75, "丙": 0.0}


def test_the_sample_ranks_neither_guests_nor_reporters_nor_whom_one_list_names(mentions) -> None:
    ranks = rank_precedence(mentions)
    assert ranks["lists"].min() >= 2
    outside = mentions[mentions["group"].isin(["foreign", "journalist"])]
    inside = mentions[~mentions["group"].isin(["foreign", "journalist"])]
    assert not (set(outside["name"]) - set(inside["name"])) & set(ranks["name"])
    # Ties are few: fewer than one in ten.
    assert (ranks["tied"].str.len() > 0).mean() < 0.1
    assert ranks["name"].iloc[:3].tolist() == ["顾维岳", "谭启文", "欧阳朔"]


def test_who_was_never_compared_is_ranked_apart() -> None:
    ranks = rank_precedence(make_lists("甲乙", "乙丙", "甲丙", "戊己", "戊己"))
    rows = ranks[["hierarchy", "rank", "name"]].values.tolist()
    assert rows == [[1, 1, "甲"], [1, 2, "乙"], [1, 3, "丙"], [2, 1, "戊"], [2, 2, "己"]]
    assert read_names(plot_precedence(ranks)) == ["1  甲", "2  乙", "3  丙"]
    plt.close("all")


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from("甲乙丙丁戊己"), min_size=2, unique=True), min_size=2))
def test_nobody_stands_below_whom_he_is_always_printed_before(lists) -> None:
    ordered = ["".join(sorted(names, key="甲乙丙丁戊己".index)) for names in lists]
    ranks = rank_precedence(make_lists(*ordered)).set_index("name")
    assert ranks["contradictions"].sum() == 0
    for names in ordered:
        kept = [name for name in names if name in ranks.index]
        assert ranks.loc[kept, "rank"].is_monotonic_increasing
        assert not ranks.loc[kept, "rank"].duplicated().any()
    for name, row in ranks.iterrows():
        same = (ranks["hierarchy"] == row["hierarchy"]) & (ranks["rank"] == row["rank"])
        assert sorted([name, *row["tied"]]) == sorted(ranks.index[same])


def test_a_tie_is_said_in_the_table_and_in_the_chart() -> None:
    ranks = rank_precedence(make_lists("甲乙", "甲丙", "甲乙", "甲丙"))
    assert ranks["rank"].tolist() == [1, 2, 2]
    assert dict(zip(ranks["name"], ranks["tied"], strict=True)) == {
        "甲": [],
        "乙": ["丙"],
        "丙": ["乙"],
    }
    for lang, words, names in (
        ("zh", "“=”为并列", ["1  甲", "2=  丙", "2=  乙"]),
        ("en", "“=” marks a tie", ["1  Jia 甲", "2=  Bing 丙", "2=  Yi 乙"]),
    ):
        ax = plot_precedence(ranks, lang=lang)
        assert read_names(ax) == names
        assert any(words in text.get_text() for text in ax.texts)
    ax = plot_precedence(rank_precedence(make_lists("甲乙", "甲乙")))
    assert not any("=" in text.get_text() for text in ax.texts)
    plt.close("all")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_chart_of_many_can_be_read(lang) -> None:
    people = "".join(chr(0x4E00 + number) for number in range(60))
    ax = plot_precedence(rank_precedence(make_lists(people, people, people[::-1][:30])), lang=lang)
    assert len(read_names(ax)) == 25
    figure = ax.get_figure()
    assert figure is not None
    figure.draw_without_rendering()
    labels = [label.get_window_extent() for label in ax.get_yticklabels()]
    numbers = [text.get_window_extent() for text in ax.texts if text.get_text().strip()]
    for boxes in (labels, numbers):
        for one in range(len(boxes)):
            assert not any(boxes[one].overlaps(other) for other in boxes[one + 1 :])
    dots = ax.collections[-1].get_offsets()
    assert all(
        box.x1 < ax.transData.transform(dot)[0] for box, dot in zip(labels, dots, strict=True)
    )
    plt.close("all")
