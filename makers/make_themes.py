"""Fit the weights of the words of the themes to broadcast news.

    python makers/make_themes.py BROADCASTS > themes.csv

BROADCASTS is `xwlb-2012-2022.jsonl.xz` (a JSON object a line: id, title, text). The labels made by
eye are in `tests/gold/fit-themes.jsonl`; the broadcasts of `tests/gold/themes*.jsonl`, by
which the list is measured, are left out. Of the others 15,000 are labelled by their headline
(`RULES`), where it is plain. Two logistic regressions, the second on what the first confirms, weigh
what `tag_themes` counts, a rare word more than a common one; ten such fits, each to other
broadcasts, are averaged. Rows of the present list that are not fitted (reasoned words, set phrases,
offices that say nothing) stay, unless the fitted weight is larger. Write to a file beside the list
and then move it there: the script reads the present one.
"""

import csv
import json
import lzma
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from analysis.lexicon import read_lexicon
from analysis.phrases import search_parts
from analysis.places import Part
from analysis.topics import read_themes

ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = "fitted to 新闻联播 2012–2022"
# As `tag_themes` counts: in the headline, in the first 200 characters, further down.
PLACES: Final = (3.0, 1.5, 0.5)
OPENING: Final = 200
LONGEST: Final = 1200  # characters of a text that are read
FEWEST: Final = 25  # broadcasts that have a word
FEWEST_PAIRS: Final = 90  # broadcasts that have two words next to each other
# Broadcasts that are drawn: with a plain headline, and without.
BY_HEADLINE: Final = 15_000
UNLABELLED: Final = 9_000
# How sure the first fit must be of a broadcast that nothing else labels.
SURE: Final = 0.7
# How often a label made by eye counts in the first fit and in the second; others count once.
BY_EYE: Final = (15.0, 10.0)
DRAWS: Final = 10  # fits, each to other broadcasts, whose weights are averaged
WEIGHTS: Final = 10_000  # weights that are kept, those that decide most

# What a headline has that plainly has the theme; 外交 and then 国际新闻 go before the others.
RULES: Final = {
    "外交": (
        "会见(?!.{0,12}(代表团成员|英模|模范|获得者|优秀|香港|澳门|台湾|连战|宋楚瑜|"
        "两岸|特别行政区|全军|官兵|先进|劳模|少数民族|航天员|县委书记|代表$))|"
        "同.{2,22}(会谈|通电话|互致|举行会晤|视频会晤)|举行会谈|与.{2,25}(会谈|"
        "举行会晤|通电话)|互致贺电|致贺电|致慰问电|慰问电|唁电|访华|国事访问|正式访问|"
        "对.{2,12}访问|抵达.{2,12}(访问|出席|开始)|举行仪式欢迎|欢迎仪式|欢迎宴会|"
        "外交部(?!长.{0,4}(称|说))|我驻|驻华|使馆|大使|国书|中方|对华|中美|中俄|中欧|"
        "中非|中日|中法|中英|中德|中韩|中国.?东盟|上合组织|上海合作组织|亚信|金砖国家|"
        "金砖|亚太经合|APEC|二十国集团|G20|一带一路.{0,6}(论坛|国际)|博鳌|"
        "人类命运共同体|特别代表|王毅|杨洁篪|秦刚|戴秉国|进博会开幕|多国人士|国际社会|"
        "海外华侨|华人华侨|国际人士|钓鱼岛|南海仲裁|南海|涉疆|涉港|人权理事会|外长|"
        "结束.{0,20}访问|离开.{0,14}(回国|前往)|国际锐评"
    ),
    "国际新闻": (
        "^(美国|美|英国|英|法国|法|德国|德|俄罗斯|俄|日本|日(?=[本首相媒称])|韩国|"
        "韩(?!正)|朝鲜|朝|印度|印尼|土耳其|土(?=[军总耳])|叙利亚|叙|伊拉克|伊朗|伊|"
        "以色列|以(?=[军总])|巴勒斯坦|巴|埃及|埃|利比亚|利|也门|阿富汗|阿|巴基斯坦|"
        "乌克兰|乌|希腊|西班牙|意大利|巴西|委内瑞拉|古巴|墨西哥|阿根廷|智利|泰国|泰|"
        "缅甸|菲律宾|马来西亚|越南|澳大利亚|新西兰|加拿大|欧盟|欧洲|联合国|安理会|北约|"
        "全球.{0,6}(新冠|确诊|累计|疫情)|世卫|世卫组织|国际货币基金|IMF|尼日利亚|南非|"
        "肯尼亚|索马里|苏丹|南苏丹|刚果|"
        "突尼斯|沙特|卡塔尔|黎巴嫩|约旦|尼泊尔|孟加拉|斯里兰卡|白宫|五角大楼|特朗普|"
        "奥巴马|拜登|普京|默克尔|安倍|半岛|加沙|哈马斯|塔利班|国际原子能|欧央行|法国|"
        "波兰|匈牙利|比利时|荷兰|瑞典|芬兰|挪威|塞尔维亚|海地|秘鲁|哥伦比亚|玻利维亚|"
        "津巴布韦|埃塞俄比亚|马里|全球累计)(?!.{0,10}(中国|中方|我国|华))|国际联播快讯|"
        "恐怖袭击|俄乌|大选|特朗普|奥巴马|叙利亚|加沙|朝韩|枪击|以军|塔利班"
    ),
    "党建与反腐": (
        "党建|从严治党|反腐|违纪|巡视|中央纪委|纪委|纪检|监委|监察|开除党籍|双开|"
        "接受.{0,6}(调查|审查)|受贿|主题教育|两学一做|三严三实|群众路线|群众路线教育|"
        "党史学习|学习教育|不忘初心|党员|党组织|党支部|党校|党课|党章|入党|组织部|"
        "中组部|党代会|党代表|代表风采|十八大精神|十九大精神|二十大精神|全会精神|"
        "[三四五六七]中全会|全会公报|干部|时代先锋|道德模范|职务调整|两优一先|七一|"
        "建党|中国共产党成立|中共中央政治局|政治局会议|民主生活会|追逃|天网|"
        "总书记重要讲话.{0,8}反响|习近平新时代中国特色社会主义思想.{0,10}(学习|纲要|"
        "读本|出版|宣讲|研讨)|单行本|选编|论述摘编|谈治国理政|宣讲|理论|党的|共青团|"
        "团中央|全国总工会|工会|妇联|青年|五四|雷锋|时代楷模|诞辰|遗体|追悼|党内|初心|"
        "领导干部|深改|思想政治|意识形态"
    ),
    "减负与作风": (
        "形式主义|官僚主义|减负(?!.{0,6}(学生|企业|中小学))|八项规定|四风|作风|公款|"
        "三公经费|文山会海|奢靡|浪费|吃喝|公车|厉行节约|会风|文风"
    ),
    "科技创新与新质生产力": (
        "科技|创新|航天|卫星|飞船|火箭|嫦娥|天宫|神舟|天问|空间站|探月|北斗|北斗导航|"
        "蛟龙|深海|潜水器|科考|科学家|院士|科研|芯片|量子|5G|4G|人工智能|大数据|"
        r"互联网\+|机器人|超级计算|超算|研制|自主知识产权|专利|高新|智能|数字经济|"
        "数字中国|新质生产力|首飞|C919|大飞机|天眼|FAST|悟空|墨子|发射|航天员|技术|"
        "发动机|新材料|天文|基因|对撞|核聚变"
    ),
    "宏观经济与产业": (
        "经济(?!特区|带)|GDP|CPI|PPI|PMI|工业|制造业|外贸|进出口|外资|投资|消费|金融|"
        "银行|央行|人民币|股市|证监|证券|保险(?!制度)|税|财政|物价|通胀|房地产|楼市|"
        "国企|央企|国有企业|民营|企业|产业|产能|供给侧|物流|快递|营商环境|自贸|"
        "自由贸易|海关|出口|能源|煤炭|电力|石油|天然气|发电|用电|钢铁|汽车|市场监管|"
        "商务部|统计局|发改委|双十一|电商|贸易|降准|利率|信贷|债|货运量|市场主体|"
        "放管服|简政放权|审批|贷款|外汇|复工复产|稳增长|预算"
    ),
    "乡村振兴与农业": (
        "农业|农村|农民|三农|“三农”|乡村|春耕|秋收|夏收|夏粮|秋粮|粮食|小麦|水稻|玉米|"
        "早稻|种子|种业|农机|农产品|耕地|农田|扶贫|脱贫|贫困|丰收|三夏|三秋|春播|麦收|"
        "收割|抗旱|农资|土地流转|土地确权|中央一号文件|一号文件|蔬菜|生猪|养殖|大豆|"
        "棉花|畜牧|渔业|高标准农田|村民|合作社|农技"
    ),
    "生态环保": (
        r"生态|环保|环境保护|污染|雾霾|大气|空气质量|PM2\.5|PM2|绿色|绿水青山|湿地|森林|"
        "造林|植树|绿化|国土绿化|草原|荒漠|沙漠|防沙|治沙|三北|碳达峰|碳中和|双碳|减排|"
        "低碳|节能|垃圾分类|河长|林长|水质|长江大保护|禁渔|野生动物|保护区|国家公园|"
        "候鸟|大熊猫|朱鹮|藏羚羊|美丽中国|环境|气候变化|生物多样性|蓝天|清洁能源|"
        "中央环保督察|污水"
    ),
    "民生社会": (
        "民生|就业|毕业生|招聘|农民工|工资|社保|养老|医保|医疗|医院|医生|医改|药品|药|"
        "卫生|健康|疫情|新冠|防控|确诊|疫苗|流感|H7N9|病例|教育|学校|高校|高考|中小学|"
        "学生|教师|老师|幼儿园|校园|义务教育|职业教育|残疾人|老人|老年|儿童|留守|低保|"
        "救助|慈善|公益|捐|志愿|住房|保障房|公租房|棚户区|棚改|户籍|生育|二孩|两孩|"
        "人口|计划生育|食品安全|供暖|收入|社区|爱心|好人|献血|退休|家政|婚"
    ),
    "文化旅游体育": (
        "文化|文艺|文物|文明|非遗|遗产|博物馆|考古|电影|电视剧|晚会|春晚|演出|音乐|"
        "戏曲|京剧|艺术|展览|展|书法|美术|文学|作家|图书|阅读|书展|出版|纪录片|旅游|"
        "游客|景区|冬奥|奥运|亚运|全运|残奥|冠军|金牌|夺冠|世锦赛|世界杯|女排|男篮|"
        "足球|乒乓|羽毛球|游泳|田径|体育|健身|锦标赛|决赛|运动会|中国队|春节|中秋|端午|"
        "清明|元宵|民俗|年味|过大年|中国年|传统|国博|歌|舞|网络|媒体|新闻|宗教|孔子"
    ),
    "国防军队": (
        "军|国防|部队|官兵|战士|海军|空军|陆军|火箭军|武警|解放军|演习|演练|阅兵|军演|"
        "战机|舰|航母|边防|维和|强军|征兵|退役军人|双拥|民兵|战备|护航|抗战|烈士|英雄|"
        "军人|战区|军委"
    ),
    "灾害应急安全": (
        "地震|暴雨|洪水|洪峰|防汛|台风|泥石流|滑坡|塌方|垮塌|灾|抢险|救援|应急|事故|"
        "爆炸|火灾|消防|矿难|坍塌|沉船|安全生产|预警|强降雨|暴雪|寒潮|高温|沙尘|降温|"
        "大风|降雪|低温|雨雪|搜救|遇难|干旱|旱情|汛|气象|降雨|森林火|沉没|踩踏|大雾|"
        "冰冻"
    ),
    "法治人大政协": (
        "人大|政协|法治|依法|法律|立法|法院|法官|检察|司法|公安|警察|民警|警方|打拐|"
        "打黑|扫黑|犯罪|刑|审判|宣判|一审|庭审|案|条例|草案|修正案|民法典|宪法|诉讼|"
        "公布.{0,8}法|代表议国是|委员|两会|民主党派|统战|统一战线|民革|民盟|民建|"
        "九三学社|工商联|党外|民族|宗教|港澳|香港|澳门|台湾|两岸|国务院令|主席令|协商|"
        "全过程人民民主|禁毒|走私|诈骗|侨|黄金周.?执法|选举|普法|赦"
    ),
    "区域发展与重大工程": (
        "京津冀|雄安|长江经济带|长三角|粤港澳|大湾区|西部大开发|中部崛起|东北振兴|"
        "振兴东北|海南自|自贸港|横琴|前海|浦东|特区|新区|城镇化|城市群|城市更新|高铁|"
        "铁路|动车|列车|公路|高速|大桥|隧道|机场|港口|航道|地铁|通车|贯通|开工|水利|"
        "南水北调|水库|三峡|水电站|西气东输|管道|特高压|工程|春运|中欧班列|航线|川藏|"
        "青藏|城市|建设|丝路|通航|投产|革命老区|黄河流域|示范区|合拢|开通"
    ),
}
SKIPPED: Final = (
    r"^(国内)?联播快讯|本期节目主要内容|新闻联播.{0,6}(完整版|文字版)|^央视快评$|内容提要"
)
# Words of the programme, of the years and of places, which would not hold elsewhere.
BANNED: Final = (
    "大同 习近 十国集团 大湾 区之声 九大 十大 热评 快评 特写 快讯 国际联播 海采 "
    "年春 发展新 征程 新征程 今晚 之歌 央视综合 编后话 短评 述评 通讯 社论 评论员 "
    "评论 综述 人民日报 题目 央视快评 联播 走基层 总书记 党中央 中央 全国 我国 "
    "各地 多地 连日来 如今 眼下 近年来 记者 栏目 系列 推出 报道 节目 播出 今起 "
    "奇迹 创造 红色基因 传承 力量 各界 之处 习主席 同志 胡锦涛 习近平 李克强 "
    "国务院总理 国务院 中共中央总书记 国家主席 省份 北京 天津 上海 重庆 河北 山西 "
    "辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 "
    "贵州 云南 陕西 甘肃 青海 内蒙古 广西 西藏 宁夏 新疆 武汉 西安 成都 贵阳 沈阳 "
    "大连 哈尔滨 长春 郑州 长沙 南昌 福州 厦门 济南 青岛 石家庄 太原 兰州 西宁 "
    "银川 昆明 南宁 海口 三亚 合肥 南京 苏州 杭州 宁波 广州 深圳 拉萨 乌鲁木齐 "
    "西北 华北 东北 华东 十二届 十三届 十一届 十四五 十三五 十二五 第一 一个 关注 "
    "新气象 大家 我们 什么 他们 自己"
)
# Words that name an occasion or an office more than a subject: their weights are halved.
OCCASIONS: Final = (
    "召开 会议 全体会议 主持召开 主持会议 召开会议 座谈会 讲话 出席 举行 开展 活动 "
    "行动 启动 调研 考察 强调 指出 要求 听取 汇报 参加 工作 专项 责任 落实 贯彻 "
    "重要讲话 重要指示 精神 强化 提升 推动 主任 书记 负责人 部署 召集 研究 发表 "
    "解决 领导 单位 办公室 工作会议 大会 重要讲话精神 重要论述 深入 坚持 走进 现场 "
    "给予 指导 成员 带领 陪同 报告 通报 突出 结合 重点 问题 信息 介绍 记者 基层 "
    "各级 全市 部门 群众 组织 事项 方案 推进会 现场会 调度会 视频会 党委书记 履职 "
    "担任 机关"
)


class Broadcast(NamedTuple):
    """A broadcast as it is read: its headline without the mark of the series, its text."""

    id: str
    title: str
    headline: str
    text: str


def read_broadcasts(path: Path) -> list[Broadcast]:
    """Read the broadcasts, without the name of the programme and the credits."""
    found: list[Broadcast] = []
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for item in map(json.loads, file):
            text = re.sub(r"[ \t\r\n\u3000]+", "", item.get("text") or "")
            text = re.sub(r"^.{0,14}[（(]新闻联播[）)].{0,3}[:：]", "", text)
            text = re.sub(r"[（(]视频编辑.*$", "", text)[:LONGEST]
            headline = re.sub(r"【.*?】", "", item["title"]) or item["title"]
            found.append(Broadcast(item["id"], item["title"], headline, text))
    return found


def read_labels(path: Path) -> dict[str, str | None]:
    """Read the theme of each id."""
    rows = map(json.loads, path.read_text("utf-8").splitlines())
    return {row["id"]: row["theme"] for row in rows}


def label_headline(title: str) -> str | None:
    """The theme that a headline plainly has: that of the most characters."""
    if re.search(SKIPPED, title):
        return None
    headline = re.sub(r"【.*?】", "", title) or title
    lengths = {
        theme: sum(len(found.group()) for found in re.finditer(rule, headline))
        for theme, rule in RULES.items()
    }
    for theme in ("外交", "国际新闻"):
        if lengths[theme]:
            return theme
    first, second = sorted(lengths, key=lambda theme: -lengths[theme])[:2]
    return first if lengths[first] > lengths[second] else None


def gather_vocabulary(broadcasts: list[Broadcast]) -> list[str]:
    """Words, pairs of words and set phrases that may speak for a theme; no names, no numbers."""
    import rjieba

    jieba = rjieba.Jieba()
    stop_words = set(read_lexicon("stopwords").iloc[:, 0])
    words, pairs = Counter[str](), Counter[tuple[str, str]]()
    for broadcast in broadcasts:
        parts = broadcast.headline, broadcast.text[:OPENING], broadcast.text[OPENING:]
        tokens = [jieba.cut(part) for part in parts]
        words.update({token for part in tokens for token in part})
        pairs.update({pair for part in tokens[:2] for pair in pairwise(part)})

    def is_name(word: str) -> bool:
        return any(tag.startswith("nr") for _, tag in jieba.tag(word))

    def is_number(word: str) -> bool:
        tags = jieba.tag(word)
        return len(tags) == 1 and tags[0][1] in {"m", "t", "mq"}

    kept = {
        word
        for word, count in words.items()
        if count >= FEWEST
        and word not in stop_words
        and re.fullmatch(r"[一-鿿A-Za-z][一-鿿A-Za-z0-9.]+", word)
        and not (is_number(word) or (len(jieba.tag(word)) == 1 and is_name(word)))
    }
    joined = {
        left + right
        for (left, right), count in pairs.items()
        if count >= FEWEST_PAIRS
        and re.fullmatch("[一-鿿]{3,7}", left + right)
        and not {left, right} & stop_words
        and (left in kept or right in kept or min(len(left), len(right)) == 1)
        and not any(len(word) > 1 and is_name(word) for word in (left, right))
    }
    phrases = {phrase for phrase in read_lexicon("phrases")["phrase"] if len(phrase) > 1}
    present = read_themes()
    reasoned = set(present.loc[~present["source"].str.startswith("fitted"), "term"])
    return sorted(kept | joined | phrases | reasoned)


def count_terms(broadcasts: list[Broadcast], vocabulary: list[str]) -> Any:
    """Count what `tag_themes` would find: a row for each broadcast."""
    from scipy.sparse import csr_matrix

    columns = {term: column for column, term in enumerate(vocabulary)}
    counts: list[dict[int, float]] = [{} for _ in broadcasts]
    for part, hits in search_parts(_write_parts(broadcasts), {term: term for term in vocabulary}):
        end = 0
        for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
            if hit.start < end:
                continue
            end = hit.end
            place = 0 if part.part == "headline" else 1 if hit.start < OPENING else 2
            column = columns[hit.phrase]
            counts[part.row][column] = counts[part.row].get(column, 0) + PLACES[place]
    rows = [row for row, found in enumerate(counts) for _ in found]
    entries = [sqrt(count) for found in counts for count in found.values()]
    where = rows, [column for found in counts for column in found]
    return csr_matrix((entries, where), shape=(len(counts), len(vocabulary)))


def weigh_by_rarity(counts: Any) -> Any:
    """How rare each term is: 1 where one broadcast in 400 has it."""
    share = np.asarray((counts > 0).mean(axis=0)).ravel()
    return -np.log(np.maximum(share, 1 / counts.shape[0])) / 6


def _write_parts(broadcasts: list[Broadcast]) -> Iterator[Part]:
    for row, broadcast in enumerate(broadcasts):
        yield Part(row, "headline", broadcast.headline, (), ())
        yield Part(row, "body", broadcast.text, (), ())


def fit(counts: Any, rows: list[int], themes: list[str], weights: list[float]) -> Any:
    """Fit a logistic regression to the rows that are labelled."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=2, max_iter=60, fit_intercept=False)
    return model.fit(counts[rows], themes, sample_weight=weights)


def fit_twice(counts: Any, broadcasts: list[Broadcast], *, seed: int) -> Any:
    """Fit to labels by eye and by headline, then to those of the latter that are confirmed."""
    files = (ROOT / "tests" / "gold").glob("themes*.jsonl")
    measured = {name for file in files for name in read_labels(file)}
    by_eye = read_labels(ROOT / "tests" / "gold" / "fit-themes.jsonl")
    own = {
        row: theme
        for row, broadcast in enumerate(broadcasts)
        if broadcast.id not in measured and (theme := by_eye.get(broadcast.id))
    }
    free = {
        row: label_headline(broadcast.title)
        for row, broadcast in enumerate(broadcasts)
        if broadcast.id not in measured and row not in own
    }
    draw = np.random.default_rng(seed)
    plain = draw.choice([row for row, theme in free.items() if theme], BY_HEADLINE, replace=False)
    others = [
        row for row, theme in free.items() if not theme and "联播快讯" not in broadcasts[row].title
    ]
    rows = plain.tolist()
    themes = [theme for row in rows if (theme := free[row])]
    weights = [1.0] * len(rows) + [BY_EYE[0]] * len(own)
    model = fit(counts, [*rows, *own], [*themes, *own.values()], weights)
    rows = draw.choice(others, UNLABELLED, replace=False).tolist() + rows
    sure = model.predict_proba(counts[rows])
    likely = model.classes_[sure.argmax(axis=1)]
    confirmed = [
        (row, theme)
        for row, theme, share in zip(rows, likely, sure.max(axis=1), strict=True)
        if (free[row] == theme if free[row] else share > SURE)
    ]
    rows = [row for row, _ in confirmed]
    themes = [theme for _, theme in confirmed]
    weights = [1.0] * len(rows) + [BY_EYE[1]] * len(own)
    return fit(counts, [*rows, *own], [*themes, *own.values()], weights)


def is_banned(term: str) -> bool:
    """Say whether a term is one of the programme, of a year or of a place."""
    return term in BANNED.split() or bool(re.fullmatch("[一二三四五六七八九十0-9].?[年月日]", term))


def main(path: str) -> None:
    """Write the list: the rows that are not fitted, and the weights that decide most."""
    from sklearn.preprocessing import normalize

    broadcasts = read_broadcasts(Path(path))
    vocabulary = gather_vocabulary(broadcasts)
    counts = count_terms(broadcasts, vocabulary)
    kept = [column for column, term in enumerate(vocabulary) if not is_banned(term)]
    counts, terms = counts[:, kept], [vocabulary[column] for column in kept]
    rarity = weigh_by_rarity(counts)
    counts = normalize(counts.multiply(rarity).tocsr())
    models = [fit_twice(counts, broadcasts, seed=seed) for seed in range(DRAWS)]
    fitted = np.mean([model.coef_ for model in models], axis=0)
    decides = np.abs(fitted) * np.sqrt(np.asarray(counts.multiply(counts).mean(axis=0)))
    least = np.sort(decides.ravel())[-WEIGHTS]

    present = read_themes()
    present = present[~present["source"].str.startswith("fitted")]
    rows: dict[tuple[str, str], tuple[float, str]] = {
        (theme, term): (float(weight), source)
        for theme, term, weight, source in present.itertuples(index=False, name=None)
    }
    silent = set(present.loc[present["weight"] == 0, "term"])
    occasions = set(OCCASIONS.split())
    for place, column in zip(*np.nonzero(decides >= least), strict=True):
        theme, term = str(models[0].classes_[place]), terms[column]
        weight, source = float(fitted[place, column] * rarity[column]), SOURCE
        if term in silent:
            continue
        if term in occasions:
            weight, source = weight / 2, f"{SOURCE}, then halved: names an occasion"
        weight = round(weight, 1)
        if weight and weight > rows.get((theme, term), (-np.inf, ""))[0]:
            rows[theme, term] = weight, source
    order: list[str] = list(dict.fromkeys(read_themes()["theme"]))
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(["theme", "term", "weight", "source"])
    for (theme, term), (weight, source) in sorted(
        rows.items(), key=lambda row: (order.index(row[0][0]), -row[1][0], row[0][1])
    ):
        writer.writerow([theme, term, weight, source])


if __name__ == "__main__":
    main(*sys.argv[1:])
