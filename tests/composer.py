"""Composes newspaper pages with known items from real articles, bearing the faults of real pages.

A page is written from its items, so the lines, kinds, headlines, decks, reporters and joins are
known without being read back. The articles come from the real texts beside the project; the
credits, captions, notices, pointers and page heads around them are written here.
"""

import json
import lzma
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕欧阳"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英文辉鑫宇浩然博雅晨曦佳怡思远志国建华海燕晓雪峰"
PLACES = [
    "北京",
    "上海",
    "太原",
    "广州",
    "武汉",
    "成都",
    "西安",
    "南京",
    "乌鲁木齐",
    "日内瓦",
    "纽约",
    "东京",
]
CAPTIONS = [
    "{day},市民在城区湿地公园赏花散步,享受假日时光。图为孩子们在草坪上放风筝。",
    "图为工人在新建成的生产线上检查零部件。",
    "连日来,各地抢抓农时开展春耕备耕。图为农民驾驶农机在田间作业。",
    "{day},志愿者在社区为老人义务理发、量血压。",
    "入夏以来,河畔夜市人气渐旺,带动周边餐饮消费。图为游客在夜市品尝小吃",
    "图① 新落成的体育馆外景。图② 少年在馆内练习羽毛球。",
]
NOTICES = [
    ("关于开展春季义务植树活动的公告", ["为进一步绿化城区环境,市绿化委员会办公室定于本周末开展义务植树活动,欢迎市民踊跃参加。",
      "参加者请于周五前报名,苗木和工具由主办单位统一准备。", "报名电话:0000-1234567"], "市绿化委员会办公室"),
    ("停水通知", ["因供水管网改造,本周三八时至十八时东城片区暂停供水,请居民提前储水,不便之处敬请谅解。"], "市自来水公司"),
    ("居民用气满意度问卷调查", ["为全面了解居民对燃气服务的意见,现委托第三方开展满意度调查,采用无记名方式进行。",
      "请您用微信扫描下方二维码,在线填答问卷,感谢您对燃气事业的支持。"], None),
    ("招聘启事", ["本院因工作需要,面向社会公开招聘检验技师三名、护士十二名,要求大专以上学历。",
      "有意者请携带证件到人事科报名,咨询电话:0000-7654321"], "市第三医院"),
]  # fmt: skip
GUIDES = [
    "全市秋粮收购平稳有序",
    "城东新区三所学校开工建设",
    "老旧小区改造惠及两万户",
    "文化惠民演出走进乡村",
    "我市出台措施支持个体工商户",
]


@dataclass
class Source:
    """A real article: its headline, its deck or none, its paragraphs."""

    headline: str
    deck: str | None
    paragraphs: list[str]


@dataclass
class Planned:
    """An item as it will be printed: groups of lines with what they are part of."""

    kind: str
    headline: str | None = None
    deck: str | None = None
    reporters: list[str] = field(default_factory=list)
    complete: bool = True
    head: list[list[str]] = field(default_factory=list)  # blocks of lines
    body: list[list[list[str]]] = field(default_factory=list)  # paragraphs of pieces of lines
    blocks: list[tuple[int, list[str]]] = field(default_factory=list)


def read_sources(shared: Path, count: int, seed: int) -> list[Source]:
    """Draw real articles that end in a full stop and have two to seven paragraphs."""
    rng = random.Random(seed)
    sources = list(_read_daily(shared))
    with lzma.open(shared / "corpora" / "xwlb-2012-2022.jsonl.xz", "rt", encoding="utf-8") as file:
        rows = [line for line in file if rng.random() < 0.12]
    rng.shuffle(rows)
    for row in rows[: count * 4]:
        item = json.loads(row)
        text = re.sub(
            r"^央视网消息\s*[(（][^)）]*[)）]\s*[:：]?|^央视网消息[^:：]{0,12}[:：]",
            "",
            item["text"].strip(),
        )
        paragraphs = [line.strip() for line in text.splitlines() if line.strip()]
        title = re.sub(r"^(?:【[^】]*】|\[[^\]]*\])", "", item["title"]).strip()
        if "快讯" not in title:
            sources.append(Source(title, None, paragraphs))
    sources = [source for source in sources if _is_usable(source)]
    rng.shuffle(sources)
    return sources[:count]


def _read_daily(shared: Path) -> Iterator[Source]:
    for path in sorted((shared / "corpora" / "rmrb-2019").glob("*.txt")):
        lines = [line.strip("\u3000 \r") for line in path.read_text(encoding="utf-8").split("\n")]
        starts = [i for i, line in enumerate(lines) if re.match(r"作者[：:].*时间[：:]", line)]
        for start, after in pairwise([*starts, len(lines)]):
            heads = []
            at = start - 1
            while at >= 0 and lines[at] and len(heads) < 3:
                heads.insert(0, lines[at])
                at -= 1
            body = [
                re.sub(r"^(?:新华社|本报)[^ ]{2,20}[电讯]\s*(?:[（(][^)）]*[)）])?\s*", "", line)
                for line in lines[start + 1 : after]
            ]
            body = [
                line
                for line in body
                if len(line) > 20 and line[-1] == "。" and "记者" not in line[:12]
            ]
            if 1 <= len(heads) <= 2:
                deck = (
                    heads[1] if len(heads) == 2 and not heads[1].startswith(("—", "（")) else None
                )
                yield Source(heads[0], deck, body[:7])


def _is_usable(source: Source) -> bool:
    text = "".join(source.paragraphs)
    return (
        2 <= len(source.paragraphs) <= 7
        and all(25 <= len(line) <= 420 and line[-1] in "。！？”" for line in source.paragraphs)
        and 8 <= len(source.headline) <= 32
        and not re.search(r"[。,，;；:：（）()]", source.headline)
        and (
            source.deck is None
            or (6 <= len(source.deck) <= 40 and not re.search(r"[。；]", source.deck))
        )
        and not re.search(r"记者|摄$|图为|本报|新华社|版\)|央视", text)
    )


@dataclass
class Style:
    """How a page prints: its headings, its blanks, its punctuation, its width."""

    mark: Callable[[str], str]
    full: bool
    width: int | None
    indent: str


def compose_page(
    sources: list[Source], rng: random.Random, *, faults: bool = True, alternation: float = 0.25
) -> tuple[str, list[dict[str, Any]]]:
    """Compose one page: its text and, as the gold has it, its items."""
    marks = [lambda t: f"## {t}", lambda t: f"# {t}", lambda t: f"**{t}**", lambda t: t]
    style = Style(
        mark=rng.choices(marks, [6, 1, 1, 2])[0],
        full=rng.random() < 0.5,
        width=rng.choice([18, 22, 30]) if faults and rng.random() < 0.1 else None,
        indent=rng.choice(["", "", "\u3000\u3000"]),
    )
    bare = style.mark("x") == "x"
    items: list[Planned] = []
    for source in sources:
        items.append(_plan_article(source, style, rng, bare=bare, faults=faults))
    plan: list[tuple[Planned, list[str]]] = []
    blocks = {id(item): _lay_out(item, style, rng) for item in items}
    at = 0
    alternate = faults and len(items) >= 4 and rng.random() < alternation
    while at < len(items):
        if (
            alternate
            and at + 1 < len(items)
            and len(items[at].body) >= 3
            and len(items[at + 1].body) >= 3
        ):
            alternate = False
            first, second = items[at], items[at + 1]
            one, two = blocks[id(first)], blocks[id(second)]
            heads1, heads2 = len(first.head) + 1, len(second.head) + 1
            plan += [(first, block) for block in one[:heads1]] + [
                (second, block) for block in two[:heads2]
            ]
            one, two = one[heads1:], two[heads2:]
            while one or two:
                if one:
                    plan.append((first, one.pop(0)))
                if two:
                    plan.append((second, two.pop(0)))
            at += 2
            continue
        plan += [(items[at], block) for block in blocks[id(items[at])]]
        at += 1
    if faults:
        _add_asides(plan, style, rng)
    return _print(plan, rng)


def _name(rng: random.Random) -> str:
    return rng.choice(SURNAMES[:-2]) + "".join(
        rng.choice(GIVEN) for _ in range(rng.choice([1, 2, 2]))
    )


def _pad(name: str, rng: random.Random) -> str:
    return f"{name[0]} {name[1]}" if len(name) == 2 and rng.random() < 0.3 else name


def _half(text: str, style: Style) -> str:
    return text if style.full else text.translate(str.maketrans("，：；（）", ",:;()"))


def _dateline(rng: random.Random, style: Style, *, credit: bool) -> tuple[str, list[str]]:
    names = [_name(rng) for _ in range(rng.choice([1, 1, 2]))]
    correspondent = [_name(rng)] if rng.random() < 0.3 else []
    separator = rng.choice([" ", "、"])
    shown = separator.join(
        _pad(name, rng) if separator == "、" or len(names) == 1 else name for name in names
    )
    role = rng.choice(["记者", "记者", "首席记者", "全媒体记者", "特约记者"])
    blank = rng.choice([" ", ""])
    who = (
        f"({role}{blank}{shown}"
        + (f" 通讯员{blank}{correspondent[0]}" if correspondent else "")
        + ")"
    )
    day = f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日"
    place = rng.choice(PLACES)
    kind = rng.choice(["讯", "讯", "讯", "新华", "据", "本报电"])
    if not credit:
        who, names, correspondent = "", [], []
    gap = rng.choice([" ", "", "\u3000"])
    if kind == "讯":
        line = f"本报讯{gap}{who}{gap or ' '}{rng.choice(['日前,', day + ',', '昨日,', '近日,'])}"
    elif kind == "新华":
        line = f"新华社{place}{day}电{gap}{who}{gap or ' '}" if who else f"新华社{place}{day}电 "
    elif kind == "据":
        line = (
            f"据新华社{place}{day}电{gap}{who}{gap or ' '}" if who else f"据新华社{place}{day}电 "
        )
    else:
        line = f"本报{place}{day}电{gap}{who}{gap or ' '}" if who else f"本报{place}{day}讯 "
    if style.full:
        line = line.translate(str.maketrans("(),", "（），"))
    return line, names + correspondent


def _plan_article(
    source: Source, style: Style, rng: random.Random, *, bare: bool, faults: bool
) -> Planned:
    item = Planned("article", headline=source.headline)
    closing = rng.random() < 0.15
    opening, reporters = _dateline(rng, style, credit=not closing)
    paragraphs = [_half(line, style) for line in source.paragraphs]
    lost_head = faults and rng.random() < 0.15
    deck = source.deck
    if deck is None and rng.random() < 0.3:
        deck = f"{_name(rng)}{rng.choice(['出席并讲话', '主持会议', '带队调研', '参加活动'])}"
    if lost_head:
        item.headline = None
    else:
        item.head.append([style.mark(source.headline)])
        if deck:
            item.deck = deck
            kicker = not bare and rng.random() < 0.2
            lines = [deck]
            if faults and len(deck) >= 16 and rng.random() < 0.4:
                cut = rng.randint(6, len(deck) - 4)
                lines = [deck[:cut] + "  ", deck[cut:]]
            item.head.insert(0 if kicker else 1, lines)
    if closing:
        names = [_name(rng) for _ in range(rng.choice([1, 2]))]
        reporters = names
        ending = rng.choice(["(记者 {})", "(本报记者{})", "(记者 {} 通讯员 李小龙)"])
        if "通讯员" in ending:
            reporters = [*names, "李小龙"]
        ending = ending.format(" ".join(names))
        paragraphs[-1] += ending.translate(str.maketrans("()", "（）")) if style.full else ending
    paragraphs[0] = opening + paragraphs[0]
    item.reporters = reporters
    lost_tail = faults and not closing and rng.random() < 0.12
    if lost_tail:
        tail = paragraphs[-1]
        cut = _find_break(tail, rng, low=len(opening) + 12 if len(paragraphs) == 1 else 12)
        if cut:
            paragraphs[-1] = tail[:cut]
            item.complete = False
    for number, paragraph in enumerate(paragraphs):
        pieces = [paragraph]
        if faults and rng.random() < 0.25:
            for _ in range(rng.choice([1, 1, 1, 2])):
                cut = _find_break(
                    pieces[-1], rng, low=len(opening) + 8 if number == 0 and len(pieces) == 1 else 6
                )
                if cut:
                    pieces[-1:] = [pieces[-1][:cut], pieces[-1][cut:]]
        item.body.append([[piece] for piece in pieces])
    return item


def _find_break(text: str, rng: random.Random, *, low: int) -> int | None:
    """A place in mid-sentence: between two characters of which the first ends no clause."""
    places = [
        at
        for at in range(low, len(text) - 4)
        if text[at - 1] not in "。！？；：:;!?”’）)》…—.(（“《 \u3000"
        and text[at] not in "。！？；：:;!?，,、”’）)》…—.% \u3000"
        and not (text[at - 1].isascii() and text[at].isascii())
    ]
    return rng.choice(places) if places else None


def _lay_out(item: Planned, style: Style, rng: random.Random) -> list[list[str]]:
    blocks = [list(block) for block in item.head]
    for pieces in item.body:
        for number, piece in enumerate(pieces):
            text = (style.indent if number == 0 else "") + piece[0]
            if style.width:
                blocks.append([text[i : i + style.width] for i in range(0, len(text), style.width)])
            else:
                blocks.append([text])
            piece.append(id(blocks[-1]))  # type: ignore[arg-type]
    return blocks


def _add_asides(plan: list[tuple[Planned, list[str]]], style: Style, rng: random.Random) -> None:
    for _ in range(rng.choice([0, 1, 1, 2])):
        name = _name(rng)
        text = _half(rng.choice(CAPTIONS).format(day="3月2日"), style)
        credit = rng.choice(
            [
                "本报记者 {} 摄",
                "新华社记者 {}摄",
                "记者 {} 摄/文",
                "{} 摄影报道",
                "通讯员 {} 摄",
                "(本报记者 {} 摄)",
            ]
        ).format(name)
        item = Planned("caption", reporters=[name])
        blocks = [[text], [credit]] if rng.random() < 0.7 else [[text + " " + credit]]
        at = rng.randint(0, len(plan))
        while (
            0 < at < len(plan)
            and plan[at - 1][0] is plan[at][0]
            and (plan[at][0].kind == "caption" or plan[at][1] in plan[at][0].head)
        ):
            at += 1
        plan[at:at] = [(item, block) for block in blocks]
    ends = [
        i
        for i in range(1, len(plan))
        if plan[i][0] is not plan[i - 1][0]
        and not any(p[0] is plan[i - 1][0] for p in plan[i:])
        and not any(p[0] is plan[i][0] for p in plan[:i])
    ] + [len(plan)]
    inserts: list[tuple[int, list[tuple[Planned, list[str]]]]] = []
    if rng.random() < 0.4:
        title, paragraphs, sign = rng.choice(NOTICES)
        item = Planned("notice", headline=title)
        blocks = [[style.mark(title)], *[[_half(line, style)] for line in paragraphs]] + (
            [[sign]] if sign else []
        )
        item.head, item.body = blocks[:1], []
        inserts.append((rng.choice(ends), [(item, block) for block in blocks]))
    if rng.random() < 0.4:
        item = Planned("guide")
        entries = rng.sample(GUIDES, 2)
        pointer = rng.choice(["刊{}版", "详见{}版", "第{}版", "→{}版"])
        blocks = [["» 导读  ", entries[0]], [pointer.format(2)], [entries[1]], [pointer.format(5)]]
        if rng.random() < 0.3:
            blocks = [
                ["» 导读  ", entries[0]],
                [pointer.format(2)],
                [entries[0]],
                [pointer.format(5)],
            ]
        inserts.append((len(plan), [(item, block) for block in blocks]))
    for at, entries_ in sorted(inserts, key=lambda pair: -pair[0]):
        plan[at:at] = entries_
    if rng.random() < 0.3:
        item = Planned("folio")
        plan.insert(
            0,
            (
                item,
                [
                    rng.choice(
                        [
                            "2024年3月27日 星期三 责任编辑:李明 第01版 要闻",
                            "第01版 要闻 2024年3月27日 星期三",
                            "大同日报 2024年3月27日 星期三 编辑 王晓",
                        ]
                    )
                ],
            ),
        )
    if rng.random() < 0.15:
        item = Planned("folio")
        plan.append((item, ["责编 张三丰 版式 李小明 校对 王二"]))


def _print(
    plan: list[tuple[Planned, list[str]]], rng: random.Random
) -> tuple[str, list[dict[str, Any]]]:
    lines: list[str] = [""] * rng.choice([0, 0, 2])
    numbers: dict[int, list[int]] = {}
    places: dict[int, list[int]] = {}
    order: list[Planned] = []
    owners: list[Planned | None] = [None] * len(lines)
    for item, block in plan:
        if not any(item is seen for seen in order):
            order.append(item)
        for line in block:
            lines.append(line)
            owners.append(item)
            numbers.setdefault(id(item), []).append(len(lines))
            places.setdefault(id(block), []).append(len(lines))
        blanks = rng.choice([1, 1, 1, 2])
        lines += [""] * blanks
        owners += [None] * blanks
    gold = []
    for item in order:
        runs: list[list[int]] = []
        for number in numbers[id(item)]:
            between = owners[runs[-1][1] : number - 1] if runs else []
            if runs and all(owner is None or owner is item for owner in between):
                runs[-1][1] = number
            else:
                runs.append([number, number])
        joined = []
        for pieces in item.body:
            group = sorted(number for piece in pieces for number in places[piece[1]])  # type: ignore[index]
            if len(group) > 1:
                joined.append(group)
        gold.append(
            {"kind": item.kind, "headline": item.headline, "deck": item.deck, "reporters": item.reporters,
             "lines": runs, "joined": joined, "complete": item.complete}
        )  # fmt: skip
    return "\n".join(lines) + "\n", gold
