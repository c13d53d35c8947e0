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
_PERSON = re.compile(
    r"人工|真人|转人|客服|活人|(?:找|叫|让|要|想|换|请)(?:一?个)?(?:你们)?(?:工作人员|社工|网格员|领导|负责人|"
    r"人)(?:来)?(?:说|聊|听|接|问|帮|$|跟|和|给)|"
    r"(?:有没有|有)(?:人|工作人员)(?:能|可以|帮|理|接)|不(?:想|要)(?:跟|和)机器|别用机器|跟(?:你|"
    r"机器人?)说不(?:清|明白)|(?:给|跟)我(?:回|打)(?:个)?电话"
)
_EMERGENCY = re.compile(
    r"(?<!不)着火|起火|失火|火灾了|救命|煤气泄漏|燃气泄漏|漏煤气|煤气漏|闻到(?:很浓的)?(?:煤气|燃气)|晕倒|昏倒|没呼吸|"
    r"没有呼吸|喘不上气|心梗|中风了|流血不止|被打了|正在打人|有人打架|持刀|"
    r"(?:家里|有|来了|进了)小偷|被抢|抢劫|(?:要|想)跳楼|不想活|自杀|轻生|溺水|掉(?:河|水|井)里|电梯里?困|"
    r"困在电梯|被困|触电|喝了?农药"
)
_NOT_EMERGENCY = re.compile(
    r"万一|如果|要是|会不会|怕|担心|以前|去年|上次|预案|条例|规定|政策|演练|培训|讲座|法规|事故(?:通报|调查)|"
    r"怎么预防|补贴|补助|救助金|报销|避难|报告|判了|赔|保险|前年|那年|那次|听说|昨[天晚夜]|前天|上周|上个月|烧光|烧没|烧毁|烧掉了|之后|后来"
)
_EDGES = re.compile(r"[，。！？!?,.~、…\s～\[\]()（）:：;；\"'“”]+|(?<=[好谢见])(?:啊|呀|哦|啦|吧|嘛)")
_NUMBER = re.compile(r"[0-9]+|[a-z]+")
_HOTLINES = frozenset({"12345", "12315", "12317", "12333", "12348", "12350", "12369", "12393"})
_SAYS = re.compile(r"[0-9a-z\u3400-\u9fff]")


def intent(text: str) -> str | None:
    """The courtesy a normalised text is, None when it may be a question.

    One of greeting, thanks, farewell, help, person, emergency, chatter (signs or numbers without words).
    """
    plain = _EDGES.sub("", text)
    if _NUMBER.fullmatch(plain) and plain not in _HOTLINES:
        return "chatter"
    if not _SAYS.search(plain):
        return "help" if "?" in text else "chatter"
    if len(plain) <= 24:
        for name, pattern in _WHOLE_COMPILED:
            if pattern.fullmatch(plain):
                return name
    return _spoken_of(plain)


def _spoken_of(plain: str) -> str | None:
    if _EMERGENCY.search(plain) and not _NOT_EMERGENCY.search(plain):
        return "emergency"
    if len(plain) <= 30 and _PERSON.search(plain):
        return "person"
    return None


_WHOLE_COMPILED = [(name, re.compile(pattern)) for name, pattern in _WHOLE.items()]
