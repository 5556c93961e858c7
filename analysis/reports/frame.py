"""The frame that all pages of a report share: navigation, style, words."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from analysis.labels import read_wording
from analysis.reports.notebooks import Part

__all__ = ["TEMPLATES", "make_frame", "render"]

TEMPLATES: Final = Path(__file__).parents[1] / "templates"


def make_frame(name: str, lang: str, parts: Sequence[Part]) -> Mapping[str, Any]:
    """What the frame of a page needs to know: the page, and all parts of the report."""
    labels = read_wording(lang)
    css = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    return {
        "name": name,
        "lang": lang,
        "labels": labels,
        "css": css,
        "parts": list(parts),
        "titles": {"index": labels["part_index"], **{part.name: part.title for part in parts}},
    }


def render(template: str, *, name: str, lang: str, parts: Sequence[Part], **values: Any) -> str:
    """Fill a template; every value is text and can never become markup."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / "dangbao"), autoescape=True, undefined=StrictUndefined
    )
    frame = dict(make_frame(name, lang, parts))
    frame["css"] = Markup(frame["css"])  # the style sheet is ours
    return environment.get_template(template).render(report=frame, **values)
