"""Small collections of pages that reports are made of, and the folder of a collection."""

from pathlib import Path
from typing import Final

SMALL: Final = {
    "lanchuan-daily-2024-03-01-p01.md": """# 澜川日报

2024年3月1日 星期五 第1版

## 市长林悦调研基层减负

本报讯 (记者 夏小满) 2月29日，市长林悦到东河区调研，强调要为基层减负，坚持实事求是。副市长袁柏参加。

## 高新区加快发展

本报讯 (记者 夏小满) 高新区因地制宜发展新质生产力，企业订单增加。

图为林悦在东河区调研，林悦与群众交谈。本报记者 谷明 摄

## 公告

市长林悦的信箱自3月1日起开通，减负事项可以来信。
""",
    "lanchuan-daily-2024-03-04-p01.md": """# 澜川日报

## 市委副书记顾维岳讲党课

本报讯 (记者 夏小满) 3月3日，市委副书记顾维岳讲党课，讲“三个代表”重要思想，讲马克思列宁主义。

## 人工智能+行动启动

本报讯 (记者 夏小满) 3月3日，我市启动“人工智能+”行动。市长林悦出席启动仪式并讲话，要求为基层减负。
""",
}
# Text that tries to be markup, formula and file name.
ODD = '=HYPERLINK("x") <script>alert(1)</script> ](y) $z$'
ODD_PAGE = f"""## {ODD}

本报讯 (记者 夏小满) 3月13日,<script>alert(2)</script>副市长袁柏出席会议并讲话,要求为基层减负。

会议指出,要因地制宜发展新质生产力,把减负落到实处。
"""

# All of them, and a page without text.
ODD_PAGES: Final = {**SMALL, "澜川日报-2024-03-14-p01.md": ODD_PAGE, "blank.md": " \n"}

# The notebooks that a test of something else leaves out of its report.
REST: Final = ["02_terms", "03_topics", "04_officials", "05_papers"]


def write_pages(folder: Path, pages: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
