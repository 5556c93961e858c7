"""In what part a person is named (kind), and who it is (group)."""

import re
from collections.abc import Sequence
from typing import Final

from analysis.officials.titles import find_country, read_groups

__all__ = ["choose_group", "choose_kind", "is_credit"]

_FORMULA_AFTER: Final = re.compile(
    r"新时代中国特色社会主义|强军思想|外交思想|经济思想|法治思想|生态文明思想"
    r"|文化思想|思想(?!家|上|的|和|感)|理论|主义|精神(?!抖|饱|焕)|新时代|号(?!召|令)|广场|奖(?!励|牌|章)|杯|纪念[馆堂]|故居|大学|学院|中学|小学"
    r"|基金|文选|文集|选集|全集|全传|传》|日记|事迹陈列|班(?!长|子)|路|大桥|课堂|学堂|志愿服务|式的?|最优|定律|战斗队"
)
_FORMULA_BEFORE: Final = re.compile(r"(?:学|新时代)$")
_SOURCE: Final = re.compile(
    r"(?:同志|总书记|主席|总理)*(?:[^，。；！？,;!?\n《]{0,45}?)"
    r"(?:重要讲话|讲话|重要指示|指示|批示|重要论述|论述|思想|回信|贺信|文章|嘱托|精神|重要要求|重要理念|遗训|遗志|教导|题词|来信|语录|贺词)"
)
# 习近平总书记强调 in the words of others; in the news of his own acts it is 习近平强调.
_TEACHES: Final = re.compile(
    r"(?:同志|总书记|主席)+(?:[^，。；！？\n]{0,14}?(?<!再次)(?:提出|强调|总结|指出)|倡导的)"
)
_ACTS: Final = re.compile(
    r"指出|强调|主持|出席|会见|举行|宣布|作出|作了|发表(?!的)|提出(?!的)|表示|同[^，]*会谈|致电|致信|来到|考察时指|签署|赴|将|向"
)
_STUDIES: Final = re.compile(
    r"(?:学习|贯彻|落实|领会|传达|牢记|遵循|践行|按照|根据|宣讲|宣传|围绕|感悟|贯穿|体现|重温|学好|悟|紧跟|不负|遵照"
    r"|确保|对照|拥护|继承|发表的|转发|引用|响应|宣读|秉持|对|把|将|以)[^，。；！？,;!?\n]{0,14}$"
)
_CREDIT: Final = re.compile(r"摄(?:$|[）)\n 。，]|影)|文(?:$|[）)\n/／ 、])|图(?:$|[）)\n])")
# A name in brackets that ends a paragraph: who wrote it.
_SIGNED: Final = re.compile(r"（(?:[\u3400-\u9fff·]{2,4}[ 　、]?){1,4}(?:摄)?）(?=\s*(?:\n|$))")
_CREDIT_BEFORE: Final = re.compile(
    r"(?:作者[：:]|记者|通讯员|摄影|撰文[：: ]|编辑[：: ]|文/|文／|图/|报道员|评论员)[：: \u3000]*"
    r"(?:[^，。；！？\n（(]{0,30}[、;； \u3000])?$"
)
_TOLD: Final = re.compile(r"(?:对|向|告诉|与|和|同|接受|答|会见)[^，。]{0,6}记者[^，。]*$")
_COMPANY: Final = re.compile(
    r"公司|集团|企业|银行(?!业)|厂|股份|矿业|矿务|基金管理|酒店|商场|超市|电商"
    r"|科技$|控股|农场|宾馆"
)
_SCHOOL: Final = re.compile(
    r"大学|学院|医院|研究[所院中室]|学校|中学|小学|幼儿园|科学院|寺"
    r"|俱乐部|乐团|剧[院团]|博物[馆院]|实验室|智库|杂志|球队|国家队|设计院|卫生院|卫生室|中心[^，]*研究"
)
_NOT_ONLY_FOREIGN: Final = frozenset(
    ["总书记", "州长", "特使", "代办", "临时代办", "特别代表", "第一书记", "议员", "主席"]
)
_STATE: Final = re.compile(r"法院|检察院|央行|中国人民银行|监管|国资委|委员会$|党校")
_OFFICIAL_ACTS: Final = re.compile(
    r"[^，。\n]{0,12}?(?:主持|出席|会见|会晤|调研|考察|视察|强调|参加(?:会议|会见|座谈|上述|有关|相关|活动)"
    r"|陪同|带队|率队|率团|检查指导|宣读|作报告|看望|慰问|接见)"
)


def is_credit(text: str, start: int, end: int) -> bool:
    """Whether the words around a name say that this person wrote or photographed."""
    before, after = text[max(0, start - 40) : start], text[end : end + 4]
    line = before.rsplit("\n", 1)[-1]
    if _CREDIT.match(after.lstrip(" \u3000")) and not after.startswith(("文化", "文明", "图书")):
        return True
    signed = _SIGNED.match(text, text.rfind("（", max(0, start - 14), start), end + 14)
    if signed and signed.end() > end and text[signed.start() - 1] in "。！？”』…\n 摄":
        return True
    return _CREDIT_BEFORE.search(line) is not None and _TOLD.search(line) is None


def choose_kind(text: str, start: int, end: int, *, credit: bool, after: int) -> str:
    """Choose between actor, cited, formula and byline by the words around a name."""
    if credit:
        return "byline"
    before = text[max(0, start - 30) : start].rsplit("\n", 1)[-1]
    following = text[end : end + 70]
    if _FORMULA_AFTER.match(following) and not following.startswith(("号文", "路上", "式")):
        return "formula"
    if before.endswith("以") and re.match(r"(?:同志|总书记)*为(?:核心|首|总书记)", following):
        return "formula"
    if (
        _FORMULA_BEFORE.search(before)
        and following[:1] in "，。、；的活月标"
        and before.endswith("学")
    ):
        return "formula"
    opening, closing = before.rfind("《"), before.rfind("》")
    if opening > closing and "》" in following[:25]:
        return "formula"
    if _TEACHES.match(following):
        return "cited"
    source = _SOURCE.match(following)
    if source:
        studied = _STUDIES.search(before)
        own = re.match(r"(?:同志|总书记|主席|总理)*", following)
        between = source[0][own.end() if own else 0 :]
        if not _ACTS.search(between) and (
            studied or re.match(r"关于|重要|系列|在[^，]*上的|对[^，]*的|的(?!讲话中)", between)
        ):
            return "cited"
        if studied and "精神" in source[0] and not re.search(r"指出|强调|表示", between):
            return "cited"
    return "actor"


def choose_group(titles: Sequence[str]) -> str | None:
    """Choose the group that titles speak for, or None where there are none."""
    chosen = [group for title in titles if (group := _group_title(title))]
    if "foreign" in chosen:
        return "foreign"
    return chosen[-1] if chosen else None


def _group_title(title: str) -> str | None:
    """The group that one title speaks for."""
    groups = read_groups()
    country = find_country(title)
    if country and country != "中国":
        return "foreign"
    head = next((title[i:] for i in range(len(title)) if title[i:] in groups), "")
    group = groups[head][0] if head else ""
    if group == "journalist" and len(title) <= 6:
        return "journalist"
    if group == "foreign" and title not in _NOT_ONLY_FOREIGN and "驻" not in title:
        return "foreign"
    if _COMPANY.search(title) and not _STATE.search(title):
        return "enterprise"
    if group == "enterprise":
        return "official" if _STATE.search(title) else "enterprise"
    if _SCHOOL.search(title) and "党校" not in title:
        return "other"
    if title in ("院长", "校长", "班长", "队长", "教练"):
        return None
    return {"foreign": "official", "": "official", "journalist": "other"}.get(group, group)


def acts_as_official(following: str) -> bool:
    """Whether what a person does is what officials do: 主持, 会见, 调研."""
    return _OFFICIAL_ACTS.match(following) is not None
