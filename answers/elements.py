"""Which part of an item a question asks for: the materials, the standard, where to go, … Pure.

The patterns are cues, not verdicts: who asks for the list where the item *is* the list asks for the whole. What a cue
means for which kind of item is learnt from wordings (answers/training.py); without knowledge the first cue decides.
"""

import re
from collections.abc import Sequence

from answers.reading import Features

_WHAT = "(?:什么|啥|哪些|哪几样|哪几|几样)"

# The first whose pattern is found is what is asked, so the more particular come first. "怎么办" asks for no part but
# for the item as a whole.
_PATTERNS = {
    "method": r"主动公开|依申请公开吗|申请才能看|公开方式|用什么方式公开",
    "audience": r"(?:向|对|给)(?:谁|哪些人|什么人)(?:公开|公布|公示|看)|谁(?:能|可以|有权)(?:看|查)|"
    r"谁都能(?:看|查)|公开对象",
    "channels": r"(?:哪里|哪儿|哪|什么地方|什么网站|哪个网站)(?:能|可以|才能|上|去)*(?:查|看|找得?到|公布|公示|"
    r"公开|下载|贴)|怎么查|"
    r"网址|网站|公众号|公示栏|公告栏|贴在|查询(?:方式|渠道|入口)|怎么(?:才能)?看到|公开渠道",
    "materials": rf"材料|(?:带|准备|提供|提交|交|拿|填|备齐?)(?:上|些|点|好|齐|去)?{_WHAT}(?!钱|费|用|税|时候)|"
    rf"{_WHAT}(?:证件|证明|资料|单据|表格|手续材料)|"
    r"(?:要|用|需要?)(?:带|准备|提供)(?!钱)|(?:身份证|户口本|户口簿|房产证|结婚证|复印件|照片|"
    r"证明).{0,6}(?:要不要|要准备|要带|带不带|用不用|需不需要|要吗|带吗)",
    "basis": r"依据|根据(?:什么|哪)|凭什么|哪(?:一)?(?:条|部|个)(?:法|规定|文件|政策|条例)|(?:什么|哪个|哪些|"
    r"啥)(?:文件|法律|法规|条例)|文号|明文规定|法律上怎么",
    "contact": r"电话|号码是|打哪个号|联系方式|怎么联系|联系谁|热线",
    "deadline": r"(?:几|多少)(?:个)?(?:工作)?(?:天|日)(?:内|之内|以内)?(?:能|会|可以|就能)?(?:办|批|出|下来|"
    r"答复|公开|公布|公示|拿|审|好|到)|多久|多长时间|"
    r"(?:要|得|需要|等|公示)(?:等|办|公示)?(?:几天|多少天|几个月|几个工作日)|时限|期限|最晚什么时候|截止|"
    r"(?:什么时候|啥时候|何时|几时)(?:才|就)?(?:能|会|可以|给)?(?:办好|批|下来|到账|公布|公开|公示|出来|"
    r"出结果|恢复|发|给|完工|来)|拖到什么时候|几号(?:发|到账|公布|出)",
    "standard": r"(?:多少|几|好多)(?:块|元|钱|万|补|租金)|标准|金额|额度|(?:补|发|领|给|拿|交|收|罚|报|贴|减|"
    r"贷|赔|免|补贴|补助|津贴)(?:我们?|他|她|你)?(?:到|得)?多少|"
    r"多少(?:补贴|补助|津贴|租金|费用|奖励)|一个月(?:有|能|可以|是|拿|领)?多少|每(?:个?月|年|人|户|平方|"
    r"亩)(?:米)?(?:有|能|可以|是|拿|领|发|补)?多少|收费|费用|比例|百分之几|"
    r"多高|怎么(?:算|收费|计算)|涨(?:了|到)?多少|价格|贵不贵|要钱吗|收钱吗|免费吗|要不要钱|要花钱",
    "conditions": r"条件|资格(?!证|审核|认证|复核|认定)|(?:什么|啥|哪种|哪些|怎样|什么样)的?(?:人|家庭|情况|"
    r"老人|孩子|对象)(?:才|能|可以|算|符合)|怎么?样?才(?:能|算|可以)|要怎么样才|"
    r"(?:够不够|符不符合|算不算)|符合(?:吗|要求)|要满几岁|多大(?:年纪|岁数|年龄)|几岁(?:才|能|可以|开始|起)|"
    r"有(?:什么|哪些|啥)(?:限制|要求)|(?:外地|户口).{0,4}(?:行不行|可以吗|能不能)",
    "process": r"流程|步骤|程序|第一步|先.{1,6}再.{0,6}(?:还是|吗)|(?:什么|哪些|啥)手续|手续(?:是|怎么|有)|"
    r"怎么个(?:办|走)法",
    "time_place": r"(?:在|去|到|上)哪(?:里|儿|个|块|边|一家|家|办|领|交|报|打|做|申请|登记)?(?!些|个部门|"
    r"个单位|个局)|哪里(?:办|领|交|报名|申请|登记|打|做|受理|有)|什么地方|"
    r"哪个(?:地方|窗口|位置|门)|地址|地点|怎么走|位置|几点|上班|下班时间|开门|关门|开不开|(?:周末|周六|周日|"
    r"星期[一二三四五六日天]|礼拜[一二三四五六日天]|中午|晚上).{0,5}(?:开|上班|办|可以|能|有人)|"
    r"办公时间|开放时间|营业时间|(?:什么时候|几号|几月)(?:开始)?(?:报名|开放|去|开门|打|办)|几号开始|最近的",
    "subject": r"(?:哪个|什么|哪)(?:部门|单位|局|机关|科室)|谁(?:管|负责|主管|来管|牵头|发布)|归(?:谁|哪)|"
    r"(?:该|应该|要|得)找谁|找谁(?:管|办|负责|解决)|该找哪",
    "results": r"结果|名单|(?:批|审|选|评|摇|录|轮)(?:上|下来|到|准|中)?了?没有|(?:都)?有谁$|谁(?:评上|批上|"
    r"中标|选上|选到|入围|过了|得了|批了|批到)|是谁中|给了(?:谁|哪些)|都有谁|"
    r"罚了(?:谁|吗|没|哪)|(?:通过|批准|入选|不合格|欠税)的?(?:有哪些|是谁|有谁)|哪些.{1,6}(?:不合格|通过|中标|"
    r"欠税|被罚)|公示了|录取了|进度",
    "content": r"(?:公开|公示|公布|包括|包含)(?:了)?(?:些|的)?(?:是)?(?:什么|啥|哪些|哪几)|有(?:哪些|什么|"
    r"啥)(?:内容|项目)|(?:做|查|检查)哪些项目|具体内容|包括哪些",
}
ELEMENTS = tuple(_PATTERNS)
_COMPILED = [(element, re.compile(pattern)) for element, pattern in _PATTERNS.items()]
_QUICK = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS.values()))

_CLAUSES = re.compile(r"[,，。!！;；?？\s]+")
_STORY = 24  # characters, beyond which only what is said last is the question
_END = 2  # clauses

_ANYTHING = re.compile(
    f"{_QUICK.pattern}|(?:怎么|如何|咋)(?:样|办理?|申请|领取?|弄|报名|登记|操作|回事|交)?|能不能|可不可以|要不要"
)
_FILLER = re.compile(
    r"^(?:那么?|这个?|它|请问|我想问|还有|另外|就是|再问一?下?|问一?下|好的?)+|的话|一下|大概|一般|具体|"
    r"[呢吗啊呀吧嘛哦了的?？。!！,， ]"
)
_BARE = re.compile(
    r"(?:都|办理?|申请|领取?|办这个|这件?事|要|需要|我们?|能|可以|该|会|去|来|那个?|这个?|它|些|是|有|在|给|又|"
    r"到底|上|什么|啥|哪些|哪|几|多少|带|准备|交|拿|管|天|好|批|快)*"
)


def cues(text: str) -> tuple[str, ...]:
    """The English names of the elements a normalised text seems to ask for, the most particular first."""
    text = _question_of(text)
    if not _QUICK.search(text):
        return ()
    return tuple(element for element, pattern in _COMPILED if pattern.search(text))


CUE, FIRST_CUE, CUE_AND_NAME, NAME = 3.0, 3.0, 1.5, 0.5  # weights of the features below


def element_features(text: str, features: Features, name: Sequence[str]) -> Features:
    """What is seen when an item is asked for by a normalised text: the text's features, its cues, the item's name.

    `name` is the words of the item's name: "名单" in it makes of "有名单吗" a question for the whole.
    """
    seen = dict(features)
    found = cues(text)
    for i, cue in enumerate(found or ("none",)):
        seen["R" + cue] = CUE
        if not i:
            seen["F" + cue] = FIRST_CUE
        for word in name:
            seen[f"R{cue}*{word}"] = CUE_AND_NAME
    for word in name:
        seen["N" + word] = NAME
    return seen


def goes_on(text: str) -> bool:
    """Whether a text names no subject of its own, as in "那要带什么材料呢": it goes on about what came before."""
    if len(text) > _STORY:
        return False
    rest = _FILLER.sub("", _ANYTHING.sub("", text))
    return rest != text and _BARE.fullmatch(rest) is not None


def _question_of(text: str) -> str:
    if len(text) <= _STORY:
        return text
    clauses = [clause for clause in _CLAUSES.split(text) if clause]
    return "，".join(clauses[-_END:])[-2 * _STORY :]
