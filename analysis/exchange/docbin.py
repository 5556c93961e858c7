"""Labelled texts ↔ a DocBin of spaCy: people as entities, set phrases as a group of spans."""

import json
from pathlib import Path
from typing import Any, Final

from analysis.exchange.spans import LabelledText, Span, parse_about
from analysis.schema import InputError

__all__ = ["read", "write"]

_PHRASES: Final = "phrases"
_OURS: Final = "dangbao"


def write(texts: list[LabelledText]) -> bytes:
    """Write a document for each text, with characters as tokens, as in spaCy's blank("zh")."""
    spacy = _open_spacy()
    nlp = spacy.blank("zh")
    docs = []
    for text in texts:
        doc = nlp.make_doc(text.text)
        doc.set_ents([_make_span(doc, span, text) for span in text.mentions])
        doc.spans[_PHRASES] = [_make_span(doc, span, text) for span in text.phrases]
        # As JSON, which other programs can read, and in which every type is kept.
        doc.user_data[_OURS] = json.dumps(
            {"article_id": text.article_id, "about": text.about}, ensure_ascii=False
        )
        docs.append(doc)
    data: bytes = spacy.tokens.DocBin(docs=docs, store_user_data=True).to_bytes()
    return data


def read(file: Path, data: bytes) -> list[LabelledText]:
    """Read the documents of a DocBin."""
    spacy = _open_spacy()
    try:
        box = spacy.tokens.DocBin(store_user_data=True).from_bytes(data)
        docs = list(box.get_docs(spacy.blank("zh").vocab))
    except Exception as error:  # spaCy raises errors of many kinds for bytes that are no DocBin
        raise InputError(f"{file} is no DocBin of spaCy, or a broken one: {error}.") from error
    texts = []
    for number, doc in enumerate(docs, start=1):
        ours = _parse(doc.user_data.get(_OURS))
        people = [Span(one.start_char, one.end_char, one.label_) for one in doc.ents]
        group = doc.spans.get(_PHRASES, [])
        phrases = [Span(one.start_char, one.end_char, one.label_ or "phrase") for one in group]
        key = str(ours.get("article_id", f"{file.stem}#{number}"))
        texts.append(LabelledText(key, doc.text, people, phrases, parse_about(ours.get("about"))))
    return texts


def _open_spacy() -> Any:
    try:
        import spacy
        import spacy.tokens
    except ImportError as error:
        raise InputError('spaCy is not installed; run pip install "dangbao[spacy]".') from error
    return spacy


def _make_span(doc: Any, span: Span, text: LabelledText) -> Any:
    made = doc.char_span(span.start, span.end, label=span.label)
    if made is None:
        raise InputError(
            f"{text.article_id}: the label from {span.start} to {span.end} begins or ends inside "
            "a token of spaCy; write the articles as doccano or conll instead."
        )
    return made


def _parse(written: Any) -> dict[str, Any]:
    try:
        read = json.loads(written) if isinstance(written, str) else None
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
