"""What makes a text file doubtful as a page: no sentence in Chinese, or one without an end."""

import re
from collections.abc import Iterator
from typing import Final

from analysis.han import HAN, find_han

__all__ = ["NO_PAGE", "doubt_text"]

# The doubt about a file that is no page: no articles are made of it.
NO_PAGE: Final = "it has no Chinese sentence and is no page, but a list or a log"
# A page has six Chinese characters in a row, or punctuation; a list of words has neither.
_PRINTED: Final = re.compile(rf"[{HAN}][^\n]{{0,3}}[。！？，、：；,]|[{HAN}]{{6}}")
# A sentence in Latin letters, as a newspaper may have a page in English.
_PROSE: Final = re.compile(r"(?:[A-Za-z'’-]+[ ,]+){5}[A-Za-z'’-]+[^\n]*[.!?]")
_LEAST_OF_LIST: Final = 2
_SENTENCE_END: Final = re.compile(r"[。！？!?\n]")
# The longest sentence of 280,000 news articles, a list of names, has 2,100 characters.
_LONGEST_SENTENCE: Final = 10_000


def doubt_text(text: str) -> Iterator[str]:
    """Yield what speaks against a text as a page.

    Examples
    --------
    >>> list(doubt_text("会议召开。")), list(doubt_text("requests>=2.31.0")) == [NO_PAGE]
    ([], True)
    """
    if _is_no_news(text):
        yield "it has no Chinese sentence, and may be no page" if _PROSE.search(text) else NO_PAGE
    yield from _doubt_sentences(text)


def _is_no_news(text: str) -> bool:
    """Whether a file is a log, a list of words or of addresses: it has no Chinese sentence."""
    if _PRINTED.search(text):
        return False
    return not find_han(text) or text.strip().count("\n") >= _LEAST_OF_LIST


def _doubt_sentences(text: str) -> Iterator[str]:
    """Say where a line has so many characters without a full stop that it can be no news."""
    longest, line = 0, 1
    for number, printed in enumerate(text.split("\n"), start=1):
        # Only few lines are long enough to be searched for sentences.
        if len(printed) > max(longest, _LONGEST_SENTENCE):
            length = max(map(len, _SENTENCE_END.split(printed)))
            if length > longest:
                longest, line = length, number
    if longest > _LONGEST_SENTENCE:
        yield (
            f"line {line} has {longest:,} characters without a full stop (。！？), "
            "so that what is counted in it is in doubt"
        )
