"""Word lists are data, and a wrong row is named by file and line."""

import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.lexicon import read_lexicon, split_variants
from analysis.schema import InputError

THEMES = {
    *("外交", "国际新闻", "党建与反腐", "减负与作风", "科技创新与新质生产力", "宏观经济与产业"),
    *("乡村振兴与农业", "生态环保", "民生社会", "文化旅游体育", "国防军队", "灾害应急安全"),
    *("法治人大政协", "区域发展与重大工程"),
}


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.csv"
    path.write_bytes(text.encode("utf-8"))
    return path


def test_every_set_phrase_has_a_theme_a_gloss_and_a_source() -> None:
    phrases = read_lexicon("phrases")
    assert len(phrases) >= 3372
    assert set(phrases["theme"]) == THEMES
    assert phrases[["phrase", "gloss", "source"]].notna().all(axis=None)
    years = phrases["year"].dropna()
    assert years.str.fullmatch(r"19[2-9]\d|20[0-2]\d").all(), years[~years.str.fullmatch(r"\d{4}")]


@pytest.mark.parametrize("name", ["births", "births_recent"])  # of 2013–2022, of 2023–2026
def test_the_list_holds_what_came_up_as_often_as_the_floors_say(root: Path, name: str) -> None:
    births = pd.read_csv(root / "tests" / "gold" / f"{name.replace('_', '-')}.csv", dtype="str")
    floors = json.loads((root / "tests" / "floors.json").read_text(encoding="utf-8"))[
        f"list.{name}"
    ]
    shares = measure_listed(births[births["kind"] == "phrase"], read_lexicon("phrases"))
    assert not {share: value for share, value in shares.items() if value < floors[share]}


def measure_listed(births: pd.DataFrame, phrases: pd.DataFrame) -> dict[str, float]:
    """How large a part of some strings is a form of the list: exactly, or all but a part of it.

    `alike` also counts a string that a form holds, or that holds a form, where the shorter has at
    least .6 of the characters of the longer.
    """
    variants = [form for cell in phrases["variants"] for form in split_variants(cell)]
    forms = {bare(form) for form in (*phrases["phrase"], *variants)}
    strings = [bare(phrase) for phrase in births["phrase"]]
    exact = [string in forms for string in strings]
    alike = [
        any(
            (form in string or string in form)
            and min(len(form), len(string)) >= 0.6 * max(len(form), len(string))
            for form in forms
        )
        for string in strings
    ]
    return {"exact": sum(exact) / len(exact), "alike": sum(alike) / len(alike)}


def bare(text: str) -> str:
    return "".join(sign for sign in text if sign not in "“”‘’《》 ")


def test_a_parent_that_is_longer_holds_the_phrase_or_names_a_list_it_belongs_to() -> None:
    parents = read_lexicon("phrases").set_index("phrase")["parent"].dropna()
    assert parents["为基层减负"] == "整治形式主义为基层减负"
    assert parents["形式主义"] == "四风"
    assert parents["政治意识"] == "四个意识"


def test_stop_words_are_words_with_a_source_and_no_set_phrase_is_among_them() -> None:
    stopwords = read_lexicon("stopwords")
    assert stopwords.notna().all(axis=None)
    assert {"的", "和", "进一步", "记者"} <= set(stopwords["word"])
    assert not {"党", "人民", "发展", "改革"} & set(stopwords["word"])
    assert not set(read_lexicon("phrases")["phrase"]) & set(stopwords["word"])


def test_rows_of_the_user_replace_those_of_the_package_and_come_last(tmp_path: Path) -> None:
    own = write(tmp_path, "phrase,gloss\n减负,my own gloss\n转型发展蹚新路,a new road\n")
    phrases = read_lexicon("phrases", extra=own)
    assert phrases["phrase"].tolist()[-2:] == ["减负", "转型发展蹚新路"]
    assert phrases.set_index("phrase").loc["减负", "gloss"] == "my own gloss"
    assert len(phrases) == len(read_lexicon("phrases")) + 1
    assert phrases["theme"].iloc[-1:].isna().all()


def test_a_variant_of_the_package_can_be_made_an_entry_of_its_own(tmp_path: Path) -> None:
    variants = read_lexicon("phrases").set_index("phrase")["variants"]
    assert "双碳" in split_variants(variants["碳达峰碳中和"])
    own = read_lexicon("phrases", extra=write(tmp_path, "phrase\n双碳\n")).set_index("phrase")
    assert "双碳" not in split_variants(own.loc["碳达峰碳中和", "variants"])
    assert "双碳" in own.index


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    plain = write(tmp_path, "phrase,variants\n大同蓝,“大同蓝”\n").read_bytes()
    expected = read_lexicon("phrases", extra=tmp_path / "mine.csv")
    windows = tmp_path / "windows.csv"
    windows.write_bytes(b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n"))
    pd.testing.assert_frame_equal(read_lexicon("phrases", extra=windows), expected)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("phrase\n大同蓝\n大同蓝\n", 3, "stands already in line 2"),
        ("phrase,variants\n大同蓝,\n古都蓝,大同蓝\n", 3, "stands already in line 2"),
        ("phrase,variants\n大同蓝,古都蓝|古都蓝\n", 2, "stands already in line 2"),
        ("phrase,gloss\n大同蓝,blue\n,empty\n", 3, "empty"),
        ("phrase\n大同蓝\n\n新质 生产力\n", 4, "blank"),
        ("phrase,variants\n大同蓝,大同 蓝\n", 2, "blank"),
        ("phrase,parent\n大同蓝,无此提法\n", 2, "'无此提法'"),
        ("phrase,parent\n甲词,乙词\n乙词,丙词\n丙词,甲词\n", 2, "甲词 → 乙词 → 丙词 → 甲词"),
        ("phrase,parent\n大同蓝,大同蓝\n", 2, "大同蓝 → 大同蓝"),
        ("phrase,gloss\n大同蓝,blue, and clear\n", 2, "double quotes"),
        ("phrase,variants\n大同蓝,新质生产力\n", 2, "entry of its own in phrases.csv, line"),
        ("phrase,colour\n大同蓝,blue\n", 1, "'colour'"),
        ("gloss\nblue\n", 1, "'phrase'"),
        ("", 1, "'phrase'"),
    ],
)
def test_a_wrong_row_is_named_by_file_and_line(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    path = write(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read_lexicon("phrases", extra=path)
    assert f"{path}, line {line}:" in str(caught.value)
    assert says in str(caught.value)


def test_a_loop_through_rows_of_the_package_is_seen(tmp_path: Path) -> None:
    # 形式主义 belongs to 四风 in the package's list.
    path = write(tmp_path, "phrase,parent\n四风,形式主义\n")
    with pytest.raises(InputError, match="四风"):
        read_lexicon("phrases", extra=path)


def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "gb.csv"
    path.write_bytes("phrase\n新质生产力\n".encode("gb18030"))
    with pytest.raises(InputError, match="UTF-8"):
        read_lexicon("phrases", extra=path)
    with pytest.raises(InputError, match=r"nowhere\.csv"):
        read_lexicon("phrases", extra=tmp_path / "nowhere.csv")
    with pytest.raises(InputError, match="phrases"):
        read_lexicon("no such list")
