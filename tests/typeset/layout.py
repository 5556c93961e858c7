"""Lays articles out on sheets: families of layouts, each sheet drawn by chance."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

from composer import CAPTIONS, GUIDES, NOTICES, PLACES, Source

from typeset.setting import Column, Paragraph, break_lines, measure, place, pour
from typeset.sheet import Item, Shape, Sheet
from typeset.texts import draw_clause, draw_name, spread, widen

COLOURS = ["#b01818", "#123c7a", "#0c6b3c", "#333333"]
TINTS = ["#f3ead2", "#e6eef6", "#eeeeee", "#fbe9e7"]
PARTS = ["要闻", "综合", "经济", "社会", "文化", "时政", "国际", "理论"]
DIGITS = "一二三四五六七八"


@dataclass
class Style:
    """What a newspaper keeps the same over a sheet."""

    columns: int
    size: float
    leading: float
    gutter: float
    margin: float
    body: str
    heads: list[str]
    kai: str
    hei: str
    between: str  # rule, space, both: what parts two items
    column_rules: bool
    align: str  # of headlines
    number: int = 1  # of the page


@dataclass
class Plot:
    """A piece of the sheet for one item: from grid column `first` to before `last`, less its holes."""

    first: int
    last: int
    y0: float
    y1: float
    holes: list["Plot"] = field(default_factory=list)
    manner: str = ""

    @property
    def columns(self) -> int:
        return self.last - self.first


class Maker:
    """Draws one sheet after the other from a pool of texts."""

    def __init__(self, sources: list[Source], rng: random.Random) -> None:
        self.pool = sorted(sources, key=lambda s: sum(map(len, s.paragraphs)))
        self.rng = rng

    def draw_style(self, width: float, *, columns: int, truetype: bool = False) -> Style:
        rng = self.rng
        size = rng.choice([9, 9, 9.5, 10, 10.5])
        heads = (
            ["zenhei", "ming"] if truetype else ["heibold", "songbold", "hei", "songbold", "kai"]
        )
        return Style(
            columns=columns,
            size=size,
            leading=round(size * rng.uniform(1.3, 1.65), 1),
            gutter=round(size * rng.uniform(1.2, 2.4), 1),
            margin=rng.choice([24, 30, 36, 42]),
            body="ming"
            if truetype
            else rng.choice(["song", "song", "song", "kai", "hei"])
            if rng.random() < 0.5
            else "song",
            heads=heads,
            kai="kai",
            hei="zenhei" if truetype else "hei",
            between=rng.choice(["rule", "space", "both", "space"]),
            column_rules=rng.random() < 0.25,
            align=rng.choice(["centre", "centre", "left"]),
            number=rng.choice([1, 1, 1, 2, 3, 4]),
        )

    # --- geometry -------------------------------------------------------------------------

    def edges(self, first: int, last: int) -> tuple[float, float]:
        s = self.style
        step = (self.sheet.width - 2 * s.margin + s.gutter) / s.columns
        return s.margin + first * step, s.margin + last * step - s.gutter

    def columns_of(self, plot: Plot, inset: float = 0) -> list[Column]:
        """The text columns of a plot from left to right; a hole in mid-column leaves two pieces."""
        made = []
        for number in range(plot.first, plot.last):
            x0, x1 = self.edges(number, number + 1)
            pieces = [(plot.y0, plot.y1)]
            for hole in plot.holes:
                if hole.first <= number < hole.last:
                    pieces = [
                        part
                        for top, foot in pieces
                        for part in (
                            (top, min(foot, hole.y0 - self.gap)),
                            (max(top, hole.y1 + self.gap), foot),
                        )
                        if part[1] - part[0] > 2 * self.style.leading
                    ]
            made += [Column(x0, top, x1, foot) for top, foot in pieces]
        if inset and made:
            made = self.inset(made, plot, inset)
        return made

    def inset(self, columns: list[Column], plot: Plot, inset: float) -> list[Column]:
        """Columns of the same number within a frame that stands off by `inset`."""
        left, right = self.edges(plot.first, plot.last)
        left, right = left + inset, right - inset
        gutter = self.style.gutter
        wide = (right - left - gutter * (len(columns) - 1)) / len(columns)
        return [
            Column(
                left + i * (wide + gutter),
                c.y0 + inset,
                left + i * (wide + gutter) + wide,
                c.y1 - inset,
            )
            for i, c in enumerate(columns)
        ]

    # --- sheets -----------------------------------------------------------------------------

    def draw_sheet(self, width: float, height: float, style: Style, family: Callable[["Maker", Plot, int], list[Plot]], *, items: int) -> Sheet:  # fmt: skip
        self.style, self.sheet = style, Sheet(width, height)
        self.gap = style.leading * self.rng.uniform(0.9, 1.3)
        self.used: set[int] = set()
        top = self.add_masthead() if style.number == 1 else self.add_running_head()
        bottom = height - style.margin
        if self.rng.random() < 0.6:
            bottom = self.add_folio(bottom)
        plots = family(self, Plot(0, style.columns, top, bottom), items)
        for number, plot in enumerate(plots):
            self.fill(plot, number)
        return self.sheet

    def add(self, item: Item) -> Item:
        self.sheet.items.append(item)
        return item

    def rule(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> None:
        """A line as a rectangle, thin as it is."""
        wide, high = max(x1 - x0, width), max(y1 - y0, width)
        self.sheet.shapes.append(Shape(x0, y0, x0 + wide, y0 + high, fill="#000000"))

    def add_masthead(self) -> float:
        """The name of the paper, its date and number, perhaps an ear (报眼) with an article."""
        rng, s = self.rng, self.style
        item = self.add(Item("folio"))
        size = rng.choice([44, 52, 60])
        name = rng.choice(["澜川日报", "岭海日报", "清源日报", "望江晚报"])
        ear = s.columns >= 4 and rng.random() < 0.5
        y, (left, right) = s.margin, self.edges(0, s.columns)
        wide = size * len(name) + 3 * size * 0.15
        x = left if ear or rng.random() < 0.4 else (left + right - wide) / 2
        item.lines.append(place(name, x, y, size, rng.choice([s.heads[0], s.kai]), spacing=size * 0.15, colour=rng.choice(["#b01818", "#000000"]), role="folio"))  # fmt: skip
        day = f"2024年{rng.randint(1, 12)}月{rng.randint(1, 28)}日"
        week = f"星期{rng.choice('一二三四五六日')}"
        facts = [f"{day}　{week}", "农历甲辰年二月十八", f"今日{rng.choice([4, 8, 12])}版", f"国内统一连续出版物号 CN14-00{rng.randint(10, 99)}", f"第{rng.randint(10000, 20000)}期"]  # fmt: skip
        below = y + size * 1.25
        small = s.size * 0.9
        if rng.random() < 0.5 or ear:
            at = left
            for fact in facts[: 3 if ear else 5]:
                item.lines.append(place(fact, at, below, small, s.hei, role="folio"))
                at = item.lines[-1].x1 + small * 2.5
            below += small * 1.4
        else:
            for number, fact in enumerate(facts):
                item.lines.append(place(fact, x + wide + size * 0.6, y + number * small * 1.35, small, s.hei, role="folio"))  # fmt: skip
            below = max(below, y + 5 * small * 1.35 + 4)
        if ear:
            first = next((c for c in range(1, s.columns) if self.edges(c, c + 1)[0] > max(x + wide, max(line.x1 for line in item.lines)) + s.size), None)  # fmt: skip
            if first is not None:
                below = max(below, y + size * 2)
                self.fill(Plot(first, s.columns, y, below - self.gap * 0.6, manner="frame"), 99)
        self.rule(left, below, right, below + rng.choice([0.6, 1.5, 3]))
        return below + self.gap

    def add_running_head(self) -> float:
        rng, s = self.rng, self.style
        item = self.add(Item("folio"))
        left, right = self.edges(0, s.columns)
        y = s.margin - 6
        item.lines.append(place(f"{s.number}", left, y, 20, s.heads[0], role="folio"))
        item.lines.append(place(rng.choice(PARTS), left + 40, y + 2, 16, s.heads[1], role="folio"))
        date = f"2024年3月{rng.randint(1, 28)}日　星期{rng.choice('一二三四五六日')}"
        item.lines.append(place(date, (left + right) / 2 - 50, y + 8, s.size, s.body, role="folio"))
        staff = rng.choice(
            ["责任编辑：{}　版式：{}", "责编　{}　校对　{}", "编辑：{}　美编：{}"]
        ).format(draw_name(rng), draw_name(rng))
        line = place(staff, 0, y + 8, s.size, s.body, role="folio")
        line.x0, line.x1 = right - line.x1, right
        item.lines.append(line)
        self.rule(left, y + 25, right, y + 25.8)
        return y + 26 + self.gap

    def add_folio(self, bottom: float) -> float:
        rng, s = self.rng, self.style
        left, right = self.edges(0, s.columns)
        item = self.add(Item("folio"))
        text = rng.choice([
            f"值班编委：{draw_name(rng)}　责任编辑：{draw_name(rng)}　版式编辑：{draw_name(rng)}",
            f"社址：澜川市滨江路{rng.randint(1, 99)}号　邮政编码：0370{rng.randint(10, 99)}　新闻热线：0000－1234567",
            f"责编　{draw_name(rng)}　视觉　{draw_name(rng)}　电话　0000-7654321",
        ])  # fmt: skip
        small = s.size * 0.9
        item.lines.append(place(text, left, bottom - small, small, s.body, role="folio"))
        self.rule(left, bottom - small - 5, right, bottom - small - 4.5)
        return bottom - small - 5 - self.gap * 0.7

    # --- one plot ---------------------------------------------------------------------------

    def fill(self, plot: Plot, number: int) -> None:
        """Fill a plot in its manner and part it from its neighbours."""
        s, rng = self.style, self.rng
        manner = plot.manner
        left, right = self.edges(plot.first, plot.last)
        if manner == "notice":
            return self.fill_notice(plot)
        if manner == "guide":
            return self.fill_guide(plot)
        if manner == "photo":
            return self.fill_photo(plot, left, right, plot.y0, plot.y1)
        if manner == "briefs":
            return self.fill_briefs(plot)
        inset = 0.0
        if manner in ("frame", "ground") and not plot.holes:
            inset = s.size * 0.9
            ground = manner == "ground"
            self.sheet.shapes.append(Shape(left, plot.y0, right, plot.y1, fill=rng.choice(TINTS) if ground else None, stroke=None if ground and rng.random() < 0.6 else "#000000", width=rng.choice([0.4, 0.8, 1.5])))  # fmt: skip
        elif s.between in ("rule", "both") and manner != "frame" and number < 90:
            self.part(plot, left, right)
        self.fill_article(plot, inset)
        return None

    def part(self, plot: Plot, left: float, right: float) -> None:
        """Rules in the white space around a plot: at its foot and at its right."""
        s = self.style
        foot = plot.y1 + self.gap / 2
        spans = [(plot.first, plot.last)]
        for hole in plot.holes:
            if hole.y1 > plot.y1 - 2:
                spans = [
                    p
                    for a, b in spans
                    for p in ((a, min(b, hole.first)), (max(a, hole.last), b))
                    if p[0] < p[1]
                ]
        if foot < self.sheet.height - s.margin - s.leading:
            for a, b in spans:
                self.rule(self.edges(a, b)[0], foot, self.edges(a, b)[1], foot)
        if plot.last < s.columns and s.between == "both":
            self.rule(right + s.gutter / 2, plot.y0, right + s.gutter / 2, plot.y1)
        for hole in plot.holes:
            x0, x1 = self.edges(hole.first, hole.last)
            if hole.manner in ("", "top"):
                if hole.y0 > plot.y0 + 2:
                    self.rule(x0, hole.y0 - self.gap / 2, x1, hole.y0 - self.gap / 2)
                if hole.first > plot.first:
                    self.rule(x0 - s.gutter / 2, hole.y0 - self.gap / 2, x0 - s.gutter / 2, hole.y1)
                if hole.last < plot.last:
                    self.rule(x1 + s.gutter / 2, hole.y0 - self.gap / 2, x1 + s.gutter / 2, hole.y1)

    def fill_article(self, plot: Plot, inset: float) -> None:
        rng, s = self.rng, self.style
        columns = self.columns_of(plot, inset)
        if not plot.holes and plot.columns >= 2 and not inset and rng.random() < 0.2:
            columns = self.redivide(plot)  # columns of their own width
        if not columns:
            return
        room = sum((c.y1 - c.y0) * (c.x1 - c.x0) for c in columns) / (s.size * s.leading)
        if room < 60:
            return
        source = self.choose(room * 0.95)
        item = Item("article", headline=source.headline)
        columns = self.set_head(item, source, columns, plot)
        columns = self.set_asides(item, source, columns, plot)
        paragraphs, reporters, ending = self.write_opening(source)
        item.reporters = reporters
        self.set_body(item, paragraphs, ending, columns)
        self.add(item)
        if s.column_rules:
            for one, other in pairwise(columns):
                if other.x0 > one.x1 and min(one.y1, other.y1) > max(one.y0, other.y0):
                    x = (one.x1 + other.x0) / 2
                    self.rule(x, max(one.y0, other.y0), x, min(one.y1, other.y1), 0.25)

    def redivide(self, plot: Plot) -> list[Column]:
        left, right = self.edges(plot.first, plot.last)
        count = max(1, plot.columns + self.rng.choice([-1, -1, 1]))
        if (right - left) / count < self.style.size * 10:
            count = plot.columns
        wide = (right - left - self.style.gutter * (count - 1)) / count
        step = wide + self.style.gutter
        return [
            Column(left + i * step, plot.y0, left + i * step + wide, plot.y1) for i in range(count)
        ]

    def choose(self, room: float) -> Source:
        """The shortest unused text that fills the room, or several run together."""
        open_ = [n for n in range(len(self.pool)) if n not in self.used]
        fitting = [n for n in open_ if sum(map(len, self.pool[n].paragraphs)) >= room]
        if fitting:
            number = self.rng.choice(fitting[:12])
            self.used.add(number)
            return self.pool[number]
        source, length = None, 0
        while length < room and open_:
            number = open_.pop(self.rng.randrange(len(open_)))
            self.used.add(number)
            more = self.pool[number]
            source = (
                more
                if source is None
                else replace(source, paragraphs=source.paragraphs + more.paragraphs)
            )
            length = sum(map(len, source.paragraphs))
        return source or self.pool[0]

    def set_head(
        self, item: Item, source: Source, columns: list[Column], plot: Plot
    ) -> list[Column]:
        """Print headline and decks over some of the columns; return what is left for the text."""
        rng, s = self.rng, self.style
        tops = [c for c in columns if abs(c.y0 - columns[0].y0) < 1]
        high = min(c.y1 for c in tops) - columns[0].y0
        count = len(tops)
        options = ["top"] * 5
        if count >= 3:
            options += ["part", "middle", "late"]
        if (
            high > 150
            and len(source.headline) <= 22
            and count >= 2
            and not source.deck
            and not plot.holes
        ):
            options += ["side"]
        arrangement = (
            rng.choice(options) if plot.manner not in ("frame", "banner", "top") else "top"
        )
        if arrangement == "side" and rng.random() < 0.8:
            return self.set_vertical_head(item, source, columns, tops)
        first, last = 0, count
        if arrangement == "part":
            last = rng.randint(2, count - 1)
        elif arrangement == "late":
            first = rng.randint(1, count - 2)
        elif arrangement == "middle":
            first, last = 1, count - 1
        if columns[first:last] != tops[first:last]:
            first, last = 0, count
        over = tops[first:last]
        left, right, y = over[0].x0, over[-1].x1, over[0].y0
        wide = right - left
        face = rng.choice(s.heads)
        banner = plot.manner == "banner" or (rng.random() < 0.08 and len(over) >= 2)
        inner = wide - (2 * s.size if banner else 0)
        halves = source.headline.split(" ")
        best = {1: 17, 2: 24, 3: 30, 4: 36}.get(
            round(wide / ((self.sheet.width - 2 * s.margin) / s.columns)), 42
        )
        size = rng.uniform(0.85, 1.15) * best
        longest = max(len(half) for half in halves) if len(halves) > 1 else len(source.headline)
        spacing = 0.0
        if len(halves) > 1 and longest * size <= inner * 1.2:
            rows = (
                halves
                if sum(map(len, halves)) * size > inner * 0.9 or rng.random() < 0.5
                else [source.headline.replace(" ", "\u3000")]
            )
        else:
            rows = halves
        size = min(size, max(14, inner / max(measure(row, face) for row in rows)))
        widest = max(measure(row, face) for row in rows)
        if widest * size > inner:
            size = max(13, min(size, 0.95 * inner * (2 if len(over) > 1 else 3) / widest))
            rows = [text for row in rows for text in self.wrap_head(row, inner / size, face)]
        elif rng.random() < 0.3 and max(map(len, rows)) * size < inner * 0.7:
            spacing = size * rng.uniform(0.05, 0.3)
        size = round(size, 1)
        decks = self.draw_decks(source, inner, rows)
        y += s.size * (0.8 if banner else 0.2)
        top = y
        if banner:
            start = len(self.sheet.shapes)
        colour = "#ffffff" if banner else "#000000" if rng.random() < 0.9 else "#b01818"
        for text, role in [*[(t, r) for t, r in decks if r == "kicker"], *[(row, "headline") for row in rows], *[(t, r) for t, r in decks if r == "deck"]]:  # fmt: skip
            one = size if role == "headline" else max(s.size + 1.5, min(size * 0.5, 20))
            for row in (
                [text]
                if role == "headline"
                else [row for row, _, _ in break_lines(text, inner, one, s.hei, 0)]
            ):
                line = place(row, 0, y, one, face if role == "headline" else rng.choice([s.kai, s.hei]), spacing=spacing if role == "headline" else 0, colour=colour, role=role)  # fmt: skip
                move = left + ((wide - line.x1) / 2 if s.align == "centre" or banner else 0)
                line.x0, line.x1 = line.x0 + move, line.x1 + move
                item.lines.append(line)
                y += one * 1.22
        if banner:
            self.sheet.shapes.insert(
                start,
                Shape(left, top - s.size * 0.7, right, y + s.size * 0.4, fill=rng.choice(COLOURS)),
            )
            y += s.size * 0.8
        item.deck = " ".join(text for text, _ in decks) or None
        y += s.size * 0.6
        return [replace(c, y0=max(c.y0, y)) if c in over else c for c in columns if c not in over or c.y1 - y > 2 * s.leading]  # fmt: skip

    def wrap_head(self, row: str, ems: float, face: str) -> list[str]:
        count = int(-(-measure(row, face) // ems))
        per = -(-len(row) // count)
        lines = [row[i : i + per] for i in range(0, len(row), per)]
        for number in range(1, len(lines)):  # no line begins with a closing mark
            if lines[number][0] in "，。、；：！？）》”’…—\u3000":
                lines[number - 1] += lines[number][0]
                lines[number] = lines[number][1:]
        return [line.strip("\u3000") for line in lines if line.strip("\u3000")]

    def draw_decks(self, source: Source, wide: float, rows: list[str]) -> list[tuple[str, str]]:
        rng = self.rng
        decks = []
        if source.deck:
            decks.append((widen(source.deck), "deck"))
        elif rng.random() < 0.35 and (clause := draw_clause(source.paragraphs[1:], rng, 8, 18)):
            decks.append((("——" if rng.random() < 0.3 else "") + clause, "deck"))
        if rng.random() < 0.25 and (clause := draw_clause(source.paragraphs[1:], rng, 8, 16)):
            decks.insert(0, (clause, "kicker"))
        return decks

    def set_vertical_head(
        self, item: Item, source: Source, columns: list[Column], tops: list[Column]
    ) -> list[Column]:
        """A headline that runs down in its own strip, at the left or in the middle of the text."""
        s, rng = self.style, self.rng
        at = rng.choice([0, len(tops) - 1])
        column = tops[at]
        halves = source.headline.split(" ")
        rows = halves if len(halves) > 1 else [source.headline]
        size = min(
            30,
            (column.y1 - column.y0 - s.size) / max(map(len, rows)),
            (column.x1 - column.x0) / len(rows) / 1.25,
        )
        if size < 13:
            rows = [
                source.headline[: -(-len(source.headline) // 2)],
                source.headline[-(-len(source.headline) // 2) :],
            ]
            size = min(26, (column.y1 - column.y0 - s.size) / max(map(len, rows)))
        size = round(size, 1)
        face = rng.choice(s.heads)
        strip = size * 1.3 * len(rows)
        left, right = tops[0].x0, tops[-1].x1
        # the strip takes its room from all columns of these tops
        wide = (right - left - strip - s.size - s.gutter * (len(tops) - 1)) / len(tops)
        begin = left + strip + s.size if at == 0 else left
        x = left + strip - size if at == 0 else right - size * 1.0
        for row in rows:
            item.lines.append(
                place(row, x, column.y0 + s.size * 0.5, size, face, vertical=True, role="headline")
            )
            x -= size * 1.3
        if any(c not in tops for c in columns):
            keep = [c for c in columns if c not in tops]
            return (
                [c for n, c in enumerate(tops) if n != at] + keep
                if strip <= column.x1 - column.x0
                else keep
            )
        return [replace(c, x0=begin + n * (wide + s.gutter), x1=begin + n * (wide + s.gutter) + wide) for n, c in enumerate(tops)]  # fmt: skip

    def set_asides(
        self, item: Item, source: Source, columns: list[Column], plot: Plot
    ) -> list[Column]:
        """Put a photo with its caption, a table or a pull quote at the foot or top of some columns."""
        rng, s = self.rng, self.style
        flat = [c for c in columns if abs(c.y1 - columns[-1].y1) < 1]
        if plot.manner in ("frame",) or len(columns) < 2 or not flat or rng.random() < 0.45:
            return columns
        choice = rng.choice(["photo", "photo", "photo", "table", "quote"])
        count = rng.randint(1, max(1, len(flat) // 2 + (choice == "photo")))
        count = min(count, len(flat))
        at = rng.randint(0, len(flat) - count)
        group = flat[at : at + count]
        free = min(c.y1 - c.y0 for c in group)
        left, right = group[0].x0, group[-1].x1
        if choice == "photo":
            high = min(free * 0.6, (right - left) * rng.uniform(0.55, 0.75) + 3 * s.leading)
        else:
            high = min(free * 0.5, s.leading * rng.randint(5, 8))
        if (
            high < 5 * s.leading
            or free - high < 4 * s.leading
            or (choice == "photo" and right - left < 90)
        ):
            return columns
        upper = rng.random() < 0.35 and max(c.y0 for c in group) - min(c.y0 for c in group) < 1
        y0, y1 = (group[0].y0, group[0].y0 + high) if upper else (group[0].y1 - high, group[0].y1)
        if choice == "photo":
            self.fill_photo(plot, left, right, y0, y1)
        elif choice == "table":
            self.set_table(item, left, right, y0, y1)
        elif not self.set_quote(item, source, left, right, y0, y1):
            return columns
        pad = s.leading * 0.8
        return [
            (replace(c, y0=y1 + pad) if upper else replace(c, y1=y0 - pad)) if c in group else c
            for c in columns
        ]

    def set_table(self, item: Item, left: float, right: float, y0: float, y1: float) -> None:
        rng, s = self.rng, self.style
        rows = int((y1 - y0) / (s.leading * 1.1))
        count = 3 if right - left > 140 else 2
        names = ["县区", "项目", "完成率", "增幅", "任务", "产量"]
        for row in range(rows):
            y = y0 + row * (y1 - y0) / rows
            self.rule(left, y, right, y, 0.4)
            for cell in range(count):
                text = rng.sample(names, count)[cell] if row == 0 else rng.choice(["城东区", "安平县", "河口镇", "石桥县"]) if cell == 0 else f"{rng.uniform(1, 99):.1f}%"  # fmt: skip
                item.lines.append(place(text, left + cell * (right - left) / count + 3, y + 2, s.size * 0.9, s.hei, role="table", order=False))  # fmt: skip
        self.rule(left, y1, right, y1, 0.4)

    def set_quote(
        self, item: Item, source: Source, left: float, right: float, y0: float, y1: float
    ) -> bool:
        s = self.style
        clause = draw_clause(source.paragraphs, self.rng, 12, 30)
        if clause is None:
            return False
        big = s.size * 1.45
        y = y0 + s.size
        for text, indent, _ in break_lines(clause, right - left - 2 * s.size, big, s.kai, 0):
            if y + big > y1:
                break
            item.lines.append(
                place(text, left + s.size + indent, y, big, s.kai, role="quote", order=False)
            )
            y += big * 1.3
        self.rule(left, y0 + 2, right, y0 + 2, 1)
        self.rule(left, y1 - 2, right, y1 - 2, 1)
        return True

    def write_opening(self, source: Source) -> tuple[list[Paragraph], list[str], Paragraph | None]:
        """The paragraphs with a byline in one of its usual forms, the reporters, and an ending."""
        rng, s = self.rng, self.style
        names = [draw_name(rng) for _ in range(rng.choice([1, 1, 1, 2, 2, 3]))]
        shown = (
            "　".join(names)
            if rng.random() < 0.3
            else " ".join(map(spread, names))
            if len(names) == 1
            else " ".join(names)
        )
        day, place_ = f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日", rng.choice(PLACES)
        body = [Paragraph(text) for text in source.paragraphs]
        ending: Paragraph | None = None
        form = rng.choice(
            ["paper", "paper", "wire", "wire", "line", "end", "square", "none", "local"]
        )
        if form == "paper":
            helper = draw_name(rng) if rng.random() < 0.25 else None
            who = f"（{rng.choice(['记者', '本报记者', '全媒体记者', '见习记者'])}{rng.choice(['', ' ', '　'])}{shown}{f' 通讯员 {helper}' if helper else ''}）"
            body[
                0
            ].text = f"本报讯{rng.choice(['', ' ', '　'])}{who}{rng.choice(['', ' ', '　'])}{body[0].text}"
            names += [helper] if helper else []
        elif form == "wire":
            credit = rng.random() < 0.7
            body[
                0
            ].text = f"{rng.choice(['', '', '据'])}新华社{place_}{day}电{f'（记者{shown}）' if credit else ''}{rng.choice(['', ' ', '　'])}{body[0].text}"
            names = names if credit else []
        elif form == "local":
            body[0].text = f"本报{place_}{day}电（记者{shown}）{body[0].text}"
        elif form in ("line", "square"):
            text = f"{'□' if form == 'square' else ''}{rng.choice(['本报记者', '记者', '本报首席记者'])}　{shown}"
            body.insert(0, Paragraph(text, "byline", 0, rng.choice(["centre", "right"]), s.kai))
        elif form == "end":
            text = rng.choice(["（记者 {}）", "（本报记者 {}）", "（{}）"]).format(shown)
            if rng.random() < 0.5:
                ending = Paragraph(text, "byline", 0, "right")
            else:
                ending = Paragraph(text, "tail")
        else:
            names = []
        if len(body) >= 4 and rng.random() < 0.3:
            for at in sorted(rng.sample(range(2, len(body)), min(2, len(body) - 2)), reverse=True):
                head = draw_clause([p.text for p in body[at:]], rng, 5, 11)
                if head:
                    body.insert(
                        at,
                        Paragraph(
                            head,
                            "subhead",
                            2,
                            rng.choice(["centre", "justify"]),
                            rng.choice(s.heads),
                        ),
                    )
        if ending is None and rng.random() < 0.12:
            other = rng.choice(DIGITS)
            ending = Paragraph(rng.choice([f"（下转第{other}版）", f"下转第{other}版", f"（下转{rng.randint(2, 8)}版）"]), "jump", 0, "right")  # fmt: skip
        if s.number > 1 and rng.random() < 0.2:
            body[0].text = "（上接第一版）" + source.paragraphs[0]
            names = []
        return body, names, ending

    def set_body(
        self,
        item: Item,
        paragraphs: list[Paragraph],
        ending: Paragraph | None,
        columns: list[Column],
    ) -> None:
        """Pour the text; what does not fit is cut at the last full stop that does."""
        s = self.style

        def run(parts: list[Paragraph]) -> tuple[list[object], list[tuple[int, int]]]:
            return pour(parts, columns, size=s.size, leading=s.leading, font=s.body)  # type: ignore[return-value]

        tail = []
        if ending is not None and ending.role == "tail":
            reserve = ending.text
        else:
            tail, reserve = ([ending] if ending else []), ""
        for _ in range(8):
            parts = [replace(p) for p in paragraphs]
            parts[-1].text += reserve
            lines, marks = run(parts + tail)
            if marks and marks[-1] == (len(parts + tail) - 1, len((parts + tail)[-1].text)):
                break
            if not marks:
                return
            at, count = marks[-1]
            if at >= len(paragraphs) or (
                paragraphs[at].text
                and at == len(paragraphs) - 1
                and count >= len(paragraphs[at].text)
            ):
                at, count = len(paragraphs) - 1, len(paragraphs[-1].text) - 1
            count = max(0, min(count, len(paragraphs[at].text)) - len(reserve) - (6 if tail else 0))
            stop = max(paragraphs[at].text.rfind(mark, 0, count) for mark in "。！？")
            kept = [replace(p) for p in paragraphs[: at + 1]]
            kept[-1].text = kept[-1].text[: stop + 1]
            while kept and (not kept[-1].text or kept[-1].role == "subhead"):
                kept.pop()
            if not kept or kept == paragraphs:
                break
            paragraphs = kept
        item.lines += lines  # type: ignore[arg-type]
        item.text = [p.text for p in parts + tail][: marks[-1][0] + 1 if marks else 0]

    def fill_photo(self, plot: Plot, left: float, right: float, y0: float, y1: float) -> None:
        """A photo, perhaps framed, with its caption below it."""
        rng, s = self.rng, self.style
        size = s.size * 0.95
        name = draw_name(rng)
        text = widen(
            rng.choice(CAPTIONS).format(day=f"{rng.randint(1, 12)}月{rng.randint(1, 28)}日")
        )
        credit = rng.choice(["本报记者　{}　摄", "新华社记者　{}　摄", "记者 {} 摄", "{}　摄影报道", "（本报记者 {} 摄）", "通讯员 {} 摄"]).format(spread(name))  # fmt: skip
        face = rng.choice([s.kai, s.hei])
        item = Item("caption", reporters=[name])
        wide = right - left
        apart = rng.random() < 0.4
        parts = [Paragraph(text, "caption", 2), Paragraph(credit, "credit", 0, "right")] if apart else [Paragraph(text + "　" + credit, "caption", rng.choice([0, 2]))]  # fmt: skip
        needed = sum(len(break_lines(p.text, wide, size, face, p.indent)) for p in parts)
        room = needed * size * 1.35 + size * 0.5
        if y1 - y0 - room < 40:
            return
        self.sheet.shapes.append(Shape(left, y0, right, y1 - room, picture=True))
        if rng.random() < 0.3:
            self.sheet.shapes.append(Shape(left, y0, right, y1 - room, stroke="#000000", width=0.8))
        lines, _ = pour(
            parts,
            [Column(left, y1 - room + size * 0.4, right, y1 + size)],
            size=size,
            leading=size * 1.35,
            font=face,
        )
        item.lines, item.text = lines, [p.text for p in parts]
        self.add(item)

    def fill_notice(self, plot: Plot) -> None:
        rng, s = self.rng, self.style
        left, right = self.edges(plot.first, plot.last)
        title, texts, sign = rng.choice(NOTICES)
        self.sheet.shapes.append(Shape(left, plot.y0, right, plot.y1, fill=rng.choice([None, None, *TINTS]), stroke="#000000", width=rng.choice([0.5, 1.5, 2.5])))  # fmt: skip
        item = Item("notice", headline=title)
        high, wide = plot.y1 - plot.y0, right - left - 2 * s.size
        size = min(wide / len(title), high / 6, 40)
        line = place(title, 0, plot.y0 + size * 0.6, size, rng.choice(s.heads), role="headline")
        move = left + (right - left - line.x1) / 2
        line.x0, line.x1 = line.x0 + move, line.x1 + move
        item.lines.append(line)
        top = line.y1 + size * 0.6
        big = s.size * rng.choice([1, 1.15, 1.3])
        parts = [Paragraph(widen(text)) for text in texts] + (
            [Paragraph(sign, "sign", 0, "right")] if sign else []
        )
        lines, _ = pour(parts, [Column(left + s.size, top, right - s.size, plot.y1 - s.size * 0.5)], size=big, leading=big * 1.4, font=rng.choice([s.body, s.hei]))  # fmt: skip
        item.lines += lines
        item.text = [p.text for p in parts]
        self.add(item)

    def fill_guide(self, plot: Plot) -> None:
        """导读: headings of other pages with their numbers, in a box."""
        rng, s = self.rng, self.style
        left, right = self.edges(plot.first, plot.last)
        item = Item("guide")
        self.sheet.shapes.append(Shape(left, plot.y0, right, plot.y1, fill=rng.choice([None, *TINTS]), stroke=rng.choice(["#000000", "#888888"])))  # fmt: skip
        y = plot.y0 + s.size
        item.lines.append(
            place(
                rng.choice(["导读", "今日导读", "今日看点"]),
                left + s.size,
                y,
                s.size * 1.6,
                s.heads[0],
                role="headline",
            )
        )
        y += s.size * 2.6
        for entry in rng.sample(GUIDES, len(GUIDES)):
            pointer = rng.choice(["　{}版", "（见第{}版）", "→{}版"]).format(rng.randint(2, 8))
            for text, _, _ in break_lines(
                entry + pointer, right - left - 2 * s.size, s.size, s.hei, 0
            ):
                if y + s.size > plot.y1 - 2:
                    break
                item.lines.append(place(text, left + s.size, y, s.size, s.hei))
                y += s.leading
        item.text = []
        self.add(item)

    def fill_briefs(self, plot: Plot) -> None:
        """Short items under one common heading; that heading belongs to no item."""
        rng, s = self.rng, self.style
        columns = self.columns_of(plot)
        left, right = self.edges(plot.first, plot.last)
        size = s.size * 1.8
        common = Item("free")
        word = rng.choice(["简　讯", "要闻速递", "新闻集装箱", "各地动态", "一句话新闻"])
        common.lines.append(place(word, left, plot.y0, size, s.heads[0], role="common"))
        self.rule(left, plot.y0 + size * 1.15, right, plot.y0 + size * 1.15, 1)
        self.add(common)
        columns = [replace(c, y0=c.y0 + size * 1.6) for c in columns]
        headed = rng.random() < 0.7
        short = [source for source in self.pool if sum(map(len, source.paragraphs)) < 260]
        cursor = [replace(c) for c in columns]
        while cursor and short:
            if cursor[0].y1 - cursor[0].y0 < 7 * s.leading:
                cursor.pop(0)
                continue
            source = rng.choice(short)
            short.remove(source)
            item = Item("article", headline=source.headline if headed else None)
            column = cursor[0]
            if headed:
                rows = [t for t, _, _ in break_lines(source.headline.replace(" ", "\u3000"), column.x1 - column.x0, s.size * 1.25, s.heads[0], 0)]  # fmt: skip
                for row in rows:
                    item.lines.append(
                        place(row, column.x0, column.y0, s.size * 1.25, s.heads[0], role="headline")
                    )
                    column.y0 += s.size * 1.7
            paragraphs, item.reporters, _ = self.write_opening(source)
            paragraphs = [p for p in paragraphs if p.role == "body"][:1]
            if item.reporters and not any(
                name in paragraphs[0].text.replace("\u3000", "") for name in item.reporters
            ):
                item.reporters = []
            self.set_body(item, paragraphs, None, cursor)
            if len(item.text) == 0:
                return
            self.add(item)
            last = item.lines[-1]
            while not cursor[0].x0 - 1 <= last.x0 <= cursor[0].x1 or last.y0 > cursor[0].y1:
                cursor.pop(0)
            cursor[0].y0 = last.y0 + s.leading * (1.6 if headed else 1.3)
