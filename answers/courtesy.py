"""Messages that are no question about an item: greetings, thanks, a person wanted, an emergency, chatter. Pure."""

import re

# Courtesy words are taken away; what is a courtesy from beginning to end is nothing else.
_WHOLE = {
    "greeting": r"(?:你们?好|您们?好|早上?好?|早安|上午好|中午好|下午好|晚上?好|晚安|嗨|哈喽|喂|hi|hello|hey|"
    r"在吗|在不在|在么|有人吗|有人在吗|新年好|新春快乐|过年好|依伯好|同志|居委会|小居|机器人)+",
    "thanks": r"(?:(?:好的?|嗯+|哦+|噢+|行|ok|知道了|明白了|懂了|收到|晓得了|可以了|没事了|没有了)*(?:太|非常|"
    r"十分|多|万分)?(?:谢+|感谢|多谢|辛苦)(?:你们?|您|啦|了|哈|哦|啊|大家|帮忙|你的帮助|您的帮助|老师)*|"
    r"thanks|thank you|thx|3q|真好|点赞|给你点赞|你真棒|服务真好)+(?:再见|拜拜)?",
    "farewell": r"(?:再见|拜拜|88|bye|先这样|下次聊|没事了|不用了|没有了|好的?|行|嗯+|哦+|噢+|ok|知道了|"
    r"明白了|懂了|收到|晓得了|可以了|了解)+",
    "help": r"(?:帮助|help|功能|菜单|使用说明|说明|怎么用|怎么使用|如何使用|你们?(?:会|能|可以)(?:帮我|为我|"
    r"给我)?(?:干什么|做什么|干嘛|干啥|做啥|什么|啥)|"
    r"能(?:问|查)(?:什么|啥|哪些)|有(?:什么|哪些)功能|可以问(?:什么|啥|哪些)|这是(?:什么|干什么的|做什么的)|"
    r"你是谁|你是(?:什么|机器人吗|真人吗)|长辈版|大字版|\?|？)+",
}
# 人工 is a person, but not in 农民工人工资, 残疾人工作, 人工耳蜗.
_PERSON = re.compile(
    r"(?<!工)人工(?!智能|湖|费|授精|流产|耳蜗|关节|晶体|资|伤|作|龄|具|成本|降雨|草坪|繁)|真人|转人|客服|活人|"
    r"(?:找|叫|让|要|想|换|请)(?:一?个)?(?:你们)?(?:工作人员|社工|网格员|领导|负责人|"
    r"人)(?:来)?(?:说|聊|听|接|问|帮|$|跟|和|给)|"
    r"(?:有没有|有)(?:人|工作人员)(?:能|可以)?(?:帮帮?我|帮忙|理我|接电话|接)(?:一下)?(?:吗|么|嘛|啊|呀|呢|$)|"
    r"不(?:想|要)(?:跟|和)机器|别用机器|跟(?:你|机器人?)说不(?:清|明白)|(?:给|跟)我(?:回|打)(?:个)?电话"
)
_EMERGENCY = re.compile(
    r"(?<!不)着火|起火|失火|火灾了|救命|煤气泄漏|燃气泄漏|漏煤气|煤气漏|闻到(?:很浓的)?(?:煤气|燃气)|"
    r"(?:煤气|燃气)味(?:很|好|太|越来越)|晕倒|昏倒|昏迷|没呼吸|没有呼吸|喘不上气|呼吸困难|(?:人|伴|爸|妈|他|她|孩子|爷|奶|伯|姆).{0,4}没气了|心梗|中风了|"
    r"流血不止|吃错药|吞了(?:药|电池|硬币|异物|玻璃)|噎住|(?:说不出话|不会说话).{0,6}(?:半边|身子)|(?:半边|身子).{0,4}(?:不能动|动不了)了?$|"
    r"被打了(?!高分|分)|正在打人|在打我|打我.{0,6}(?:死|救)|要打死|有人打架|持刀|拿刀(?:砍|追|要|威胁|架)|"
    r"(?:家里|有|来了|进了)小偷|被抢|抢劫|(?:要|想)跳楼|不想活|(?:我|他|她|妈|爸)想死|要死了|自杀|轻生|溺水|"
    r"掉(?:到|进)?(?:了)?(?:河|水|井)里|电梯里?困|困在电梯|关在电梯|被困|触电|喝了?农药|砸到人了|厨房着了|房子着了"
)
# What is over, what is only feared and what rules say is a question; what happens now is an emergency all the same.
_OVER = re.compile(
    r"以前|去年|上次|预案|条例|规定|政策|演练|培训|讲座|法规|事故(?:通报|调查)|怎么预防|补贴|补助|救助金|报销|避难|"
    r"报告|判了|赔|保险|前年|那年|那次|听说|昨[天晚夜]|前天|上周|上个月|烧光|烧没|烧毁|烧掉了|之后|后来|欠了|欠债|怎么申请"
)
_FEARED = re.compile(r"万一|如果|要是|会不会|怕|担心")
_NOW = re.compile(
    r"(?:着火|起火|失火|晕倒|昏倒|昏迷|没气|触电|溺水|被困|流血|中风|漏气)(?:了|啦|咯)|着火[，,！!]|救命|正在|快来"
)
_EDGES = re.compile(r"[，。！？!?,.~、…\s～\[\]()（）:：;；\"'“”]+|(?<=[好谢见])(?:啊|呀|哦|啦|吧|嘛)")
_NUMBER = re.compile(r"[0-9]+|[a-z]+")
_ALARMS = frozenset({"110", "119", "120", "122"})
_HOTLINES = frozenset({"12345", "12315", "12317", "12333", "12348", "12350", "12369", "12393"})
_SAYS = re.compile(r"[0-9a-z\u3400-\u9fff]")


def intent(text: str) -> str | None:
    """The courtesy a normalised text is, None when it may be a question.

    One of greeting, thanks, farewell, help, person, emergency, chatter (signs or numbers without words).
    """
    plain = _EDGES.sub("", text)
    if plain in _ALARMS:
        return "emergency"
    if _NUMBER.fullmatch(plain) and plain not in _HOTLINES:
        return "chatter"
    if not _SAYS.search(plain):
        return "help" if "?" in text else "chatter"
    if len(plain) <= 24:
        for name, pattern in _WHOLE_COMPILED:
            if pattern.fullmatch(plain):
                return name
    return _spoken_of(plain)


def is_emergency(text: str) -> bool:
    """Whether a normalised text tells of danger now: fire, gas, somebody who may die, violence."""
    if not _EMERGENCY.search(text) or _OVER.search(text):
        return False
    return not _FEARED.search(text) or _NOW.search(text) is not None


def _spoken_of(plain: str) -> str | None:
    if is_emergency(plain):
        return "emergency"
    if len(plain) <= 30 and _PERSON.search(plain):
        return "person"
    return None


_WHOLE_COMPILED = [(name, re.compile(pattern)) for name, pattern in _WHOLE.items()]
