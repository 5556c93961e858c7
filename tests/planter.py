"""A small collection of several newspapers with stories planted in it, and what is right."""

import random
from typing import NamedTuple

import pandas as pd

PAPERS = ("人民日报", "岳东日报", "澜川日报", "清河县报")
_SIGNS = "市县乡村农工商学教科文卫建设发展改革创新开放协调绿色共享山水林田湖草路桥港城镇园区企业项目资金技术人才"
_NOTE = "本栏目每天{hour}点播出，次日重播，热线电话{phone}，欢迎来信来电提供线索，也可关注本报公众号与我们互动。"
_SET = "要提高政治站位，压实工作责任，加强统筹协调，狠抓工作落实，确保各项任务落地见效，以实际行动迎接大会召开。"


class Planted(NamedTuple):
    """The articles; of each story its articles and their days behind the first."""

    articles: pd.DataFrame
    stories: dict[int, dict[str, int]]


def write_text(rng: random.Random, sentences: int) -> str:
    """A text of nobody: characters drawn one by one, so that no two texts share a run."""
    lengths = [rng.randint(12, 24) for _ in range(sentences)]
    return "".join("".join(rng.choices(_SIGNS, k=length)) + "。" for length in lengths)


def edit(rng: random.Random, text: str, level: float) -> str:
    """Change a share of the characters: two at a time replaced, left out or put in."""
    signs = list(text)
    for _ in range(int(level * len(text) / 2)):
        at = rng.randrange(len(signs) - 2)
        put = rng.choices(_SIGNS, k=2)
        kind = rng.random()
        signs[at : at + (0 if kind > 0.8 else 2)] = [] if kind < 0.3 else put
    return "".join(signs)


def plant(seed: int, *, stories: int = 12, level: float = 0.3) -> Planted:
    """Plant stories, with set phrases, a daily note and a folio beside them."""
    rng = random.Random(seed)
    rows: list[tuple[str, int, str, str]] = []
    right: dict[int, dict[str, int]] = {}
    for story in range(stories):
        text = write_text(rng, 12)
        right[story] = {}
        begins = rng.randrange(20)
        for rank, paper in enumerate(PAPERS):
            lag = 0 if rank == 0 else rng.randint(1, 15)
            right[story][f"a{len(rows)}"] = lag
            version = text if rank == 0 else edit(rng, text, level)
            rows.append((paper, begins + lag, version + _SET * (story % 2), "article"))
    for paper in PAPERS:
        for day in range(40):
            own = write_text(rng, 8) + (_SET if day % 3 == 0 else "")
            rows.append((paper, day, own, "article"))
            rows.append((paper, day, _NOTE.format(hour=8 + day % 5, phone=day), "article"))
            rows.append((paper, day, f"{paper} 第1版 责任编辑 张三 电话 2345678 邮发代号", "folio"))
    start = pd.Timestamp("2024-03-01")
    articles = pd.DataFrame(
        {
            "article_id": [f"a{number}" for number in range(len(rows))],
            "newspaper": [row[0] for row in rows],
            "date": [start + pd.Timedelta(days=row[1]) for row in rows],
            "text": [row[2] for row in rows],
            "kind": [row[3] for row in rows],
        }
    )
    return Planted(articles, right)
