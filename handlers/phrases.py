"""What the account says of its own accord, in plain words and short sentences. Links are tapped, not typed.

A fixed list that people can read and review: the account has no small talk (池州贵池, 2018: a bought-in chatter library
insulted citizens from a government account).
"""

from bot.office import DISCLOSURE_OFFICE as OFFICE
from bot.taps import tap

HOTLINE = "12345"  # 政务服务便民热线, the same number everywhere in China
EXAMPLES = ("低保怎么办", "高龄津贴怎么领", "公租房怎么申请")


def ask(words: str) -> str:
    """A link that says `words` in the resident's name when tapped."""
    return tap(words, shown=words, menu_id="0")


def welcome(community: str | None) -> str:
    """What a new follower reads first."""
    place = f"记下了：您在{community}。\n\n" if community else ""
    return f"您好，这里是鼓楼区居务通。\n\n{place}{HOW_TO_ASK}"


def in_community(community: str) -> str:
    """Which community the resident's is, and how to change it."""
    return f"您在：{community}。\n\n搬家了，扫新社区公示栏上的码就改过来。"


def joined(community: str) -> str:
    """The answer to scanning a community's code."""
    return f"好的，记下了：您在{community}。\n\n想问什么，直接打字就行。"


def messages_left(count: int) -> str:
    """How many messages the resident left, the number first."""
    return f"{count} 条留言。\n您给工作人员留的话一共 {count} 条。要再留，请发“留言”加上您想说的话。"


_LINES = "\n".join(ask(example) for example in EXAMPLES)
HOW_TO_ASK = (
    f"想问什么，直接打字就行，说家常话也可以。比如点一下：\n{_LINES}\n\n"
    f"找工作人员：回复“{ask('人工')}”\n看怎么用：回复“{ask('帮助')}”\n字少一点：回复“{ask('长辈版')}”"
)
GREETING = f"您好！{HOW_TO_ASK}"
HELP = (
    "这个号能帮您三件事：\n"
    "· 查事情：低保、养老、住房、上学、看病等，哪个单位管、在哪里看。直接打字问。\n"
    f"· 留言：发“留言”加上您想说的话，工作人员会看到。发“{ask('我的留言')}”看留了几条。\n"
    f"· 找人：回复“{ask('人工')}”。\n\n"
    f"觉得字多，回复“{ask('长辈版')}”。"
)
PERSON = (
    f"找工作人员，请打电话：\n{OFFICE.telephone}\n（{OFFICE.name}，{OFFICE.address}）\n\n"
    f"急事别等：火警 119，急救 120，报警 110。别的事也可以打 {HOTLINE}。\n\n"
    "不方便打电话，就发“留言”加上您想说的话。"
)
THANKS = "不客气。还有事，随时问。"
FAREWELL = "再见。有事随时来问。"
EMERGENCY = (
    f"要紧！请马上打电话：\n急救 120\n火警 119\n报警 110\n\n这里不能替您报警、叫救护车。其他急难事可打 {HOTLINE}。"
)
NOT_KNOWN = (
    f"这个问题我答不上来，不敢乱说。\n\n请打电话问：\n{OFFICE.telephone}\n（{OFFICE.name}）\n\n"
    "或者发“留言”加上您想问的话，工作人员会看到。\n\n换个说法再问一次也行，比如“低保怎么办”。"
)
NOTHING_OFFERED = "您回的是数字，可是这会儿没有要选的。\n\n请直接打字说您想问什么，比如“低保怎么办”。"
LEFT = f"记下了，工作人员会看到您的留言。\n\n急的话请打电话：{OFFICE.telephone}。发“我的留言”看留了几条。"
SAY_WHAT = "您想留什么话？请把“留言”两个字和您想说的话一起发，比如：\n留言 楼道灯坏了"
ELDER_ON = (
    "好，长辈版打开了。\n\n以后回话更短，下面会写：1 看全部，0 找人。\n\n想问什么，直接说。\n（回复“标准版”改回来）"
)
ELDER_OFF = "好，改回标准版了。想问什么，直接打字。"
ELDER_FOOTER = "\n\n1 看全部　0 找人"
NO_WORDS_IN_VOICE = (
    "收到您的语音，可是这里听不出说的是什么。\n\n请打字告诉我，或者按话筒用“语音转文字”再发。\n要找人，回复“人工”。"
)
NO_WORDS = "收到了，可是这里看不懂图片、视频和链接。\n\n请打字说您想问什么，比如“低保怎么办”。\n要找人，回复“人工”。"
LOCATION = "收到您的位置。这里还不能按位置查社区。\n\n请扫社区公示栏上的码，或者直接打字问。"
NO_COMMUNITY = "还不知道您住哪个社区。\n\n请用微信扫一扫社区公示栏上的居务通二维码。"
UNKNOWN_CODE = "这个码我不认识，可能是旧的。\n\n想问什么，直接打字就行。"
EMPTY = "您发来的是空的。请打字说您想问什么，比如“低保怎么办”。"


def outside(count: int) -> str:
    """The answer to a number that was not offered."""
    return f"请回复 1 到 {count} 中的一个数字，或者直接打字说您想问什么。"
