"""What lines of a newspaper page look like: heads, notices, pointers, lists; not its credits."""

import re
from typing import Final

from analysis.han import HAN

__all__ = [
    "ATTENDANCE",
    "CAPTION_WORDS",
    "FRESH_WORDS",
    "GUIDE_LINE",
    "GUIDE_MARK",
    "JUMP",
    "JUMP_FROM",
    "KICKER_END",
    "LIST_MARK",
    "MASTHEAD",
    "NAME_ROW",
    "NOTICE_HEAD",
    "NOTICE_SIGN",
    "NOTICE_TEXT",
    "ORGANISATION",
    "PAGE_POINTER",
    "SUBHEADS",
    "TERMINAL",
    "count_folio_signs",
]

_DATE: Final = r"(?:(?:\d{2,4}年)?\d{1,2}月)?\d{1,2}日"
_OPEN: Final = r"[\(（\[【〔]"
_CLOSE: Final = r"[\)）\]】〕]"

# What a finished paragraph may end with.
TERMINAL: Final = frozenset("。！？!?…”’』」〉》）)】]〕：:；;—.")

CAPTION_WORDS: Final = re.compile(
    r"这是.{0,24}(?:拍摄|摄)的|图片说明|资料图|[日月]摄于|[上下左右大小题]图\s?[:：]|(?:[上下左右]|大|小|本版|题)?图(?:为|[①②③④⑤⑥⑦⑧⑨一二三四五六七八九\d]+[:：为是，,]?)"
    r"|^[\(（](?:上|下|左|右|小|大)图[\)）]"
)

# Names in a row, as lists of delegates and winners have them.
NAME_ROW: Final = re.compile(rf"(?:[{HAN}]{{2,4}}[ 、]){{3,}}[{HAN}]{{2,4}}$")

JUMP: Final = re.compile(
    rf"(?<![▶►→>》\s])[▶►→>》\s]*+(?:{_OPEN}\s*(?:全文见|详见)|{_OPEN}?\s*(?:下转|转))\s?第?\s?[A-Z]?[\d一二三四五六七八九十]+\s?版[^()（）]{{0,16}}{_CLOSE}?\s*$"
)
JUMP_FROM: Final = re.compile(
    rf"{_OPEN}?\s*(?:上接|紧接)\s?第?\s?[A-Z]?[\d一二三四五六七八九十]+\s?版[^()（）\n]{{0,30}}?{_CLOSE}?(?:\s|$|(?<={_CLOSE}))"
)

GUIDE_MARK: Final = re.compile(
    r"[»>》▶►◆■●☆★▍|｜\s]*[【\[〖]?\s*(?:今日|本期|本报|要闻|精彩|版面|内容|新闻|重点)?"
    r"(?:导\s?读|导览|导航|看点|速览)\s*[】\]〗]?\s*[»>:：]*\s*$"
)
# 导读 with its first pointer in the same line.
GUIDE_LINE: Final = re.compile(
    r"[»>》▶►◆■●☆★▍|｜\s]*[【\[〖]?\s*(?:今日|本期|本报)?导\s?读\s*[】\]〗]?[\s:：>»]+\S.*版\s*[)）】\]]?\s*$"
)
PAGE_POINTER: Final = re.compile(
    r"(?:.{0,40}?[\s:：…·.—→▶►>》」”』]|.{0,2})?(?:[\(（【\[]\s*)?(?:刊于?|详?见|全文见|转|请看|→|▶|►|>{1,2}|»)?\s?(?:今日)?第?\s?"
    r"(?:[A-Z]?\d{1,2}(?:\s?[-—－~～、,/]\s?[A-Z]?\d{1,2})*|[一二三四五六七八九十]{1,3})\s?版\s?(?:[\)）】\]])?\s*$"
)

_EDITORS: Final = re.compile(
    r"(?:责任?|执行|值班|本版|版面|文字|视觉|图文|图片|首席)?"
    r"(?:编辑|编审|主编|总编辑?|责编|美编|组版|版式|校对|校检|排版|审读|检校|设计)"
    rf"\s?[:：/／丨|\s]\s?[{HAN}]"
)
_FOLIO_SIGNS: Final = (
    re.compile(
        r"\d{2,4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|\d{4}[-./]\d{1,2}[-./]\d{1,2}"
        r"|二[〇○零][〇○零一二三四五六七八九]{2}年"
    ),
    re.compile(rf"星期[一二三四五六日天]|周[一二三四五六日](?![{HAN}])"),
    _EDITORS,
    re.compile(
        r"(?:第\s?[A-Z]?[\d一二三四五六七八九十]{1,3}\s?版|^\s?[A-Z]?\d{1,2}\s?版|今日\s?[\d一二三四五六七八九十]{1,3}\s?版|[A-Z]?0\d\s?版?\s)"
    ),
    re.compile(
        r"农历|(?:[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥])年|总?第\s?\d{3,6}\s?(?:期|号)|邮发代号|国内统一|CN\s?\d{2}"
    ),
    re.compile(r"(?:^|\s)[A-Z]\d{1,2}(?:\s|$)"),
    re.compile(r"E-?mail|电子信箱|电子邮箱|https?://|www\.", re.I),
)
_MASTHEAD: Final = re.compile(
    r"社址|邮编\s?[:：\d]|邮政编码|广告(?:部|热线|经营|许可)|发行(?:部|热线)|零售价|每[份月]\s?\d|定价\s?[:：\d]|订价|印刷\s?[:：]"
    r"|承印|法律顾问|国内统一|邮发代号|投稿邮箱|新闻热线|地址\s?[:：]"
)
# What the newspaper says about itself: its address, its price, when it does not appear.
MASTHEAD: Final = re.compile(
    rf"[^。]*?(?:{_MASTHEAD.pattern})[^。]*?(?:{_MASTHEAD.pattern})|本报今日.{{0,8}}版|本报.{{0,20}}休刊"
)
_PAGE_LABEL: Final = re.compile(
    r"(?:[A-Z]?\d{1,2}|第?\s?[A-Z]?[\d一二三四五六七八九十]{1,3}\s?版)\s?[·:：|｜/]?\s?(?:版\s?[·:：|｜/]?\s?)?"
    r"(?:要闻|综合|时政|国内|国际|本地|本埠|本市|广告|专版|专题|理论|副刊|文体|民生|经济|社会|时事|新闻|头版)?(?:新闻|要闻|版)?\s*$"
    r"|(?:要闻|综合新闻|时政要闻|国内国际)\s?[·|｜/]?\s?[A-Z]?\d{1,2}(?:\s?版)?\s*$"
    r"|[—–·-]{1,2}\s?\d{1,3}\s?[—–·-]{1,2}$"
    r"|(?:查看|阅读|点击)?原文(?:链接)?$|返回(?:目录|顶部)$"
)

NOTICE_HEAD: Final = re.compile(
    r"(?:公\s?告|通\s?告|启\s?事|声\s?明|公\s?示|通\s?知|讣\s?告|广\s?告|海\s?报|须\s?知|简\s?章|更\s?正|致\s?歉|征\s?稿|悬\s?赏|遗\s?失|招\s?租|致歉信)"
    r"(?:[\(（《].{0,16})?$|^(?:遗失|注销|减资|清算|拍卖|招标|招聘|招租|停电|停水|寻人|挂失|更正|征订|订阅)"
    r"|民意调查|问卷调查|征集(?:令|活动|启事)?$|招聘$|招标$|拍卖会?$|预告$|征订|热线(?:电话)?$|提示$|郑重声明|的(?:一封)?(?:公开)?信$|倡议书$"
)
NOTICE_TEXT: Final = re.compile(
    r"特此(?:公告|通告|声明|公示|通知|更正)|声明作废|联系(?:电话|人)\s?[:：]|咨询(?:电话|热线)\s?[:：]?\s?[\d(（]|报名(?:电话|地址|时间)\s?[:：]"
    r"|(?:监督|举报|举报受理|订阅|服务|广告)(?:电话|热线)\s?[:：]|扫描?(?:下方|描|上方)?.{0,4}二维码|(?:遗失|丢失).{1,30}(?:作废|一枚|一本|证)"
    r"|公示期(?:为|自)|(?:地址|电话|热线|手机|微信|传真)\s?[:：].{0,400}(?:电话|热线|地址|手机|微信|传真)|感谢您对.{2,40}的(?:支持|关心)|祝您|现(?:予以|将.{2,40})(?:公告|公示)|(?:社|地)址\s?[:：].{2,400}(?:邮编|电话)"
)
NOTICE_SIGN: Final = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日\s*$|^[二○〇零一三四五六七八九十]{4}年.{2,6}日$"
    r"|^[^，。,；、\s]{2,20}(?:公司|集团|政府|中心|本报|街道|学校|[局院校所处站厅部署行会社室组办馆园队区镇])\s*$"
    r"|^(?:联系|咨询|报名|地址|电话|网址|邮箱|监督|举报).{0,6}[:：]"
)

# A paragraph that lists who attended.
ATTENDANCE: Final = re.compile(r"(?:[^、]*、){3}.*(?:参加|出席|陪同)[^。]{0,12}。?$")
ORGANISATION: Final = re.compile(
    r"(?:公司|委员会|办公室|医院|中心|政府|集团|学校|大学|学院|法院|检察院|局|支队|大队|街道|编辑部)$"
)
KICKER_END: Final = re.compile(
    r"(?:强调|指出|要求|时强调|表示|提出|之际|致辞|批示|作出批示)\s*[:：]?$|^——.*"
)
LIST_MARK: Final = re.compile(
    r"(?:[\(（]?[一二三四五六七八九十]{1,3}[\)）、.．]|[\(（]?\d{1,2}[\)）、.．](?!\d)|[一二三四五六七八九十]是|\*\s|[0-2]?\d[:：][0-5]\d\s|[①②③④⑤⑥⑦⑧⑨⑩●○■□◆◇▲△★☆•·▪◎※—-]\s?)"
)
SUBHEADS: Final = frozenset(
    [
        "核心阅读",
        "阅读提示",
        "编者按",
        "引言",
        "引子",
        "导语",
        "背景",
        "新闻背景",
        "延伸阅读",
        "相关链接",
        "链接",
        "记者手记",
        "短评",
    ]
)
# How a new paragraph begins, as against one that a column broke.
FRESH_WORDS: Final = re.compile(
    rf"(?:{_DATE}|会议(?:指出|强调|要求|认为|传达|听取|审议|还|由|期间)|在[^，,。]{{2,24}}[，,]|据(?:了解|悉|介绍)|近年来|目前|当前|同时|此外|下一步|截至"
    r"|[一二三四五六七八九十]是|首先|其次|最后|第[一二三四五六七八九十])"
)


def count_folio_signs(text: str) -> int:
    """Count the signs that a line is the head or foot of a page: date, weekday, editors, number.

    Two are enough. A page label alone (第01版 要闻) counts as two; a line with the address or price
    of the newspaper counts as none, unless it has editors, or date and weekday.
    """
    if len(text) > 120:
        return 0
    dated = all(sign.search(text) for sign in _FOLIO_SIGNS[:2])
    if _MASTHEAD.search(text) and not dated and not _EDITORS.search(text):
        return 0
    if _PAGE_LABEL.match(text):
        return 2
    signs = sum(sign.search(text) is not None for sign in _FOLIO_SIGNS)
    if signs == 1 and (_EDITORS.match(text) or len(_EDITORS.findall(text)) > 1):
        signs += len(text) <= 60
    return signs
