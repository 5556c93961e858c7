"""Take the pictures of a finished report that the documents show.

    python docs/take_pictures.py reports docs

Needs Playwright and a Chromium; Chinese is drawn with the font that the package brings along.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from analysis.charts import find_font

PARTS = ("index", "01_articles", "02_terms", "04_officials")
FONTS = (
    "<fontconfig><dir>{folder}</dir><dir>/usr/share/fonts</dir>"
    "<cachedir>{cache}</cachedir></fontconfig>"
)


def take_pictures(report: Path, out: Path) -> None:
    """Write a PNG of some pages of a report: its first screen, twice as sharp."""
    with tempfile.TemporaryDirectory() as cache:
        fonts = Path(cache) / "fonts.conf"
        fonts.write_text(FONTS.format(folder=find_font().parent, cache=cache), encoding="utf-8")
        os.environ["FONTCONFIG_FILE"] = str(fonts)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            page = browser.new_page(
                viewport={"width": 1000, "height": 1240}, device_scale_factor=1.5
            )
            for name in PARTS:
                page.goto((report / f"{name}.html").resolve().as_uri())
                page.wait_for_load_state("networkidle")
                page.screenshot(path=out / f"report_{name}.png")
            browser.close()


if __name__ == "__main__":
    take_pictures(Path(sys.argv[1]), Path(sys.argv[2]))
