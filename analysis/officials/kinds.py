"""In what part a person is named (kind), and who it is (group)."""

import re
from functools import cache, lru_cache
from typing import Final

from analysis.expressions import Expression
from analysis.lexicon import read_lexicon
from analysis.officials.batch import APART
from analysis.officials.words import REMEMBERED, find_country, find_head, read_groups

__all__ = ["acts_as_official", "choose_group", "choose_kind", "is_credit", "is_namesake"]

_FORMULA_AFTER: Final = Expression(
    r"新时代中国特色社会主义|强军思想|军事思想|外交思想|经济思想|法治思想|生态文明思想|文化思想"
    r"|思想(?!家|上|的|和|感|活|境|觉|工作|水平|状况|准备|解放)|理论(?!水平|功底|联系)|主义"
    r"|精神(?!很|好|头|爽|百倍|抖|饱|焕|状态|面貌|病|矍|振|压力)|新时代|号(?!召|令|文|称)|广场|奖(?!励|牌|金|品|状)|杯"
    r"|纪念[馆堂碑日章]|大?剧院|同志(?:纪念[馆堂碑]|故居|陵园)|故居|陵园|(?:大学|学院|中学|小学|学校)(?!毕业|生|时|期间|教)"
    r"|基金|文选|文集|选集|全集|全传|传》|日记|事迹陈列|班(?!长|子|组|师|车)|路(?!过|上|经|遇|线)|大桥|课堂|学堂"
    r"|志愿服务(?:队|站|岗|中心)|(?:创新)?工作室|(?:歌剧|艺术|研究|文化)中心|艺术[团馆]|图书馆|”?(?:少年|少儿|青年|儿童)?合唱团|奖学金|研究[会所院]|式的?|最优|定律|战斗队|中队(?!长)|文学院|科学院"
)
# The characters that one of these begins with.
_FORMULA_OPENS: Final = frozenset(
    "同新强军外经法生文思理主精号广奖杯纪剧故陵大学院中小基选全传日事班路课志创工歌艺研图”少青儿合式最定战科"
)
_PRIZE: Final = Expression(
    r"(?![会出访同和接看赴抵率主考视参任在获得领为向])[\u4e00-\u9fff]{0,7}?"
    r"(?:文学|科学|科技|化学|物理学?|数学|经济学|和平|生理学或医学|建筑|翻译|摄影|艺术|医学|教育|戏剧|音乐|新闻|公益|慈善)(?:艺术|技术)?"
    r"(?:奖(?!励|牌|章|金|品|状|项)|基金(?!会长))"
)
_PRIZES: Final = Expression("奖|基金")
# 以习近平同志为核心的党中央, and its like of other parties; not whoever leads something.
_CORE: Final = Expression(
    r"(?:同志|总书记|第一书记|委员长|主席)*为(?:核心|总书记"
    r"|首的[^，。；“”]{0,6}(?:党中央|中央|劳动党|共产党|人民革命党|领导集体))"
)
_LEARN: Final = Expression(r"(?<![同大文科留教数中小医化法哲美力])学$")
_SOURCE: Final = Expression(
    r"(?:同志|总书记|主席|总理)*(?:[^，。；！？,;!?\n《]{0,45}?)"
    # The characters that the words below begin with: most places are none of them.
    r"(?=[重讲指批论思回贺文嘱精理倡主学演致谈遗教题来亲语的发要意建看观署口殷决在])"
    r"(?:重要讲话|讲话|重要指示|指示|批示|重要论述|论述|思想|回信|贺信|文章|嘱托|精神|重要要求|理念|论断|方略"
    r"|倡议|主张|学说|演讲|致辞|谈话|遗训|遗志|教导|教诲|题词|来信|亲笔信|语录|贺词"
    r"|的要求|发展要求|要求(?=[，。、])|的号召|的?(?:意见|建议|看法|观点)(?=[，。、])|亲署函|口信|署名文章|的嘱咐|殷切期望|殷切嘱托|决策指示|在[^，。]{0,10}报告)"
)
# 的重要讲话, 关于…的论述, 在…上发表的演讲, 新年贺词: what follows is somebody's, and is not told.
_POSSESSED: Final = Expression(
    r"关于|重要|系列|(?:主旨)?(?:讲话|演讲|贺信|贺词)(?:立足|体现|展现|充分|为(?!题)|是|令|让|引起|引发|指明|高屋|振奋)"
    r"|对[^，。]*的(?!友好谈话)|的(?!讲话中)|(?:所?(?:发表|作|作出|做出|致|给出|撰写|下达)|签发)的"
    r"|在[^，。]{2,40}(?:上|时|期间|中|会议|座谈会|大会|仪式|论坛)(?:所?(?:发表|作|作出|致|提出))?的"
    r"|(?:[\d二〇一三四五六七八九０-９]{4}年)?新年(?:贺词|讲话)(?!中|时)|[给致][^，。]{2,30}的(?:回信|贺信|信)(?=[精在引，让])"
)
# What somebody proposed: 习近平主席提出的全球发展倡议, 李克强总理所作的政府工作报告.
_PROPOSED: Final = Expression(
    r"(?:同志|总书记|主席|总理|委员长|总统)*(?:在[^，。；！？\n]{2,24}?)?"
    r"(?:(?:所|创造性|首次|亲自|高瞻远瞩)?(?:提出|提到|倡导|倡议|阐述|确立|擘画|擘划|描绘|强调|讲|说|作|做)(?:过)?的"
    r"|(?:今天|昨天|近日)?在[^，。；！？\n]{2,24}?上发表的|所作(?=[^，。]{0,6}报告))"
    r"[^，。；！？\n]{0,16}?(?:倡议|理念|要求|思想|论断|主张|报告|讲话|战略|构想|观点|目标|方略|共同体"
    r"|原则|精神|“)"
)
# The characters that one of these begins with.
_PROPOSED_OPENS: Final = frozenset("同总主委在所创首亲高提倡阐确擘描强讲说作做今昨近")
# A work of somebody that is studied or quoted: 毛泽东同志《党委会的工作方法》.
_WORK: Final = Expression(r"(?:同志|总书记|主席)*(?:的|在)?(?:著作|文章|名篇)?《")
# Whose words are quoted: 苏轼的诗句“…”, 范仲淹《岳阳楼记》中“…”的名句, 王安石的“…，…”.
_QUOTED: Final = Expression(
    r"(?:在?《[^》]{1,20}》[中里]?)?的?(?:诗句?|名句|名言|词句?|诗云|警句|千古名句)(?:[：:，]|[^，。；“]{0,4})“"
    r"|在?《[^》]{1,20}》[中里]?的?(?:那句|一句)?“"
    r"|的“[^”，]{3,12}，[^”]{3,}”|在《[^》]{1,20}》[中里](?:写道|写下|曾说|说过?|讲过)[：:，]?“|(?:的)?这句话|所(?:说|言|云|写)的?(?:那样|：|，|“)"
)
_QUOTED_OPENS: Final = frozenset("在《的诗名词警千这所")
# A headline between 《》 tells what a person does; the name of a book or a play only names.
_HEADLINE: Final = Expression(
    r"会见|会晤|抵达|离开|敬献|结束|祝贺|参观|观看|接见|举行|出席|应对|访问|强调|指出|同[^》]*会谈|发表|主持|考察|调研|看望|致电|致信|将|称|：|:"
)
_LONGEST_WORK: Final = 12
# 习近平总书记强调 in the words of others; in the news of his own acts it is 习近平强调.
_TEACHES: Final = Expression(
    r"(?:同志|总书记|主席)+(?:[^，。；！？\n]{0,14}?(?<!再次)(?:提出|强调|总结(?!发言|讲话|会)|指出)|倡导的)"
    r"|总书记在(?:重要)?讲话中"
)
_CALLED: Final = ("同志", "总书记", "主席")
# An occasion that is told: 习近平总书记在山东考察时指出.
_OCCASION: Final = Expression(
    r"时(?!代|间|刻|期|常|时)|考察|调研|视察|访问|[会谈坛式]上|期间|主持|出席|来到|会见|贺信|回信|批示"
)
_OTHERS_WORDS: Final = Expression(r"(?:说|指出|强调|表示|认为)[，：,:][^。]*$")
_ACTS: Final = Expression(
    r"指出|强调|主持|出席|会见|举行|宣布|作出(?!的)|作了|发表(?!的)|提出(?!的)|表示|同[^，]*会谈|致电|致信|来到|考察时指|签署|赴|将|向"
)
_STUDIES: Final = Expression(
    r"(?:学习|贯彻|落实|领会|传达|牢记|遵循|践行|按照|根据|宣讲|宣传|围绕|感悟|贯穿|体现|重温|学好|悟|紧跟|不负|遵照"
    r"|确保|对照|拥护|继承|发表的|转发|引用|响应|宣读|秉持|赞成|赞同|聆听|转交|转呈|用(?=[^，]{0,6}、?$)"
    r"|对(?!于|外|话|接|口)|把|将(?!军|领|于|来)|以(?!及|来|上|下|前|后|往|色))[^，。；！？,;!?\n]{0,14}$"
)
_CREDIT: Final = Expression(
    r"[/／][文图]|摄(?:$|[）)（(\n 。，]|影)|文(?:$|[）)\n/／ \u3000、])|图(?:$|[）)\n \u3000])"
)
_CREDIT_OPENS: Final = frozenset("/／摄文图 \u3000")
# A name in brackets that ends a paragraph: who wrote it.
_SIGNED: Final = Expression(r"（(?:[\u3400-\u9fff·]{2,4}[ 　、]?){1,4}(?:摄)?）(?=\s*(?:\n|$))")
_CREDIT_BEFORE: Final = Expression(
    r"(?:作者[：:]|(?:^|[（(。])(?:本文)?作者[为系是][^，。；]{0,24}$|记者|通讯员|摄影"
    r"|撰[文稿][：: /／]|编辑[：: \u3000]|编译[：:/／]|审[稿校][：:/／]"
    r"|责编[：: ]|美编[：: \u3000]|版式[：: \u3000]|校对[：: \u3000]"
    r"|文/|文／|图/|报道员|评论员)[：: \u3000]*"
    r"(?:[^，。；！？\n（(]{0,30}[、;； \u3000])?$"
)
_BROKEN_CREDIT: Final = Expression("[（(][^（()）\n。]{0,10}记者\n$")
# （本版稿件均由刘喆、成彧采写）
_MADE_BY: Final = Expression("(?:稿件|图片|照片|文字|文图|摄影)[^。；]{0,14}[由为][^。；（]{0,30}$")
_MADE: Final = Expression(
    "(?:、[^，。）;；]{2,6}){0,12}(?:采写|撰写|拍摄|摄影?|提供|整理|编辑|采访)"
)
_TOLD: Final = Expression(r"(?:对|向|告诉|与|和|同|接受|答|会见)[^，。]{0,6}记者[^，。]*$")
_OFFICIAL_ACTS: Final = Expression(
    r"[^，。的\n]{0,12}?(?:主持|出席|会见|会晤|调研|考察|视察|强调|列席|就座|在主席台|表态发言|参加(?:[。，；]|了?(?:会议|会见|会谈|座谈|上述|有关|相关|活动|调研|考察|仪式))"
    r"|陪同|带队|率队|率团|检查指导|宣读|作报告|看望|慰问|接见)"
)


# A body that bears a name: who leads it has the whole of it in the title.
_NAMESAKE: Final = Expression(
    "基金会|研究[会院所]|(?:文学|科技|艺术|戏剧|公益)?奖评|(?:大学|学院|中学|小学|学校|医院|图书馆|艺术馆)(?!毕业|任教)"
    "|(?:纪念|博物)馆|艺术[团馆]|文学院|工作室|故居"
)
# The characters that one of these begins with: what follows most names is none of them.
_BODIES: Final = frozenset("基研文科艺戏公奖大学院中小医图纪博工故")


def is_namesake(text: str, end: int) -> bool:
    """Whether a name is the first word of the name of a body: 陶行知研究会, 鲁迅文学院."""
    return text[end] in _BODIES and _NAMESAKE.match(text, end) is not None


def is_credit(text: str, start: int, end: int, line: str) -> bool:
    """Whether the words around a name say that this person wrote or photographed.

    `line` is what its line says before the name.
    """
    if text[end] in _CREDIT_OPENS:
        after = text[end : end + 4].lstrip(" \u3000")
        if _CREDIT.match(after) and not after.startswith(("文化", "文明", "图书")):
            return True
    bracket = text.rfind("（", max(0, start - 14), start)
    signed = _SIGNED.match(text, bracket, end + 14) if bracket >= 0 else None
    if signed and signed.end() > end and text[signed.start() - 1] in "。！？”』…\n 摄":
        return True
    if _MADE_BY.search(line) and _MADE.match(text, end):
        return True
    if not line.strip(" \u3000"):
        # A column's author before the first word, and a credit whose name begins a new line.
        broken = _BROKEN_CREDIT.search(text, max(0, start - 20), start)
        return text[end] == "□" or broken is not None
    return _CREDIT_BEFORE.search(line) is not None and _TOLD.search(line) is None


def choose_kind(text: str, end: int, line: str) -> str:
    """Choose between actor, cited and formula by the words around a name.

    `line` is what its line says before the name.
    """
    before, following = line[-30:], text[end : end + 70]
    following = following[: following.find(APART) + 1 or None]  # the end of its line stays
    if _names_formula(following):
        return "formula"
    if before.endswith("以") and _CORE.match(following):
        return "formula"
    if (
        before.endswith("学")
        and _LEARN.search(before)
        and following[:1] in "，。、；”的活月标志做见小服纪先榜岗"
        and not re.match(r"的(?:重要)?(?:讲话|指示|论述)", following)
    ):
        return "formula"
    opening = before.rfind("《")
    closing = following.find("》") if opening >= 0 else -1
    if opening > before.rfind("》") and 0 <= closing < 25:
        inside = before[opening:] + following[:closing]
        if re.match(r"同志|总书记|主席|关于|论|在", following) and "论述" in inside:
            return "cited"
        if not (len(inside) > _LONGEST_WORK or _HEADLINE.search(inside)):
            return "formula"
    taught = following.startswith(_CALLED) and _TEACHES.match(following)
    if (
        taught
        and not before.endswith(("向", "对", "同"))
        and (_OTHERS_WORDS.search(before) or not _OCCASION.search(taught[0]))
    ):
        return "cited"
    if (
        following[:1] in _PROPOSED_OPENS
        and ("的" in following or "所作" in following)
        and _PROPOSED.match(following)
        and not re.match(r"[^，。]{0,3}政府", following)
    ):
        return "cited"
    if "《" in following and _WORK.match(following) and _STUDIES.search(before):
        return "cited"
    if (
        following[:1] in _QUOTED_OPENS
        and ("“" in following or "这句话" in following[:5] or following[0] == "所")
        and _QUOTED.match(following)
    ):
        return "cited"
    source = _SOURCE.match(following)
    if source:
        studied = _STUDIES.search(before)
        own = re.match(r"(?:同志|总书记|主席|总理)*", following)
        first = own.end() if own else 0
        between = source[0][first:]
        if "事迹" in between:
            return "actor"
        if not _ACTS.search(between) and (
            studied or _POSSESSED.match(following, first, source.end() + 2)
        ):
            return "cited"
        if studied and "精神" in source[0] and not re.search(r"指出|强调|表示", between):
            return "cited"
    return "actor"


def _names_formula(following: str) -> bool:
    """Whether a name and what follows it are the name of a doctrine, a work or a prize."""
    if following[:1] in _FORMULA_OPENS:
        if following.startswith(("号文", "路上", "式")):
            return False
        if _FORMULA_AFTER.match(following):
            return True
    return _PRIZES.search(following, 0, 13) is not None and _PRIZE.match(following) is not None


@lru_cache(REMEMBERED)
def choose_group(titles: tuple[str, ...]) -> str | None:
    """Choose the group that titles speak for, or None where there are none."""
    chosen = [(group, title) for title in titles if (group := _group_title(title))]
    at_home = [one for one in chosen if not one[1].endswith(("特使", "特别代表"))]
    chosen = at_home or chosen  # 习近平主席特使、水利部部长
    groups = [group for group, _ in chosen]
    if "foreign" in groups:
        return "foreign"
    # A mandate or a seat says less of who this is than an office: 省人大代表、某公司董事长.
    weighty = [group for group, title in chosen if not _MANDATE.search(title)] or groups
    return max(
        weighty, key=lambda group: (weighty.count(group), -weighty.index(group)), default=None
    )


_MANDATE: Final = Expression("代表$|政协(?:副主席|常委|委员)$|工商联|协会|商会|学会")


@lru_cache(REMEMBERED)
def _group_title(title: str) -> str | None:
    """The group that one title speaks for: that of the first row of `title_groups` that fits."""
    country, head = find_country(title), find_head(title)
    place = "none" if country is None else "home" if country == "中国" else "abroad"
    kind = (read_groups()[head][0] if head else "") or "-"
    for group, heads, where, pattern in _read_rows():
        if kind in (heads or kind) and where in ("", place) and pattern.search(title):
            return group or None
    return kind if kind != "-" else "official"


@cache
def _read_rows() -> list[tuple[str, str, str, Expression]]:
    """The rows of `title_groups`: group, groups of the office, where it is held, how it reads."""
    table = read_lexicon("title_groups").fillna("")
    cells = table[["group", "head", "country", "pattern"]].itertuples(index=False, name=None)
    return [(group, head, country, Expression(pattern)) for group, head, country, pattern in cells]


def acts_as_official(following: str) -> bool:
    """Whether what a person does is what officials do: 主持, 会见, 调研."""
    return _OFFICIAL_ACTS.match(following) is not None
