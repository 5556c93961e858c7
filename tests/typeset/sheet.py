"""What stands on a sheet: printed lines, rules, grounds and pictures, and the items they belong to."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass
class Line:
    """A printed line; x0, y0, x1, y1 are its em boxes, in points from the top left."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    font: str = "song"
    vertical: bool = False
    spacing: float = 0.0  # between two characters
    colour: str = "#000000"
    role: str = "body"
    order: bool = True  # False where no reader could say after which line it comes


@dataclass
class Shape:
    """A rule (thin), a frame (only `stroke`), a ground (only `fill`) or a picture."""

    x0: float
    y0: float
    x1: float
    y1: float
    fill: str | None = None
    stroke: str | None = None
    width: float = 0.5
    picture: bool = False


@dataclass
class Item:
    kind: str
    headline: str | None = None
    deck: str | None = None
    reporters: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)  # paragraphs
    lines: list[Line] = field(default_factory=list)


@dataclass
class Sheet:
    width: float
    height: float
    items: list[Item] = field(default_factory=list)
    shapes: list[Shape] = field(default_factory=list)

    def turn(self) -> "Sheet":
        """The same sheet set vertically: columns become bands, lines run down, from right to left."""
        for line in self.lines():
            line.x0, line.y0, line.x1, line.y1 = (
                self.height - line.y1, line.x0, self.height - line.y0, line.x1,
            )  # fmt: skip
            line.vertical = not line.vertical
        for shape in self.shapes:
            shape.x0, shape.y0, shape.x1, shape.y1 = (
                self.height - shape.y1, shape.x0, self.height - shape.y0, shape.x1,
            )  # fmt: skip
        self.width, self.height = self.height, self.width
        return self

    def lines(self) -> list[Line]:
        return [line for item in self.items for line in item.lines]


def write_gold(sheets: list[Sheet], path: Path, **more: Any) -> None:
    """Write what a reader sees of the sheets of one file; lines without colour and spacing."""
    pages = [
        {
            "width": sheet.width,
            "height": sheet.height,
            "items": [
                {
                    **{key: getattr(item, key) for key in ("kind", "headline", "deck", "reporters", "text")},
                    "lines": [
                        {
                            key: round(value, 2) if isinstance(value, float) else value
                            for key, value in asdict(line).items()
                            if key not in ("colour", "spacing", "font")
                        }
                        for line in item.lines
                    ],
                }
                for item in sheet.items
            ],
        }
        for sheet in sheets
    ]  # fmt: skip
    path.write_text(json.dumps({**more, "pages": pages}, ensure_ascii=False), encoding="utf-8")
