"""What the account says of its own accord, in plain words and short sentences. Links are tapped, not typed.

A fixed list that people can read and review: the account has no small talk (池州贵池, 2018: a bought-in chatter library
insulted citizens from a government account).
"""

from datetime import date, datetime

from bot.office import DISCLOSURE_OFFICE as OFFICE
from bot.office import Opening
from bot.taps import tap
from bot.time import local

HOTLINE = "12345"  # 政务服务便民热线, the same number everywhere in China, answered day and night (国办发〔2020〕53号)
EXAMPLES = ("低保怎么办", "高龄津贴怎么领", "公租房怎么申请")
# What can be asked for by one digit. Our guess at what people ask most, until the counts of questions tell.
TOPICS = (("低保和救助", "TOPIC_SJ"), ("养老", "TOPIC_YL"), ("看病和医疗", "TOPIC_YW"))
_WEEKDAYS = "一二三四五六日"
_NEAR = ("今天", "明天", "后天")


def ask(words: str) -> str:
    """A link that says `words` in the resident's name when tapped."""
    return tap(words, shown=words, menu_id="0")


def welcome(community: str | None) -> str:
    """What a new follower reads first."""
    place = f"记下了：您在{community}。\n\n" if community else ""
    return f"您好，这里是鼓楼区居务通。\n\n{place}{HOW_TO_ASK}"


WELCOME_BEFORE_CARD = "您好，这里是鼓楼区居务通。您刚才看的是这件事：\n\n"


def in_community(community: str) -> str:
    """Which community the resident's is, and how to change it."""
    return f"您在：{community}。\n\n搬家了，扫新社区公示栏上的码就改过来。"


def joined(community: str) -> str:
    """The answer to scanning a community's code."""
    return f"好的，记下了：您在{community}。\n\n想问什么，直接打字就行。"


def messages_left(count: int, newest: str) -> str:
    """How many messages the resident left, the number first; then the newest ones with what was replied."""
    return f"{count} 条留言。\n{newest}\n\n要再留，请发“留言”加上您想说的话。"


NO_MESSAGES = "0 条留言。\n要给工作人员留话，请发“留言”加上您想说的话，比如“留言 楼道灯坏了”。"


def message_left(left_at: datetime, words: str, replied: str) -> str:
    """One message the resident left, and what became of it."""
    left = local(left_at)
    return f"{left.month}月{left.day}日您留言：「{words}」\n{replied}"


def not_replied(due_on: date, *, now: datetime) -> str:
    """What is said of a message nobody has replied to yet."""
    if due_on < local(now).date():
        return f"还没有回复，对不起。请打电话问：{OFFICE.telephone}。"
    return f"还没有回复，最晚{due_on.month}月{due_on.day}日回复。"


MESSAGE_CLOSED = "这条已经办结。还有事，请再留言。"
MORE_MESSAGES = f"\n\n更早的，请打电话问：{OFFICE.telephone}。"


def outside(count: int) -> str:
    """The answer to a number that was not offered."""
    numbers = f" 1 到 {count} 中的一个数字" if count > 1 else " 1"
    return f"请回复{numbers}，或者直接打字说您想问什么。"


def topics() -> str:
    """The topics by number, one a line."""
    return "\n".join(f"{number} {name}" for number, (name, _key) in enumerate(TOPICS, 1))


def unheard_before(count: int) -> str:
    """The answer to voice without words while numbers are open."""
    return f"收到您的语音，可是这里听不出说的是什么。\n\n{outside(count)}\n要找人，回复 0。"


def office_hours(opening: Opening | None, *, now: datetime) -> str:
    """Whether somebody picks up now; `opening` is when next, None while somebody does."""
    example = "（这里的办公时间只是示例，以单位公布的为准）" if OFFICE.hours.example else ""
    if opening is None:
        return f"现在是办公时间，可以打。{example}"
    unsure = "" if opening.confirmed else "（那几天怎么放假还没公布，以公布的为准）"
    return f"现在没人上班。{when(opening.at, now=now)} 上班，到时再打。{unsure}{example}"


def when(moment: datetime, *, now: datetime) -> str:
    """A moment ahead as people say it: 明天（周二）上午 8:00."""
    days = (moment.date() - local(now).date()).days
    weekday = f"（周{_WEEKDAYS[moment.weekday()]}）"
    day = _NEAR[days] if days < len(_NEAR) else f"{moment.month}月{moment.day}日"
    half, hour = ("上午", moment.hour) if moment.hour < 12 else ("下午", (moment.hour - 1) % 12 + 1)
    return f"{day}{weekday if days else ''}{half} {hour}:{moment.minute:02}"


def person(hours: str) -> str:
    """Whom to call; `hours` says whether somebody picks up."""
    return (
        f"找工作人员，请打电话：\n{OFFICE.telephone}\n{hours}\n（{OFFICE.name}，{OFFICE.address}）\n\n"
        f"急事别等：火警 119，急救 120，报警 110。别的事可以打 {HOTLINE}，白天晚上都有人接。\n\n"
        f"不方便打电话，就回复“{ask('留言')}”，再说您想说的话。"
    )


_LINES = "\n".join(ask(example) for example in EXAMPLES)
HOW_TO_ASK = (
    f"想问什么，直接打字就行，说家常话也可以。比如点一下：\n{_LINES}\n\n"
    f"找工作人员：回复“{ask('人工')}”\n看怎么用：回复“{ask('帮助')}”\n字少一点：回复“{ask('长辈版')}”"
)
GREETING = f"您好！{HOW_TO_ASK}"
HELP = (
    "这个号能帮您三件事：\n"
    "· 查事情：低保、养老、住房、上学、看病等，哪个单位管、在哪里看。直接打字问。\n"
    f"· 留言：发“留言”加上您想说的话，工作人员会看到。发“{ask('我的留言')}”看回复。\n"
    f"· 找人：回复“{ask('人工')}”。\n\n"
    f"觉得字多，回复“{ask('长辈版')}”。"
)
STILL_NOT = "还是没帮上您，不敢再猜了。\n\n"
THANKS = "不客气。还有事，随时问。"
FAREWELL = "再见。有事随时来问。"
EMERGENCY = (
    f"要紧！请马上打电话：\n急救 120\n火警 119\n报警 110\n\n这里不能替您报警、叫救护车。其他急难事可打 {HOTLINE}。"
    "\n\n事情已经过去，想问救助、赔偿的，请再说一遍您要问什么，比如“房子烧了怎么申请救助”。"
)
LEFT_TOO = "\n\n（您的留言也记下了，可是工作人员不能马上看到。）"
NOT_KNOWN = (
    "这个问题我答不上来，不敢乱说。要是有危险，马上打：火警 119，急救 120，报警 110。\n\n"
    f"请打电话问：\n{OFFICE.telephone}\n（{OFFICE.name}）\n\n"
    "或者发“留言”加上您想问的话，工作人员会看到。\n\n换个说法再问一次也行，比如“低保怎么办”。"
)
UNCLEAR = (
    f"没听明白，请多说一点：是什么人，遇到什么事。\n\n比如“我妈八十岁了，有什么补贴”。\n要找人，回复“{ask('人工')}”。"
)
_ONLY_PUBLIC = (
    f"我不会聊天，只会查办事和公开的事。\n\n想问什么，直接打字，比如“低保怎么办”。要找人，回复“{ask('人工')}”。"
)
# By the engine's reason: what is no business of this account, and where it is dealt with.
NOT_OURS = {
    "other_place": f"这里只知道福州市鼓楼区的事。\n\n别处的事，请打那里的 {HOTLINE}：前面加那里的区号。",
    "national_service": (
        f"这件事不归区里管，这里查不到。\n\n请打 {HOTLINE} 问，白天晚上都有人接。\n"
        "也可以直接打：社保 12333，医保 12393，税务 12366，公积金 12329，出入境 12367。"
    ),
    "private_data": f"别人的个人信息，这里不能说。\n\n查自己的，请带身份证去办事的单位，或者打 {HOTLINE} 问。",
    "product_shopping": "买卖、修理的事，这里帮不上。\n\n买到假货、修东西被骗，请打 12315。",
    "small_talk": _ONLY_PUBLIC,
    "chatter": _ONLY_PUBLIC,
}
NOT_MEANT = f"好，不是这个。\n\n请换个说法再问一次，说说是什么人、遇到什么事。\n要找人，回复“{ask('人工')}”。"
NOTHING_OFFERED = "您回的是数字，可是这会儿没有要选的。\n\n请直接打字说您想问什么，比如“低保怎么办”。"
INVITATION = "\n\n帮到您了吗？回复 1 帮到　2 没有"
HELPED = "好的，谢谢您告诉我们。还有事，随时问。"
DID_NOT_HELP = (
    "对不起，没帮上您。\n\n您想问的是什么？请再说一句，这句话会留给工作人员看。\n\n"
    f"不想留，回复 1。\n急的话请打电话：{OFFICE.telephone}。"
)
LEFT = f"记下了，工作人员会看到您的留言。\n\n急的话请打电话：{OFFICE.telephone}。发“我的留言”看回复。"
SAY_WHAT = "请说您想留的话，比如“楼道灯坏了”。下一句就记下来给工作人员看。\n\n不留了，回复 1。"
NOT_LEFT = "\n\n（刚才没有留言。要留言，再回复“留言”。）"
UNHEARD_MESSAGE = "收到您的语音，可是这里听不出说的是什么。\n\n请打字写您想留的话。不留了，回复 1。"
CANCELLED = "好，不留了。想问什么，直接打字就行。"
ELDER_OFF = "好，改回标准版了。想问什么，直接打字。"
NO_WORDS_IN_VOICE = (
    "收到您的语音，可是这里听不出说的是什么。\n\n"
    f"请打字告诉我，或者按话筒用“语音转文字”再发。也可以回复数字：\n{topics()}\n0 找人"
)
NO_WORDS = "收到了，可是这里看不懂图片、视频和链接。\n\n请打字说您想问什么，比如“低保怎么办”。\n要找人，回复“人工”。"
LOCATION = "收到您的位置。这里还不能按位置查社区。\n\n请扫社区公示栏上的码，或者直接打字问。"
NO_COMMUNITY = "还不知道您住哪个社区。\n\n请用微信扫一扫社区公示栏上的居务通二维码。"
UNKNOWN_CODE = "这个码我不认识，可能是旧的。\n\n想问什么，直接打字就行。"


def moved_or_gone(link: str) -> str:
    """The answer to scanning the code of an item that has another code now or was withdrawn; its page tells which."""
    return f'这个码上的事，换了编号或者已经撤下。\n\n<a href="{link}">点这里看怎么回事</a>\n\n想问什么，直接打字就行。'


EMPTY = "您发来的是空的。请打字说您想问什么，比如“低保怎么办”。"
