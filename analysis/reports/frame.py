"""The frame that all pages of a report share: navigation, style, words."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from analysis.labels import read_labels

__all__ = ["PARTS", "TEMPLATES", "make_frame", "render"]

# The notebooks, each a part of the report.
PARTS: Final = ("01_articles", "02_terms", "03_topics", "04_officials")
TEMPLATES: Final = Path(__file__).parents[1] / "templates"


def make_frame(name: str, lang: str) -> Mapping[str, Any]:
    """What the frame of a page needs to know."""
    css = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    return {
        "name": name,
        "lang": lang,
        "labels": read_labels(lang),
        "css": css,
        "parts": list(PARTS),
    }


def render(template: str, *, name: str, lang: str, **values: Any) -> str:
    """Fill a template; every value is text and can never become markup."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES / "dangbao"), autoescape=True, undefined=StrictUndefined
    )
    frame = dict(make_frame(name, lang))
    frame["css"] = Markup(frame["css"])  # the style sheet is ours
    return environment.get_template(template).render(report=frame, **values)
