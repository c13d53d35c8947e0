"""The topics no item holds, as workers read them. Pure."""

TOPICS = {
    "near_missing": "相近，但目录里没有这一项",
    "national_service": "国家或省里统一办的",
    "other_place": "别的地方的事",
    "private_data": "别人的隐私",
    "product_shopping": "商品、消费、找店",
    "unclear": "看不出要问什么",
    "small_talk": "闲聊",
    "abuse": "骂人",
    "nonsense": "乱打的字",
}
"""What workers may choose; what is an emergency or a greeting the program itself says."""

OTHER_TOPICS = {
    "emergency": "紧急情况",
    "greeting": "打招呼",
    "person": "要找人工",
    "thanks_farewell": "道谢、告别",
}


def topic_label(topic: str) -> str:
    """What workers call a topic."""
    return TOPICS.get(topic) or OTHER_TOPICS.get(topic, topic)
