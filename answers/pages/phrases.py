"""What the search page says of its own accord where no item is the answer. Whom to ring stands below each of them."""

from collections.abc import Mapping, Sequence

EXAMPLES = ("低保怎么办", "高龄津贴怎么领", "公租房怎么申请", "小孩打疫苗", "法律援助怎么申请", "怎么投诉养老院")

NOT_FOUND = ("这个问题这里答不上来，不敢乱说。换个说法再找一次，或者问问下面的人。",)
_ABOUT_US = ("这里查得到政府公开的事：归谁管、要什么条件、在哪里看。", "请用一句家常话说您想问什么。")
_UNCLEAR = ("没看明白。请多说一点：是什么人，遇到什么事。比如“我妈八十岁了，有什么补贴”。",)

INSTEAD: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(
        ("greeting", "help", "thanks", "farewell", "thanks_farewell", "small_talk", "chatter", "abuse"), _ABOUT_US
    ),
    **dict.fromkeys(("unclear", "nonsense"), _UNCLEAR),
    "person": ("想找人问，打下面的电话，或者在公众号里留言。",),
    "other_place": ("这里只知道福州市鼓楼区的事。", "别处的事，请打那里的 12345：前面加那里的区号。"),
    "national_service": (
        "这件事不归区里管，这里查不到。",
        "可以直接打：社保 12333，医保 12393，税务 12366，公积金 12329，出入境 12367。",
    ),
    "private_data": ("别人的个人信息，这里不能说。", "查自己的，请带身份证去办事的单位，或者打 12345 问。"),
    "product_shopping": ("买卖、修理的事，这里帮不上。", "买到假货、修东西被骗，请打 12315。"),
}
