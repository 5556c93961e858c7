"""A PDF of a few lines, for examples and tests: text, rules and areas where they are wanted."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

__all__ = ["Text", "flow", "make_pdf", "write_example", "write_issue"]

# A printed text, its left and upper edge, and its size; from the top left, as in `boxes`.
Text = tuple[str, float, float, float]
_ASCENT: Final = 0.88  # of the size, above the base line
_SIZE, _LEADING = 10, 14  # of running text


def make_pdf(
    sheets: Sequence[Sequence[Text]],
    *,
    drawn: Sequence[str] = (),
    width: float = 400.0,
    height: float = 300.0,
) -> bytes:
    """Make a PDF of these texts, a list for each sheet; `drawn` are operators for all sheets.

    The font is not embedded: its characters have names, but no shapes.
    """
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts["
        b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(GB1)/Supplement 4>>/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName"
        b"/STSong-Light/Flags 4/FontBBox[0 -120 1000 880]/ItalicAngle 0/Ascent 880/Descent -120"
        b"/CapHeight 880/StemV 80>>>>]>>"
    )
    count = len(sheets)
    pages = b" ".join(b"%d 0 R" % (4 + 2 * at) for at in range(count))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (pages, count),
        font,
    ]
    for at, texts in enumerate(sheets):
        lines = list(drawn)
        for text, left, top, size in texts:
            code = text.encode("utf-16-be").hex()
            base = height - top - _ASCENT * size
            lines.append(f"BT /F {size:g} Tf {left:g} {base:g} Td <{code}> Tj ET")
        stream = "\n".join(lines).encode()
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %g %g]/Resources<</Font<</F 3 0 R>>>>"
            b"/Contents %d 0 R>>" % (width, height, 5 + 2 * at)
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    made = bytearray(b"%PDF-1.4\n")
    places = []
    for number, each in enumerate(objects, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(made)


def write_example(path: Path) -> Path:
    """Write a sheet with one article of two columns."""
    left = [
        "　　本报讯（记者林悦）三月五日，",
        "全市春耕现场会在甲县召开，各县",
        "区负责人参加会议，会议部署了春",
    ]
    right = ["季造林工作。", "　　会议强调，要不误农时，抓紧", "备耕。"]
    texts: list[Text] = [("春耕现场会召开", 110, 20, 20)]
    for column, lines in ((20, left), (200, right)):
        texts += [
            (
                line.lstrip("　"),
                column + 10 * (len(line) - len(line.lstrip("　"))),
                50 + 14 * at,
                10,
            )
            for at, line in enumerate(lines)
        ]
    path.write_bytes(make_pdf([texts]))
    return path


def flow(text: str, columns: Sequence[tuple[float, float, int]], *, width: int) -> list[Text]:
    """Set text in columns of so many characters; each has its left and upper edge, and its lines.

    A line of the text is a paragraph; it is indented unless it begins with a mark.
    """
    lines: list[tuple[int, str]] = []
    for paragraph in text.split("\n"):
        indent = 0 if paragraph.startswith("（") else 2
        lines.append((indent, paragraph[: width - indent]))
        rest = range(width - indent, len(paragraph), width)
        lines += [(0, paragraph[at : at + width]) for at in rest]
    places = [(left, top + _LEADING * at) for left, top, many in columns for at in range(many)]
    if len(lines) > len(places):
        raise ValueError(f"{len(lines)} lines do not fit into {len(places)}")
    return [
        (words, left + _SIZE * indent, top, _SIZE)
        for (indent, words), (left, top) in zip(lines, places, strict=False)
    ]


_RULE: Final = ["20 388 482 0.8 re f"]  # below the head of each sheet
_SPRING: Final = """\
本报讯（记者林悦）三月四日，全市春耕现场会在河东县召开。市委书记顾维岳出席会议并讲话，市委副书记\
、市长谭启文主持会议，副市长袁柏通报备耕情况。
顾维岳指出，农时不等人，要把种子、化肥、农机送到田头，把该修的渠修好，确保粮食种植面积只增不减。\
要把发展新质生产力落到田间，让良种良法配套，让好田多打粮。
谭启文要求，各县区要算清水账，三月底前完成渠系清淤。袁柏说，全市已备足良种，农机检修过了八成。
会前，与会人员到河东村看了育秧大棚。"""
_TREES: Final = """\
本报讯（记者夏小满）昨日，副市长袁柏到西山林场调研造林。他说，今年全市要植树六万株，栽一棵活一棵\
，把管护责任落到人。
林场场长石岩介绍，今年新栽的以侧柏为主。"""
_BURDEN: Final = """\
本报讯（记者尤佳）三月四日，市委常委、市委秘书长钟毓麟到望澜区调研为基层减负工作。
钟毓麟走进两个社区，翻看了村干部手机里的工作群。他指出，整治形式主义为基层减负要从市直部门改起，\
发文先问有没有必要，督查先问数据能不能共享，让基层干部把时间用在群众身上，把精力用在办实事上，"""
_BURDEN_END: Final = """\
（上接第一版）不再为填表熬夜。
座谈会上，社区书记何小川说，去年每月要填四十三张表，今年已减到十八张。钟毓麟要求，减下来的不能换\
个名目再回来。"""
_LIFT: Final = """\
本报讯（记者闻一诺）市政协主席冉德馨昨日到住宅小区调研加装电梯工作。她说，好事要办好，先把邻里的\
话听完。
截至二月底，全市已装电梯二百一十部。"""
_SCHOOL: Final = """\
本报讯（记者夏小满）新学期第一周，市长谭启文到澜川三中看望师生。他在食堂排队打饭，问价钱，看台账\
。
谭启文说，校园餐的每一分钱都要花在孩子碗里，账目每周张榜。
校长柳青说，学校已请家长轮流陪餐。"""
_WATER: Final = """\
本报讯（记者林悦）城东水厂三月三日通水，日供水八万吨，三十万市民用上了江北水库的水。
市水务局局长葛言说，老水厂转为备用。"""


def write_issue(path: Path) -> Path:
    """Write an issue of two sheets: three articles on the first, one of which goes on on the
    second.

    Its columns have eleven characters; the largest article stands above three of them.
    """
    one, two, three, four = 20.0, 144.0, 268.0, 392.0
    first: list[Text] = [
        ("澜川日报", 20, 14, 30),
        ("2024年3月5日　星期二　第01版", 300, 30, 9),
        ("全市春耕现场会在河东县召开", 30, 64, 26),
        ("顾维岳出席并讲话　谭启文主持", 80, 98, 14),
        *flow(_SPRING, [(one, 124, 9), (two, 124, 9), (three, 124, 9)], width=11),
        ("全市植树六万株", 394, 66, 15),
        *flow(_TREES, [(four, 90, 11)], width=11),
        ("为基层减负不减服务", 44, 276, 20),
        *flow(_BURDEN, [(one, 306, 8), (two, 306, 8)], width=11),
        ("（下转第二版）", 184, 376, 10),
        ("电梯装进老楼里", 300, 276, 20),
        *flow(_LIFT, [(three, 306, 5), (four, 306, 5)], width=11),
    ]
    second: list[Text] = [
        ("澜川日报", 20, 14, 12),
        ("2024年3月5日　星期二　第02版", 300, 16, 9),
        ("为基层减负不减服务", 44, 66, 16),
        *flow(_BURDEN_END, [(one, 94, 4), (two, 94, 4)], width=11),
        ("校园餐每周晒账单", 300, 66, 18),
        *flow(_SCHOOL, [(three, 96, 6), (four, 96, 6)], width=11),
        ("城东水厂通水", 70, 190, 20),
        *flow(_WATER, [(one, 222, 4), (two, 222, 4)], width=11),
    ]
    path.write_bytes(make_pdf([first, second], drawn=_RULE, width=522, height=440))
    return path
