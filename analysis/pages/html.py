"""A page of a digital newspaper, saved as HTML → its text as small Markdown, and its links.

The text is what a page file would hold: the kicker, `## ` and the headline, the deck, the byline,
then one paragraph a line, so that the same splitter serves. Its lines are those of this text, not
of the HTML.
"""

import html
import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from copy import deepcopy
from functools import cache
from itertools import dropwhile
from typing import Any, Final, NamedTuple

from analysis.days import read_day
from analysis.han import HAN
from analysis.pages.frames import leave_frame
from analysis.pages.heads import read_page_number
from analysis.pages.names import Origin
from analysis.pages.papers import find_paper

__all__ = ["DECLARATION", "Document", "read_document", "read_fragment"]

_ENP_PROPERTY: Final = re.compile(r"\s*enpproperty", re.IGNORECASE)
_ENP_CONTENT: Final = re.compile(r"<!--\s*(/?)enpcontent\s*-->", re.IGNORECASE)
_ENP_FIELD: Final = re.compile(r"<(?:founder-)?(\w+)>(.*?)</(?:founder-)?\1>", re.DOTALL)
# An unclosed comment or tag is read only to where the next one begins; otherwise a file full of
# them would be read once for each.
_TAG: Final = re.compile(r"<[^<>]*>")
_NAMED_TAG: Final = re.compile(r"</?([A-Za-z][\w-]*+)[^<>]*>")
_UNSEEN_PIECE: Final = re.compile(
    r"(?i)<!--(?:[^<]|<(?!!--))*?-->"
    r"|<(script|style|title|noscript|select)\b(?:[^<]|<(?!\1\b))*?</\1\s*>"
)
DECLARATION: Final = re.compile(r"<\?xml[^<>]*\?>")
# Where the content systems of Chinese news sites put the text of an article.
_FOUNDER_BODY: Final = ("//founder-content", "//*[@id='ozoom']")
_OTHER_BODY: Final = (
    *("//*[@id='content_area']", "//*[@id='text_area']"),  # CCTV
    *("//*[@id='rm_txt_zw']", "//*[contains(@class, 'rm_txt_con')]"),  # People's Daily Online
    *("//*[@id='detailContent']", "//*[@id='detail']"),  # Xinhua
    *("//*[contains(@class, 'TRS_Editor')]", "//*[@id='zoom']"),  # TRS, at most authorities
    *("//*[@itemprop='articleBody']", "//*[@id='articleContent']"),
    *("//*[@id='p_content']", "//*[@id='UCAP-CONTENT']", "//*[@id='js_content']"),
    *("//*[@id='font_area']", "//*[contains(@class, 'left_zw')]"),
    "//article[count(//article) = 1]",
)
_HEADLINES: Final = (
    *("//h1", "//*[@id='p_title']", "//*[@id='activity-name']"),
    "//h2[contains(concat(' ', @class, ' '), ' tit ')]",
)
_HEADLINE_FIELDS: Final = "//meta[@name='ArticleTitle' or @property='og:title']/@content"
_BLOCKS: Final = frozenset(
    [
        *(
            "address",
            "article",
            "blockquote",
            "br",
            "center",
            "dd",
            "div",
            "dl",
            "dt",
            "figcaption",
        ),
        *("figure", "founder-content", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p"),
        *("section", "table", "tbody", "td", "th", "tr", "ul"),
    ]
)
_HEADINGS: Final = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_UNSEEN: Final = frozenset(
    ["button", "input", "noscript", "option", "script", "select", "style", "title"]
)
_WRAP: Final = re.compile(r"[ \t\r\f]*\n\s*")
_LATIN_WRAP: Final = re.compile(r"(?<=[!-~])[ \t\r\f]*\n\s*(?=[!-~])")
_PRINTED_IN: Final = re.compile(
    r"《\s?([^》\s]{2,12}(?:[报報]|海外版))\s?》\s*[（(]\s*(\d{4}\s*年[^）)]{4,24}?第?\s?(\d{0,3})\s?版)"
)
_DIGITAL_NAME: Final = re.compile(
    rf"([{HAN}]{{2,10}}?[报報])[\s·-]*(?:数字|數字|电子|電子|多媒体|多媒體)"
)
_SITE_NAME: Final = re.compile(rf"([{HAN}]{{2,10}}[报報])$")
_MEDIA_LABEL: Final = re.compile(r"^\s*[\[【](?:视频|图文|组图|图集|图)[\]】]\s*")
_ROLE: Final = re.compile(r"记者|通讯员|作者|[文图]\s?[/／:：]")
_LABEL: Final = re.compile(r"(?:第\s?)?A?\d{1,3}\s?版(?:\s?[:：·]?\s?\S{1,10})?$")
_LEAST_IN_LINKS: Final = 0.6
# Where pages say when they appeared: in <meta> fields, in the line under the headline, or, failing
# both, in words beside a day.
_DAY_FIELDS: Final = frozenset(
    [
        *("publishdate", "pubdate", "publish-date", "publish_date", "publishtime", "pubtime"),
        *("firstpublishedtime", "article:published_time", "og:release_date", "datepublished"),
        *("apub:time", "dc.date", "dc.date.issued", "weibo:article:create_at", "createdate"),
    ]
)
_SOURCE_FIELDS: Final = (
    "//meta[@property='og:site_name' or @name='source' or @name='ContentSource']/@content"
)
_DATA: Final = "//script[@type='application/ld+json']"
_DAY_IN_DATA: Final = re.compile(r'"(?:datePublished|pubDate|upDate)"\s*:\s*"([^"]{8,40})"')
_LONGEST_DAY_LINE: Final = 80
_DAY_WRITTEN: Final = r"(?:19|20)\d\d\s?[年./-]\s?\d{1,2}\s?[月./-]\s?\d{1,2}"
_CLOCK: Final = re.compile(
    r"今天|今日|农历|星期|周[一二三四五六日]"
)  # the day on which it was saved
# The day of an issue on a line of its own; beside the label of a page it is no day of saving.
_ISSUE_DAY: Final = re.compile(rf"({_DAY_WRITTEN})\s?日?\s*(?:星期|周)?[一二三四五六日天]?")
# What leads from one page of an issue to another: node_2.htm, nbs.D110000renmrb_01.htm.
_LAYOUT_LINK: Final = re.compile(
    r"(?:^|/)(?:node_\d+|nbs\.D\w+|nw\.D\w+)[^/]*$|(?:^|/)layout/\d{6}/"
)
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?")
_LEAST_OF_AREA: Final = 4
# The newspaper that an article was taken from: 来源：兰川日报.
_CREDIT: Final = re.compile(
    r"(?:来源|稿源)\s?[:：]\s*([^\s|｜:：]{2,24}(?:\s?[－—-]\s?[^\s|｜:：]{2,12})?)"
)
# What a site adds to the headline in its title: _时政_某网, --时政--人民网, - 求是网.
_SITE: Final = re.compile(
    r"\s*(?:[_|｜]|--+|\s-+\s|——|[-—－–](?=[^-—－–_|]{1,14}(?:网|在线|网站|政府|频道|报|客户端|平台)\s*$))"
)
# A page has several articles if so many headings link to their own pages.
_LEAST_STORIES: Final = 2
_LEAST_OF_STORY: Final = 20


class Document(NamedTuple):
    """What an HTML page holds: its article as Markdown, or None where it only leads to others.

    `problem` says what of it is in doubt; `areas` are the rectangles on the picture of a sheet,
    with the page that each leads to; `printed` is whether it is the page of a digital newspaper,
    and not of a site.
    """

    text: str | None
    origin: Origin
    links: tuple[tuple[str, str], ...]
    problem: str | None = None
    areas: tuple[tuple[str, list[int]], ...] = ()
    printed: bool = False


class _Article(NamedTuple):
    """The parts of an article, as its page names them."""

    headline: str
    paragraphs: Sequence[str]
    kicker: str = ""
    deck: str = ""
    author: str = ""
    captions: Sequence[str] = ()


@cache
def _match_day() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The classes of elements that hold a day, and words beside one.

    They are compiled for the first web page: that takes a tenth of the time of all other patterns.
    """
    of_class = re.compile(
        r"(?:^|[\s_-])(?:pub(?:lish)?[-_]?(?:time|date)|pages?[-_]date"
        r"|(?:article|news|info)?[-_]?time|(?:article|news|info)[-_]?date|date)(?:$|[\s_-])",
        re.IGNORECASE,
    )
    said = re.compile(
        rf"(?:(?:发布|发表|发稿|刊发|更新|成文|发文|印发|公布)(?:时间|日期)|(?<![{HAN}])日期)\s?[:：]"
        rf"\s?({_DAY_WRITTEN})"
        rf"|({_DAY_WRITTEN})日?\s?(?:\d\d?:\d\d(?::\d\d)?)?\s?[|｜]?\s?来源\s?[:：]"
    )
    return of_class, said


def read_document(source: str) -> Document:
    r"""Read the HTML of a page: of the Founder system, of another one, or a list of links.

    Examples
    --------
    >>> read_document("<h1>春耕</h1><div id='ozoom'><p>会议召开。</p></div>").text
    '## 春耕\n\n会议召开。\n'
    """
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(huge_tree=True)
    try:
        tree = document_fromstring(DECLARATION.sub("", source, count=1), parser=parser)
    except etree.ParserError:  # the page is empty, or has nothing but comments
        return Document("", Origin(), ())
    links = tuple(
        (node.get("href").strip(), " ".join(node.text_content().split()))
        for node in tree.iter("a", "area")
        if node.get("href")
    )
    fields = _read_fields(source)
    if any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log):
        # The parser stops at a certain depth, so what is nested deeper is read without it.
        text = _write(_Article("", _list_plain_lines(source)))
        problem = "its HTML is nested too deep to be understood; all of its text is taken"
        return Document(text, _read_origin(tree, fields), links, problem)
    article = _read_founder(tree, source, fields)
    printed = _is_printed(tree, links)
    # A site made with the system of digital newspapers has its own frame around the articles.
    if article is not None and not printed:
        article = article._replace(paragraphs=leave_frame(article.paragraphs))
    if article is None and not _is_list(tree):
        article = _read_other(tree)
    written = _write(article) if article else None
    areas = tuple(_list_areas(tree))
    origin = _read_origin(tree, fields)
    return Document(written, origin, links, areas=areas, printed=printed or bool(areas))


def _is_printed(tree: Any, links: Sequence[tuple[str, str]]) -> bool:
    """Whether a page is of a digital newspaper, which links to the other pages of its issue."""
    return any(_LAYOUT_LINK.search(link) for link, _ in links) or bool(
        tree.xpath("//founder-title | //p[@class='sec']")
    )


def _list_areas(tree: Any) -> Iterator[tuple[str, list[int]]]:
    """List the rectangles on the picture of a sheet, and the articles to which they link."""
    for node in tree.iter("area"):
        link = (node.get("href") or "").strip()
        numbers = [float(number) for number in _NUMBER.findall(node.get("coords") or "")]
        if (node.get("shape") or "").lower().startswith("circ") and len(numbers) == 3:
            x, y, radius = numbers
            numbers = [x - radius, y - radius, x + radius, y + radius]
        across, down = numbers[::2], numbers[1::2]
        if link and len(numbers) >= _LEAST_OF_AREA and len(across) == len(down):
            corners = (min(across), min(down), max(across), max(down))
            yield link, [round(corner) for corner in corners]


def read_fragment(source: str) -> str:
    r"""Read a piece of HTML that is the text of one article: a paragraph a line.

    Examples
    --------
    >>> read_fragment("<p>会议召开。</p><p>会议指出，要不误农时。</p>")
    '会议召开。\n会议指出，要不误农时。'
    """
    from lxml.html import HTMLParser, fragment_fromstring

    parser = HTMLParser(huge_tree=True)
    try:
        return "\n".join(
            _list_lines(fragment_fromstring(source, create_parent="div", parser=parser))
        )
    except (ValueError, AssertionError):  # characters that XML forbids, or only comments
        return "\n".join(_list_plain_lines(source))


# --- the Founder system -------------------------------------------------------------------------


def _read_fields(source: str) -> dict[str, str]:
    """Read what the comment `enpproperty` says: title, subtitle, author, date, nodename …"""
    fields: dict[str, str] = {}
    for piece in source.split("<!--")[1:]:
        comment, closed, _ = piece.partition("-->")
        if not closed or not _ENP_PROPERTY.match(comment):
            continue
        for name, value in _ENP_FIELD.findall(comment):
            plain = " ".join(html.unescape(_TAG.sub(" ", value)).split())
            if plain:
                fields.setdefault(name.lower(), plain)
    return fields


def _cut_contents(source: str) -> Iterator[str]:
    """Take what stands between the comments `enpcontent` and `/enpcontent`."""
    pieces = _ENP_CONTENT.split(source)
    opened: str | None = None
    for closes, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if closes and opened is not None:
            yield opened
        opened = None if closes else (opened or "") + piece


def _read_founder(tree: Any, source: str, fields: dict[str, str]) -> _Article | None:
    from lxml.html import HTMLParser, fragment_fromstring

    bodies = [
        fragment_fromstring(piece, create_parent="div", parser=HTMLParser(huge_tree=True))
        for piece in _cut_contents(source)
        if piece.strip()
    ]
    for path in _FOUNDER_BODY:
        bodies = bodies or tree.xpath(path)[:1]
    if not bodies:
        return None
    captions = [line for node in tree.xpath("//*[@id='newspic']") for line in _list_lines(node)]
    for body in bodies:
        for picture in body.xpath(".//*[@id='newspic']"):
            picture.drop_tree()
    paragraphs = [line for body in bodies for line in _list_lines(body)]
    headline = _find_one(tree, "//founder-title", "//td[contains(@class, 'font01')]", "//h1")
    return _Article(
        headline=headline or fields.get("title", ""),
        paragraphs=paragraphs,
        kicker=_find_one(tree, "//founder-introtitle", "//h1/preceding-sibling::h3[1]")
        or fields.get("introtitle", ""),
        deck=_find_one(tree, "//founder-subtitle", "//h1/following-sibling::h2[1]")
        or fields.get("subtitle", ""),
        author=_find_one(tree, "//founder-author")
        or _PRINTED_IN.sub("", _find_one(tree, "//p[@class='sec']")).strip(" ）)")
        or fields.get("author", ""),
        captions=[line for line in captions if line not in paragraphs],
    )


# --- pages of other make ------------------------------------------------------------------------


def _read_other(tree: Any) -> _Article:
    if not tree.xpath("//a[@href]"):
        # A page without links has no menus, so all of its text is the article.
        return _Article("", _list_lines(_find_body(tree), marked=True))
    stories = _find_stories(tree)
    if stories is not None:
        told = [line for line in _list_lines(stories, marked=True) if line.strip("# ")]
        # Everything above the first heading belongs to the site.
        return _Article("", list(dropwhile(lambda line: not line.startswith("#"), told)))
    headline = _find_headline(tree)
    lines: list[str] = []
    for path in _OTHER_BODY:
        lines = lines or [line for node in tree.xpath(path)[:1] for line in _list_lines(node)]
    if not lines:
        lines = [line.strip() for line in _extract_text(tree).split("\n") if line.strip()]
    headline = _MEDIA_LABEL.sub("", headline)
    told = [line for line in leave_frame(lines or _list_lines(tree)) if line != headline]
    return _Article(
        headline,
        told,
        kicker=_find_one(tree, "//h4[@class='pre']"),  # People's Daily Online
        deck=_find_one(tree, "//h4[@class='sub']"),
    )


def _find_headline(tree: Any) -> str:
    """Find the headline: a heading, a field of the page's data, or the title of the page."""
    own = _find_one(tree, *_HEADLINES)
    if own:
        return own
    told = tree.xpath(_HEADLINE_FIELDS)
    title = told[0].strip() if told and told[0].strip() else _extract_title(tree)
    return _SITE.split(title, maxsplit=1)[0].strip() or title


def _find_stories(tree: Any) -> Any:
    """Find what holds several articles, each under a heading that links to it; None if nothing.

    Lines that are only a link (PDF链接：…) are removed there.
    """
    if any(tree.xpath(path) for path in _OTHER_BODY):
        return None  # the page has one article, and its other headings link to others
    everything = _measure_own(_find_body(tree))
    for name in ("h2", "h3", "h4"):
        heads = [node for node in tree.iter(name) if node.xpath(".//a[@href]")]
        texts = [_measure_story(node) for node in heads]
        told = sum(length >= _LEAST_OF_STORY for length in texts)
        if told < max(_LEAST_STORIES, len(heads) / 2) or sum(texts) < everything / 2:
            continue  # headings below the article that link to other articles
        around = next(
            node
            for node in heads[0].iterancestors()
            if all(node in head.iterancestors() for head in heads)
        )
        headed = tree.xpath("//h1")
        while headed and around.getparent() is not None and headed[0] not in around.iter():
            if around.tag == "body":
                break
            around = around.getparent()
        around = deepcopy(around)
        for paragraph in around.xpath(".//p | .//li | .//nav"):
            own = _measure_own(paragraph)
            whole = len("".join(paragraph.text_content().split()))
            if own <= (1 - _LEAST_IN_LINKS) * whole:
                paragraph.drop_tree()
        return around
    return None


def _measure_story(head: Any) -> int:
    """Count the text under a heading, up to the next one, that is in no link."""
    length = 0
    for node in head.itersiblings():
        if node.tag in _HEADINGS:
            break
        if isinstance(node.tag, str):
            length += _measure_own(node)
    return length


def _measure_own(node: Any) -> int:
    """Count the characters of an element that are in no link."""
    linked = sum(len("".join(link.text_content().split())) for link in node.xpath(".//a[@href]"))
    return sum(len("".join(line.split())) for line in _list_lines(node)) - linked


def _extract_title(tree: Any) -> str:
    import trafilatura

    # Without a handler, what trafilatura logs of odd pages would go to the user's screen.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    # The data of a page (JSON-LD) may be malformed in many ways, on which trafilatura fails.
    with suppress(Exception):
        described = trafilatura.extract_metadata(tree)
        title = described.title if described else ""
        return title if isinstance(title, str) else ""
    return ""


def _extract_text(tree: Any) -> str:
    import trafilatura

    with suppress(Exception):
        return trafilatura.extract(deepcopy(tree), include_comments=False) or ""
    return ""


def _find_body(tree: Any) -> Any:
    body = tree.find("body")
    return tree if body is None else body


def _is_list(tree: Any) -> bool:
    """Whether most of the text of a page is in links to other pages."""
    if len(tree.xpath("//a[starts-with(@href, 'content_') or starts-with(@href, 'nw.')]")) > 1:
        return True
    if tree.xpath("//area[@coords][@href]") and not any(tree.xpath(path) for path in _OTHER_BODY):
        return True  # the picture of a sheet, with areas that link to the articles
    links = tree.xpath("//body//a[@href]")
    everything = sum(len(line) for line in _list_lines(tree))
    linked = sum(len("".join(node.text_content().split())) for node in links)
    return len(links) >= 3 and linked >= _LEAST_IN_LINKS * everything


# --- both ---------------------------------------------------------------------------------------


def _read_origin(tree: Any, fields: dict[str, str]) -> Origin:
    seen = " ".join(tree.text_content().split())
    printed = _PRINTED_IN.search(seen)
    titles = _DIGITAL_NAME.match("".join(tree.xpath("//title/text()")).strip())
    sites = tree.xpath(_SOURCE_FIELDS)
    told = _CREDIT.search(seen)
    names = [
        printed and printed[1],
        titles and titles[1],
        find_paper(told[1]) if told else None,
        *map(_name_site, sites),
    ]
    labels = [fields.get("nodename", ""), printed[3] if printed else "", *_list_labels(tree)]
    days = [fields.get("date", ""), printed[2] if printed else "", *_list_days(tree)]
    if any(labels):
        days += [text for text in map(str.strip, tree.itertext()) if _ISSUE_DAY.fullmatch(text)]
    return Origin(
        next(filter(None, names), None),
        next(filter(None, map(read_day, days)), None),
        next(filter(None, map(read_page_number, labels)), None),
    )


def _name_site(said: str) -> str | None:
    named = _SITE_NAME.match(said.strip())
    return find_paper(said) or (named[1] if named else None)


def _list_labels(tree: Any) -> list[str]:
    """Find the label of the page (第01版：要闻), if just one stands outside links to pages."""
    texts = tree.xpath("//text()[contains(., '版') and not(ancestor::a or ancestor::script)]")
    labels = {text.strip() for text in texts if _LABEL.match(text.strip())}
    return list(labels) if len({read_page_number(label) for label in labels}) == 1 else []


def _list_days(tree: Any) -> list[str]:
    """List the days of a page: those in its data first, then those under its headline."""
    described = [
        str(node.get("content") or node.get("datetime") or "")
        for node in tree.iter("meta", "time")
        if any(
            (node.get(name) or "").strip().lower() in _DAY_FIELDS
            for name in ("name", "property", "itemprop")
        )
    ]
    data = (_DAY_IN_DATA.search(node.text or "") for node in tree.xpath(_DATA))
    printed = (
        text
        for node in tree.xpath("//*[@class or @id]")
        if _match_day()[0].search(f"{node.get('class') or ''} {node.get('id') or ''}")
        for text in [" ".join(node.text_content().split())]
        if len(text) <= _LONGEST_DAY_LINE and not _CLOCK.search(text)
    )
    times = [str(node.get("datetime")) for node in tree.iter("time") if node.get("datetime")]
    said = _match_day()[1].search(" ".join(" ".join(_list_lines(_find_body(tree))).split()))
    return [
        *described,
        *(found[1] for found in data if found),
        *([said[1] or said[2]] if said else []),
        *printed,
        *(times if len({read_day(time) for time in times}) == 1 else ()),
    ]


def _find_one(tree: Any, *paths: str) -> str:
    """The text of the first element there is, on one line."""
    for path in paths:
        for node in tree.xpath(path):
            text = " ".join(_list_lines(node))
            if text:
                return text
    return ""


def _list_lines(element: Any, *, marked: bool = False) -> list[str]:
    """List the lines that a browser shows, without blanks around them and empty lines between.

    If wanted, headings are marked as in Markdown.
    """
    lines = "".join(_iterate_text(element, marked)).split("\n")
    return [line for line in map(str.strip, lines) if line]


def _iterate_text(element: Any, marked: bool) -> Iterator[str]:
    from lxml import etree

    hidden = heading = 0
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        named = isinstance(node.tag, str)
        if event == "start":
            hidden += node.tag in _UNSEEN
            if node.tag in _BLOCKS:
                yield " " if heading else "\n"
            heading += node.tag in _HEADINGS
            if marked and node.tag in _HEADINGS:
                yield "#" * int(node.tag[1]) + " "
            if node.text and not hidden:
                yield _unwrap(node.text)
        else:
            if event == "end":
                hidden -= node.tag in _UNSEEN
                heading -= node.tag in _HEADINGS
            if named and node.tag in _BLOCKS and not heading:
                yield "\n"
            if node.tail and not hidden and node is not element:
                yield _unwrap(node.tail)


def _list_plain_lines(source: str) -> list[str]:
    """Cut HTML that is nested too deeply to be parsed into lines, one for each block."""

    def end_block(tag: re.Match[str]) -> str:
        return "\n" if tag[1].lower() in _BLOCKS else ""

    seen = _NAMED_TAG.sub(end_block, _UNSEEN_PIECE.sub("", source))
    lines = html.unescape(_TAG.sub("", seen)).split("\n")
    return [line for line in map(str.strip, lines) if line]


def _unwrap(text: str) -> str:
    """Remove line ends of the HTML between Chinese characters, where browsers show nothing."""
    return _WRAP.sub("", _LATIN_WRAP.sub(" ", text)) if "\n" in text else text


def _write(article: _Article) -> str:
    body = "".join(article.paragraphs)
    author = article.author
    if author and (author in body or author.replace(" ", "") in body):
        author = ""
    elif author and not _ROLE.search(author):
        author = f"作者：{author}"
    lines = [
        article.kicker,
        f"## {article.headline}" if article.headline else "",
        article.deck,
        author,
        *article.paragraphs,
        *article.captions,
    ]
    return "".join(f"{line}\n\n" for line in lines if line).removesuffix("\n")
