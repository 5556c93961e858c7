"""How Sphinx makes the site: `make docs` writes it to docs/_build/html.

Every Python block of a page is run while the page is read, and what its last line comes to is put
under it: a table, a chart, a text. Nothing is asked for outside, neither now nor when the site is
opened.
"""

import gettext
import html
import os
import re
import sys
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.axes import Axes
from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
sys.path[:0] = [str(DOCS), str(ROOT)]

from blocks import BLOCK, run_page  # noqa: E402

import analysis  # noqa: E402

project = "dangbao 党报"
author = "the authors of dangbao"
copyright = "the authors of dangbao, MIT licence"  # noqa: A001
version = release = analysis.__version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc"]
exclude_patterns = ["_build", "**/_template.md"]
myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
suppress_warnings = ["myst.header"]  # the codebook is made with its heads one step lower
autodoc_typehints = "none"
numpydoc_show_class_members = False

html_theme = "pydata_sphinx_theme"
html_title = "dangbao 党报"
html_static_path = ["_static"]
html_css_files = ["dangbao.css"]
templates_path = ["_templates"]
html_context = {"default_mode": "auto"}
html_show_search_summary = False  # a browser refuses to fetch it from a site opened as files
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "navbar_end": ["language", "theme-switcher"],
    "navbar_persistent": ["search-button"],
    "header_links_before_dropdown": 8,
    "show_prev_next": True,
    "footer_start": ["copyright"],
    "footer_end": [],
    "secondary_sidebar_items": ["page-toc"],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}

# These have no pages below them that a column on the left could list.
html_sidebars = {page: [] for page in ("index", "tutorial", "published-figures", "how-to")}

_LANGS = ("en", "zh")
# What stands at the head of a Chinese page in place of the English sections.
_SECTIONS = {
    "zh/tutorial": "教程",
    "zh/questions/index": "问题",
    "zh/gallery/index": "展示",
    "zh/reference/index": "函数参考",
    "zh/how-to": "怎样增加",
    "zh/exchange": "交换",
    "zh/measured": "怎么量出来的",
}
# Words of the theme that its own list of Chinese ones lacks.
_OURS = {"Collapse Sidebar": "收起边栏", "Expand Sidebar": "展开边栏"}
_MOST_ROWS = 20
_LINK = re.compile(r"(?<!!)\[(?P<words>[^\]]+)\]\((?P<path>\.\./[^)#\s]*)[^)\s]*\)")


class SearchBoth(SearchEnglish):
    """Searches English by its words and Chinese by each two characters that stand together.

    What a word is in Chinese, the browser could not know as the dictionary does that made the
    index; two characters are found by anybody, and inside longer phrases too.
    """

    js_splitter_code = r"""
var splitQuery = (query) =>
  (query.match(/[\u3400-\u9fff]+|[^\W_]+/gu) || []).flatMap((run) =>
    run[0] < "\u3400" || run.length < 3
      ? [run]
      : Array.from({ length: run.length - 1 }, (_, at) => run.slice(at, at + 2)));
"""

    def split(self, input: str) -> list[str]:  # noqa: A002 - Sphinx calls it so
        """Cut a text of a page as `js_splitter_code` cuts what is searched for."""
        words: list[str] = []
        for run in re.findall(r"[\u3400-\u9fff]+|[A-Za-z0-9]+", input):
            whole = run[0] < "\u3400" or len(run) < 3
            words += [run] if whole else [run[at : at + 2] for at in range(len(run) - 1)]
        return words


def show(value: Any, picture: Path, source: str) -> str:
    """Write a value of a block as HTML: a table, a chart, or text."""
    if isinstance(value, pd.Series):
        value = value.to_frame()
    if isinstance(value, pd.DataFrame):
        shown = value.head(_MOST_ROWS)
        whole = shown.select_dtypes(["Int64", "boolean"])
        shown = shown.assign(**whole.astype(object).where(whole.notna(), ""))
        table = shown.to_html(
            index=not pd.api.types.is_integer_dtype(value.index) or value.index.name is not None,
            na_rep="",
            border=0,
            classes="table",
            float_format="{:.4g}".format,
        )
        left = len(value) - _MOST_ROWS
        more = f"<p>… +{left}</p>" if left > 0 else ""
        # Where a line is empty, Markdown would take what follows for text.
        lines = "\n".join(line for line in table.splitlines() if line.strip())
        return f'<div class="made" tabindex="0">\n{lines}\n{more}</div>'
    if isinstance(value, Axes):
        picture.parent.mkdir(parents=True, exist_ok=True)
        figure = value.get_figure(root=True)
        figure.savefig(picture, dpi=120, bbox_inches="tight", facecolor="white")
        plt.close(figure)
        says = html.escape(value.get_title() or value.get_title(loc="left") or picture.stem)
        return f'<p class="made"><img src="{source}" alt="{says}"></p>'
    text = html.escape(value if isinstance(value, str) else repr(value))
    return f'<pre class="made">{"&#10;".join(text.splitlines())}</pre>'


def leave_links(app: Sphinx, docname: str, source: list[str]) -> None:
    """Keep only the words of a link to a file that is not on the site, such as the README."""
    page = Path(app.env.doc2path(docname))

    def choose(link: re.Match[str]) -> str:
        target = (page.parent / link["path"]).resolve()
        return link[0] if target.is_relative_to(app.srcdir) else link["words"]

    source[0] = _LINK.sub(choose, source[0])


def put_values(app: Sphinx, docname: str, source: list[str]) -> None:
    """Put under each block of a page what it gives."""
    if not BLOCK.search(source[0]):
        return
    up = "../" * docname.count("/")
    shown = []
    for at, (_, value) in enumerate(run_page(Path(app.env.doc2path(docname)))):
        name = f"{docname.replace('/', '-')}-{at + 1}.png"
        picture = Path(app.outdir) / "_static" / "made" / name
        shown.append("" if value is None else show(value, picture, f"{up}_static/made/{name}"))
    made = iter(shown)
    source[0] = BLOCK.sub(lambda block: f"{block[0]}\n\n{next(made)}\n", source[0])


def write_gallery(app: Sphinx) -> None:
    """Run the notebooks on the sample, in both languages, as `make report` does."""
    if not app.config.dangbao_reports:
        return
    for lang in _LANGS:
        out = Path(app.outdir) / "reports" / lang
        out.parent.mkdir(parents=True, exist_ok=True)
        analysis.write_reports(ROOT / "data" / "sample", out, lang=lang)


def speak(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Let a page under zh/ speak Chinese around its text too, and link it with its twin."""
    chinese = pagename.startswith("zh/")
    twin = pagename.removeprefix("zh/") if chinese else f"zh/{pagename}"
    known = app.env.found_docs
    fallback = "index" if chinese else "zh/index"
    context["language"] = "zh-CN" if chinese else "en"
    context["twin"] = context["pathto"](twin if twin in known else fallback)
    context["twin_lang"], context["twin_says"] = ("en", "English") if chinese else ("zh-CN", "中文")
    # The theme and Sphinx bring their words in Chinese; a site has one language, ours has two.
    words = gettext.NullTranslations()
    if chinese:
        import pydata_sphinx_theme
        import sphinx

        for package, domain in ((sphinx, "sphinx"), (pydata_sphinx_theme, "sphinx")):
            folder = Path(str(package.__file__)).parent / "locale"
            found = gettext.translation(domain, folder, ["zh_CN", "zh"], fallback=True)
            found.add_fallback(words)
            words = found
        context["generate_header_nav_html"] = lambda **_: list_sections(context, pagename)
        if pagename == "zh/index":
            context["prev"] = None  # the last page in English

    def say(text: str) -> str:
        return _OURS.get(text, words.gettext(text)) if chinese else words.gettext(text)

    context.update(_=say, gettext=say, ngettext=words.ngettext)


def list_sections(context: dict[str, Any], pagename: str) -> str:
    """Write the sections of the Chinese pages as the theme writes those of the English ones."""
    items = []
    for page, name in _SECTIONS.items():
        own = page.removesuffix("index")
        within = own.endswith("/") and pagename.startswith(own)
        here = " current active" if within or pagename == page else ""
        items.append(
            f'<li class="nav-item{here}">'
            f'<a class="nav-link nav-internal" href="{context["pathto"](page)}">{name}</a></li>'
        )
    return "".join(items)


def setup(app: Sphinx) -> dict[str, bool]:
    """Join what is above to Sphinx's own steps."""
    os.environ.setdefault("MPLBACKEND", "agg")
    app.add_search_language(SearchBoth)
    app.add_config_value("dangbao_reports", True, "env")
    app.connect("builder-inited", write_gallery)
    app.connect("source-read", leave_links)
    app.connect("source-read", put_values)
    app.connect("html-page-context", speak, priority=900)  # after the theme
    return {"parallel_read_safe": True, "parallel_write_safe": True}
