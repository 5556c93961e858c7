"""The one grammar of credits: its rows, what is cut off a text by it, and whom it names."""

import pytest

import analysis.credits as grammar
from analysis.credits import cut_credits, find_names, list_signs, parse_byline, read_form
from analysis.lexicon import read_lexicon

ROWS = read_lexicon("credits")


def find_span(form: str, text: str) -> tuple[int, int] | None:
    try:
        found = read_form(form).search(text)
    except KeyError:  # the form has no row
        return None
    return found and found.span()


@pytest.mark.parametrize("row", list(ROWS.itertuples()), ids=ROWS["name"])
def test_the_example_of_a_row_goes_wrong_without_it(monkeypatch, row) -> None:
    start, end = row.example.index("["), row.example.index("]") - 1
    text = row.example.replace("[", "").replace("]", "")
    assert find_span(row.form, text) == (start, end)
    forms = {
        form: [own.pattern for own in rows.itertuples() if own.name != row.name]
        for form, rows in ROWS.groupby("form", sort=False)
    }
    read_form.cache_clear()
    monkeypatch.setattr(
        grammar, "_read_rows", lambda: {form: own for form, own in forms.items() if own}
    )
    assert find_span(row.form, text) != (start, end)
    monkeypatch.undo()
    read_form.cache_clear()


@pytest.mark.parametrize(
    ("credit", "names"),
    [
        ("记者林越、何川", ["林越", "何川"]),
        ("李 强　王 小雨", ["李 强", "王 小雨"]),
        ("徐烨谢奇", ["徐烨", "谢奇"]),
        ("王 方明", ["王 方明"]),
        ("林越摄影报道", ["林越"]),
        ("阿依努尔·买买提/何川", ["阿依努尔·买买提", "何川"]),
        ("云台县气象局 林越", ["林越"]),
        ("空缺 3月5日电", []),
    ],
)
def test_the_names_of_a_credit_are_found_where_they_stand(credit: str, names: list[str]) -> None:
    assert [credit[start:end] for start, end in find_names(credit, 0, len(credit))] == names


@pytest.mark.parametrize(
    ("text", "printed", "left"),
    [
        (
            "中国网络电视台消息(新闻联播)：会议召开。\n(视频编辑：林越 文字编辑：何川)",
            "中国网络电视台消息(新闻联播)：\n(视频编辑：林越 文字编辑：何川)",
            "会议召开。",
        ),
        ("央视网消息（新闻联播）：\n会议召开。", "央视网消息（新闻联播）：", "会议召开。"),
        ("会议召开。\n（责任编辑：林越）", "（责任编辑：林越）", "会议召开。"),
        ("会议召开（3月5日）", None, "会议召开（3月5日）"),
        ("央视网消息", None, "央视网消息"),
    ],
)
def test_credits_are_cut_off_as_they_are_printed(text: str, printed: str | None, left: str) -> None:
    found, byline, paragraphs = cut_credits(text.split("\n"))
    assert (found, "\n".join(paragraphs)) == (printed, left)
    assert byline.reporters == []  # who edits does not report


def test_both_rooms_read_one_grammar() -> None:
    assert parse_byline(["（编译/林越）"], "").reporters == ["林越"]
    assert {"记者", "通讯员", "责编", "编译"} <= {*list_signs()}
