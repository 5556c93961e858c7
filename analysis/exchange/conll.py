"""Labelled texts ↔ CoNLL: a character on each line, with two tags in BIO.

The tag of a set phrase stands second, that of a person last, where programs look for it. A blank
line ends a paragraph. Blanks and line breaks have no line of their own, so the text itself is
written too, in a comment.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from analysis.exchange.spans import LabelledText, Span, parse_about
from analysis.schema import InputError

__all__ = ["read", "write"]

_NEW: Final = "# newdoc id = "
_OURS: Final = "# dangbao = "
_START: Final = "-DOCSTART-"
_TAG: Final = re.compile(r"O|[BIESML]-(?P<label>.+)")


def write(texts: list[LabelledText]) -> bytes:
    """Write the texts one after another, each behind a comment with its name."""
    return "".join(line for text in texts for line in _write_text(text)).encode()


def _write_text(text: LabelledText) -> Iterator[str]:
    yield f"{_NEW}{json.dumps(text.article_id, ensure_ascii=False)}\n"
    about = json.dumps({"text": text.text, "about": text.about}, ensure_ascii=False)
    yield f"{_OURS}{about}\n"
    tags = [_tag(spans, len(text.text)) for spans in (text.phrases, text.mentions)]
    ended = True
    for at, character in enumerate(text.text):
        if character == "\n" and not ended:
            ended = True
            yield "\n"
        elif not character.isspace():
            ended = False
            yield "\t".join([character, *(layer[at] for layer in tags)]) + "\n"
    yield "\n" if ended else "\n\n"


def _tag(spans: list[Span], length: int) -> list[str]:
    tags = ["O"] * length
    for span in spans:
        tags[span.start] = f"B-{span.label}"
        tags[span.start + 1 : span.end] = [f"I-{span.label}"] * (span.end - span.start - 1)
    return tags


class _Reader:
    """A text while its lines are being read: its tokens so far, with their tags."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.tokens: list[tuple[str, list[str]]] = []
        self.ours: dict[str, Any] = {}

    def finish(self, file: Path) -> LabelledText:
        """Find each token in the text, and make spans of the tags."""
        whole: Any = self.ours.get("text")
        if not isinstance(whole, str):
            whole = "".join(token for token, _ in self.tokens).strip("\n")
        spans: list[Span] = []
        at = 0
        opened: dict[int, Span] = {}  # spans that may go on, by column of tags
        for token, tags in self.tokens:
            if token == "\n":
                continue
            at += len(whole[at:]) - len(whole[at:].lstrip()) if whole[at : at + 1].isspace() else 0
            if not whole.startswith(token, at):
                raise InputError(
                    f"{file}: {self.key}: the characters are no longer those of the text, first "
                    f"at {token!r}. Change tags only, or take the line {_OURS.strip()} out."
                )
            for column, tag in enumerate(tags):
                label = _TAG.fullmatch(tag)
                before = opened.pop(column, None)
                if label is None or label["label"] is None:
                    spans += [before] if before else []
                elif before and before.label == label["label"] and tag[0] in "IEML":
                    opened[column] = before._replace(end=at + len(token))
                else:
                    spans += [before] if before else []
                    opened[column] = Span(at, at + len(token), label["label"])
            at += len(token)
        spans += opened.values()
        about = parse_about(self.ours.get("about"))
        return LabelledText(self.key, whole, spans, [], about)


def read(file: Path, data: bytes) -> list[LabelledText]:
    """Read texts. A new one begins at our comments or at -DOCSTART-; otherwise the file is one."""
    try:
        lines = data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8. Save it as UTF-8 and try again.") from error
    readers: list[_Reader] = []
    for number, line in enumerate(lines, start=1):
        if line.startswith((_NEW, _START)):
            named = _parse(line.removeprefix(_NEW)) if line.startswith(_NEW) else None
            key = named if isinstance(named, str) else f"{file.stem}#{len(readers) + 1}"
            readers.append(_Reader(key))
            continue
        if line.startswith(_OURS) and readers:
            ours = _parse(line.removeprefix(_OURS))
            readers[-1].ours = ours if isinstance(ours, dict) else {}
        if line.startswith("# "):
            continue
        if not readers:
            if not line.strip():
                continue
            readers.append(_Reader(f"{file.stem}#1"))
        if not line.strip():
            readers[-1].tokens.append(("\n", []))
            continue
        token, *tags = line.split("\t") if "\t" in line else line.split()
        if not tags:
            raise InputError(f"{file}: line {number} has no tag; write a character and its tag.")
        readers[-1].tokens.append((token, tags))
    return [reader.finish(file) for reader in readers]


def _parse(written: str) -> Any:
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        return written
