"""Lists of what is no person: 王家湾、李家坝等乡镇, 白芍、黄芪等药材."""

from collections.abc import Iterator
from typing import Final

from analysis.expressions import Expression
from analysis.officials import names

__all__ = ["find_listed_things"]

_DIGITS: Final = "0123456789０１２３４５６７８９"
# What a list is said to be of, behind 等.
_OF_THINGS: Final = Expression(
    f"(?:[{_DIGITS}一二三四五六七八九十百两多几余]+[个座种款家项条只支处所类]?)?大?"
    "(?:乡镇|省[市区份]?|自治区|市县|县[市区]?|区县|市(?!领导|委|长|政)|街道|社区|城市|城区"
    "|[镇村区州](?!领导|委|长|干部|民|支|党|主)|国(?![家际务防人企军民内外])|国家(?!领导)|地(?!方)|地区"
    "|流域|海域|处|站(?!长)|站点|路段|车站|港口|机场|景[区点]|湖泊|河流|支流|水库|山脉|岛屿|遗址"
    "|古[镇城桥树建迹村刹]|名[山楼桥胜茶酒]|桥梁|大桥|药材|中药|草药|品牌|品种|(?:跨国|知名|外资|龙头|民营|上市|世界)?(?:企业|公司)|厂家|商家|个股"
    "|股票|板块|食品|菜肴|特产|农产品|作物|产业|水果|蔬菜|鱼类|树种|植物|动物|花卉|产品|车型|品类"
    "|外来词|词语|词汇|字眼|高校|院校|大学|学校|老字号|非遗|项目|工程|课程|书目|游戏|文物|建筑|遗产"
    "|合作社|商户|店铺|门店|超市|餐馆|农庄|农场|报刊|报纸|媒体|电视剧|影片|电影|剧目|曲目|歌曲|名著|作品"
    "|小说|著作|书籍|节目|乐器)(?![人家员者师生手长代领负高管记官])"
)
# The characters that one of these begins with.
_OPENS: Final = (
    f"{_DIGITS}一二三四五六七八九十百两多几余大乡省自市县区街社城镇村州国地流海处站路车港机景湖河支"
    "水山岛遗古名桥药中草品企公厂商个股板食菜特农作产蔬鱼树植动花外词字高院学老非项工课书游文建合店门超餐跨知龙民上世"
    "报媒电影剧曲歌小著节乐"
)
# Places that a road or a river joins.
_ALONG: Final = Expression("[一沿]线|一带|沿岸|[两三四]地")
# 施家洼、王官屯、罗文皂三个乡镇.
_NUMBERS: Final = f"{_DIGITS}两三四五六七八九十"
_COUNTED: Final = Expression(
    "个(?:乡镇?|村|县区?|市|省|区县|街道|国家|城市|社区|镇|地区|品牌|景[区点]|小区|项目|车站|港口|品种)"
)
_LONGEST: Final = 8


def find_listed_things(text: str, anchors: names.Anchors) -> Iterator[tuple[int, int]]:
    """Find where the lists begin and end whose items are said to be places or things."""
    many = names.find_places(anchors, "等", {1: _OPENS})
    ends = [
        at
        for at in many
        if text.rfind("、", max(0, at - 20), at) > 0 and _OF_THINGS.match(text, at + 1)
    ]
    along = names.find_places(anchors, "带线岸地", {-1: "一沿两三四"})
    ends += [at - 1 for at in along if _ALONG.match(text, at - 1)]
    counted = names.find_places(anchors, "个", {-1: _NUMBERS})
    ends += [at - 1 for at in counted if _COUNTED.match(text, at)]
    reached = 0
    for end in sorted(ends):
        start = _find_beginning(text, reached, end)
        reached = end
        if "、" in text[start:end]:
            yield start, end


def _find_beginning(text: str, floor: int, end: int) -> int:
    """Where the first item of a list begins, or could: behind the last sign that is of no item."""
    start = end
    longest = _LONGEST
    while start > floor:
        sign = text[start - 1]
        if sign in "、和与及":
            longest = _LONGEST
        elif not longest or not (sign.isalnum() or sign in "《》“”·"):
            break
        longest -= 1
        start -= 1
    return start
