"""Labelled texts ↔ JSON lines for doccano: text, label, and what else is known of the text."""

import json
from pathlib import Path
from typing import Any

from analysis.exchange.spans import LabelledText, Span, parse_about
from analysis.schema import InputError

__all__ = ["read", "write"]


def write(texts: list[LabelledText]) -> bytes:
    """Write a line for each text; doccano keeps `article_id` and `dangbao` as metadata."""
    lines = [
        json.dumps(
            {
                "text": text.text,
                "label": [list(span) for span in sorted([*text.mentions, *text.phrases])],
                "article_id": text.article_id,
                "dangbao": text.about,
            },
            ensure_ascii=False,
        )
        for text in texts
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def read(file: Path, data: bytes) -> list[LabelledText]:
    """Read an export, with labels as [start, end, label] or as entities with start_offset, …"""
    try:
        lines = data.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{file} is not UTF-8. Export it again as JSONL.") from error
    texts = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row["text"], str):
                raise TypeError("text is no text")
            spans = [_parse_span(one) for one in _find_labels(row)]
        except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
            raise InputError(
                f"{file}: line {number} is no labelled text ({error}); it is meant to be "
                '{"text": "…", "label": [[0, 2, "actor/official"]]}.'
            ) from error
        key = row.get("article_id", row.get("id", f"{file.stem}#{number}"))
        about = parse_about(row.get("dangbao"))
        texts.append(LabelledText(str(key), row["text"], spans, [], about))
    return texts


def _find_labels(row: dict[str, Any]) -> list[Any]:
    found = row.get("label", row.get("labels", row.get("entities")))
    return found if isinstance(found, list) else []


def _parse_span(written: Any) -> Span:
    if isinstance(written, dict):
        start, end, label = (written[name] for name in ("start_offset", "end_offset", "label"))
    else:
        start, end, label = written
    return Span(int(start), int(end), str(label))
