"""The frame that all pages of a report share: navigation, style, words."""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from analysis.labels import read_wording
from analysis.reports.notebooks import ReportPart

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["TEMPLATES", "make_frame", "render"]

TEMPLATES: Final = Path(__file__).parents[1] / "templates"


def make_frame(
    name: str, lang: str, parts: Sequence[ReportPart], *, root: str = "", toc: Sequence[Any] = ()
) -> Mapping[str, Any]:
    """What the frame of a page needs to know: the page, its sections, all parts of the report.

    `root` is the way from the page to the folder of the report.
    """
    labels = read_wording(lang)
    return {
        "name": name,
        "lang": lang,
        "labels": labels,
        "css": _read_css(),
        "parts": list(parts),
        "root": root,
        "toc": list(toc),
        "titles": {
            "index": labels["part_index"],
            "search": labels["part_search"],
            **{part.name: part.title for part in parts},
        },
    }


def render(
    template: str,
    *,
    name: str,
    lang: str,
    parts: Sequence[ReportPart],
    root: str = "",
    toc: Sequence[Any] = (),
    **values: Any,
) -> str:
    """Fill a template; every value is text and can never become markup."""
    from markupsafe import Markup

    frame = dict(make_frame(name, lang, parts, root=root, toc=toc))
    frame["css"] = Markup(frame["css"])  # our own style sheet, and no text of a page
    return _open_templates().get_template(template).render(report=frame, **values)


@cache
def _open_templates() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    folder = TEMPLATES / "dangbao"
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )


@cache
def _read_css() -> str:
    return (TEMPLATES / "report.css").read_text(encoding="utf-8")
