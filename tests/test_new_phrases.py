"""The radar of new formulations: invented births found, nothing read ahead."""

import numpy as np
import pandas as pd
import pytest

from analysis.cutter import open_cutter
from analysis.lexicon import read_lexicon
from analysis.phrases import find_new_phrases
from analysis.phrases.new import follow_verbs
from analysis.phrases.runs import fold_articles
from analysis.phrases.signs import ARTICLE_SIGNS, measure_articles
from analysis.phrases.tell import tell_kind
from analysis.schema import InputError

FILLING = "今天我市各地农田里到处是忙碌的身影学校街道工厂医院商店也都有新的变化"


@pytest.fixture(scope="module")
def articles() -> pd.DataFrame:
    """A year of two articles a day in two papers, with one birth, one return and one event."""
    random = np.random.default_rng(1)
    rows = []
    for day in pd.date_range("2023-01-01", "2023-12-31"):
        for paper in ("甲报", "乙报"):
            signs = random.permutation(list(FILLING))
            text = "".join(signs[:20]) + "。" + "".join(signs[:12]) + "。"
            if day >= pd.Timestamp("2023-10-10") and day.day % 5 == 0:
                text += f"会议提出“耕读新风”，{signs[3]}要践行耕读新风{signs[5]}。"
            if (day.month, day.day % 6) == (1, 1) or (day.month, day.day % 2) == (11, 1):
                text += f"大家要深入推进清河行动，{signs[4]}清河行动{signs[2]}。"
            rows.append((f"{paper}{day:%m%d}", paper, day, text))
    return pd.DataFrame(rows, columns=["article_id", "newspaper", "date", "text"])


@pytest.fixture(scope="module")
def found(articles: pd.DataFrame) -> pd.DataFrame:
    return find_new_phrases(articles)


def test_a_birth_is_first_in_its_month_and_shown_once(found: pd.DataFrame) -> None:
    rows = found[found["phrase"] == "耕读新风"]
    assert rows["period"].tolist() == [pd.Timestamp("2023-10-01")]
    assert rows[["rank", "articles", "days", "papers", "past"]].values.tolist() == [
        [1, 10, 5, 2, 0]
    ]
    # Two articles stand in the paper of the 10th.
    assert rows["first"].tolist() == [pd.Timestamp("2023-10-10")]
    assert rows["new_score"].notna().all()
    assert rows["surge_score"].isna().all()


def test_what_comes_back_after_silence_surges(found: pd.DataFrame) -> None:
    row = found[(found["phrase"] == "清河行动") & (found["period"] == pd.Timestamp("2023-11-01"))]
    assert row["past"].item() == 12
    assert row["surge_score"].item() == pytest.approx(np.log2(row["low"].item()))
    assert row["low"].item() < row["rise"].item() < row["high"].item()


def test_nothing_after_a_period_is_read(articles: pd.DataFrame, found: pd.DataFrame) -> None:
    cut = find_new_phrases(articles[articles["date"] < "2023-11-01"])
    before = found[found["period"] < "2023-11-01"].reset_index(drop=True)
    assert len(before)
    pd.testing.assert_frame_equal(cut, before)


def test_a_collection_that_is_too_short_says_nothing(articles: pd.DataFrame) -> None:
    assert find_new_phrases(articles[articles["date"] < "2023-07-01"]).empty
    assert find_new_phrases(articles.head(0)).empty


def test_the_list_only_says_what_belongs_together(articles: pd.DataFrame) -> None:
    late = articles[articles["date"] < "2023-11-01"]
    listed = pd.DataFrame({"phrase": ["耕读"], "variants": [None]})
    with_list = find_new_phrases(late, lexicon=listed)
    without = find_new_phrases(late, lexicon=listed.head(0))
    assert with_list["phrase"].tolist() == without["phrase"].tolist()
    assert with_list.set_index("phrase").loc["耕读新风", "belongs"] == ["耕读"]


@pytest.mark.parametrize("wrong", [{"freq": "fortnight"}, {"since": "soon"}, {"most": 0}])
def test_wrong_arguments_say_what_to_give(articles: pd.DataFrame, wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        find_new_phrases(articles, **wrong)  # type: ignore[arg-type]


WORDS = read_lexicon("new_phrase_words")
TOLD = WORDS.loc[~WORDS["role"].isin(["verb", *ARTICLE_SIGNS]), ["example", "role"]].values.tolist()


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        *TOLD,
        *(("市委书记张志强", "name"), ("张志强", "name"), ("习近平", "name")),
        *(
            ("坚定不移推进全面从严治党", "phrase"),
            ("双循环", "phrase"),
            ("总体国家安全观", "phrase"),
        ),
        *(("全面建成小康社会", "phrase"), ("全面依法治国", "phrase"), ("数字中国", "phrase")),
        *(("海绵城市", "phrase"), ("第三次分配", "phrase"), ("生态文明", "phrase")),
    ],
)
def test_kinds_are_told_apart(phrase: str, kind: str) -> None:
    assert tell_kind(phrase, open_cutter().tag(phrase), 0) == kind


def test_an_article_is_told_by_each_of_its_words() -> None:
    words = WORDS[WORDS["role"].isin(ARTICLE_SIGNS)]
    found = measure_articles([*words["example"], "今天农机下田"])
    rows = np.arange(len(words))
    assert found[rows, [ARTICLE_SIGNS.index(role) for role in words["role"]]].all()
    assert not found[-1].any()


def find_in_december(told: list[str]) -> set[str]:
    """What is new where two articles of December say something that none said before."""
    days = pd.date_range("2024-01-01", "2024-12-28", freq="2D")
    texts = [f"第{day.day}天我们去田里看庄稼。" for day in days]
    for at, sentence in enumerate(told, start=len(texts) - len(told)):
        texts[at] += sentence
    articles = pd.DataFrame({"article_id": range(len(days)), "date": days, "text": texts})
    found = find_new_phrases(articles, since="2024-12-01")
    return {each for row in found.itertuples() for each in (row.phrase, *row.also)}


def test_a_phrase_that_ends_within_quotation_marks_is_found() -> None:
    assert "践行耕读新风" in find_in_december([f"{one}践行“耕读新风”，" for one in "要来去"])


def test_a_phrase_within_a_passage_that_is_always_the_same_is_found() -> None:
    frame = "各地各有关方面都来认真学习和深入领会关于“耕读新风”要心中有数事事有交代的重要批示"
    assert "耕读新风" in find_in_december([frame + "。"] * 4)


def test_a_formulation_of_more_than_sixteen_characters_is_found_whole() -> None:
    long = "稳春耕、稳夏种、稳秋收、稳冬藏、稳粮价"
    found = find_in_december([f"{one}做好{long}{two}" for one, two in ("要工", "来各", "去这")])
    assert any(long in each for each in found)


def test_a_verb_before_a_string_is_seen() -> None:
    verbs = WORDS[WORDS["role"] == "verb"]
    strip = fold_articles(
        [each.strip("]").replace("[", "") for each in verbs["example"]], longest=4
    )
    begins = np.array([0, *(np.flatnonzero(np.diff(strip.articles)) + 1)])
    assert follow_verbs(strip, begins + 2).all()
    assert not follow_verbs(strip, begins + 3).any()
