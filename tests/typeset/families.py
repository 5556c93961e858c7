"""Ways to part a sheet among its items. Those to look at and those to measure share none."""

from itertools import pairwise

from typeset.layout import Maker, Plot


def part_modular(maker: Maker, plot: Plot, items: int) -> list[Plot]:
    """Cut in two again and again, along a column or across."""
    return give_manners(maker, _cut(maker, plot, items))


def part_carved(maker: Maker, plot: Plot, items: int) -> list[Plot]:
    """As modular, but items have another one in a corner: L-shapes."""
    plots = []
    for one in _cut(maker, plot, max(3, items * 2 // 3)):
        plots += _carve(maker, one)
    return give_manners(maker, plots)


def part_lead(maker: Maker, plot: Plot, items: int) -> list[Plot]:
    """A great picture or story over all columns, and below it items side by side."""
    rng = maker.rng
    split = plot.y0 + (plot.y1 - plot.y0) * rng.uniform(0.3, 0.45)
    lead = Plot(
        plot.first,
        plot.last,
        plot.y0,
        split - maker.gap,
        manner=rng.choice(["banner", "", "photo"]),
    )
    return [
        lead,
        *give_manners(maker, _cut(maker, Plot(plot.first, plot.last, split, plot.y1), items - 1)),
    ]


def part_stacks(maker: Maker, plot: Plot, items: int) -> list[Plot]:
    """Stacks side by side, each of its own width, with cuts at heights of their own."""
    rng = maker.rng
    left, plots = plot.first, []
    while left < plot.last:
        wide = min(rng.choice([1, 2, 2, 3]), plot.last - left)
        count = max(1, round(items * wide / plot.columns))
        cuts = sorted(rng.uniform(0.8, 1.2) + n for n in range(count - 1))
        ends = [
            plot.y0,
            *[plot.y0 + (plot.y1 - plot.y0) * (c + 0.2) / (count + 0.2) for c in cuts],
            plot.y1,
        ]
        for top, foot in pairwise(ends):
            plots.append(Plot(left, left + wide, top, foot - (0 if foot == plot.y1 else maker.gap)))
        left += wide
    return give_manners(maker, plots)


def part_wheel(maker: Maker, plot: Plot, items: int) -> list[Plot]:
    """Four items around a fifth like the wings of a mill: no cut goes through the sheet."""
    rng = maker.rng
    if plot.columns < 3 or plot.y1 - plot.y0 < 400:
        return part_stacks(maker, plot, items)
    a = rng.randint(1, plot.columns - 2)
    b = rng.randint(a + 1, plot.columns - 1)
    high = plot.y1 - plot.y0
    upper, lower = (
        plot.y0 + high * rng.uniform(0.28, 0.38),
        plot.y0 + high * rng.uniform(0.62, 0.74),
    )
    gap, first = maker.gap, plot.first
    wings = [
        Plot(first, first + b, plot.y0, upper - gap),
        Plot(first + b, plot.last, plot.y0, lower - gap),
        Plot(first + a, plot.last, lower, plot.y1),
        Plot(first, first + a, upper, plot.y1),
        Plot(first + a, first + b, upper, lower - gap, manner=rng.choice(["frame", "ground", ""])),
    ]
    more = max(0, items - 5)
    plots = []
    for wing in wings:
        if more and wing.y1 - wing.y0 > 250 and not wing.manner:
            plots += _cut(maker, wing, 2)
            more -= 1
        else:
            plots.append(wing)
    return give_manners(maker, plots)


def part_nested(maker: Maker, plot: Plot, items: int) -> list[Plot]:
    """A long item around the foot or the top of which others stand in boxes."""
    rng = maker.rng
    plots = []
    for band in _bands(maker, plot, max(2, items // 3)):
        hole_wide = rng.randint(1, max(1, band.columns - 2))
        at = band.first + rng.randint(0, band.columns - hole_wide)
        high = (band.y1 - band.y0) * rng.uniform(0.35, 0.55)
        if high < 110 or band.columns < 3:
            plots.append(band)
            continue
        hole = Plot(
            at,
            at + hole_wide,
            band.y1 - high,
            band.y1,
            manner=rng.choice(["frame", "ground", "frame", "notice"]),
        )
        band.holes.append(hole)
        plots += [band, hole]
    return give_manners(maker, plots)


LOOK = [part_modular, part_carved, part_lead]
MEASURE = [part_stacks, part_wheel, part_nested]


def _cut(maker: Maker, plot: Plot, items: int) -> list[Plot]:
    rng = maker.rng
    high = plot.y1 - plot.y0
    if items <= 1:
        return [plot]
    half = items // 2 if rng.random() < 0.6 else rng.randint(1, items - 1)
    share = min(0.7, max(0.3, half / items))
    wide = maker.edges(plot.first, plot.last)
    across = (wide[1] - wide[0]) * rng.uniform(0.5, 1.3) < high or plot.columns < 2
    if across and high < 190:
        across = False
    if not across and plot.columns < 2:
        return [plot]
    if across:
        middle = plot.y0 + high * share
        parts = [
            Plot(plot.first, plot.last, plot.y0, middle - maker.gap),
            Plot(plot.first, plot.last, middle, plot.y1),
        ]
    else:
        at = plot.first + min(plot.columns - 1, max(1, round(plot.columns * share)))
        parts = [Plot(plot.first, at, plot.y0, plot.y1), Plot(at, plot.last, plot.y0, plot.y1)]
    return [*_cut(maker, parts[0], half), *_cut(maker, parts[1], items - half)]


def _bands(maker: Maker, plot: Plot, count: int) -> list[Plot]:
    weights = [maker.rng.uniform(0.8, 1.3) for _ in range(count)]
    at, bands = plot.y0, []
    for number, weight in enumerate(weights):
        foot = at + (plot.y1 - plot.y0) * weight / sum(weights)
        bands.append(
            Plot(plot.first, plot.last, at, foot - (maker.gap if number < count - 1 else 0))
        )
        at = foot
    return bands


def _carve(maker: Maker, plot: Plot) -> list[Plot]:
    """Give a corner of the plot to another item."""
    rng, high = maker.rng, plot.y1 - plot.y0
    if plot.columns < 2 or high < 230:
        return [plot]
    wide = rng.randint(1, plot.columns - 1)
    right = rng.random() < 0.6
    first = plot.last - wide if right else plot.first
    size = high * rng.uniform(0.4, 0.6)
    if rng.random() < 0.7:
        hole = Plot(first, first + wide, plot.y1 - size, plot.y1)
    else:
        hole = Plot(plot.last - wide, plot.last, plot.y0, plot.y0 + size)
    plot.holes.append(hole)
    return [plot, hole]


def give_manners(maker: Maker, plots: list[Plot]) -> list[Plot]:
    """Make some plots frames, grounds, photos, notices, pointers or briefs."""
    rng = maker.rng
    for plot in plots:
        left, right = maker.edges(plot.first, plot.last)
        wide, high = right - left, plot.y1 - plot.y0
        if plot.manner or plot.holes or rng.random() < 0.45:
            continue
        if high < 120:
            plot.manner = rng.choice(["notice", "guide", "frame"])
        elif wide < 330 and high < 330:
            plot.manner = rng.choice(
                ["photo", "frame", "ground", "briefs", "notice", "guide", "photo", "frame"]
            )
        elif wide < 450:
            plot.manner = rng.choice(["frame", "ground", "briefs", "", "briefs"])
    return plots
