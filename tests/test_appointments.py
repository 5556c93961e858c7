"""Who takes and leaves which office, who held it when, and who followed whom."""

import json
import re
import runpy
from pathlib import Path

import pandas as pd
import pytest

from analysis import (
    InputError,
    find_mentions,
    match_people,
    read_lexicon,
    read_pages,
    split_articles,
)
from analysis.offices.appointments import find_appointments
from analysis.offices.find import find_offices
from analysis.offices.spells import list_offices, list_successions
from analysis.schema import TABLES

FORMS = read_lexicon("appointments")


def find(text: str, **options: object) -> pd.DataFrame:
    return find_appointments(pd.DataFrame({"article_id": ["a"], "text": [text]}), **options)


def tell(found: pd.DataFrame) -> list[tuple[str, str, str | None]]:
    posts = found["post"].astype("object").where(found["post"].notna(), None)
    return [*zip(found["name"], found["event"], posts, strict=True)]


@pytest.mark.parametrize(
    ("example", "found", "event"), [*FORMS[["example", "found", "event"]].itertuples(index=False)]
)
def test_each_form_is_found_in_its_example(example: str, found: str, event: str) -> None:
    table = find(f"会议昨日闭幕。\n{example}")
    wanted = {tuple(pair.split(":")) for pair in found.split("|")}
    assert {(name, post) for name, _, post in tell(table)} == wanted
    assert event in set(table["event"])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        # Denied, planned, asked for.
        ("张启明否认将辞去市长职务。", []),
        ("张启明将出任市长。", []),
        ("民众要求市长张启明辞职。", []),
        ("议会否决罢免市长张启明的议案。", []),
        # What somebody is or was.
        ("张启明曾任市长，现任省长。", []),
        ("市长张启明会见了当选总统李国强。", []),
        # A seat, and a post of one meeting.
        ("张启明当选为全国人大代表。", []),
        ("会议推选张启明为主席团常务主席。", []),
        # Told of the past.
        ("2008年，张启明当选为县长。", [("张启明", "elected", "县长")]),
        # The same office twice is one row.
        (
            "张启明当选市长\n大会选举张启明为市长。",
            [("张启明", "elected", "市长")],
        ),
        # Several people and offices, one after another.
        (
            "日前，中共中央决定：张启明同志任省委委员、常委、书记，李国强同志不再担任省委书记职务。",
            [
                ("张启明", "appointed", "委员"),
                ("张启明", "appointed", "常委"),
                ("张启明", "appointed", "书记"),
                ("李国强", "removed", "书记"),
            ],
        ),
        (
            "决定任命：\n张启明为市财政局局长；\n李国强为市教育局局长。",
            [("张启明", "appointed", "局长"), ("李国强", "appointed", "局长")],
        ),
        # Who is expelled without an office has a row.
        ("张启明被开除党籍。", [("张启明", "expelled", None)]),
        (
            "市委原常委、副市长张启明被开除党籍。",
            [("张启明", "expelled", "常委"), ("张启明", "expelled", "副市长")],
        ),
    ],
)
def test_what_is_told_is_told_from_what_is_not(
    text: str, said: list[tuple[str, str, str | None]]
) -> None:
    assert tell(find(f"会议昨日闭幕。\n{text}")) == said


def test_an_appointment_says_whose_office_it_is_and_who_decides() -> None:
    table = find("大同市人大常委会会议昨天举行。会议决定任命张启明为市财政局局长。", home="140200")
    (row,) = table.to_dict("records")
    assert (row["place"], row["code"], row["organ"]) == ("大同市", "140200", "市财政局")
    assert row["by"] is not None
    assert table.columns.tolist() == [column.name for column in TABLES["appointments"]]


def test_nothing_is_found_in_nothing() -> None:
    assert find("今天天气晴朗。").empty
    assert find_appointments(pd.DataFrame({"article_id": [], "text": []})).empty


def test_the_succession_of_the_city_is_told_whole(root: Path) -> None:
    articles = split_articles(read_pages(root / "data" / "sample"))
    mentions = find_mentions(articles)
    appointments = find_appointments(articles, mentions=mentions)
    spells = list_offices(find_offices(mentions, articles=articles), appointments=appointments)
    handed = list_successions(spells).set_index("title")
    mayor, secretary = handed.loc["市长"], handed.loc["市委书记"]
    assert (secretary["predecessor"], secretary["successor"]) == ("顾维岳", "谭启文")
    assert (secretary["ended_event"], secretary["began_event"]) == ("removed", "appointed")
    assert secretary["vacancy_high"] == 0
    assert (mayor["predecessor"], mayor["successor"]) == ("谭启文", "欧阳朔")
    assert mayor["ended"] == pd.Timestamp("2024-05-17")
    assert mayor["began"] == pd.Timestamp("2024-05-24")
    assert (mayor["vacancy_low"], mayor["vacancy_high"]) == (7, 7)
    assert mayor["acting_last"] == pd.Timestamp("2024-06-14")
    new = spells[(spells["name"] == "欧阳朔") & (spells["post"] == "市长")].iloc[0]
    assert new["acting_first"] == pd.Timestamp("2024-05-24")
    told = appointments[appointments["name"] == "欧阳朔"]
    assert {*told["event"]} == {"appointed", "nominated", "elected"}


def make_offices(*printed: tuple[str, str, str, str]) -> pd.DataFrame:
    """Offices of (day, name, place and post, status)."""
    days, names, titles, statuses = zip(*printed, strict=True)
    codes = {"大同市": "140200", "朔州市": "140600"}
    return pd.DataFrame(
        {
            "article_id": [f"a#{row}" for row in range(len(printed))],
            "date": pd.to_datetime([*days]),
            "name": names,
            "title": titles,
            "place": [title[:3] for title in titles],
            "code": [codes[title[:3]] for title in titles],
            "organ": "市政府",
            "post": [title[3:] for title in titles],
            "status": statuses,
        }
    )


def test_what_is_told_of_the_past_hands_nothing_over() -> None:
    # A day among those of another, and an office printed while another is held far more often.
    offices = make_offices(
        ("2024-01-01", "张强", "大同市市长", "holds"),
        ("2024-02-01", "李明", "大同市市长", "holds"),
        ("2024-03-01", "张强", "大同市市长", "holds"),
        *[(f"2024-04-{day:02}", "王力", "朔州市市长", "holds") for day in range(1, 12)],
        ("2024-04-12", "王力", "大同市市长", "holds"),
    )
    assert list_successions(list_offices(offices)).empty


def test_a_change_lies_between_the_last_day_of_the_one_and_the_first_of_the_other() -> None:
    offices = make_offices(
        ("2024-01-01", "张强", "大同市市长", "holds"),
        ("2024-02-01", "张强", "大同市市长", "holds"),
        ("2024-02-10", "张强", "大同市市长", "former"),
        ("2024-03-01", "李明", "大同市市长", "acting"),
        ("2024-04-01", "李明", "大同市市长", "holds"),
    )
    spells = list_offices(offices)
    old, new = spells.to_dict("records")
    assert (old["ended_low"], old["ended_high"]) == (
        pd.Timestamp("2024-02-01"),
        pd.Timestamp("2024-02-10"),
    )
    assert (new["began_low"], new["began_high"]) == (
        pd.Timestamp("2024-02-01"),
        pd.Timestamp("2024-03-01"),
    )
    assert new["acting_last"] == pd.Timestamp("2024-03-01")
    assert (old["ends"], new["begins"], new["ends"]) == (True, True, False)
    (handed,) = list_successions(spells).to_dict("records")
    assert (handed["vacancy_low"], handed["vacancy_high"]) == (0, 29)


def test_several_deputies_follow_nobody() -> None:
    offices = make_offices(
        ("2024-01-01", "张强", "大同市副市长", "holds"),
        ("2024-02-01", "李明", "大同市副市长", "holds"),
    )
    spells = list_offices(offices)
    assert spells["turn"].isna().all()
    assert list_successions(spells).empty


SPELLS = make_offices(
    ("2024-01-01", "张强", "大同市市长", "holds"),
    ("2024-02-01", "张强", "大同市市长", "holds"),
    ("2024-03-01", "李明", "大同市市长", "holds"),
    ("2024-04-01", "李明", "大同市市长", "holds"),
)


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (("张强", "大同市市长", "2023-05-01", "2024-02-20"), "agreement"),
        (("张强", "大同市人民政府市长", "2023-05-01", None), "agreement"),
        (("张强", "大同市市长", "2023-05-01", "2024-01-15"), "contradiction"),
        (("王力", "大同市市长", "2024-03-01", None), "contradiction"),
        (("王力", "朔州市市长", "2024-03-01", None), "unknown"),
        (("张强", "大同市市长", "2025-01-01", None), "contradiction"),
    ],
)
def test_a_list_agrees_with_what_is_printed_or_not(row: tuple[str, ...], verdict: str) -> None:
    roster = pd.DataFrame([row], columns=["name", "office", "since", "until"])
    (found,) = match_people(list_offices(SPELLS), roster).to_dict("records")
    assert found["verdict"] == verdict
    assert row[0] in found["reason"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [
                ("张强", "大同市市长", "2023-01-01", "2024-03-01"),
                ("李明", "大同市市长", "2024-01-01", ""),
            ],
            "Rows 2 and 3 of the roster overlap",
        ),
        ([("张强", "大同市市长", "2024-03-01", "2023-01-01")], "Row 2 of the roster ends"),
        ([("张强", "大同市市长", "昨天", "")], "Row 2 of the roster: since is '昨天'"),
        ([("张强", None, "", "")], "Row 2 of the roster lacks"),
    ],
)
def test_a_list_that_cannot_be_used_is_told_by_its_row(
    rows: list[tuple[str, ...]], said: str, tmp_path: Path
) -> None:
    path = tmp_path / "roster.csv"
    pd.DataFrame(rows, columns=["name", "office", "since", "until"]).to_csv(path, index=False)
    with pytest.raises(InputError, match=said):
        match_people(list_offices(SPELLS), path)


def measure(shared: Path, name: str) -> dict[str, float]:
    """Precision, recall and F1 of the rows of one labelled set: name, event and post right."""
    loader = runpy.run_path(str(Path(__file__).parent / "gold" / "load.py"))
    lines = (Path(__file__).parent / "gold" / f"{name}.jsonl").read_text("utf-8").splitlines()
    labels = [json.loads(line) for line in lines]
    texts = [loader["load_text"](shared, label["id"]) for label in labels]
    for label, text in zip(labels, texts, strict=True):
        assert loader["text_hash"](text) == label["sha256"]
    ids = [label["id"] for label in labels]
    table = find_appointments(pd.DataFrame({"article_id": ids, "text": texts}), home="000000")
    found = dict(iter(table.groupby("article_id")))
    right = count = wanted = 0
    for label in labels:
        open_rows = [*label["rows"]]
        wanted += len(open_rows)
        for person, event, post in tell(found[label["id"]]) if label["id"] in found else ():
            count += 1
            for row in open_rows:
                posts = (row["post"] or "").split("/")
                if (person, event) == (row["name"], row["event"]) and (post or "") in posts:
                    open_rows.remove(row)
                    right += 1
                    break
    precision, recall = right / count, right / wanted
    f1 = 2 * precision * recall / (precision + recall)
    return {"precision": precision, "recall": recall, "f1": f1}


@pytest.mark.parametrize("half", ["look", "measure"])
def test_appointments_are_found_as_they_were_labelled(half: str, shared: Path) -> None:
    floors = json.loads((Path(__file__).parent / "floors.json").read_text("utf-8"))
    figures = measure(shared, f"appointments-{half}")
    for name, floor in floors[f"appointments.{half}"].items():
        assert figures[name] >= floor, f"appointments.{half}.{name}: {figures[name]:.3f}"


def test_secretaries_and_governors_changed_when_the_broadcasts_say(shared: Path) -> None:
    """A hundred changes known beforehand: the month of each lies in the interval that is found.

    Not all of them are printed: the share is of those that are, and `found` says how many.
    """
    loader = runpy.run_path(str(Path(__file__).parent / "gold" / "load.py"))
    changes = pd.read_csv(Path(__file__).parent / "gold" / "changes.csv")
    named = re.compile("|".join(changes["name"].unique()))
    items = {
        key: (date, text)
        for key, (date, text) in loader["_read_xwlb"](shared / "corpora").items()
        if named.search(text)
    }
    articles = pd.DataFrame(
        {
            "article_id": [*items],
            "newspaper": "新闻联播",
            "date": pd.to_datetime([date[:10] for date, _ in items.values()]),
            "text": [text for _, text in items.values()],
        }
    )
    mentions = find_mentions(articles)
    offices = find_offices(mentions, articles=articles, home="000000")
    appointments = find_appointments(articles, mentions=mentions, home="000000")
    spells = list_offices(offices, appointments=appointments).dropna(subset=["turn"])
    inside = []
    for change in changes.itertuples():
        month = pd.Period(change.month, freq="M")
        own = spells[
            (spells["name"] == change.name)
            & (spells["place"] == change.place)
            & (spells["post"] == change.office)
        ]
        if len(own):
            early = own["began_low"].isna() | (own["began_low"] <= month.end_time)
            inside.append(bool((early & (own["began_high"] >= month.start_time)).any()))
    floors = json.loads((Path(__file__).parent / "floors.json").read_text("utf-8"))
    figures = {"found": float(len(inside)), "inside": sum(inside) / len(inside)}
    for name, floor in floors["successions.broadcast"].items():
        assert figures[name] >= floor, f"successions.broadcast.{name}: {figures[name]}"
