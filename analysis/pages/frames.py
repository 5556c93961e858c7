"""What stands around an article on a web page, by its words: share bars, editors, other news."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from analysis.lexicon import read_lexicon

__all__ = ["leave_frame"]

_LONGEST: Final = 400


def leave_frame(lines: Sequence[str]) -> list[str]:
    """Leave out lines that belong to the web page, and all that follows the end of the article.

    Examples
    --------
    >>> leave_frame(["来源：兰川日报", "会议召开。", "(责编：何川)", "相关新闻", "甲县春耕"])
    ['会议召开。']
    """
    line_out, rest_out = _compile("line"), _compile("rest")
    kept: list[str] = []
    for line in lines:
        if len(line) <= _LONGEST:
            if kept and rest_out.fullmatch(line):
                break
            if line_out.fullmatch(line) or rest_out.fullmatch(line):
                continue
        kept.append(line)
    return kept


@cache
def _compile(kind: str) -> re.Pattern[str]:
    frames = read_lexicon("page_frames")
    return re.compile("|".join(frames.loc[frames["leaves_out"] == kind, "pattern"]))
