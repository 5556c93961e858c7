"""Characters → printed lines, none of which runs across a gutter."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from analysis.han import is_han
from analysis.sheets.characters import Drawn
from analysis.sheets.form import Box, Line, Sheet, bound

__all__ = ["make_sheet", "turn_back", "turn_over"]

_SAME_SIZE: Final = 0.25
# Distances in sizes of type, unless said otherwise.
_OFF_LINE: Final = 0.3  # how far above or below its line a character may stand
_OFF_JOINED: Final = 0.13
_SAME_JOINED: Final = 0.93
_LONGEST_GAP: Final = 2.6  # white between two characters that follow one another in the file
_LONGEST_BARE: Final = 0.7  # the same if the file has no blank between them
_WORD_GAP: Final = 0.16
_NAME_GAP: Final = 0.19  # so much more white between two names of a row than elsewhere in the line
_SHARED: Final = 0.3
# fewer characters that run another way than their neighbours make no line
_FEWEST_ASTRAY: Final = 3
_TWICE: Final = 0.25  # a character printed twice within this distance is bold

_Run = list[int]


def make_sheet(drawn: Drawn) -> Sheet:
    """Make the form of a sheet of what a page draws."""
    lines = [*_find_lines(drawn)]
    return Sheet(
        drawn.width,
        drawn.height,
        tuple(lines),
        tuple(drawn.rules),
        tuple(drawn.frames),
        tuple(drawn.pictures),
        tuple(drawn.grounds),
    )


def _find_lines(drawn: Drawn) -> list[Line]:
    squares = [tuple(map(float, square)) for square in drawn.squares]
    sizes = [float(size) for size in drawn.sizes]
    runs = _follow(drawn.texts, squares, sizes)
    rules = [*drawn.rules, *(box for frame in drawn.frames for box in _list_sides(frame))]
    across = _join_runs([run for run, vertical in runs if not vertical], squares, sizes, rules)
    turned = [(y0, -x1, y1, -x0) for x0, y0, x1, y1 in squares]
    sides = [(y0, -x1, y1, -x0) for x0, y0, x1, y1 in rules]
    down = _join_runs([run for run, vertical in runs if vertical], turned, sizes, sides)
    fonts = _join_fonts([*across, *down], drawn)
    made = [_make_line(run, drawn, squares, sizes, fonts, vertical=False) for run in across]
    made += [_make_line(run, drawn, squares, sizes, fonts, vertical=True) for run in down]
    return [line for line in made if line is not None]


def _list_sides(box: Box) -> list[Box]:
    x0, y0, x1, y1 = box
    return [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]


def _follow(
    texts: Sequence[str], squares: Sequence[tuple[float, ...]], sizes: Sequence[float]
) -> list[tuple[_Run, bool]]:
    """Follow the characters in the order of the file, as long as they stand in a row."""
    runs: list[tuple[_Run, bool | None]] = []
    for at in range(len(texts)):
        if runs:
            run, vertical = runs[-1]
            way = _continues(run[-1], at, texts, squares, sizes)
            if way is not None and vertical is None and at + 1 < len(texts):
                # A character right below another may be the first of the next line, not a vertical
                # one. The character after it decides.
                after = _continues(at, at + 1, texts, squares, sizes)
                way = None if after is not None and after != way else way
            if way is not None and (vertical is None or vertical == way):
                run.append(at)
                runs[-1] = run, way
                continue
        runs.append(([at], None))
    # A character alone goes with those around it.
    longer = [(run, bool(vertical)) for run, vertical in runs if vertical is not None]
    down = sum(len(run) for run, vertical in longer if vertical)
    turned = 2 * down > sum(len(run) for run, _ in longer)
    usual = sorted(sizes)[len(sizes) // 2] if sizes else 0.0
    made: list[tuple[_Run, bool]] = []
    for run, vertical in runs:
        if not any(texts[at].strip() for at in run):
            continue
        short = len(run) <= _FEWEST_ASTRAY and sizes[run[0]] < 1.3 * usual
        if vertical is None or vertical == turned or not short:
            made.append((run, turned if vertical is None else vertical))
        else:  # the ends of two lines that stand beside each other
            made.extend(([at], turned) for at in run)
    return made


def _continues(
    last: int,
    at: int,
    texts: Sequence[str],
    squares: Sequence[tuple[float, ...]],
    sizes: Sequence[float],
) -> bool | None:
    """Whether a character goes on down (True) or across (False) from the last; None if neither."""
    a, b = squares[last], squares[at]
    size = max(sizes[last], sizes[at])
    if min(sizes[last], sizes[at]) < (1 - _SAME_SIZE) * size:
        return None
    if min(sizes[last], sizes[at]) < _SAME_JOINED * size and b[0] - a[2] > _LONGEST_BARE * size:
        return None
    blank = not texts[last].strip() or not texts[at].strip()
    longest = (_LONGEST_GAP if blank else 1.5) * size
    middle_y = (b[1] + b[3] - a[1] - a[3]) / 2
    middle_x = (b[0] + b[2] - a[0] - a[2]) / 2
    if abs(middle_y) < _OFF_LINE * size and -0.6 * size < b[0] - a[2] < longest and middle_x > 0:
        return False
    if (
        abs(middle_x) < (_OFF_LINE if is_han(texts[last]) and is_han(texts[at]) else 0.55) * size
        and middle_y > 0
    ):
        return (
            True if -0.6 * size < b[1] - a[3] < (_LONGEST_GAP if blank else 1.15) * size else None
        )
    return None


def _join_runs(
    runs: Sequence[_Run],
    squares: Sequence[tuple[float, ...]],
    sizes: Sequence[float],
    rules: Sequence[tuple[float, ...]],
) -> list[_Run]:
    """Join runs that stand beside each other on one line; vertical ones are turned for it."""
    boxes = [bound([squares[at] for at in run]) for run in runs]
    order = sorted(range(len(runs)), key=lambda n: (boxes[n][0], boxes[n][1]))
    joined: list[_Run] = []
    ends: dict[int, list[int]] = defaultdict(list)  # lines that may still go on, by their height
    for number in order:
        x0, y0, _, y1 = boxes[number]
        size = max(sizes[at] for at in runs[number])
        best, least = None, _LONGEST_BARE * size
        for row in range(int(y0 // 20) - 1, int(y1 // 20) + 2):
            for own in ends[row]:
                last = joined[own][-1]
                a = squares[last]
                near = abs((a[1] + a[3]) / 2 - (y0 + y1) / 2) < _OFF_JOINED * size
                same = min(sizes[last], size) >= _SAME_JOINED * max(sizes[last], size)
                gap = x0 - a[2]
                if (
                    near
                    and same
                    and -0.3 * size < gap < least
                    and not _parts(a, boxes[number], rules)
                ):
                    best, least = own, gap
        if best is None:
            best = len(joined)
            joined.append([])
            ends[int((y0 + y1) / 2 // 20)].append(best)
        joined[best].extend(runs[number])
    return joined


def _parts(a: tuple[float, ...], b: Box, rules: Sequence[tuple[float, ...]]) -> bool:
    """Whether a rule stands between the left and the right one."""
    middle = (a[1] + a[3]) / 2
    return any(
        rule[1] <= middle <= rule[3] and a[2] - 1 <= (rule[0] + rule[2]) / 2 <= b[0] + 1
        for rule in rules
        if rule[3] - rule[1] > rule[2] - rule[0]
    )


def _join_fonts(runs: Sequence[_Run], drawn: Drawn) -> dict[str, str]:
    """Join nameless fonts that share many lines: they are pieces of one typeface."""
    own: dict[str, str] = {font: font for font in drawn.fonts}

    def root(font: str) -> str:
        while own[font] != font:
            font = own[font]
        return font

    lines: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for run in runs:
        there = sorted({drawn.fonts[at] for at in run if drawn.fonts[at].startswith("?")})
        lines.update(there)
        pairs.update((a, b) for at, a in enumerate(there) for b in there[at + 1 :])
    for (a, b), count in pairs.items():
        if count >= _SHARED * min(lines[a], lines[b]):
            own[root(a)] = root(b)
    # Numbered by their order on the page, because the address that pdfium gives differs each time.
    names: dict[str, str] = {}
    for font in own:
        if root(font).startswith("?"):
            names.setdefault(root(font), f"#{len(names) + 1}")
    return {font: names.get(root(font), root(font)) for font in own}


def _make_line(
    run: _Run,
    drawn: Drawn,
    squares: Sequence[tuple[float, ...]],
    sizes: Sequence[float],
    fonts: dict[str, str],
    *,
    vertical: bool,
) -> Line | None:
    first, last = (1, 3) if vertical else (0, 2)
    run = sorted(run, key=lambda at: squares[at][first])
    kept: list[int] = []
    for at in run:
        again = kept and drawn.texts[at] == drawn.texts[kept[-1]]
        if again and squares[at][first] - squares[kept[-1]][first] < _TWICE * sizes[at]:
            continue  # printed twice to look bold
        kept.append(at)
    while kept and not drawn.texts[kept[0]].strip():
        kept.pop(0)
    while kept and not drawn.texts[kept[-1]].strip():
        kept.pop()
    if not kept:
        return None
    texts: list[str] = []
    edges: list[float] = []
    end = squares[kept[0]][first]
    gaps = sorted(squares[b][first] - squares[a][last] for a, b in pairwise(kept))
    usual = max(gaps[len(gaps) // 2], 0.0) / sizes[kept[0]] if gaps else 0.0
    for at in kept:
        text, begin = drawn.texts[at], squares[at][first]
        size = sizes[at]
        latin = bool(texts) and texts[-1][-1:].isascii() and text.isascii()
        if texts and texts[-1].strip() and text.strip():
            alike = texts[-1].isascii() == text.isascii()
            least = _WORD_GAP if latin and not vertical else usual + (_NAME_GAP if alike else 0.5)
            if begin - end > least * size:
                texts.append(" ")
                edges.append(end)
        if not text.strip() and texts and not texts[-1].strip():
            end = squares[at][last]
            continue
        texts.append(text)
        edges += [begin] * len(text)
        end = squares[at][last]
    box = bound([squares[at] for at in kept])
    size, _ = Counter(sizes[at] for at in kept).most_common(1)[0]
    if vertical:
        middle = sum(squares[at][0] + squares[at][2] for at in kept) / 2 / len(kept)
        box = middle - size / 2, box[1], middle + size / 2, box[3]
    font, _ = Counter(fonts[drawn.fonts[at]] for at in kept).most_common(1)[0]
    ink = sorted(float(drawn.inks[at]) for at in kept)[len(kept) // 2]
    return Line("".join(texts), box, (*edges, end), size, font, vertical, ink)


def turn_over(sheet: Sheet) -> Sheet:
    """Turn a vertical sheet so that its lines run across."""

    def turn(box: Box) -> Box:
        return box[1], sheet.width - box[2], box[3], sheet.width - box[0]

    return Sheet(
        sheet.height,
        sheet.width,
        tuple(
            replace(line, box=turn(line.box), vertical=not line.vertical) for line in sheet.lines
        ),
        tuple(map(turn, sheet.rules)),
        tuple(map(turn, sheet.frames)),
        tuple(map(turn, sheet.pictures)),
        tuple(replace(ground, box=turn(ground.box)) for ground in sheet.grounds),
    )


def turn_back(box: Box, width: float) -> Box:
    """Turn a rectangle back that `turn_over` turned; `width` is that of the sheet as printed."""
    return width - box[3], box[0], width - box[1], box[2]
