"""Keyness, evenness and neighbours: against printed figures, other libraries, and by hand."""

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

from analysis.phrases import find_phrases
from analysis.schema import InputError
from analysis.terms import (
    compare_terms,
    find_collocates,
    measure_association,
    measure_dispersion,
    measure_keyness,
)
from analysis.terms.comparison import Correction

COUNTS = ((150, 10_000, 60, 12_000), (3, 500, 40, 800), (12, 3_000, 12, 3_000))


def make_tokens() -> pd.DataFrame:
    """甲: 改革 4, 开放 4; 乙: 改革 1, 开放 4, 市场 3."""
    words = ["改革"] * 4 + ["开放"] * 4 + ["改革"] + ["开放"] * 4 + ["市场"] * 3
    ids = list("aaaabbbb") + list("ccccdddd")
    return pd.DataFrame({"article_id": ids, "newspaper": ["甲"] * 8 + ["乙"] * 8, "token": words})


@pytest.mark.parametrize(("a", "c", "b", "d"), COUNTS)
def test_g2_is_the_two_terms_as_scipy_adds_them_up(a: int, c: int, b: int, d: int) -> None:
    expected = [c * (a + b) / (c + d), d * (a + b) / (c + d)]
    independent = stats.power_divergence([a, b], expected, lambda_="log-likelihood")
    found = measure_keyness([a], [c], [b], [d]).loc[0]
    assert math.isclose(abs(found["g2"]), independent.statistic, abs_tol=1e-9)
    assert math.isclose(found["p"], independent.pvalue, rel_tol=1e-9)
    assert np.sign(found["g2"]) == np.sign(round(a / c - b / d, 12))


@pytest.mark.parametrize(("a", "c", "b", "d"), COUNTS)
def test_the_interval_of_the_log_ratio_is_that_of_statsmodels(
    a: int, c: int, b: int, d: int
) -> None:
    low, high = confint_proportions_2indep(
        a, c, b, d, compare="ratio", method="log", correction=False
    )
    found = measure_keyness([a], [c], [b], [d]).loc[0]
    assert found[["low", "high"]].tolist() == pytest.approx([math.log2(low), math.log2(high)])


def test_the_critical_values_are_those_printed_by_rayson() -> None:
    # Rayson, Berridge and Francis (2004): 3.84, 6.63, 10.83 and 15.13 for 5, 1, 0.1 and 0.01 %.
    for critical, level in ((3.84, 0.05), (6.63, 0.01), (10.83, 0.001), (15.13, 0.0001)):
        assert stats.chi2.sf(critical, 1) == pytest.approx(level, rel=0.01)
    # Twice as frequent in texts of 1,000 words each: 2 (20 ln(20/15) + 10 ln(10/15)) by hand.
    found = measure_keyness([20, 10], [1000] * 2, [10, 20], [1000] * 2)
    assert found["g2"].tolist() == pytest.approx([3.3979807] * 1 + [-3.3979807])
    assert found["log_ratio"].tolist() == [1, -1]
    assert found["percent_diff"].tolist() == pytest.approx([100, -50])


def test_a_small_table_by_hand() -> None:
    compared = compare_terms(make_tokens(), by="newspaper", against="乙").set_index("term")
    assert compared.index.tolist() == ["改革", "开放", "市场"]
    assert compared["newspaper"].tolist() == ["甲"] * 3
    assert compared[["count", "against_count"]].values.tolist() == [[4, 1], [4, 4], [0, 3]]
    # 改革: E = 2.5 in both; 市场: E = 1.5 in both, nothing of it in 甲.
    assert compared["g2"].tolist() == pytest.approx(
        [2 * (4 * math.log(4 / 2.5) + math.log(1 / 2.5)), 0, -2 * 3 * math.log(2)]
    )
    assert compared["log_ratio"].tolist() == pytest.approx([2, 0, math.log2(0.5 / 3.5)])
    assert compared["percent_diff"].tolist() == pytest.approx([300, 0, -100])
    assert compared["rate"].tolist() == [5000, 5000, 0]
    assert compared["rank"].tolist() == [1, 2, 3]


def test_what_the_reference_has_none_of_is_infinitely_more() -> None:
    compared = compare_terms(make_tokens(), by="newspaper", against="甲").set_index("term")
    assert compared.loc["市场", "percent_diff"] == math.inf
    assert math.isfinite(compared.loc["市场", "log_ratio"])
    assert compared.loc["市场", "low"] < compared.loc["市场", "log_ratio"]


@pytest.mark.parametrize(
    ("correction", "method"), [("bh", "fdr_bh"), ("by", "fdr_by"), ("bonferroni", "bonferroni")]
)
def test_the_corrections_are_those_of_statsmodels(correction: Correction, method: str) -> None:
    compared = compare_terms(make_tokens(), by="newspaper", against="乙", correction=correction)
    independent = multipletests(compared["p"], method=method)[1]
    assert compared["p_corrected"].tolist() == pytest.approx(independent.tolist())


def test_a_group_against_the_rest_a_reference_table_and_a_list_say_the_same() -> None:
    tokens = make_tokens()
    rest = compare_terms(tokens, by="newspaper")
    first, other = tokens[tokens["newspaper"] == "甲"], tokens[tokens["newspaper"] == "乙"]
    frequencies = other["token"].value_counts().rename_axis("term").reset_index(name="count")
    expected = rest[rest["newspaper"] == "甲"].drop(columns="newspaper").reset_index(drop=True)
    assert len(rest) == 2 * len(expected)
    for reference in (other, frequencies):
        pd.testing.assert_frame_equal(compare_terms(first, against=reference), expected)


def test_phrases_are_compared_by_the_characters_of_the_articles() -> None:
    articles = pd.DataFrame(
        {
            "article_id": ["a", "b", "c"],
            "year": [2016, 2018, 2018],
            "text": ["减负。四风。", "减负减负。", "散会。"],
        }
    )
    phrases = find_phrases(articles, lexicon=pd.DataFrame({"phrase": ["减负", "四风"]}))
    compared = compare_terms(phrases, by="year", against=2016, articles=articles)
    compared = compared.set_index("term")
    # 6 characters in 2016, 5 + 3 in 2018.
    assert compared.loc["减负", ["rate", "against_rate"]].tolist() == [
        10_000 * 2 / 8,
        10_000 * 1 / 6,
    ]
    with pytest.raises(InputError, match="give `articles`"):
        compare_terms(phrases, by="phrase")


def test_a_reference_of_phrases_has_the_size_of_its_own_articles() -> None:
    lexicon = pd.DataFrame({"phrase": ["减负"]})
    articles = pd.DataFrame({"article_id": ["a"], "text": ["减负减负。"]})
    other = pd.DataFrame({"article_id": ["b", "c"], "text": ["减负。", "散会散会散会。"]})
    phrases, reference = (find_phrases(table, lexicon=lexicon) for table in (articles, other))
    compared = compare_terms(
        phrases, against=reference, articles=articles, against_articles=other
    ).loc[0]
    assert compared[["rate", "against_rate"]].tolist() == [10_000 * 2 / 5, 10_000 * 1 / 10]
    assert compared["log_ratio"] == 2
    with pytest.raises(InputError, match="Give both"):
        compare_terms(phrases, against=reference, articles=articles)
    with pytest.raises(InputError, match="list of frequencies"):
        compare_terms(
            phrases, against=pd.DataFrame({"term": ["减负"], "count": [1]}), articles=articles
        )
    with pytest.raises(InputError, match="leave it out"):
        compare_terms(make_tokens(), by="newspaper", against_articles=other)


def test_a_missing_group_is_no_group_and_adds_to_no_size() -> None:
    articles = pd.DataFrame(
        {
            "article_id": list("abc"),
            "paper": ["甲", "乙", None],
            "text": ["减负。", "减负。", "散会。" * 9],
        }
    )
    phrases = find_phrases(articles, lexicon=pd.DataFrame({"phrase": ["减负"]}))
    compared = compare_terms(phrases, by="paper", articles=articles)
    assert compared["paper"].tolist() == ["乙", "甲"]
    assert compared["g2"].tolist() == [0, 0]


def test_comparisons_that_cannot_be_made_are_refused() -> None:
    tokens = make_tokens()
    with pytest.raises(InputError, match="Give `by`"):
        compare_terms(tokens)
    with pytest.raises(InputError, match="no group '丙'"):
        compare_terms(tokens, by="newspaper", against="丙")
    with pytest.raises(InputError, match="one group only"):
        compare_terms(tokens[:8], by="newspaper")
    with pytest.raises(InputError, match="nothing to compare"):
        compare_terms(tokens[:8], by="newspaper", against="甲")
    with pytest.raises(InputError, match="is empty"):
        compare_terms(tokens, against=pd.DataFrame({"term": [], "count": []}))
    with pytest.raises(InputError, match="above 0"):
        compare_terms(tokens, by="newspaper", smoothing=0)


def test_dp_of_the_letter_a_is_the_one_printed_by_gries() -> None:
    # Gries (2008), table 1: five parts of 9, 10, 10, 10 and 11 letters; a stands in them
    # 1, 2, 3, 4 and 5 times. DP = 0.18; DPnorm = 0.18 / (1 - 0.18) = 0.22.
    parts = ("bamnibeup", "basatbewqn", "bcagabesta", "baghabeaat", "bahaabeaxat")
    rows = [(str(number), letter) for number, part in enumerate(parts) for letter in part]
    dispersion = measure_dispersion(pd.DataFrame(rows, columns=["article_id", "token"]))
    letters = dispersion.set_index("term")
    assert letters.loc["a", ["count", "parts", "all_parts"]].tolist() == [15, 5, 5]
    assert letters.loc["a", ["dp", "dp_norm"]].round(2).tolist() == [0.18, 0.22]
    # x stands in the last part only: 1 - 11/50, and by the smallest part 1 - 9/50.
    assert letters.loc["x", ["dp", "dp_norm"]].tolist() == pytest.approx([39 / 50, 39 / 41])


def test_dispersion_counts_the_parts_that_have_nothing() -> None:
    articles = pd.DataFrame(
        {
            "article_id": list("abc"),
            "newspaper": ["甲", "甲", "乙"],
            "text": ["减负", "散会", "开会听会"],
        }
    )
    phrases = find_phrases(articles, lexicon=pd.DataFrame({"phrase": ["减负"]}))
    row = measure_dispersion(phrases, articles=articles).loc[0]
    assert row[["parts", "all_parts", "dp"]].tolist() == [1, 3, 6 / 8]
    assert measure_dispersion(phrases, by="newspaper", articles=articles)["dp"].tolist() == [0.5]
    with pytest.raises(InputError, match="give `articles`"):
        measure_dispersion(phrases)
    for searched in (articles, articles[:0]):
        assert measure_dispersion(phrases[:0], articles=searched).empty
    one = measure_dispersion(phrases, articles=articles[:1])
    assert one["dp"].tolist() == [0]
    assert one["dp_norm"].isna().all()


def test_mutual_information_is_the_one_printed_by_church_and_hanks() -> None:
    # Church and Hanks (1990), table 3: I(x, y), f(x, y), f(x), f(y); N = 15 million words of AP.
    printed = [
        (11.3, 12, 111, 621),  # honorary, doctor
        (11.3, 8, 1105, 44),  # doctors, dentists
        (10.7, 30, 1105, 241),  # doctors, nurses
        (9.0, 6, 275, 621),  # examined, doctor
    ]
    values, *columns = zip(*printed, strict=True)
    found = measure_association(*columns, 15_000_000)
    assert found["mi"].tolist() == pytest.approx(values, abs=0.06)


def test_the_limits_of_npmi_and_log_dice_are_those_of_their_authors() -> None:
    # Bouma (2009): 1 never apart, 0 independent, -1 never together. Rychlý (2008): 14 at most,
    # and one less where the company is half as close.
    found = measure_association([10, 1, 0, 10], [10, 10, 10, 20], [10, 100, 10, 20], 1000)
    assert found["npmi"].tolist()[:3] == pytest.approx([1, 0, -1])
    assert found["log_dice"].tolist()[0] == 14
    assert found["log_dice"].tolist()[3] == 13


def list_letters(text: str) -> pd.DataFrame:
    return pd.DataFrame({"article_id": "a", "part": "body", "token": list(text)})


def test_neighbours_in_a_window_by_hand() -> None:
    tokens = list_letters("甲党乙丙党甲丁")
    found = find_collocates(tokens, of="党", window=1, fewest=1).set_index("term")
    # Beside 党: 甲, 乙, 丙, 甲, four places of seven.
    assert found["count"].to_dict() == {"甲": 2, "乙": 1, "丙": 1}
    assert found["expected"].to_dict() == pytest.approx({"甲": 8 / 7, "乙": 4 / 7, "丙": 4 / 7})
    mi = math.log2(2 / (8 / 7))
    assert found.loc["甲", ["mi", "npmi", "log_dice"]].tolist() == pytest.approx(
        [mi, mi / -math.log2(2 / 7), 14]
    )
    assert found["rank"].tolist() == [1, 2, 2]


def test_a_token_between_two_is_counted_once_and_no_window_leaves_its_text() -> None:
    tokens = list_letters("党甲党")
    assert find_collocates(tokens, of="党", fewest=1)["count"].tolist() == [1]
    apart = tokens.assign(article_id=["a", "b", "b"])
    assert find_collocates(apart, of="党", fewest=1)["count"].tolist() == [1]
    apart = tokens.assign(article_id=["a", "b", "c"])
    assert find_collocates(apart, of="党", fewest=1).empty
    parts = tokens.assign(part=["headline", "body", "body"])
    assert find_collocates(parts, of="党", window=1, fewest=1)["count"].tolist() == [1]


def test_neighbours_in_a_sentence_by_hand() -> None:
    tokens = list_letters("党建强。党建建实。报道。建会。")
    found = find_collocates(tokens, of="党", window="sentence", fewest=1).set_index("term")
    # Four sentences; 党 in two, 建 in three, together in two.
    assert found.loc["建", ["count", "all_count", "of_count", "expected"]].tolist() == [
        2,
        3,
        2,
        1.5,
    ]
    assert found.loc["建", "npmi"] == pytest.approx(math.log2(2 / 1.5) / -math.log2(2 / 4))
    assert found.loc["建", "log_dice"] == pytest.approx(14 + math.log2(4 / 5))
    assert set(found.index) == {"建", "强", "实"}


def test_neighbours_that_cannot_be_found_are_refused() -> None:
    with pytest.raises(InputError, match="not among the tokens"):
        find_collocates(list_letters("开会。"), of="党")
    with pytest.raises(InputError, match="No sentence ends"):
        find_collocates(list_letters("党会"), of="党", window="sentence")
    with pytest.raises(InputError, match="above 0"):
        find_collocates(list_letters("党会"), of="党", window=0)


def test_tables_are_unchanged_and_their_index_does_not_matter() -> None:
    tokens = make_tokens()
    before = tokens.copy(deep=True)
    shifted = tokens.set_index(pd.Index(range(99, 83, -1)))
    for measure in (
        lambda table: compare_terms(table, by="newspaper"),
        measure_dispersion,
        lambda table: find_collocates(table, of="改革", window=2, fewest=1),
    ):
        pd.testing.assert_frame_equal(measure(tokens), measure(shifted))
    pd.testing.assert_frame_equal(tokens, before)


def test_what_stands_beside_the_phrase_on_the_real_page(shared: Path, real_page: Path) -> None:
    text = real_page.read_text(encoding="utf-8")
    articles = pd.DataFrame({"article_id": ["page"], "text": [text]})
    dispersion = measure_dispersion(find_phrases(articles), articles=articles).set_index("term")
    assert dispersion.loc["新质生产力", ["count", "dp"]].tolist() == [3, 0]
