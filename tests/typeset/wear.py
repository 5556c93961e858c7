"""Pictures of sheets as scanners and cameras give them: `python -m typeset.wear FOLDER` in `tests/`."""

import argparse
import json
import random
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter, ImageOps

# What is done to the sheets of a set, in turn: dots an inch, then faults.
KINDS = [
    (150, ""),
    (150, "skew blur noise"),
    (200, "through skew"),
    (150, "uneven noise"),
    (200, "skew uneven through"),
    (150, "photo uneven blur"),
    (150, "skew"),
    (200, "photo uneven noise"),
]


def render(path: Path, page: int, dpi: int) -> Image.Image:
    document = pypdfium2.PdfDocument(path)
    image = document[page].render(scale=dpi / 72).to_pil().convert("RGB")
    document.close()
    return image


def wear(image: Image.Image, faults: str, rng: random.Random) -> Image.Image:
    """Give a clean picture the faults that are named."""
    width, height = image.size
    chance = np.random.default_rng(rng.randrange(1 << 30))
    if "through" in faults:  # the other side of the paper, mirrored and pale
        back = ImageOps.mirror(image.convert("L")).filter(ImageFilter.GaussianBlur(2))
        pale = 255 - (255 - np.asarray(back, float)) * 0.16
        image = Image.fromarray(
            np.minimum(np.asarray(image, float), pale[..., None]).astype("uint8")
        )
    if "blur" in faults:
        image = image.filter(ImageFilter.GaussianBlur(0.7))
    if "skew" in faults:
        angle = rng.choice([-1, 1]) * rng.uniform(0.5, 1.6)
        image = image.rotate(angle, Image.Resampling.BICUBIC, fillcolor=(250, 248, 244))
    if "photo" in faults:  # on a dark table, from aside
        edge = [rng.uniform(0.01, 0.045) for _ in range(8)]
        corners = [
            (edge[0] * width, edge[1] * height), (width - edge[2] * width, edge[3] * height),
            (width - edge[4] * width, height - edge[5] * height), (edge[6] * width, height - edge[7] * height),
        ]  # fmt: skip
        flat = [(0, 0), (width, 0), (width, height), (0, height)]
        rows, wanted = [], []
        for (x, y), (u, v) in zip(corners, flat, strict=True):
            rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
            wanted += [u, v]
        image = image.transform(
            (width, height), Image.Transform.PERSPECTIVE, np.linalg.solve(np.array(rows), np.array(wanted)),
            Image.Resampling.BICUBIC, fillcolor=(70, 62, 55),
        )  # fmt: skip
    data = np.asarray(image, float)
    if "uneven" in faults:
        x, y = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
        turn = rng.uniform(0, 6.28)
        light = 0.8 + 0.18 * (x * np.cos(turn) + y * np.sin(turn)) - 0.08 * (x**2 + y**2)
        data = data * light[..., None] * np.array([1.0, 0.97, 0.9])
    if "noise" in faults:
        data = data + chance.normal(0, 9, data.shape)
    return Image.fromarray(np.clip(data, 0, 255).astype("uint8"))


def wear_set(folder: Path, out: Path, names: list[str], *, seed: int) -> None:
    """Make a picture of each sheet in turn, with its gold beside it."""
    out.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(names):
        rng = random.Random(f"{seed}-{number}")
        dpi, faults = KINDS[number % len(KINDS)]
        gold = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        gold["pages"] = gold["pages"][:1]
        gold["photographed"] = "photo" in faults
        image = wear(render(folder / f"{name}.pdf", 0, dpi), faults, rng)
        if "noise" in faults or "photo" in faults:
            image.save(out / f"{name}.jpg", quality=80, dpi=(dpi, dpi))
        else:
            image.convert("L" if number % 2 else "RGB").save(out / f"{name}.png", dpi=(dpi, dpi))
        (out / f"{name}.json").write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    wear_set(options.folder, options.out, options.names, seed=options.seed)
